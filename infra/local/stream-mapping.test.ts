import { expect, test } from 'vitest';
import type { Outcome } from './environment.ts';
import { type Event, mapStream, type Shard, type StreamMapping } from './stream-mapping.ts';

const event = (n: number, age = 0): Event => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(n), ApproximateCreationDateTime: Math.floor(Date.now() / 1000) - age },
});
const numbers = (list: { dynamodb: { SequenceNumber: string } }[]) => list.map(({ dynamodb }) => Number(dynamodb.SequenceNumber));

/** Runs a mapping over `events` until the last is committed; answers what the consumer was given, what was committed and what given up. */
async function run(events: Event[], answer: (batch: number[]) => object | 'throw', settings: Partial<StreamMapping> = {}) {
  const calls: number[][] = [];
  const commits: number[] = [];
  const failures: {
    requestContext: { condition: string };
    DDBStreamBatchInfo: { startSequenceNumber: string; endSequenceNumber: string };
  }[] = [];
  let position = 0;
  let drained: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    drained = resolve;
  });
  let wake: () => void = () => undefined;
  const shard: Shard = {
    id: 'shard',
    next: async (limit) => events.slice(position, position + limit),
    commit: (last) => {
      position = events.indexOf(last) + 1;
      commits.push(Number(last.dynamodb.SequenceNumber));
    },
    wait: () => {
      drained();
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
    wake: () => wake(),
    behind: () => position < events.length,
  };
  const invoke = async (payload: string): Promise<Outcome> => {
    const batch = numbers(JSON.parse(payload).Records);
    calls.push(batch);
    const result = answer(batch);
    return result === 'throw' ? { error: { errorType: 'Error', errorMessage: 'no' } } : { result: JSON.stringify(result) };
  };
  const consumer = {
    name: 'consumer',
    arn: 'arn:consumer',
    invoke,
    pids: () => [],
    busy: () => 0,
    atWork: () => [],
    stop: async () => undefined,
  };
  const mapping = mapStream(shard, consumer, {
    streamArn: 'arn:stream',
    batchSize: 4,
    windowMs: 0,
    patterns: [],
    bisects: false,
    maximumRetries: -1,
    maximumAgeMs: -1,
    reportsFailures: true,
    onError: (error) => {
      throw error;
    },
    onFailure: (message) => failures.push(JSON.parse(message)),
    ...settings,
  });
  await done;
  await mapping.stop();
  return { calls, commits, failures };
}

const four = [1, 2, 3, 4].map((n) => event(n));

test('a batch that succeeds is committed as a whole', async () => {
  expect(await run(four, () => ({}))).toEqual({ calls: [[1, 2, 3, 4]], commits: [4], failures: [] });
});

test('a partial failure commits what came before it and sends the rest again, in order', async () => {
  let first = true;
  const { calls, commits } = await run(four, () => {
    const failed = first ? [{ itemIdentifier: '3' }] : [];
    first = false;
    return { batchItemFailures: failed };
  });
  expect(calls).toEqual([
    [1, 2, 3, 4],
    [3, 4],
  ]);
  expect(commits).toEqual([2, 4]);
});

test('bisecting isolates the poison, gives it up after its retries and goes on', async () => {
  const { calls, failures } = await run(four, (batch) => (batch.includes(3) ? 'throw' : {}), { bisects: true, maximumRetries: 1 });
  expect(calls).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [4]]);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    DDBStreamBatchInfo: { startSequenceNumber: '3', endSequenceNumber: '3', batchSize: 1, streamArn: 'arn:stream' },
  });
});

test('a record over the age limit is given up at its first failure', async () => {
  const { calls, failures } = await run([event(1, 120)], () => 'throw', { maximumAgeMs: 60_000 });
  expect([calls, failures[0]?.requestContext.condition]).toEqual([[[1]], 'RecordAgeExceeded']);
});

test('a record no filter wants is passed over and never sent', async () => {
  const { calls, commits } = await run(four, () => ({}), { patterns: [{ eventName: ['REMOVE'] }] });
  expect([calls, commits]).toEqual([[], [4]]);
});
