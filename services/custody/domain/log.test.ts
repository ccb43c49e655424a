import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryHash, leafHash, merkleRoot } from '#shared/kernel/merkle-log.ts';
import { complete } from '#test/decider.ts';
import { checkpointRequest, type RequestCheckpoint } from './checkpoint-request.ts';
import { headList, headsOf, type LogEntry, listRoot } from './head-list.ts';
import { grow, sizeOf, TILE, treeOf, treeRoot } from './log-tree.ts';

const entries = (count: number): LogEntry[] =>
  Array.from({ length: count }, (_, n) => ({
    stream: `WEAPON#${n % 7}`,
    sequence: Math.floor(n / 7) + 1,
    hash: n.toString(16).padStart(64, '0'),
  }));

describe('the list of heads', () => {
  it('has the last event of each stream, in the order of the streams', () => {
    const lines = headList(headsOf(entries(16)));
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe(`WEAPON#0 3 ${'e'.padStart(64, '0')}`);
    expect(lines[2]).toBe(`WEAPON#2 2 ${'9'.padStart(64, '0')}`);
    expect(listRoot(lines)).toBe(merkleRoot(lines.map((line) => leafHash(Buffer.from(line)))));
  });

  it('is the same in whatever order the entries come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(entries(40), { minLength: 40 }), (shuffled) => {
        expect(headList(headsOf(shuffled))).toEqual(headList(headsOf(entries(40))));
      }),
    );
  });
});

describe('the tree of the log', () => {
  it('is that of its entries, in whatever batches and from whatever tiles it is read', () => {
    const all = entries(3 * TILE + 5);
    const root = merkleRoot(all.map(({ hash }) => entryHash(hash)));
    const whole = treeOf([]);
    const tiles = grow(whole, { start: 0, entries: all });
    expect(tiles.map(({ tile }) => tile)).toEqual([0, 1, 2]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.array(fc.integer({ min: 1, max: all.length })), (known, cuts) => {
        const tree = treeOf(tiles.slice(0, known).map((each) => each.root));
        const starts = [0, ...cuts.toSorted((a, b) => a - b)];
        for (const [at, start] of starts.entries()) grow(tree, { start, entries: all.slice(start, starts[at + 1]) });
        expect([sizeOf(tree), treeRoot(tree)]).toEqual([all.length, root]);
      }),
      { numRuns: 30 },
    );
  });

  it('grows up to a size that is asked for, and not over a gap', () => {
    const tree = treeOf([]);
    grow(tree, { start: 0, entries: entries(20) }, 11);
    expect([sizeOf(tree), treeRoot(tree)]).toEqual([11, merkleRoot(entries(11).map(({ hash }) => entryHash(hash)))]);
    expect(() => grow(tree, { start: 12, entries: entries(1) })).toThrow(RangeError);
  });
});

describe('a request for a checkpoint', () => {
  it('is an event of its own, once', () => {
    const command = complete<RequestCheckpoint>({ type: 'request-checkpoint', data: {} });
    expect(checkpointRequest.decide(undefined, command)).toEqual({ type: 'checkpoint-requested', data: {} });
    expect(checkpointRequest.decide({ requested: command.at }, command)).toMatchObject({ code: 'CHECKPOINT_REQUESTED' });
    expect(checkpointRequest.evolve(undefined, { type: 'checkpoint-requested', data: {}, at: command.at, actor: command.actor })).toEqual({
      requested: command.at,
    });
  });
});
