import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { DAY_SHARDS, fromItem, type Item } from './event-item.ts';

/** From and to are recorded times, ISO 8601 UTC, both within. */
export type Span = { readonly from: string; readonly to: string };
export type EventWalk = ReturnType<typeof eventWalk>;

const PAGE = 100;
const MOST_READS = 200;
const DAY_MS = 86_400_000;

/** Where a walk stands: the day and shard it reads, and the index key it read last. */
type Place = { readonly partition: string; readonly start?: Item | undefined };

/** Walks all events recorded within a span, through the sharded index by recorded day. */
export function eventWalk({ client, table }: { client: DynamoDBClient; table: string }) {
  /** At most `limit` events, those of one stream in their order; `next` is where the following page starts. */
  async function page(span: Span, cursor: string | undefined, limit: number): Promise<{ events: StoredEvent[]; next?: string }> {
    const events: StoredEvent[] = [];
    let place: Place | undefined = cursor ? parse(cursor) : { partition: `${span.from.slice(0, 10)}#0` };
    // Empty days cost a read each: after so many of them a page ends, with where to go on.
    for (let reads = 0; place && events.length < limit && reads < MOST_READS; reads++) {
      const { keys, next }: { keys: Item[]; next?: Item | undefined } = await keysOf(place, span, Math.min(PAGE, limit - events.length));
      if (keys.length) events.push(...(await eventsOf(keys)));
      place = next ? { partition: place.partition, start: next } : following(place.partition, span);
    }
    return place ? { events, next: JSON.stringify([place.partition, place.start ? plain(place.start) : null]) } : { events };
  }

  /** All of them, a hundred at a time. */
  async function* walk(span: Span): AsyncGenerator<StoredEvent[]> {
    let next: string | undefined;
    do {
      const found: Awaited<ReturnType<typeof page>> = await page(span, next, PAGE);
      if (found.events.length) yield found.events;
      next = found.next;
    } while (next);
  }

  async function keysOf(
    { partition, start }: Place,
    { from, to }: Span,
    limit: number,
  ): Promise<{ keys: Item[]; next?: Item | undefined }> {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'by-day',
        KeyConditionExpression: '#day = :day AND dayKey BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#day': 'day' },
        ExpressionAttributeValues: { ':day': { S: partition }, ':from': { S: from }, ':to': { S: `${to}\uffff` } },
        Limit: limit,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    return { keys: Items.map(({ pk, sk }) => ({ pk, sk }) as Item), next: LastEvaluatedKey };
  }

  /** The events under these keys, in their order; those that are not there are left out. */
  async function eventsOf(keys: readonly Item[]): Promise<StoredEvent[]> {
    const found = new Map<string, StoredEvent>();
    let Keys: Item[] | undefined = [...keys];
    while (Keys?.length) {
      const answer: { Responses?: Record<string, Item[]>; UnprocessedKeys?: Record<string, { Keys?: Item[] | undefined }> } =
        await client.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys } } }));
      for (const item of answer.Responses?.[table] ?? []) found.set(`${item.pk?.S}#${item.sk?.S}`, fromItem(item));
      Keys = answer.UnprocessedKeys?.[table]?.Keys;
    }
    return keys.flatMap(({ pk, sk }) => found.get(`${pk?.S}#${sk?.S}`) ?? []);
  }

  return { page, walk, eventsOf };
}

function following(partition: string, { to }: Span): Place | undefined {
  const [day = '', shard = '0'] = partition.split('#');
  if (Number(shard) + 1 < DAY_SHARDS) return { partition: `${day}#${Number(shard) + 1}` };
  const tomorrow = new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
  return tomorrow <= to.slice(0, 10) ? { partition: `${tomorrow}#0` } : undefined;
}

const plain = (key: Item) => [key.pk?.S, key.sk?.S, key.dayKey?.S];

function parse(cursor: string): Place {
  const [partition, key] = JSON.parse(cursor) as [string, [string, string, string] | null];
  if (!key) return { partition };
  const [pk, sk, dayKey] = key;
  return { partition, start: { pk: { S: pk }, sk: { S: sk }, dayKey: { S: dayKey }, day: { S: partition } } };
}

/** Whether a text is where a walk can go on. */
export function isWalkCursor(text: string): boolean {
  try {
    const [partition, key, ...more] = JSON.parse(text) as unknown[];
    const keyed = key === null || (Array.isArray(key) && key.length === 3 && key.every((part) => typeof part === 'string' && part !== ''));
    return more.length === 0 && keyed && typeof partition === 'string' && /^\d{4}-\d{2}-\d{2}#\d$/.test(partition);
  } catch {
    return false;
  }
}
