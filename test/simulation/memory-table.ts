import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;
/** An item as it was before its last write, for a read that need not be consistent. */
type Before = { readonly item: Item | undefined; readonly at: number };
type Sorted = { keys: string[]; items: Map<string, Item>; before: Map<string, Before> };
type Reading = { readonly stale?: ((at: number) => boolean) | undefined };

/** What the services ask of DynamoDB. */
export type Asked = { readonly input: object };

const text = (value: AttributeValue | undefined): string => value?.S ?? '';
const invalid = (what: string): Error => Object.assign(new Error(what), { name: 'ValidationException' });

/**
 * A table of a service's shape in memory, for exactly the commands and expressions the services use; anything else is an error. `inserted`
 * is told every new item, as the table's stream would be. Checked against a real engine by the same commands in memory-table.test.ts.
 */
export function memoryTable({ inserted = () => {}, now = () => 0 }: { inserted?: (item: Item) => void; now?: () => number } = {}) {
  const partitions = new Map<string, Sorted>();
  const days = new Map<string, Sorted>();

  function get(pk: string, sk: string, { stale }: Reading = {}): Item | undefined {
    const partition = partitions.get(pk);
    const old = stale && partition?.before.get(sk);
    return old && stale(old.at) ? old.item : partition?.items.get(sk);
  }

  function put(item: Item): void {
    const [pk, sk] = keyOf(item);
    const had = get(pk, sk);
    place(partitions, pk, sk, item).before.set(sk, { item: had, at: now() });
    if (had?.day) drop(days, text(had.day), `${text(had.dayKey)}\n${pk}\n${sk}`);
    if (item.day) place(days, text(item.day), `${text(item.dayKey)}\n${pk}\n${sk}`, item);
    if (!had) inserted(item);
  }

  function remove(key: Item): void {
    const [pk, sk] = keyOf(key);
    const had = get(pk, sk);
    if (!had) return;
    drop(partitions, pk, sk)?.before.set(sk, { item: had, at: now() });
    if (had.day) drop(days, text(had.day), `${text(had.dayKey)}\n${pk}\n${sk}`);
  }

  function query(input: QueryCommandInput, most: number, reading: Reading) {
    const { index, low, high, above } = range(input);
    if (low > high) throw invalid('the lower end lies above the upper one');
    const partition = (input.IndexName ? days : partitions).get(index);
    const start = input.ExclusiveStartKey && startOf(input);
    const limit = Math.min(input.Limit ?? Number.POSITIVE_INFINITY, most);
    const forwards = input.ScanIndexForward !== false;
    const keys = partition?.keys ?? [];
    const found: Item[] = [];
    let last: Item | undefined;
    for (let step = forwards ? lowest(keys, low) : keys.length - 1; step >= 0 && step < keys.length; step += forwards ? 1 : -1) {
      const key = keys[step] as string;
      const sort = input.IndexName ? key.slice(0, key.indexOf('\n')) : key;
      if (forwards ? sort > high : sort < low) break;
      if (sort < low || sort > high || (above && sort <= above) || (start && key <= start)) continue;
      const item = partition?.items.get(key) as Item;
      last = item;
      const seen = input.IndexName ? keysOnly(item) : get(text(item.pk), text(item.sk), reading);
      if (seen) found.push(seen);
      if (found.length === limit) return { Items: found, Count: found.length, LastEvaluatedKey: lastKey(last, input) };
    }
    return { Items: found, Count: found.length };
  }

  /** Carries out one command. `shortPage`: at most so many items; `leave`: how many of a batch are left unprocessed; `stale`: see Reading. */
  function perform(
    command: Asked,
    { shortPage = Number.POSITIVE_INFINITY, leave = 0, stale }: { shortPage?: number; leave?: number } & Reading = {},
  ): object {
    if (command instanceof PutItemCommand) {
      const { Item = {}, ConditionExpression } = command.input;
      if (ConditionExpression !== undefined && ConditionExpression !== 'attribute_not_exists(pk)') throw invalid(ConditionExpression);
      if (ConditionExpression && get(...keyOf(Item)))
        throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
      put(Item);
      return {};
    }
    if (command instanceof GetItemCommand) {
      const { Key = {}, ConsistentRead } = command.input;
      const Item = get(...keyOf(Key), ConsistentRead ? {} : { stale });
      return Item ? { Item } : {};
    }
    if (command instanceof QueryCommand)
      return query(
        command.input,
        (command.input.Limit ?? 0) >= 1000 ? shortPage : Number.POSITIVE_INFINITY,
        command.input.ConsistentRead ? {} : { stale },
      );
    if (command instanceof BatchGetItemCommand) {
      const [[table, { Keys = [], ConsistentRead }] = ['', { Keys: [] }]] = Object.entries(command.input.RequestItems ?? {});
      distinct(Keys, 100);
      const reading = ConsistentRead ? {} : { stale };
      const left = Keys.slice(Math.max(1, Keys.length - leave));
      const found = Keys.slice(0, Keys.length - left.length).flatMap((key): Item[] => {
        const item = get(...keyOf(key), reading);
        return item ? [item] : [];
      });
      return { Responses: { [table]: found }, UnprocessedKeys: left.length ? { [table]: { Keys: left } } : {} };
    }
    if (command instanceof BatchWriteItemCommand) {
      const [[table, requests] = ['', []]] = Object.entries(command.input.RequestItems ?? {});
      distinct(
        requests.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}),
        25,
      );
      const events = requests.some(({ PutRequest, DeleteRequest }) => get(...keyOf(PutRequest?.Item ?? DeleteRequest?.Key ?? {}))?.type);
      // IAM denies it: see KINDS in infra/service.ts.
      if (events) throw invalid('a batch never reaches an event');
      const left = requests.slice(Math.max(1, requests.length - leave));
      for (const { PutRequest, DeleteRequest } of requests.slice(0, requests.length - left.length)) {
        if (PutRequest?.Item) put(PutRequest.Item);
        if (DeleteRequest?.Key) remove(DeleteRequest.Key);
      }
      return { UnprocessedItems: left.length ? { [table]: left } : {} };
    }
    throw invalid(`the services never send ${command.constructor.name}`);
  }

  /** Everything that stands in the table, partition by partition. */
  function* all(): Generator<Item> {
    for (const { keys, items } of partitions.values()) for (const key of keys) yield items.get(key) as Item;
  }

  return { perform, all };
}

function keyOf({ pk, sk }: Item): [string, string] {
  if (!pk?.S || !sk?.S) throw invalid('a key is missing or empty');
  return [pk.S, sk.S];
}

function distinct(keys: readonly Item[], most: number): void {
  if (keys.length === 0 || keys.length > most) throw invalid(`a batch has 1 to ${most} items`);
  if (new Set(keys.map((key) => keyOf(key).join('\n'))).size < keys.length) throw invalid('a batch names a key twice');
}

/** The first place of a key that is not below. Keys are compared by UTF-16: the services have none beyond the basic plane. */
function lowest(keys: readonly string[], key: string): number {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((keys[middle] as string) < key) from = middle + 1;
    else to = middle;
  }
  return from;
}

function place(partitions: Map<string, Sorted>, pk: string, sk: string, item: Item): Sorted {
  const partition = partitions.get(pk) ?? { keys: [], items: new Map(), before: new Map() };
  partitions.set(pk, partition);
  if (!partition.items.has(sk)) partition.keys.splice(lowest(partition.keys, sk), 0, sk);
  partition.items.set(sk, item);
  return partition;
}

function drop(partitions: Map<string, Sorted>, pk: string, sk: string): Sorted | undefined {
  const partition = partitions.get(pk);
  if (partition?.items.delete(sk)) partition.keys.splice(lowest(partition.keys, sk), 1);
  return partition;
}

const LAST = '\uffff\uffff';

/** The range of a key condition; each is one of those the services write. */
function range({ KeyConditionExpression, ExpressionAttributeValues: values = {} }: QueryCommandInput) {
  const of = (name: string) => text(values[name]);
  switch (KeyConditionExpression) {
    case 'pk = :pk':
      return { index: of(':pk'), low: '', high: LAST };
    case 'pk = :pk AND sk > :after':
      return { index: of(':pk'), low: of(':after'), high: LAST, above: of(':after') };
    case 'pk = :pk AND sk BETWEEN :low AND :high':
      return { index: of(':pk'), low: of(':low'), high: of(':high') };
    case 'pk = :pk AND sk <= :high':
      return { index: of(':pk'), low: '', high: of(':high') };
    case '#day = :day AND dayKey BETWEEN :from AND :to':
      return { index: of(':day'), low: of(':from'), high: of(':to') };
    default:
      throw invalid(`the services never ask ${KeyConditionExpression}`);
  }
}

function startOf({ IndexName, ExclusiveStartKey = {} }: QueryCommandInput): string {
  const { pk, sk, dayKey } = ExclusiveStartKey;
  return IndexName ? `${text(dayKey)}\n${text(pk)}\n${text(sk)}` : text(sk);
}

function keysOnly({ pk, sk, day, dayKey }: Item): Item {
  return { pk, sk, day, dayKey } as Item;
}

function lastKey(item: Item, { IndexName }: QueryCommandInput): Item {
  return IndexName ? keysOnly(item) : ({ pk: item.pk, sk: item.sk } as Item);
}
