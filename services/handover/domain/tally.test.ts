import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE_STATES, type LineState, mayMove, terminal } from './manifest-line.ts';
import { fromRanges, toRanges } from './number-set.ts';
import { add, deltaOf, emptyTally, figures, recount, type Step, sameCounts, type Tally, unbalanced } from './tally.ts';

/** Any way of one line: listed, and on by any transition, to its end or not. */
const way = fc.array(fc.nat(), { maxLength: 6 }).map((choices): Step[] => {
  const steps: Step[] = [{ to: 'LISTED' }];
  for (const choice of choices) {
    const was = steps.at(-1)?.to as LineState;
    const next = LINE_STATES.filter((to) => mayMove(was, to));
    if (next.length) steps.push({ was, to: next[choice % next.length] as LineState });
  }
  return steps;
});

/** Steps of all lines dealt out into units: each counted once, in an order of units that may be any. */
const counted = fc.tuple(fc.array(way, { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), fc.infiniteStream(fc.nat(5)));

describe('a tally', () => {
  test('counts the lines where a recount finds them, however the steps are dealt out into units', () => {
    fc.assert(
      fc.property(counted, ([ways, units, deal]) => {
        const perUnit = Array.from({ length: units }, (): Step[] => []);
        for (const steps of ways) for (const step of steps) perUnit[(deal.next().value ?? 0) % units]?.push(step);
        const tally = perUnit.reduce((sum, steps) => add(sum, deltaOf(steps)), emptyTally(ways.length));
        expect(tally.listed).toBe(ways.length);
        expect(sameCounts(tally.states, recount(ways.map((steps) => steps.at(-1)?.to as LineState)))).toBe(true);
      }),
    );
  });

  test('balances (I-20 to I-22) exactly when every listed line has come to its end', () => {
    fc.assert(
      fc.property(fc.array(way, { minLength: 1, maxLength: 30 }), (ways) => {
        const tally = add(emptyTally(ways.length), deltaOf(ways.flat()));
        const ended = ways.every((steps) => terminal(steps.at(-1)?.to as LineState));
        expect(figures(tally).open === 0).toBe(ended);
        expect(unbalanced(figures(tally)).length === 0).toBe(ended);
      }),
    );
  });

  test('sums to the lines: listed, not listed and pending', () => {
    const tally: Tally = add(emptyTally(5), deltaOf([{ to: 'LISTED' }, { to: 'LISTED' }], 1));
    expect(figures(tally)).toMatchObject({ lines: 5, manifested: 2, notListed: 1, pending: 2, open: 2 });
  });

  test('takes a line back from those not listed when it was listed after all', () => {
    const tally = add(add(emptyTally(2), deltaOf([{ to: 'LISTED' }], 1)), deltaOf([{ to: 'LISTED' }], -1));
    expect(figures(tally)).toMatchObject({ manifested: 2, notListed: 0, pending: 0 });
  });
});

test('a set of numbers is the same after it was written as ranges', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 })), (numbers) => {
      expect(fromRanges(toRanges(numbers))).toEqual(new Set(numbers));
    }),
  );
  expect(toRanges([4, 1, 2, 3, 6, 6])).toBe('1-4,6');
});
