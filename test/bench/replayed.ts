import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The replay of the whole scenario on the local stack: its own figures, and the seconds of the process. */
export type Replayed = { readonly seconds: number; readonly events?: number; readonly eventsPerSecond?: number };

export async function measureReplay(): Promise<Replayed> {
  const folder = mkdtempSync(join(tmpdir(), 'amana-replay-'));
  const from = performance.now();
  const child = spawn(process.execPath, ['test/replay/main.ts', '--once', '--json', '--data', folder], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`The replay ended with ${code}`);
  const seconds = Math.round((performance.now() - from) / 100) / 10;
  const { events } = JSON.parse(said.trim().split('\n').at(-1) ?? '{}') as { events?: number };
  return events === undefined ? { seconds } : { seconds, events, eventsPerSecond: Math.round(events / seconds) };
}
