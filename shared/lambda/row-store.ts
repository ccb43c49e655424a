import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { sha256 } from '#shared/kernel/event-chain.ts';
import { clock } from './clock.ts';
import type { Item } from './event-item.ts';

/**
 * A row of a projection or of a search index: made of events, rebuildable from them, never the truth. It has no `type`: by that the stream
 * knows an event.
 */
export type Row = { readonly pk: string; readonly sk: string; readonly type?: never } & Readonly<Record<string, unknown>>;
export type RowKey = { readonly pk: string; readonly sk: string };
export type RowChange = { put: Row } | { remove: RowKey } | { putItem: Item } | SharedPut;
/** Something short that shares its row with whatever else is written under the same key in the same call. */
type SharedPut = { share: RowKey; entry: string };
/** What was written together. The sort key is the given one, a space, and a digest of the entries; one entry may stand in several such rows. */
export type SharedRow = RowKey & { readonly entries: readonly string[] };

export type Range = {
  pk: string;
  prefix?: string;
  /** Sort keys strictly after this one (the cursor of a page). */
  after?: string | undefined;
  /** Sort keys up to and with this one. */
  through?: string | undefined;
  /** From the last sort key to the first; `after` is then where the page before it ended, and `through` still the highest. */
  newestFirst?: boolean;
  limit?: number;
  consistent?: boolean;
};

export type Page<T = Row> = { rows: T[]; next?: string };

const BATCH_WRITE = 25;
const AT_ONCE = 4;
const LAST = '\uffff';

export type RowStore = ReturnType<typeof rowStore>;

export function rowStore({ client, table }: { client: DynamoDBClient; table: string }) {
  /** One page of a partition in sort order; at most `limit` rows and 1 MB. `next` goes on after the last one. */
  async function page<T extends object = Row>({
    pk,
    prefix = '',
    after,
    through,
    limit = 1000,
    consistent = false,
    newestFirst = false,
  }: Range): Promise<Page<T>> {
    const low = !newestFirst && after && after >= prefix ? after : prefix;
    const high = (newestFirst && after) || (through ?? `${prefix}${LAST}`);
    // A cursor of another list may lie beyond this one's end.
    if (Buffer.compare(Buffer.from(low), Buffer.from(high)) > 0) return { rows: [] };
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: low ? 'pk = :pk AND sk BETWEEN :low AND :high' : 'pk = :pk AND sk <= :high',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':high': { S: high }, ...(low && { ':low': { S: low } }) },
        // BETWEEN has its ends in: one more row, for the cursor's own.
        Limit: after ? limit + 1 : limit,
        ConsistentRead: consistent,
        ...(newestFirst && { ScanIndexForward: false }),
      }),
    );
    const rows = Items.filter((item) => item.sk?.S !== after).map((item) => unmarshall(item) as unknown as T);
    const next = LastEvaluatedKey?.sk?.S;
    return next === undefined ? { rows } : { rows, next };
  }

  /** All rows of a range, a page at a time: whoever only counts them need not hold them. */
  async function* pages<T extends object = Row>(range: Omit<Range, 'limit' | 'after'>): AsyncGenerator<T[]> {
    let after: string | undefined;
    do {
      const found: Page<T> = await page<T>({ ...range, after });
      yield found.rows;
      after = found.next;
    } while (after !== undefined);
  }

  async function all<T extends object = Row>(range: Omit<Range, 'limit' | 'after'>): Promise<T[]> {
    const rows: T[] = [];
    for await (const some of pages<T>(range)) rows.push(...some);
    return rows;
  }

  async function get<T extends object = Row>(keys: readonly RowKey[]): Promise<T[]> {
    const rows: T[] = [];
    for (let from = 0; from < keys.length; from += 100) {
      let Keys: Item[] | undefined = keys.slice(from, from + 100).map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } }));
      while (Keys?.length) {
        const answer: { Responses?: Record<string, Item[]>; UnprocessedKeys?: Record<string, { Keys?: Item[] | undefined }> } =
          await client.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }));
        rows.push(...(answer.Responses?.[table] ?? []).map((item) => unmarshall(item) as unknown as T));
        Keys = answer.UnprocessedKeys?.[table]?.Keys;
      }
    }
    return rows;
  }

  /** Writes a row where none is, for good; false when there is one. */
  async function add(row: Row): Promise<boolean> {
    const Item = marshall(row, { removeUndefinedValues: true });
    try {
      await client.send(new PutItemCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** Writes changes, the last one per key winning; unconditional, so callers give them in the order of their streams. */
  async function change(changes: readonly RowChange[]): Promise<void> {
    const newest = new Map<string, WriteRequest>();
    for (const each of together(changes)) {
      const item =
        'put' in each ? marshall(each.put, { removeUndefinedValues: true }) : 'putItem' in each ? each.putItem : marshall(each.remove);
      const key = `${item.pk?.S}\n${item.sk?.S}`;
      newest.set(
        key,
        'remove' in each ? { DeleteRequest: { Key: item } } : { PutRequest: { Item: item as Record<string, AttributeValue> } },
      );
    }
    const requests = [...newest.values()];
    const batches: WriteRequest[][] = [];
    for (let from = 0; from < requests.length; from += BATCH_WRITE) batches.push(requests.slice(from, from + BATCH_WRITE));
    for (let from = 0; from < batches.length; from += AT_ONCE) await Promise.all(batches.slice(from, from + AT_ONCE).map(writeAll));
  }

  async function writeAll(batch: WriteRequest[]): Promise<void> {
    let left: WriteRequest[] | undefined = batch;
    for (let wait = 20; left?.length; wait *= 2) {
      const answer: { UnprocessedItems?: Record<string, WriteRequest[]> } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: left } }),
      );
      left = answer.UnprocessedItems?.[table];
      if (left?.length) await clock.wait(wait);
    }
  }

  return { page, pages, all, get, add, change, changeTogether: combining(change) };
}

/** The same changes, those that share a key in one row. */
function together(changes: readonly RowChange[]): Exclude<RowChange, SharedPut>[] {
  const own: Exclude<RowChange, SharedPut>[] = [];
  const shared = new Map<string, RowKey & { entries: string[] }>();
  for (const each of changes) {
    if (!('share' in each)) {
      own.push(each);
      continue;
    }
    const { pk, sk } = each.share;
    const row = shared.get(`${pk}\n${sk}`);
    if (row) row.entries.push(each.entry);
    else shared.set(`${pk}\n${sk}`, { pk, sk, entries: [each.entry] });
  }
  for (const { pk, sk, entries } of shared.values()) {
    const sorted = [...new Set(entries)].sort();
    own.push({ put: { pk, sk: `${sk} ${sha256(sorted.join('\n')).slice(0, 16)}`, entries: sorted } });
  }
  return own;
}

/**
 * Gathers what many lines of a batch write while the write before is under way, so that they share a request. Each caller waits for the
 * write that has its rows, and fails with it.
 */
function combining(write: (changes: RowChange[]) => Promise<void>): (changes: readonly RowChange[]) => Promise<void> {
  let gathered: RowChange[] = [];
  let next: Promise<void> | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  async function flush(before: Promise<unknown>): Promise<void> {
    await before;
    await clock.turn();
    const changes = gathered;
    underWay = next?.catch(() => undefined) ?? underWay;
    [gathered, next] = [[], undefined];
    await write(changes);
  }

  return (changes) => {
    gathered.push(...changes);
    next ??= flush(underWay);
    return next;
  };
}
