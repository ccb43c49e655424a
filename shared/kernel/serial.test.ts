import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confusableKey, isOneSlip, normalizeSerial, oneSlipKeys } from './serial.ts';

const anything = fc.string({ unit: 'binary' });
const alphabet = 'ACDEFGHJKMNPQRTUVWXY0123456789';
const character = fc.constantFrom(...alphabet);
const serial = fc.string({ unit: character, minLength: 1, maxLength: 12 });
const shareKey = (a: string, b: string) => {
  const keys = new Set(oneSlipKeys(a));
  return oneSlipKeys(b).some((key) => keys.has(key));
};

/** One slip of a copying hand: a character wrong, missing, too many, or swapped with its neighbour. */
const slip = fc
  .tuple(serial, fc.nat(), character, fc.constantFrom('wrong', 'missing', 'extra', 'swapped'))
  .map(([text, at, by, kind]): [string, string] => {
    const characters = [...text];
    const i = at % text.length;
    if (kind === 'wrong') characters.splice(i, 1, by);
    if (kind === 'missing') characters.splice(i, 1);
    if (kind === 'extra') characters.splice(i, 0, by);
    if (kind === 'swapped') characters.splice(i, 2, ...characters.slice(i, i + 2).reverse());
    return [text, characters.join('')];
  })
  .filter(([, slipped]) => slipped !== '');

/** Optimal string alignment, as textbooks give it: an independent check. */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)));
  const at = (i: number, j: number) => d[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      (d[i] as number[])[j] = best;
    }
  }
  return at(a.length, b.length);
}

describe('a normalised serial', () => {
  test.each([
    ['km-1234', 'KM1234'],
    [' КМ 12/34.', 'КМ1234'],
    ['٠١٢٣', '0123'],
    ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
    ['007', '007'],
    ['ＡＢ１２', 'AB12'],
    ['AB–12', 'AB12'],
    ['رقم ١٢', 'رقم12'],
    ['', ''],
  ])('of %j is %j', (marked, normal) => expect(normalizeSerial(marked)).toBe(normal));

  test('keeps leading zeros', () => expect(normalizeSerial('0012')).not.toBe(normalizeSerial('12')));

  test('is its own normal form', () => {
    fc.assert(
      fc.property(anything, (text) => normalizeSerial(normalizeSerial(text)) === normalizeSerial(text)),
      { numRuns: 5000 },
    );
  });
});

describe('the confusable key', () => {
  test.each([
    ['OILBSZ', '011852'],
    ['oilbsz', '011852'],
    ['АВЕКМНОРСТХ', 'A8EKMH0PCTX'],
    ['АВ 1234', 'A81234'],
    ['001', '001'],
  ])('of %s is %s', (marked, key) => expect(confusableKey(marked)).toBe(key));

  test('is its own key and takes the normal form for the mark', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(confusableKey(confusableKey(text))).toBe(confusableKey(text));
        expect(confusableKey(normalizeSerial(text))).toBe(confusableKey(text));
      }),
    );
  });
});

describe('one slip', () => {
  test.each([
    ['KM1234', 'KM1243'],
    ['KM1234', 'KM123'],
    ['KM1234', 'KM12334'],
    ['KM1234', 'KM1534'],
    ['KM1234', 'KM1234'],
    ['KM-1234', 'km 1234'],
    ['BO1234', '801234'],
    ['КМ1234', 'KM1243'],
    ['A', 'C'],
  ])('is between %s and %s', (a, b) => expect(isOneSlip(a, b)).toBe(true));

  test.each([
    ['KM1234', 'KM1432'],
    ['KM1234', 'KM2143'],
    ['KM1234', 'MK1243'],
    ['KM1234', 'KM2341'],
    ['KM1234', 'KM12'],
    ['', 'A'],
    ['', ''],
    ['--', 'A'],
  ])('is not between %s and %s', (a, b) => expect(isOneSlip(a, b)).toBe(false));

  test('is found whatever the slip, and always by a shared key', () => {
    fc.assert(
      fc.property(slip, ([a, b]) => {
        expect(isOneSlip(a, b)).toBe(true);
        expect(isOneSlip(b, a)).toBe(true);
        expect(shareKey(a, b)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('is what the textbook calls a distance of at most one', () => {
    const short = fc.string({ unit: fc.constantFrom('A', 'C', '3'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(isOneSlip(a, b)).toBe(distance(a, b) <= 1);
        if (distance(a, b) <= 1) expect(shareKey(a, b)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test('is no more than two slips apart when only a key is shared', () => {
    const short = fc.string({ unit: fc.constantFrom('A', 'C', '3'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(short, short, (a, b) => !shareKey(a, b) || distance(a, b) <= 2),
      { numRuns: 3000 },
    );
  });

  test('costs few needless comparisons: in a store of 2,000 six-digit serials, fewer than one a serial', () => {
    const numbers = fc.sample(fc.noBias(fc.integer({ min: 0, max: 999_999 })), { seed: 2024, numRuns: 2000 });
    const store = [...new Set(numbers)].map((n) => `KM${String(n).padStart(6, '0')}`);
    const byKey = Map.groupBy(
      store.flatMap((text) => oneSlipKeys(text).map((key) => ({ key, text }))),
      ({ key }) => key,
    );
    const pairs = new Map<string, boolean>();
    for (const group of byKey.values()) {
      for (const { text: a } of group) for (const { text: b } of group) if (a < b) pairs.set(`${a} ${b}`, isOneSlip(a, b));
    }
    const near = [...pairs.values()].filter(Boolean).length;
    expect(near).toBeGreaterThan(0);
    expect(pairs.size - near).toBeLessThan(store.length);
  });

  test('has a key for each place, so a serial of n characters has at most n + 1', () => {
    expect(oneSlipKeys('AC3')).toEqual(['AC3', 'C3', 'A3', 'AC']);
    expect(oneSlipKeys('AA')).toEqual(['AA', 'A']);
    expect(oneSlipKeys('A')).toEqual(['A', '']);
    expect(oneSlipKeys(' - ')).toEqual([]);
    fc.assert(fc.property(serial, (text) => oneSlipKeys(text).length <= text.length + 1));
  });
});
