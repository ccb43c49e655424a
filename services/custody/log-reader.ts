import { append, consistencyPath, entryHash, inclusionPath, merkleRoot, type Range } from '#shared/kernel/merkle-log.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { sequenceKey, streamKey } from '#shared/lambda/event-item.ts';
import type { EventWalk } from '#shared/lambda/event-walk.ts';
import type { RowStore } from '#shared/lambda/row-store.ts';
import { headList, headsOf, type LogEntry } from './domain/head-list.ts';
import { TILE, treeOf, treeRoot } from './domain/log-tree.ts';
import { logRows } from './log-rows.ts';

/** An entry with its index. */
export type Placed = LogEntry & { readonly index: number };
export type LogReader = ReturnType<typeof logReader>;

/** How far the clocks of two functions may be apart. */
const SKEW_MS = 60_000;
const KEPT_LEAVES = 64;

/** Reads the log for proofs: the roots of full tiles are kept, and the leaves of a tile or two are read for each proof. */
export function logReader(rows: RowStore, walk: EventWalk) {
  const stored = logRows(rows);
  let tiles: Awaited<ReturnType<typeof stored.tiles>> = [];
  const leaves = new Map<number, string[]>();
  let lastList: { size: number; lines: string[] } | undefined;

  async function entries(from: number, to: number): Promise<Placed[]> {
    const found: Placed[] = [];
    for await (const { start, entries: some } of stored.covering(from, to, true))
      for (const [at, entry] of some.entries()) if (start + at >= from && start + at < to) found.push({ ...entry, index: start + at });
    return found;
  }

  /** Leaf hashes within one tile. */
  async function leavesOf({ from, to }: Range): Promise<string[]> {
    const tile = Math.floor(from / TILE);
    const start = tile * TILE;
    let known = leaves.get(tile) ?? [];
    if (known.length < to - start) {
      known = (await entries(start, start + TILE)).map(({ hash }) => entryHash(hash));
      leaves.delete(tile);
      leaves.set(tile, known);
      const [oldest] = leaves.keys();
      if (leaves.size > KEPT_LEAVES && oldest !== undefined) leaves.delete(oldest);
    }
    return known.slice(from - start, to - start);
  }

  async function tileRoots(from: number, to: number): Promise<string[]> {
    if (tiles.length < to) tiles = await stored.tiles(to);
    const roots = tiles.slice(from, to).map(({ root }) => root);
    // A tile that is not written yet: a batch was appended a moment ago.
    for (let tile = from + roots.length; tile < to; tile++)
      roots.push(merkleRoot(await leavesOf({ from: tile * TILE, to: (tile + 1) * TILE })));
    return roots;
  }

  /** The root of a subtree as proofs and trees consist of: within a tile, or from the beginning of one. */
  async function subtree({ from, to }: Range): Promise<string> {
    if (to - from < TILE && Math.floor(from / TILE) === Math.floor((to - 1) / TILE)) return merkleRoot(await leavesOf({ from, to }));
    const last = Math.floor(to / TILE);
    const tree = treeOf(await tileRoots(from / TILE, last));
    if (to > last * TILE) for (const leaf of await leavesOf({ from: last * TILE, to })) append(tree.open, leaf);
    return treeRoot(tree);
  }

  async function proof(path: readonly Range[]): Promise<string[]> {
    const hashes: string[] = [];
    for (const range of path) hashes.push(await subtree(range));
    return hashes;
  }

  /** Where these events of one stream stand in the log; those that are not logged yet are missing. Oldest first, as they were recorded. */
  async function find(events: readonly StoredEvent[]): Promise<Map<number, number>> {
    const places = new Map<number, number>();
    const wanted = new Map(events.map((event) => [event.sequence, event]));
    const [first] = events;
    if (!first) return places;
    const size = (await stored.newest('CHECKPOINTS'))?.size ?? 0;
    await tileRoots(0, Math.floor(size / TILE));
    const stream = streamKey(first.kind, first.id);
    for (let next: StoredEvent | undefined = first; next; next = [...wanted.values()][0]) {
      const since = new Date(Date.parse(next.recordedAt) - SKEW_MS).toISOString();
      const tile = tiles.findIndex(({ at }) => at >= since);
      const isFound = await lookFrom(tile < 0 ? tiles.length : tile, stream, next.sequence, wanted, places);
      if (!isFound) break;
    }
    return places;
  }

  /** Reads on from a tile until it meets one event, and notes every other one of the stream that it passes. */
  async function lookFrom(
    tile: number,
    stream: string,
    sequence: number,
    wanted: Map<number, StoredEvent>,
    places: Map<number, number>,
  ): Promise<boolean> {
    for await (const { start, entries: some } of stored.covering(tile * TILE, undefined, true)) {
      for (const [at, entry] of some.entries())
        if (entry.stream === stream && wanted.delete(entry.sequence)) places.set(entry.sequence, start + at);
      if (places.has(sequence)) return true;
    }
    return false;
  }

  /** The list of all heads as of a size. */
  async function list(size: number): Promise<string[]> {
    if (lastList?.size !== size) lastList = { size, lines: headList(headsOf(await entries(0, size))) };
    return lastList.lines;
  }

  /** Entries with their events, which may be missing where somebody removed them. */
  async function withEvents(from: number, to: number): Promise<{ entry: Placed; event: StoredEvent | undefined }[]> {
    const some = await entries(from, to);
    // Each once: a request with the same key twice is refused as a whole.
    const unique = new Map(some.map((entry) => [`${entry.stream} ${entry.sequence}`, entry]));
    const keys = [...unique.values()].map(({ stream, sequence }) => ({ pk: { S: stream }, sk: { S: sequenceKey(sequence) } }));
    const found = new Map<string, StoredEvent>();
    for (let at = 0; at < keys.length; at += 100)
      for (const event of await walk.eventsOf(keys.slice(at, at + 100)))
        found.set(`${streamKey(event.kind, event.id)} ${event.sequence}`, event);
    return some.map((entry) => ({ entry, event: found.get(`${entry.stream} ${entry.sequence}`) }));
  }

  return {
    find,
    list,
    withEvents,
    included: (index: number, size: number) => proof(inclusionPath(index, size)),
    consistent: (older: number, size: number) => proof(consistencyPath(older, size)),
    root: (size: number) => (size === 0 ? Promise.resolve(merkleRoot([])) : subtree({ from: 0, to: size })),
    newest: () => stored.newest('CHECKPOINTS'),
    checkpoints: stored.checkpoints,
    checkpoint: stored.checkpoint,
    listCovering: stored.listCovering,
    isListed: async (size: number) => (size > 0 ? (await stored.listCovering(size - 1))?.size === size : false),
    keys: stored.keys,
  };
}
