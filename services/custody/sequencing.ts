import { checkpointText, readCheckpoint, readNote, signedNote } from '#shared/kernel/checkpoint.ts';
import type { Archive } from '#shared/lambda/archive.ts';
import { clock } from '#shared/lambda/clock.ts';
import { log } from '#shared/lambda/logger.ts';
import type { NoteSigner } from '#shared/lambda/note-signer.ts';
import type { RowStore } from '#shared/lambda/row-store.ts';
import { headList, headsOf, type LogEntry, listRoot } from './domain/head-list.ts';
import { grow, type LogTree, sizeOf, TILE, type Tile, treeOf, treeRoot } from './domain/log-tree.ts';
import { BATCH, CHECKPOINTS, type CheckpointRow, indexKey, LISTS, LOG_KEYS, logRows } from './log-rows.ts';

/** An event to be logged; `recordedAt` tells how far back it can have been logged before. */
export type Unlogged = LogEntry & { readonly recordedAt: string };
export type SequencerDeps = {
  readonly rows: RowStore;
  readonly signer: NoteSigner;
  readonly archive: Archive;
  /** Name of the log and of its key (c2sp.org/tlog-checkpoint). */
  readonly origin: string;
};

export type Sequence = (entries: readonly Unlogged[], options?: { withList?: boolean }) => Promise<void>;

/** How far the clocks of two functions may be apart. */
const SKEW_MS = 60_000;
const ATTEMPTS = 20;

const keyOf = ({ stream, sequence }: LogEntry) => `${stream} ${sequence}`;

/**
 * Appends events to custody's log and signs checkpoints of it. All of it may be done twice, and by two at once: an entry is looked for in the
 * log's tail before it is added, the place of a batch is taken by one of them, and whoever lost looks again.
 */
export function sequencer({ rows, signer, archive, origin }: SequencerDeps): Sequence {
  const stored = logRows(rows);
  /** The tree as this environment knows it, and its root wherever a batch ended. */
  let known: { tree: LogTree; roots: Map<number, string> } | undefined;

  /** The tree from its tiles and the batches after them. @throws when it does not continue the last checkpoint: nothing is signed then. */
  async function load(): Promise<NonNullable<typeof known>> {
    const last = checkpointOf(await stored.newest(CHECKPOINTS));
    if (!last) return { tree: treeOf([]), roots: new Map() };
    const tree = treeOf((await stored.tiles(Math.floor(last.size / TILE))).map(({ root }) => root));
    const filled: [Tile, at: string][] = [];
    for await (const batch of stored.covering(sizeOf(tree), last.size, true))
      for (const tile of grow(tree, batch, last.size)) filled.push([tile, batch.at]);
    if (sizeOf(tree) !== last.size || treeRoot(tree) !== last.root) {
      log('error', 'the log does not continue its checkpoint', { size: last.size });
      throw new Error(`the log does not continue its checkpoint of ${last.size}`);
    }
    for (const [tile, at] of filled) await stored.addTile(tile, at);
    return { tree, roots: new Map([[last.size, last.root]]) };
  }

  /** The tree with everything that was appended meanwhile, by whomever. */
  async function current(): Promise<NonNullable<typeof known>> {
    known ??= await load();
    const { tree, roots } = known;
    for await (const batch of stored.covering(sizeOf(tree), undefined, true)) {
      for (const tile of grow(tree, batch)) await stored.addTile(tile, batch.at);
      roots.set(sizeOf(tree), treeRoot(tree));
    }
    return known;
  }

  /** Those of the entries that the log does not have, each once. */
  async function missing(entries: readonly Unlogged[]): Promise<{ entries: LogEntry[]; last: string }> {
    const wanted = new Map(entries.map((entry) => [keyOf(entry), entry]));
    const [oldest = ''] = [clock.now(), ...entries.map(({ recordedAt }) => recordedAt)].sort();
    const tail = await stored.tail(new Date(Date.parse(oldest) - SKEW_MS).toISOString());
    for (const batch of tail) for (const entry of batch.entries) wanted.delete(keyOf(entry));
    return { entries: [...wanted.values()].map(({ stream, sequence, hash }) => ({ stream, sequence, hash })), last: tail[0]?.at ?? '' };
  }

  async function appendAll(entries: readonly Unlogged[]): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { tree } = await current();
      const { entries: left, last } = await missing(entries);
      if (left.length === 0) return;
      const at = [clock.now(), last].sort()[1] ?? '';
      for (let from = 0, start = sizeOf(tree); from < left.length; from += BATCH, start += BATCH)
        if (!(await stored.add({ start, at, entries: left.slice(from, from + BATCH) }))) break;
    }
    throw new Error('others append to the log all the time');
  }

  /** The sorted list of every stream's head, as of exactly this size. */
  async function listOf(size: number): Promise<string[]> {
    const entries: LogEntry[] = [];
    for await (const batch of stored.batchesFrom(0, size, true)) entries.push(...batch.entries.slice(0, size - batch.start));
    return headList(headsOf(entries));
  }

  /** Signs what the tree is now, unless it is signed; stores it and then publishes it. What was stored before is published again. */
  async function checkpoint(withList: boolean): Promise<void> {
    const { tree, roots } = await current();
    const [size, root] = [sizeOf(tree), treeRoot(tree)];
    const [last, lastList] = [await stored.newest(CHECKPOINTS), await stored.newest(LISTS)];
    const before = checkpointOf(last);
    if (before && roots.get(before.size) !== before.root) {
      // Another environment signed at a place where this one did not stop, or the log was changed: loading it tells which.
      known = await load();
      return checkpoint(withList);
    }
    const time = clock.now();
    const isDue = withList || lastList?.time.slice(0, 10) !== time.slice(0, 10);
    const list = isDue && lastList?.size !== size ? await listOf(size) : undefined;
    if (size === 0 || (before?.size === size && !list)) {
      if (last) await publish(last);
      return;
    }
    const text = checkpointText({ origin, size, root, time, ...(list && { list: listRoot(list) }) });
    const { spki, keyId } = await signer.publicKey();
    await rows.add({ pk: LOG_KEYS, sk: keyId, publicKey: spki.toString('base64'), since: time });
    const note = signedNote({ text, signatures: [{ name: origin, keyId, signature: await signer.sign(text) }] });
    const sk = indexKey(size);
    if (list) {
      await archive(`lists/${sk}.txt`, list.map((line) => `${line}\n`).join(''));
      await rows.add({ pk: LISTS, sk, size, time, note });
    }
    const row: CheckpointRow = { pk: CHECKPOINTS, sk: list ? `${sk}#list` : sk, size, time, note };
    if (await rows.add(row)) await publish(row);
  }

  const publish = ({ sk, note }: CheckpointRow) => archive(`checkpoints/${sk.replace('#', '-')}.txt`, note);

  /** Logs these events, then signs one checkpoint; with the list of all heads when it is asked for, and the first time on a day (UTC). */
  return async (entries, { withList = false } = {}) => {
    try {
      if (entries.length > 0) await appendAll(entries);
      await checkpoint(withList);
    } catch (error) {
      // What this environment believes may be wrong: the next call reads it anew.
      known = undefined;
      throw error;
    }
  };
}

function checkpointOf(row: CheckpointRow | undefined) {
  return row && readCheckpoint(readNote(row.note)?.text ?? '');
}
