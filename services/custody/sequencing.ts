import { type Checkpoint, checkpointText, noteKey, openNote, readCheckpoint, readNote, signedNote } from '#shared/kernel/checkpoint.ts';
import type { Archive } from '#shared/lambda/archive.ts';
import { clock } from '#shared/lambda/clock.ts';
import { log } from '#shared/lambda/logger.ts';
import type { NoteSigner } from '#shared/lambda/note-signer.ts';
import type { RowStore } from '#shared/lambda/row-store.ts';
import { headList, headsOf, type LogEntry, listRoot } from './domain/head-list.ts';
import { grow, type LogTree, sizeOf, TILE, type Tile, treeOf, treeRoot } from './domain/log-tree.ts';
import { BATCH, CHECKPOINTS, type CheckpointRow, indexKey, LISTS, LOG_KEYS, logRows } from './log-rows.ts';
import { publishedCheckpoints } from './published-checkpoints.ts';

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
  const published = publishedCheckpoints(archive);
  /** The tree as this environment knows it, and its root wherever a batch ended. */
  let known: { tree: LogTree; roots: Map<number, string> } | undefined;
  /** Sort key of the last checkpoint that is known to be published. */
  let publishedTo = '';

  function forked(why: string, size?: number): never {
    log('error', `the log is forked: ${why}`, { size });
    throw new Error(`the log is forked: ${why}`);
  }

  /** What a checkpoint says that was signed by our key for this log, and stands where it belongs; whoever can write the table can write any other. */
  async function ours({ sk, note }: Pick<CheckpointRow, 'sk' | 'note'>): Promise<Checkpoint> {
    const text = openNote(note, [noteKey(origin, (await signer.publicKey()).spki)]);
    const checkpoint = text === undefined ? undefined : readCheckpoint(text);
    if (checkpoint?.origin !== origin) return forked(`the checkpoint ${sk} is not signed by the key of this log`);
    return sk === sortKeyOf(checkpoint) ? checkpoint : forked(`the checkpoint ${sk} is that of another size`, checkpoint.size);
  }

  /**
   * The tree from its tiles and the batches after them. It must go through the newest checkpoint of the bucket, which nobody can take back, and the
   * newest of the table. @throws when it does not: nothing is signed then.
   */
  async function load(): Promise<NonNullable<typeof known>> {
    // In this order: what is published was stored before.
    const anchor = await published.newest(stored.checkpointsBack());
    const row = await stored.newest(CHECKPOINTS);
    const marks = [...(anchor ? [await ours(anchor)] : []), ...(row ? [await ours(row)] : [])];
    const [first, last] = [marks[0], row && marks.at(-1)];
    if (!first) return { tree: treeOf([]), roots: new Map() };
    if (!last || last.size < first.size) return forked('the table has lost checkpoints that were published', first.size);
    const tree = treeOf((await stored.tiles(Math.floor(first.size / TILE))).map(({ root }) => root));
    const filled: [Tile, at: string][] = [];
    for (const { size, root } of marks) {
      for await (const batch of stored.covering(sizeOf(tree), size, true)) {
        if (batch.start > sizeOf(tree)) break;
        for (const tile of grow(tree, batch, size)) filled.push([tile, batch.at]);
      }
      if (sizeOf(tree) !== size || treeRoot(tree) !== root) forked(`it does not continue its checkpoint of ${size}`, size);
    }
    for (const [tile, at] of filled) await stored.addTile(tile, at);
    publishedTo = anchor?.sk ?? '';
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

  /** Those of the entries that the log does not have, each once; and those that it has with another hash. */
  async function missing(entries: readonly Unlogged[]): Promise<{ entries: LogEntry[]; others: LogEntry[]; last: string }> {
    const wanted = new Map<string, LogEntry>();
    const others: LogEntry[] = [];
    for (const { stream, sequence, hash } of entries) {
      const entry = { stream, sequence, hash };
      if ((wanted.get(keyOf(entry)) ?? entry).hash === hash) wanted.set(keyOf(entry), entry);
      else others.push(entry);
    }
    const [oldest = ''] = [clock.now(), ...entries.map(({ recordedAt }) => recordedAt)].sort();
    const tail = await stored.tail(new Date(Date.parse(oldest) - SKEW_MS).toISOString());
    for (const batch of tail)
      for (const entry of batch.entries) {
        const same = wanted.get(keyOf(entry));
        if (same && same.hash !== entry.hash) others.push(same);
        wanted.delete(keyOf(entry));
      }
    return { entries: [...wanted.values()], others, last: tail[0]?.at ?? '' };
  }

  /** Answers the entries that the log has with another hash. */
  async function appendAll(entries: readonly Unlogged[]): Promise<LogEntry[]> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { tree } = await current();
      const { entries: left, others, last } = await missing(entries);
      if (left.length === 0) return others;
      // Never before an event of it was recorded, by whichever clock: a batch that comes again is looked for from there on.
      const at = [clock.now(), last, ...entries.map(({ recordedAt }) => recordedAt)].sort().at(-1) ?? '';
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

  /** Signs what the tree is now, unless it is signed; stores it, then publishes it with all that was stored and not published; its list is last. */
  async function checkpoint(withList: boolean): Promise<void> {
    const { tree, roots } = await current();
    const [size, root] = [sizeOf(tree), treeRoot(tree)];
    const last = await stored.newest(CHECKPOINTS);
    const before = last && readCheckpoint(readNote(last.note)?.text ?? '');
    if (last && (!before || roots.get(before.size) !== before.root)) {
      // Another environment signed at a place where this one did not stop, or the log was changed: loading it tells which.
      known = await load();
      return checkpoint(withList);
    }
    if (last && before?.list !== undefined) await addList(last);
    const lastList = await stored.newest(LISTS);
    const time = clock.now();
    const isDue = withList || lastList?.time.slice(0, 10) !== time.slice(0, 10);
    const list = isDue && lastList?.size !== size ? await listOf(size) : undefined;
    if (size === 0 || (before?.size === size && !list)) return publish();
    const text = checkpointText({ origin, size, root, time, ...(list && { list: listRoot(list) }) });
    const { spki, keyId } = await signer.publicKey();
    await rows.add({ pk: LOG_KEYS, sk: keyId, publicKey: spki.toString('base64'), since: time });
    const note = signedNote({ text, signatures: [{ name: origin, keyId, signature: await signer.sign(text) }] });
    const row: CheckpointRow = { pk: CHECKPOINTS, sk: sortKeyOf({ size, list: list && '' }), size, time, note };
    if (list) await published.publishList(size, list);
    const isStored = await rows.add(row);
    await publish();
    if (list && isStored) await addList(row);
  }

  const addList = ({ size, time, note }: CheckpointRow) => rows.add({ pk: LISTS, sk: indexKey(size), size, time, note });

  /** Everything that is stored and not published yet. What is published stays for good: nothing that is not ours. */
  async function publish(): Promise<void> {
    for await (const row of stored.checkpointsAfter(publishedTo)) {
      await ours(row);
      await published.publish(row);
      publishedTo = row.sk;
    }
  }

  /** Logs these events, then signs one checkpoint; with the list of all heads when it is asked for, and the first time on a day (UTC). */
  return async (entries, { withList = false } = {}) => {
    try {
      const others = entries.length > 0 ? await appendAll(entries) : [];
      await checkpoint(withList);
      for (const { stream, sequence } of others) log('error', 'an event was logged before with another hash', { stream, sequence });
      if (others.length > 0) throw new Error('events were logged before with another hash');
    } catch (error) {
      // What this environment believes may be wrong: the next call reads it anew.
      known = undefined;
      throw error;
    }
  };
}

/** Sort key of a checkpoint: its size, and whether it has a list. */
const sortKeyOf = ({ size, list }: { size: number; list?: string | undefined }) =>
  list === undefined ? indexKey(size) : `${indexKey(size)}#list`;
