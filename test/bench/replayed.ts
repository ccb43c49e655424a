import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dynaliteEngine } from '../../infra/local/dynalite-engine.ts';

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

/** Events in the tables that a stack has left. */
async function eventsIn(folder: string): Promise<number> {
  const engine = await dynaliteEngine(folder);
  const ask = async (operation: string, question: object) => JSON.parse((await engine.run(operation, JSON.stringify(question))).body);
  let events = 0;
  for (const TableName of (await ask('ListTables', {})).TableNames as string[]) {
    let ExclusiveStartKey: object | undefined;
    do {
      const page = await ask('Scan', {
        TableName,
        Select: 'COUNT',
        FilterExpression: 'attribute_exists(#type)',
        ExpressionAttributeNames: { '#type': 'type' },
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      });
      events += page.Count;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }
  await engine.close();
  return events;
}
