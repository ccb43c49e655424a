import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962 section 2.1 (leaf 0x00, node 0x01, SHA-256). Hashes are 64 hex digits, indexes count from 0, a tree of `size`
 * has fewer than 2^31 leaves. Nothing here is recursive, and nothing holds the leaves.
 */
export type Range = { readonly from: number; readonly to: number };
/** How a hash is given: hex digits or, where many are hashed on at once, a character a byte. */
export type Form = 'hex' | 'binary';

/** The roots of the perfect subtrees that a tree consists of, the largest first: all that is needed to append and to know the root. */
export type Frontier = { size: number; readonly peaks: string[] };

/** SHA-256 of nothing: the root of the tree without leaves. */
export const EMPTY_ROOT = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const leaf32 = Buffer.alloc(33);
const pair = Buffer.alloc(65, 1);

const leaf = Buffer.alloc(1024);

/** Leaf hash of these bytes. */
export function leafHash(data: Uint8Array, form: Form = 'hex'): string {
  if (data.length >= leaf.length) return hash('sha256', Buffer.concat([Buffer.of(0), data]), form);
  leaf.set(data, 1);
  return hash('sha256', leaf.subarray(0, data.length + 1), form);
}

/** Leaf hash of an event's hash, given as 64 hex digits. */
export function entryHash(eventHash: string, form: Form = 'hex'): string {
  leaf32.write(eventHash, 1, 'hex');
  return hash('sha256', leaf32, form);
}

export function nodeHash(left: string, right: string): string {
  pair.write(left, 1, 'hex');
  pair.write(right, 33, 'hex');
  return hash('sha256', pair);
}

export function frontier(): Frontier {
  return { size: 0, peaks: [] };
}

/** Appends a leaf's hash, or the root of a perfect subtree of 2^level leaves where the tree so far ends at a multiple of that. */
export function append(tree: Frontier, added: string, level = 0): void {
  if (tree.size % 2 ** level !== 0) throw new RangeError(`a subtree of level ${level} does not fit at ${tree.size}`);
  let root = added;
  for (let at = tree.size / 2 ** level; at % 2 === 1; at = (at - 1) / 2) root = nodeHash(tree.peaks.pop() as string, root);
  tree.peaks.push(root);
  tree.size += 2 ** level;
}

export function rootOf({ peaks }: Frontier): string {
  return peaks.length === 0 ? EMPTY_ROOT : peaks.reduceRight((right, left) => nodeHash(left, right));
}

/** The root over these leaf hashes. */
export function merkleRoot(leaves: Iterable<string>): string {
  const tree = frontier();
  for (const leaf of leaves) append(tree, leaf);
  return rootOf(tree);
}

/** The largest power of two that is smaller than a length of 2 or more. */
const half = (length: number) => 2 ** (31 - Math.clz32(length - 1));

/** The subtrees whose roots are the inclusion proof of a leaf (RFC 6962 section 2.1.1), in the proof's order. */
export function inclusionPath(index: number, size: number): Range[] {
  const path: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + half(to - from);
    if (index < middle) {
      path.push({ from: middle, to });
      to = middle;
    } else {
      path.push({ from, to: middle });
      from = middle;
    }
  }
  return path.reverse();
}

/** The subtrees whose roots are the proof that a tree of `size` begins with the tree of `older` leaves (section 2.1.2). */
export function consistencyPath(older: number, size: number): Range[] {
  if (older === 0) return [];
  const path: Range[] = [];
  let [from, to] = [0, size];
  while (older !== to) {
    const middle = from + half(to - from);
    if (older <= middle) {
      path.push({ from: middle, to });
      to = middle;
    } else {
      path.push({ from, to: middle });
      from = middle;
    }
  }
  if (from > 0) path.push({ from, to });
  return path.reverse();
}

/** One step towards the root: both places a level up; and, at the right edge, over the levels at which nothing stands to the right. */
function up(place: { at: number; last: number }, isRight: boolean): void {
  if (isRight)
    while (place.at % 2 === 0 && place.at !== 0) {
      place.at /= 2;
      place.last = Math.floor(place.last / 2);
    }
  place.at = Math.floor(place.at / 2);
  place.last = Math.floor(place.last / 2);
}

/** Whether the proof leads from this leaf hash at `index` to the root of the tree of `size` (RFC 9162 section 2.1.3.2). */
export function isIncluded(leaf: string, index: number, size: number, proof: readonly string[], root: string): boolean {
  if (index < 0 || index >= size) return false;
  const place = { at: index, last: size - 1 };
  let found = leaf;
  for (const other of proof) {
    if (place.last === 0) return false;
    const isRight = place.at % 2 === 1 || place.at === place.last;
    found = isRight ? nodeHash(other, found) : nodeHash(found, other);
    up(place, isRight);
  }
  return place.last === 0 && found === root;
}

type Tree = { readonly size: number; readonly root: string };

/** Whether the proof shows that the newer tree begins with the older one (RFC 9162 section 2.1.4.2). */
export function isConsistent(older: Tree, newer: Tree, proof: readonly string[]): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && older.root === newer.root;
  if (older.size === 0) return proof.length === 0 && older.root === EMPTY_ROOT;
  const isPower = older.size === 2 ** (31 - Math.clz32(older.size));
  const [first, ...rest] = isPower ? [older.root, ...proof] : proof;
  if (first === undefined) return false;
  const place = { at: older.size - 1, last: newer.size - 1 };
  while (place.at % 2 === 1) up(place, false);
  let [before, now] = [first, first];
  for (const other of rest) {
    if (place.last === 0) return false;
    const isRight = place.at % 2 === 1 || place.at === place.last;
    if (isRight) before = nodeHash(other, before);
    now = isRight ? nodeHash(other, now) : nodeHash(now, other);
    up(place, isRight);
  }
  return place.last === 0 && before === older.root && now === newer.root;
}
