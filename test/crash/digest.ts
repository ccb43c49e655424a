import { createHash } from 'node:crypto';
import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamodbClient } from '../../infra/local/dynamodb.ts';
import { unpacked } from '../../services/custody/log-rows.ts';
import { canonical } from '../reconciliation/exported.ts';

/** What the three services hold, by service, partition and sort key, as canonical JSON. */
export type Content = ReadonlyMap<string, string>;
type Item = Record<string, AttributeValue>;
type Held = Readonly<Record<string, unknown>>;

/** Where an event, or a row, may keep a canonical JSON text. */
const PARSED = ['data', 'state', 'actor', 'personal'];
/** Times of the run's own clock, salts drawn by chance, and every hash over one of them. */
const BY_CHANCE = new Set('recordedAt day dayKey salt commitment fingerprint recent prev hash contentHash'.split(' '));
/** What a manifest's state says of the numbers of its events. */
const NUMBERING = new Set(['n', 'certified']);
/** What the log's entries come to: in which batches they lie, and what was signed when, is chance. */
const OF_THE_LOG = new Set(['LOG-TILES', 'CHECKPOINTS', 'LISTS', 'LOG-KEYS']);
/** The scenario's own acts are of December 2024: whatever is later was read from the clock. */
const RUN = /^20(2[5-9]|[3-9]\d)-\d\d-\d\dT/;

/**
 * Everything the three services hold, down to the last row, read from their tables: each event of each stream with its number, type, effective
 * time, actor, command, data, personal data and the state after it, and each row of each projection. One event too many, too few or out of its
 * place, a line counted twice, a row that is missing or stale is another content.
 *
 * Left out is what two runs of the same acts cannot have in common: the clock's time, random salts and the hashes over them (the hash chain is
 * tried by the equations of `test/reconciliation`), and the operators' own walks (`OPERATION`). Five things may come about in more than one
 * way and are brought into one form. Chunks and batches of a manifest are counted in any order, and what a crash left of one is counted
 * by itself (`unit~1`): so these counts stand apart from the manifest's other events, per unit, with each line number as often as it was
 * counted, and without the state in between. Of a batch of scans the first receipt is what says something; that it was sent
 * again, and that it was through, is not compared. What shares a row is compared by itself: what else was written with it is chance. Events
 * stand in the log in the order in which they were found: each is compared by how often it was logged.
 */
export async function contentOf({
  dynamodbUrl,
  tables,
}: {
  dynamodbUrl: string;
  tables: Readonly<Record<string, string>>;
}): Promise<Content> {
  const client = dynamodbClient(dynamodbUrl, 'local');
  try {
    const read = await Promise.all(Object.values(tables).map(async (table) => [table, await everything(client, table)] as const));
    return compared(read.flatMap(([table, items]) => items.map((item) => ({ ...plain(item), table }))));
  } finally {
    client.destroy();
  }
}

async function everything(client: DynamoDBClient, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page: { Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined } = await client.send(
      new ScanCommand({ TableName, ExclusiveStartKey, ConsistentRead: true }),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

function plain(item: Item): Held {
  const { ...held } = unmarshall(item);
  for (const name of PARSED) if (String(held[name]).startsWith('{')) held[name] = JSON.parse(held[name]);
  return held;
}

/** The items of the tables as they are compared, by a key that two runs have in common. */
export function compared(items: readonly Held[]): Content {
  const content = new Map<string, string>();
  const counts = new Map<string, Count[]>();
  const manifests = new Map<string, Held[]>();
  for (const item of items) {
    const [table, pk, sk] = [item.table, item.pk, item.sk].map(String);
    const kind = pk?.split('#')[0];
    const isEvent = item.type !== undefined && item.dayKey !== undefined;
    if (isEvent && (kind === 'OPERATION' || item.type === 'scans-concluded' || item.type === 'received-again')) continue;
    if (OF_THE_LOG.has(String(pk))) continue;
    if (pk === 'LOG') log(content, String(table), item);
    else if (Array.isArray(item.entries)) for (const entry of item.entries) content.set(`${table} ${pk} shared ${entry}`, 'once or more');
    else if (!isEvent || kind !== 'MANIFEST') content.set(`${table} ${pk} ${sk}`, canonical(lasting(item)));
    else if (item.type === 'lines-tallied') add(counts, `${table} ${pk} ${unitOf(item)}`, item.data as Count);
    else add(manifests, `${table} ${pk}`, item);
  }
  for (const [key, events] of manifests) {
    const ordered = events.sort((one, other) => (String(one.sk) < String(other.sk) ? -1 : 1));
    for (const [index, { sk: _sk, state, ...event }] of ordered.entries()) {
      const without = Object.fromEntries(Object.entries(state as Held).filter(([name]) => !NUMBERING.has(name)));
      content.set(`${key} event ${index + 1}`, canonical(lasting({ ...event, state: without })));
    }
  }
  for (const [key, units] of counts) content.set(key, canonical(together(units)));
  return content;
}

/** Each event that was logged, as often as it was; where in the log is chance. */
function log(content: Map<string, string>, table: string, batch: Held): void {
  for (const { stream, sequence } of unpacked(batch as never).entries) {
    if (stream.startsWith('OPERATION#')) continue;
    const key = `${table} logged ${stream} ${sequence}`;
    content.set(key, String(Number(content.get(key) ?? 0) + 1));
  }
}

/** The same without what comes by chance or from the clock. */
function lasting(value: unknown): unknown {
  if (typeof value === 'string') return RUN.test(value) ? undefined : value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map((each) => lasting(each) ?? null);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, each]) => (BY_CHANCE.has(name) ? [] : [[name, lasting(each)]])));
}

type Count = { readonly unit: string; readonly counted: string; readonly delta: Readonly<Record<string, unknown>> };
const unitOf = ({ data }: Held) => (data as Count).unit.split('~')[0];

/** What a unit was counted as, in however many pieces: each line as often as it was, and the sum of the differences. */
function together(counts: readonly Count[]): object {
  const lines = counts.flatMap(({ counted }) => numbersOf(counted)).sort((a, b) => a - b);
  const sum: Record<string, number> = {};
  const addUp = (path: string, value: unknown) => {
    if (typeof value === 'number') sum[path] = (sum[path] ?? 0) + value;
    else if (typeof value === 'object' && value) for (const [name, each] of Object.entries(value)) addUp(`${path}.${name}`, each);
  };
  for (const { delta } of counts) addUp('', delta);
  return { lines, sum: Object.fromEntries(Object.entries(sum).filter(([, total]) => total !== 0)) };
}

/** `1-3,7` */
function numbersOf(ranges: string): number[] {
  return ranges
    .split(',')
    .filter(Boolean)
    .flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
}

function add<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

/** Hex SHA-256 over the content in the order of its keys. */
export function digestOf(content: Content): string {
  const hash = createHash('sha256');
  for (const key of [...content.keys()].sort()) hash.update(`${key}\n${content.get(key)}\n`);
  return hash.digest('hex');
}

/** Where two contents differ, for whoever looks for the cause. */
export function differences(one: Content, other: Content, most = 20): string[] {
  const keys = [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key)).sort();
  return [
    `${keys.length} of ${one.size} keys differ`,
    ...keys
      .slice(0, most)
      .map((key) => `${key}\n  undisturbed ${one.get(key) ?? 'has none'}\n  disturbed   ${other.get(key) ?? 'has none'}`),
  ];
}
