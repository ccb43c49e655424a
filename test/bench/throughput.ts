import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { seal } from '#shared/kernel/event-chain.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import { toItem } from '#shared/lambda/event-item.ts';
import { eventStore } from '#shared/lambda/event-store.ts';
import { dynamodbClient, ensureTable, startDynamodb } from '../../infra/local/dynamodb.ts';
import { median } from './cold-start.ts';

/** Times against bare puts of the same bytes on the same engine, medians of interleaved pairs; and how much sixteen at a time bring. */
export type Throughput = {
  readonly pairs: number;
  readonly puts: number;
  readonly appendAt16: number;
  readonly appendAt1: number;
  /** With the read of the newest event before it: two requests for one. */
  readonly loadedAppendAt16: number;
  /** Appends a second at concurrency 16 by those at 1. */
  readonly gainOf16: number;
};

type Note = Command<'note', { text: string }>;
const TABLE = 'bench';
const note: Aggregate<{ text: string }, Note> = {
  kind: 'BENCH',
  decide: (_state, { data }) => ({ type: 'noted', data }),
  evolve: (_state, { data }) => data as Note['data'],
};

/** An event of 0.9 KB, as most are. */
function noting(id: string): Note {
  const at = '2024-12-08T06:10:00.000Z';
  const actor = { client: 'bench', officer: 'O-1', committee: 'RC-1', department: 'INTERIOR' };
  return { id, type: 'note', at, recordedAt: at, actor, data: { text: 'x'.repeat(230) } };
}

export async function measureThroughput({ pairs, puts }: { pairs: number; puts: number }): Promise<Throughput> {
  const folder = mkdtempSync(join(tmpdir(), 'amana-throughput-'));
  const engine = await startDynamodb(join(folder, 'db'), join(folder, 'log'), (reason) => console.error(reason));
  const client = dynamodbClient(engine.url, 'bench');
  await ensureTable(client, TABLE, tableProperties, false);
  try {
    return await compare(client, pairs, puts);
  } finally {
    client.destroy();
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(client: DynamoDBClient, pairs: number, puts: number): Promise<Throughput> {
  const store = eventStore({ client, table: TABLE });
  let run = 0;
  const ids = () => {
    run += 1;
    return Array.from({ length: puts }, (_, index) => `${String(run).padStart(4, '0')}-${String(index).padStart(5, '0')}`);
  };
  const append = (atOnce: number, fresh: boolean) => seconds(ids(), atOnce, (id) => store.execute(note, id, noting(id), { fresh }));
  const bare = (atOnce: number) => {
    const items = ids().map((id) => toItem(seal(note, id, undefined, noting(id), { type: 'noted', data: noting(id).data })));
    return seconds(items, atOnce, (Item) => client.send(new PutItemCommand({ TableName: TABLE, Item })));
  };
  await append(16, true);
  await bare(16);

  const found: Omit<Throughput, 'pairs' | 'puts'>[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const at16 = { bare: await bare(16), append: await append(16, true), loaded: await append(16, false) };
    const at1 = { bare: await bare(1), append: await append(1, true) };
    found.push({
      appendAt16: at16.append / at16.bare,
      appendAt1: at1.append / at1.bare,
      loadedAppendAt16: at16.loaded / at16.bare,
      gainOf16: at1.append / at16.append,
    });
  }
  const middle = (name: keyof (typeof found)[number]) => median(found.map((each) => each[name]));
  return {
    pairs,
    puts,
    appendAt16: middle('appendAt16'),
    appendAt1: middle('appendAt1'),
    loadedAppendAt16: middle('loadedAppendAt16'),
    gainOf16: middle('gainOf16'),
  };
}

async function seconds<T>(work: readonly T[], atOnce: number, one: (each: T) => Promise<unknown>): Promise<number> {
  const from = performance.now();
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < work.length; index = next++) await one(work[index] as T);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (performance.now() - from) / 1000;
}

const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
];
const tableProperties = {
  AttributeDefinitions: ['pk', 'sk', 'day', 'dayKey'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: keys('pk', 'sk'),
  GlobalSecondaryIndexes: [{ IndexName: 'by-day', KeySchema: keys('day', 'dayKey'), Projection: { ProjectionType: 'KEYS_ONLY' } }],
};
