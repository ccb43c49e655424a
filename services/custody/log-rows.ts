import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Page, Row, RowStore } from '#shared/lambda/row-store.ts';
import type { LogEntry } from './domain/head-list.ts';
import type { Tile } from './domain/log-tree.ts';

/**
 * The log of custody's events in custody's table. `LOG`: batches of entries under the index of their first one, so that one conditional put
 * appends. `LOG-TILES`: the root of every 256 entries, made of them. `CHECKPOINTS` and `LISTS`: signed notes by size. `LOG-KEYS`: who signed.
 */
export const LOG = 'LOG';
export const TILES = 'LOG-TILES';
export const CHECKPOINTS = 'CHECKPOINTS';
export const LISTS = 'LISTS';
export const LOG_KEYS = 'LOG-KEYS';

/** Entries of a row at most. */
export const BATCH = 256;

/** Sort key of an index or a size: text order is number order. */
export const indexKey = (index: number): string => String(index).padStart(10, '0');

/** `at`: when it was appended, ISO 8601 UTC, never before the row before it. `keys`: streams and numbers, deflated. */
type LogRow = Row & { readonly at: string; readonly count: number; readonly hashes: Uint8Array; readonly keys: Uint8Array };
/** `at`: when the batch was appended that filled it. */
type TileRow = Row & { readonly root: Uint8Array; readonly at: string };
export type CheckpointRow = Row & { readonly size: number; readonly time: string; readonly note: string };
type KeyRow = Row & { readonly publicKey: string; readonly since: string };

/** A row, unpacked. */
export type LogBatch = { readonly start: number; readonly at: string; readonly entries: readonly LogEntry[] };

export function packed({ start, at, entries }: LogBatch): LogRow {
  return {
    pk: LOG,
    sk: indexKey(start),
    at,
    count: entries.length,
    hashes: Buffer.from(entries.map(({ hash }) => hash).join(''), 'hex'),
    keys: deflateRawSync(entries.map(({ stream, sequence }) => `${stream} ${sequence}`).join('\n'), { level: 9 }),
  };
}

export function unpacked({ sk, at, hashes, keys }: LogRow): LogBatch {
  const hex = Buffer.from(hashes).toString('hex');
  const lines = inflateRawSync(keys).toString().split('\n');
  const entries = lines.map((line, at): LogEntry => {
    const cut = line.lastIndexOf(' ');
    return { stream: line.slice(0, cut), sequence: Number(line.slice(cut + 1)), hash: hex.slice(at * 64, at * 64 + 64) };
  });
  return { start: Number(sk), at, entries };
}

export function logRows(rows: RowStore) {
  /** Batches that begin at `from` or later, up to `to`. */
  async function* batchesFrom(from: number, to = Number.MAX_SAFE_INTEGER, consistent = false): AsyncGenerator<LogBatch> {
    let after = indexKey(from - 1).startsWith('-') ? undefined : indexKey(from - 1);
    do {
      const found = await rows.page<LogRow>({ pk: LOG, after, through: indexKey(Math.min(to, 9_999_999_999)), limit: 64, consistent });
      for (const row of found.rows) if (Number(row.sk) < to) yield unpacked(row);
      after = found.next;
    } while (after !== undefined);
  }

  /** Batches that hold the entries from `from` up to and without `to`: the first may begin before. */
  async function* covering(from: number, to?: number, consistent = false): AsyncGenerator<LogBatch> {
    const [first] = (await rows.page<LogRow>({ pk: LOG, through: indexKey(from), newestFirst: true, limit: 1, consistent })).rows;
    if (!first) return;
    yield unpacked(first);
    yield* batchesFrom(Number(first.sk) + first.count, to, consistent);
  }

  /** The last batches, the newest first, back to the first that was appended before `since`. */
  async function tail(since: string): Promise<LogBatch[]> {
    const found: LogBatch[] = [];
    let after: string | undefined;
    do {
      const page = await rows.page<LogRow>({ pk: LOG, after, newestFirst: true, limit: 4, consistent: true });
      for (const row of page.rows) {
        if (row.at < since) return found;
        found.push(unpacked(row));
      }
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  /** Adds a batch at its start; false when something was appended there before. */
  const add = (batch: LogBatch): Promise<boolean> => rows.add(packed(batch));

  /** Writes the root of a full tile. Whoever writes it, it is the same. */
  const addTile = ({ tile, root }: Tile, at: string): Promise<boolean> =>
    rows.add({ pk: TILES, sk: indexKey(tile), at, root: Buffer.from(root, 'hex') });

  /** The first tiles, at most `count`; fewer when one is missing. */
  async function tiles(count: number): Promise<(Tile & { readonly at: string })[]> {
    if (count === 0) return [];
    const found = await rows.all<TileRow>({ pk: TILES, through: indexKey(count - 1), consistent: true });
    const gap = found.findIndex(({ sk }, at) => Number(sk) !== at);
    return (gap < 0 ? found : found.slice(0, gap)).map(({ root, at }, tile) => ({ tile, at, root: Buffer.from(root).toString('hex') }));
  }

  /** Checkpoints after a sort key, oldest first. */
  async function* checkpointsAfter(sk: string): AsyncGenerator<CheckpointRow> {
    let after: string | undefined = sk;
    do {
      const found: Page<CheckpointRow> = await rows.page<CheckpointRow>({ pk: CHECKPOINTS, after, limit: 100, consistent: true });
      yield* found.rows;
      after = found.next;
    } while (after !== undefined);
  }

  /** Checkpoints, the newest first, for as long as somebody asks. */
  async function* checkpointsBack(): AsyncGenerator<CheckpointRow> {
    let after: string | undefined;
    do {
      const found: Page<CheckpointRow> = await rows.page<CheckpointRow>({ pk: CHECKPOINTS, after, limit: 10, newestFirst: true });
      yield* found.rows;
      after = found.next;
    } while (after !== undefined);
  }

  /** A page of the checkpoints, the newest first. */
  const checkpoints = (after: string | undefined, limit: number) =>
    rows.page<CheckpointRow>({ pk: CHECKPOINTS, after, limit, newestFirst: true });

  /** The checkpoint of exactly this size; the one with the list if there are two. */
  async function checkpoint(size: number): Promise<CheckpointRow | undefined> {
    const sk = indexKey(size);
    return (await rows.page<CheckpointRow>({ pk: CHECKPOINTS, prefix: sk, newestFirst: true, limit: 1 })).rows[0];
  }

  /** The first checkpoint with a list that covers the entry at this index. */
  const listCovering = async (index: number) => (await rows.page<CheckpointRow>({ pk: LISTS, after: indexKey(index), limit: 1 })).rows[0];

  const keys = () => rows.all<KeyRow>({ pk: LOG_KEYS });

  const newest = async (pk: typeof CHECKPOINTS | typeof LISTS): Promise<CheckpointRow | undefined> =>
    (await rows.page<CheckpointRow>({ pk, newestFirst: true, limit: 1, consistent: true })).rows[0];

  return {
    batchesFrom,
    covering,
    tail,
    add,
    addTile,
    tiles,
    checkpointsAfter,
    checkpointsBack,
    checkpoints,
    checkpoint,
    listCovering,
    keys,
    newest,
  };
}
