import type { Told } from './story.ts';

export async function probes(_told: Told, _everybody: number): Promise<void> {}
