import { append, entryHash, type Frontier, frontier, rootOf } from '#shared/kernel/merkle-log.ts';
import type { LogEntry } from './head-list.ts';

/** Entries whose root is kept by itself, so that a proof reads few of the others: a subtree of level 8. */
export const TILE = 256;
const LEVEL = 8;

/** The log's tree as far as it was read: the full tiles, and the tile that is being filled. */
export type LogTree = { readonly full: Frontier; open: Frontier };
export type Tile = { readonly tile: number; readonly root: string };

/** The tree that begins with these tiles. */
export function treeOf(tiles: readonly string[]): LogTree {
  const full = frontier();
  for (const root of tiles) append(full, root, LEVEL);
  return { full, open: frontier() };
}

export function sizeOf({ full, open }: LogTree): number {
  return full.size + open.size;
}

export function treeRoot({ full, open }: LogTree): string {
  return rootOf({ size: full.size + open.size, peaks: [...full.peaks, ...open.peaks] });
}

/**
 * Appends what a batch holds beyond the tree, up to `size`, and answers the tiles that this filled. @throws RangeError when entries between
 * the tree and the batch are missing.
 */
export function grow(tree: LogTree, batch: { start: number; entries: readonly LogEntry[] }, size = Number.MAX_SAFE_INTEGER): Tile[] {
  const known = sizeOf(tree);
  if (batch.start > known) throw new RangeError(`the log has nothing between ${known} and ${batch.start}`);
  const filled: Tile[] = [];
  for (const { hash } of batch.entries.slice(known - batch.start, Math.max(0, size - batch.start))) {
    append(tree.open, entryHash(hash));
    if (tree.open.size < TILE) continue;
    const root = rootOf(tree.open);
    filled.push({ tile: tree.full.size / TILE, root });
    append(tree.full, root, LEVEL);
    tree.open = frontier();
  }
  return filled;
}
