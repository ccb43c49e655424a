import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { dynamodbClient } from './dynamodb.ts';
import { startStack } from './stack.ts';

const assembly = fileURLToPath(new URL('./sample', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'local-crash-'));
const program = `
  import { startStack } from ${JSON.stringify(new URL('./stack.ts', import.meta.url).href)};
  const stack = await startStack(${JSON.stringify({ assembly, data })});
  console.log(JSON.stringify({ url: stack.url, token: await stack.mintToken('Writer'), pids: await pids(stack) }));
  async function pids(stack) {
    await fetch(stack.url + '/environment', { method: 'POST', headers: { authorization: 'Bearer ' + await stack.mintToken('Writer') } });
    return Object.values(stack.functions).flatMap((each) => each.pids());
  }
`;

type Booted = { child: ChildProcess; url: string; token: string; pids: number[] };
async function bootApart(): Promise<Booted> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  return { child, ...JSON.parse(String(line)) };
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

afterAll(() => rmSync(data, { recursive: true }));

/** Posts things until the stack is gone; answers which were answered, and how many were asked for. */
async function postUntilGone({ url, token }: Booted, round: number, onAnswer: (count: number) => void) {
  const answered: string[] = [];
  let asked = 0;
  const worker = async () => {
    for (;;) {
      const id = `${round}-${asked++}`;
      try {
        const { status } = await fetch(`${url}/things/${id}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
        if (status === 201) onAnswer(answered.push(id));
      } catch {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return { answered, asked };
}

test('whatever the moment of a kill -9, what was stored is announced after the next start, and nothing answered is lost', async () => {
  const answered: string[] = [];
  const asked: string[] = [];
  for (const round of [1, 2]) {
    const booted = await bootApart();
    const result = await postUntilGone(booted, round, (count) => {
      if (count === 20 * round) process.kill(-(booted.child.pid as number), 'SIGKILL');
    });
    answered.push(...result.answered);
    asked.push(...Array.from({ length: result.asked }, (_, at) => `${round}-${at}`));
  }

  const stack = await startStack({ assembly, data });
  await stack.idle();
  const client = dynamodbClient(stack.dynamodbUrl, 'local');
  const has = async (pk: string) => {
    const Key = { pk: { S: pk }, sk: { S: '1' } };
    return (await client.send(new GetItemCommand({ TableName: stack.tables.Table, Key, ConsistentRead: true }))).Item !== undefined;
  };
  const found = await Promise.all(asked.map(async (id) => ({ id, stored: await has(`THING#${id}`), announced: await has(`SEEN#${id}`) })));
  await stack.stop();

  expect(answered.length).toBeGreaterThanOrEqual(60);
  expect(answered.filter((id) => !found.find((each) => each.id === id)?.stored)).toEqual([]);
  expect(found.filter(({ stored, announced }) => stored !== announced)).toEqual([]);
}, 60_000);

test('functions do not outlive the stack that started them', async () => {
  const { child, pids } = await bootApart();
  expect(pids.length).toBeGreaterThan(0);
  process.kill(child.pid as number, 'SIGKILL');
  await expect.poll(() => pids.filter(alive), { timeout: 5000 }).toEqual([]);
}, 20_000);
