import { inbox } from '#shared/lambda/queue.ts';
import { openTable } from '#shared/lambda/runtime.ts';
import { twoPersonsGuard } from './append-guard.ts';
import { readers } from './facts.ts';

const { store } = openTable({ guard: twoPersonsGuard });

export const handler = inbox({ readers, deps: { store } });
