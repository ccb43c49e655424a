import { type Pattern, passes } from './event-pattern.ts';
import type { StreamRecord, StreamWriter } from './stream-log.ts';

/** A table with a stream, and the filters of everything that reads it. */
export type StreamedTable = { name: string; keys: string[]; view: string; patterns: Pattern[] };
export type Answer = { status: number; body: string };
type Item = Record<string, Record<string, unknown>>;
type Write = { operation: 'put' | 'update' | 'delete'; key: Item; item?: Item };
type EventName = StreamRecord['eventName'];

/** The engine behind the tap: runs one DynamoDB operation. */
export type Engine = (operation: string, request: object) => Promise<Answer>;

/**
 * Gives an engine without streams a stream: what a reader could want is noted in `log` before the engine sees it and
 * recorded once the engine has accepted it. Everything else passes untouched.
 */
export function streamTap(tables: StreamedTable[], log: StreamWriter, engine: Engine) {
  const byName = new Map(tables.map((table) => [table.name, table]));

  // What an item was before is not known yet, so a filter that asks for it cannot rule anything out.
  const undecided = new Set(tables.filter(({ patterns }) => JSON.stringify(patterns).includes('OldImage')));
  const canMatch = (table: StreamedTable, names: EventName[], key: Item, item?: Item) =>
    undecided.has(table) || names.some((eventName) => passes(table.patterns, { eventName, dynamodb: { Keys: key, NewImage: item } }));

  const recordsOf = (table: StreamedTable, key: Item, before: Item | undefined, now: Item | undefined): string[] => {
    const eventName = now ? (before ? 'MODIFY' : 'INSERT') : 'REMOVE';
    const images = {
      ...(now && ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(table.view) ? { NewImage: now } : {}),
      ...(before && ['OLD_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(table.view) ? { OldImage: before } : {}),
    };
    const dynamodb = {
      ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
      Keys: key,
      ...images,
      SizeBytes: 0,
      StreamViewType: table.view,
    };
    if (!passes(table.patterns, { eventName, dynamodb })) return [];
    return [JSON.stringify({ eventName, dynamodb: { ...dynamodb, SizeBytes: JSON.stringify(images).length } })];
  };

  async function read(table: string, key: Item): Promise<Item | undefined> {
    const { status, body } = await engine('GetItem', { TableName: table, Key: key, ConsistentRead: true });
    // A key the engine does not take is not there; the write that names it will be refused in the engine's own words.
    if (status === 400) return undefined;
    if (status !== 200) throw new Error(`Reading a key was answered ${status}: ${body}`);
    return JSON.parse(body).Item;
  }

  const keyOf = (table: StreamedTable, item: Item): Item =>
    Object.fromEntries(table.keys.flatMap((name) => (item[name] ? [[name, item[name]]] : []))) as Item;

  async function put(table: StreamedTable, request: Record<string, unknown>): Promise<Answer> {
    const item = request.Item as Item;
    const key = keyOf(table, item);
    const id = await log.note(table.name, [key]);
    const answer = await engine('PutItem', { ...request, ReturnValues: 'ALL_OLD' });
    if (answer.status !== 200) {
      log.resolve(id, table.name, []);
      return answer;
    }
    const { Attributes, ...rest } = JSON.parse(answer.body);
    log.resolve(id, table.name, recordsOf(table, key, Attributes, item));
    return Attributes && request.ReturnValues !== 'ALL_OLD' ? { status: 200, body: JSON.stringify(rest) } : answer;
  }

  /** An update, a delete or a batch: the engine tells nothing of the old items here, so they are read before and after. */
  async function surrounded(operation: string, request: object, table: StreamedTable, writes: Write[]): Promise<Answer> {
    const before = await Promise.all(writes.map(({ key }) => read(table.name, key)));
    const id = await log.note(
      table.name,
      writes.map(({ key }) => key),
    );
    const answer = await engine(operation, request);
    if (answer.status !== 200) {
      log.resolve(id, table.name, []);
      return answer;
    }
    const now = await Promise.all(
      writes.map(({ item, operation: kind, key }) => item ?? (kind === 'update' ? read(table.name, key) : undefined)),
    );
    log.resolve(
      id,
      table.name,
      writes.flatMap(({ key }, at) => (before[at] || now[at] ? recordsOf(table, key, before[at], now[at]) : [])),
    );
    return answer;
  }

  /**
   * Runs one operation. Answers undefined when no reader could want what it writes: the caller then hands the
   * request to the engine itself.
   */
  function tapped(operation: string, request: Record<string, unknown>): Promise<Answer> | undefined {
    if (!['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'].includes(operation)) return undefined;
    if (operation === 'BatchWriteItem') return batch(request);
    const table = byName.get(String(request.TableName));
    if (!table) return undefined;
    if (operation === 'PutItem') {
      const item = (request.Item ?? {}) as Item;
      return canMatch(table, ['INSERT', 'MODIFY'], keyOf(table, item), item) ? put(table, request) : undefined;
    }
    const key = (request.Key ?? {}) as Item;
    const kind = operation === 'UpdateItem' ? 'update' : 'delete';
    if (kind === 'delete' && !canMatch(table, ['REMOVE'], key)) return undefined;
    return surrounded(operation, request, table, [{ operation: kind, key }]);
  }

  function batch(request: Record<string, unknown>): Promise<Answer> | undefined {
    const items = Object.entries(
      (request.RequestItems ?? {}) as Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>,
    );
    const wanted = items.flatMap(([name, requests]) => {
      const table = byName.get(name);
      if (!table) return [];
      const writes = requests.flatMap(({ PutRequest, DeleteRequest }): Write[] => {
        const key = PutRequest ? keyOf(table, PutRequest.Item ?? {}) : (DeleteRequest?.Key ?? {});
        if (!canMatch(table, PutRequest ? ['INSERT', 'MODIFY'] : ['REMOVE'], key, PutRequest?.Item)) return [];
        return [{ operation: PutRequest ? 'put' : 'delete', key, item: PutRequest?.Item }];
      });
      return writes.length > 0 ? [{ table, writes }] : [];
    });
    const first = wanted[0];
    if (!first) return undefined;
    if (wanted.length > 1) throw new Error('One BatchWriteItem to two streamed tables is more than the local streams do');
    return surrounded('BatchWriteItem', request, first.table, first.writes);
  }

  /** After a crash: what was noted and never resolved is read back, and recorded if it is there. Twice rather than never. */
  async function recover(): Promise<number> {
    const unresolved = log.unresolved();
    for (const { id, table: name, keys } of unresolved) {
      const table = byName.get(name);
      // Whether it was there before is lost with the process: told as new, since a reader that wants inserts must not miss one.
      const toldAgain = async (key: Item) => (table ? recordsOf(table, key, undefined, await read(name, key)) : []);
      log.resolve(id, name, (await Promise.all((JSON.parse(keys) as Item[]).map(toldAgain))).flat());
    }
    return unresolved.length;
  }

  return { tapped, recover };
}
