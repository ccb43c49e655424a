import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  append,
  consistencyPath,
  EMPTY_ROOT,
  entryHash,
  frontier,
  inclusionPath,
  isConsistent,
  isIncluded,
  leafHash,
  merkleRoot,
  nodeHash,
  type Range,
  rootOf,
} from './merkle-log.ts';

// The published vectors of the Certificate Transparency reference (transparency-dev/merkle, testonly/constants.go).
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
  leafHash(Buffer.from(hex, 'hex')),
);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const SECOND = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
const THIRD_FOURTH = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
const FIFTH_TO_EIGHTH = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';
const FIFTH = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';
const SEVENTH_EIGHTH = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
const FIRST_TO_FOURTH = 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7';
const FIRST_SECOND = 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125';
const FIFTH_SIXTH = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';

const rootsOf = (leaves: readonly string[], ranges: readonly Range[]) => ranges.map(({ from, to }) => merkleRoot(leaves.slice(from, to)));

describe('the published vectors of RFC 6962', () => {
  it.each(ROOTS.map((root, size) => [size, root] as const))('a tree of %i has the root %s', (size, root) => {
    expect(merkleRoot(LEAVES.slice(0, size))).toBe(root);
  });

  it.each<[number, number, string[]]>([
    [0, 1, []],
    [0, 8, [SECOND, THIRD_FOURTH, FIFTH_TO_EIGHTH]],
    [5, 8, [FIFTH, SEVENTH_EIGHTH, FIRST_TO_FOURTH]],
    [2, 3, [FIRST_SECOND]],
    [1, 5, [ROOTS[1] as string, THIRD_FOURTH, FIFTH]],
  ])('inclusion of leaf %i in a tree of %i', (index, size, proof) => {
    expect(rootsOf(LEAVES, inclusionPath(index, size))).toEqual(proof);
    expect(isIncluded(LEAVES[index] as string, index, size, proof, ROOTS[size] as string)).toBe(true);
  });

  it.each<[number, number, string[]]>([
    [1, 1, []],
    [1, 8, [SECOND, THIRD_FOURTH, FIFTH_TO_EIGHTH]],
    [6, 8, [FIFTH_SIXTH, SEVENTH_EIGHTH, FIRST_TO_FOURTH]],
    [2, 5, [THIRD_FOURTH, FIFTH]],
  ])('consistency of a tree of %i with a tree of %i', (older, size, proof) => {
    expect(rootsOf(LEAVES, consistencyPath(older, size))).toEqual(proof);
    const tree = (of: number) => ({ size: of, root: ROOTS[of] as string });
    expect(isConsistent(tree(older), tree(size), proof)).toBe(true);
  });
});

/** The definition of section 2.1, word for word. */
function mth(leaves: readonly string[]): string {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0] as string;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
const size = fc.integer({ min: 1, max: 600 });

describe('a tree of any size', () => {
  it('has the root of the definition, however it was appended to', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 6 }), (count, level) => {
        const leaves = leavesOf(count);
        const tree = frontier();
        const whole = count - (count % 2 ** level);
        for (let from = 0; from < whole; from += 2 ** level) append(tree, mth(leaves.slice(from, from + 2 ** level)), level);
        for (const leaf of leaves.slice(whole)) append(tree, leaf);
        expect(tree.size).toBe(count);
        expect(rootOf(tree)).toBe(mth(leaves));
      }),
    );
  });

  it('includes each of its leaves at its place, and no other', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (count, some, other) => {
        const leaves = leavesOf(count);
        const [index, elsewhere] = [some % count, other % count];
        const proof = rootsOf(leaves, inclusionPath(index, count));
        const root = mth(leaves);
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(count)));
        expect(isIncluded(leaves[index] as string, index, count, proof, root)).toBe(true);
        expect(isIncluded(leafHash(Buffer.of(1)), index, count, proof, root)).toBe(false);
        expect(isIncluded(leaves[index] as string, elsewhere, count, proof, root)).toBe(elsewhere === index);
        expect(isIncluded(leaves[index] as string, index, count, [...proof, root], root)).toBe(false);
      }),
    );
  });

  it('is consistent with every tree it grew from, and with no other', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (count, some, changed) => {
        const leaves = leavesOf(count);
        const older = some % (count + 1);
        const proof = rootsOf(leaves, consistencyPath(older, count));
        const newer = { size: count, root: mth(leaves) };
        expect(isConsistent({ size: older, root: mth(leaves.slice(0, older)) }, newer, proof)).toBe(true);
        if (older === 0) return;
        const forked = leaves.with(changed % older, leafHash(Buffer.of(2)));
        expect(isConsistent({ size: older, root: mth(forked.slice(0, older)) }, newer, proof)).toBe(false);
        expect(isConsistent(newer, { size: older, root: newer.root }, proof)).toBe(older === count);
      }),
    );
  });

  it('proves one leaf among a million with twenty hashes', () => {
    expect(Math.max(...[0, 1, 524_287, 524_288, 999_999].map((index) => inclusionPath(index, 1_000_000).length))).toBe(20);
  });

  it('takes no subtree where none fits, and an entry by its hash', () => {
    const tree = frontier();
    append(tree, EMPTY_ROOT);
    expect(() => append(tree, EMPTY_ROOT, 1)).toThrow(RangeError);
    expect(entryHash('ab'.repeat(32))).toBe(leafHash(Buffer.from('ab'.repeat(32), 'hex')));
  });
});
