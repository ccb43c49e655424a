import { itemBytes, readUnits, type WireItem, writeUnits } from './item-size.ts';
import type { Tally } from './tally.ts';

type Answer = { readonly status: number; readonly body: string };
type Write = { readonly PutRequest?: { Item: WireItem }; readonly DeleteRequest?: { Key: WireItem } };
type Asked = {
  TableName: string;
  Item: WireItem;
  IndexName?: string;
  ConsistentRead?: boolean;
  RequestItems: Record<string, Write[] & { Keys: WireItem[]; ConsistentRead?: boolean }>;
};
type Answered = { Items?: WireItem[]; Item?: WireItem; Responses?: Record<string, WireItem[]> };

/** What a put, a query and the rest cost, from what was asked and answered. `inserted` is told of every new item. */
export function dynamodbMeter(inserted: (table: string, item: WireItem) => void) {
  const bytes = new Map<string, number>();
  const place = (table: string, { pk, sk }: WireItem) => `${table}\n${pk?.S}\n${sk?.S}`;
  const isIndexed = (item: WireItem) => 'day' in item;

  /** Write units of a put or, without an item, of a deletion: by the larger of what was there and what is now. */
  function written(table: string, key: WireItem, item?: WireItem): Partial<Tally> {
    const at = place(table, key);
    const before = bytes.get(at) ?? 0;
    const now = item ? itemBytes(item) : 0;
    if (item) bytes.set(at, now);
    else bytes.delete(at);
    if (item && before === 0) inserted(table, item);
    return { writeUnits: writeUnits(Math.max(before, now)), indexUnits: item && isIndexed(item) ? 1 : 0 };
  }

  function* costs(operation: string, asked: Asked, { status, body }: Answer): Generator<Partial<Tally>> {
    yield { requests: { [operation]: 1 } };
    if (operation === 'PutItem' && body.includes('ConditionalCheckFailed')) {
      yield { conflicts: 1, writeUnits: writeUnits(bytes.get(place(asked.TableName, asked.Item)) ?? 0) };
      return;
    }
    if (status !== 200) throw new Error(`${operation}: ${body}`);
    const answered = JSON.parse(body) as Answered;
    const consistent = asked.ConsistentRead === true;
    switch (operation) {
      case 'PutItem':
        yield written(asked.TableName, asked.Item, asked.Item);
        return;
      case 'BatchWriteItem':
        for (const [table, writes] of Object.entries(asked.RequestItems)) {
          for (const { PutRequest, DeleteRequest } of writes) {
            yield written(table, PutRequest?.Item ?? DeleteRequest?.Key ?? {}, PutRequest?.Item);
          }
        }
        return;
      case 'GetItem':
        yield { readUnits: readUnits(itemBytes(answered.Item ?? {}), consistent) };
        return;
      case 'BatchGetItem':
        for (const [table, { Keys, ConsistentRead }] of Object.entries(asked.RequestItems)) {
          const found = answered.Responses?.[table] ?? [];
          for (const item of found) yield { readUnits: readUnits(itemBytes(item), ConsistentRead === true) };
          yield { readUnits: (Keys.length - found.length) * readUnits(0, ConsistentRead === true) };
        }
        return;
      case 'Query':
        // A query is charged for the sum of what it read; none of ours reads what it does not return.
        yield {
          readUnits: readUnits(
            (answered.Items ?? []).reduce((sum, item) => sum + itemBytes(item), 0),
            consistent,
          ),
        };
        return;
      default:
        throw new Error(`No cost is known for ${operation}`);
    }
  }

  return { costs: (operation: string, asked: string, answer: Answer) => [...costs(operation, JSON.parse(asked) as Asked, answer)] };
}
