import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEngine } from './engine.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The replay of the whole scenario on the local stack, from the start of its process to the last figure: seconds, and events stored. */
export type Replayed = { readonly balanced: boolean; readonly seconds: number; readonly events: number; readonly eventsPerSecond: number };

export async function measureReplay(): Promise<Replayed> {
  const folder = mkdtempSync(join(tmpdir(), 'amana-replay-'));
  const from = performance.now();
  const child = spawn(process.execPath, ['test/replay/main.ts', '--once', '--json', '--data', folder], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  await new Promise((resolve) => child.once('close', resolve));
  const seconds = Math.round((performance.now() - from) / 100) / 10;
  const events = await eventsIn(join(folder, 'dynamodb'));
  rmSync(folder, { recursive: true, force: true });
  const { balanced = false } = JSON.parse(said.trim().split('\n').at(-1) || '{}') as { balanced?: boolean };
  return { balanced, seconds, events, eventsPerSecond: Math.round(events / seconds) };
}

type Page = { readonly Count: number; readonly LastEvaluatedKey?: object };

/** Events in the tables that a stack has left. */
async function eventsIn(folder: string): Promise<number> {
  const engine = await openEngine(folder);
  const { TableNames } = await engine.ask<{ TableNames: string[] }>('ListTables', {});
  let events = 0;
  for (const TableName of TableNames) {
    let from: object | undefined;
    do {
      const page: Page = await engine.ask<Page>('Scan', {
        TableName,
        Select: 'COUNT',
        FilterExpression: 'attribute_exists(#type)',
        ExpressionAttributeNames: { '#type': 'type' },
        ...(from && { ExclusiveStartKey: from }),
      });
      events += page.Count;
      from = page.LastEvaluatedKey;
    } while (from);
  }
  await engine.close();
  return events;
}
