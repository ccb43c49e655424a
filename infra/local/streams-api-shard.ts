import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard as StreamShard,
} from '@aws-sdk/client-dynamodb-streams';
import type { StreamReader } from './stream-log.ts';
import type { Event, Shard } from './stream-mapping.ts';

type Source = { client: DynamoDBStreamsClient; streamArn: string; log: StreamReader; consumer: string; fromStart: boolean };
const ended = 'END';
const pollMs = 100;
/** How long a list of shards is good for; a new one appears when one ends. */
const shardsMs = 2000;

/**
 * A table's stream read through the Streams API, its shards one after another (parents before children) as if they
 * were one. The position in each shard is durable, under the stream's ARN: a new table is a new stream.
 */
export function streamsApiShard({ client, streamArn, log, consumer, fromStart }: Source): Shard {
  const key = (shardId: string) => `${consumer} ${streamArn} ${shardId}`;
  const iterators = new Map<string, string>();
  let buffer: { shardId: string; event: Event }[] = [];
  let wake: () => void = () => undefined;
  let current = 'none';
  let listed: { at: number; shards: StreamShard[] } = { at: 0, shards: [] };

  async function list(): Promise<StreamShard[]> {
    if (Date.now() - listed.at < shardsMs) return listed.shards;
    const shards: StreamShard[] = [];
    let after: string | undefined;
    do {
      const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: after }));
      shards.push(...(StreamDescription?.Shards ?? []));
      after = StreamDescription?.LastEvaluatedShardId;
    } while (after);
    listed = { at: Date.now(), shards };
    return shards;
  }

  async function open(): Promise<StreamShard[]> {
    const shards = await list();
    const done = (id: string | undefined) => log.position(key(String(id))) === ended;
    const known = new Set(shards.map(({ ShardId }) => ShardId));
    return shards.filter(
      ({ ShardId, ParentShardId }) => !done(ShardId) && (!ParentShardId || !known.has(ParentShardId) || done(ParentShardId)),
    );
  }

  async function iterator(shardId: string): Promise<string | undefined> {
    const known = iterators.get(shardId);
    if (known) return known;
    const position = buffer.findLast((entry) => entry.shardId === shardId)?.event.dynamodb.SequenceNumber ?? log.position(key(shardId));
    const start = position
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: position }
      : { ShardIteratorType: fromStart ? ('TRIM_HORIZON' as const) : ('LATEST' as const) };
    return (await client.send(new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...start }))).ShardIterator;
  }

  async function fetch(shardId: string, limit: number): Promise<void> {
    const ShardIterator = await iterator(shardId);
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator, Limit: Math.min(1000, limit) }));
    buffer.push(...Records.map((record) => ({ shardId, event: event(record) })));
    if (NextShardIterator) iterators.set(shardId, NextShardIterator);
    else iterators.delete(shardId);
    if (!NextShardIterator && !buffer.some((entry) => entry.shardId === shardId)) {
      log.commit(key(shardId), streamArn, ended);
      listed.at = 0;
    }
  }

  async function fill(limit: number): Promise<void> {
    for (const { ShardId } of await open()) {
      try {
        await fetch(String(ShardId), limit);
      } catch (error) {
        // An iterator lives for minutes only; the next round asks for a new one.
        iterators.delete(String(ShardId));
        if (!['ExpiredIteratorException', 'TrimmedDataAccessException'].includes((error as Error).name)) throw error;
      }
      if (buffer.length > 0) return;
    }
  }

  return {
    get id() {
      return current;
    },
    next: async (limit) => {
      if (buffer.length === 0) await fill(limit);
      current = buffer[0]?.shardId ?? current;
      return buffer.slice(0, limit).map(({ event }) => event);
    },
    commit: (last) => {
      const at = buffer.findIndex(({ event }) => event === last);
      const shardId = buffer[at]?.shardId;
      if (shardId) log.commit(key(shardId), streamArn, last.dynamodb.SequenceNumber);
      buffer = buffer.slice(at + 1);
    },
    wait: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    wake: () => wake(),
    behind: () => buffer.length > 0,
  };
}

/** The SDK gives dates and bytes; a function gets seconds and base64. */
function event(record: { eventName?: string; dynamodb?: object }): Event {
  const { ApproximateCreationDateTime, ...rest } = record.dynamodb as { ApproximateCreationDateTime?: Date };
  const plain = JSON.parse(
    JSON.stringify(rest, (_, value) => (isBytes(value) ? Buffer.from(Object.values(value)).toString('base64') : value)),
  );
  return {
    eventName: String(record.eventName),
    dynamodb: { ...plain, ApproximateCreationDateTime: Math.floor((ApproximateCreationDateTime?.getTime() ?? Date.now()) / 1000) },
  };
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;
