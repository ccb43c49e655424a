import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BirthDate, blockingKeys, likeness, type MatchKeys, score } from './match-score.ts';

const whole: MatchKeys = {
  given: 'سامر',
  father: 'نادر',
  family: 'خطيب',
  mother: 'هدي حلبي',
  dateOfBirth: { value: '1990-05-12', precision: 'DAY' },
  nationalNumber: '01020304050',
  documentNumbers: ['SYR#N001', 'SYR#N002'],
};
const other: MatchKeys = {
  given: 'ماهر',
  father: 'جابر',
  family: 'حمصي',
  mother: 'سعاد ديري',
  dateOfBirth: { value: '1971-11-30', precision: 'DAY' },
  nationalNumber: '99',
  documentNumbers: ['SYR#X'],
};

const name = fc.option(fc.constantFrom('', 'ا', 'ب', 'ج'), { nil: undefined });
const twoDigits = (max: number) => fc.integer({ min: 1, max }).map((n) => String(n).padStart(2, '0'));
const dateOfBirth = fc.record({
  value: fc.tuple(fc.constantFrom('1989', '1990', '1991'), twoDigits(3), twoDigits(3)).map((parts) => parts.join('-')),
  precision: fc.constantFrom('DAY', 'MONTH', 'YEAR', 'ESTIMATED'),
});
const person: fc.Arbitrary<MatchKeys> = fc.record({
  given: name,
  father: name,
  family: name,
  mother: name,
  dateOfBirth: fc.option(dateOfBirth, { nil: undefined }),
});
const numbered: fc.Arbitrary<MatchKeys> = fc
  .tuple(person, name, fc.array(fc.constantFrom('', 'D1', 'D2', 'D3', 'D4'), { maxLength: 2 }))
  .map(([keys, nationalNumber, documentNumbers]) => ({ ...keys, nationalNumber, documentNumbers }));

describe('the score', () => {
  test.each([
    ['given', 0.25],
    ['father', 0.2],
    ['family', 0.2],
    ['mother', 0.15],
    ['dateOfBirth', 0.2],
    ['nationalNumber', 1],
    ['documentNumbers', 1],
  ] as const)('for the same %s alone is %d', (key, points) => {
    expect(score(whole, { ...other, [key]: whole[key] })).toBe(points);
  });

  test('is 1 when one document of several is the same', () => {
    expect(score(whole, { ...other, documentNumbers: ['SYR#Z', 'SYR#N002'] })).toBe(1);
  });

  test('is 1 for the same known person, 0 for one of whom nothing is known', () => {
    const { nationalNumber, documentNumbers, ...names } = whole;
    expect(score(names, names)).toBe(1);
    expect(score({}, {})).toBe(0);
    expect(score({ given: '', nationalNumber: '', documentNumbers: [''] }, { given: '', nationalNumber: '', documentNumbers: [''] })).toBe(
      0,
    );
  });

  const day = (value: string): BirthDate => ({ value, precision: 'DAY' });
  test.each([
    ['the same day', day('1990-05-12'), day('1990-05-12'), 0.2],
    ['day and month swapped', day('1990-05-12'), day('1990-12-05'), 0.1],
    ['a year later', day('1990-05-12'), day('1991-05-12'), 0.1],
    ['a year earlier', day('1990-05-12'), day('1989-05-12'), 0.1],
    ['two years later', day('1990-05-12'), day('1992-05-12'), 0],
    ['swapped and a year later', day('1990-05-12'), day('1991-12-05'), 0],
    ['another day', day('1990-05-12'), day('1990-05-13'), 0],
    ['another month', day('1990-05-12'), day('1990-06-12'), 0],
    ['the same month', { value: '1990-05', precision: 'MONTH' }, { value: '1990-05', precision: 'MONTH' }, 0.2],
    ['the same year', { value: '1990', precision: 'YEAR' }, { value: '1990-01-01', precision: 'YEAR' }, 0.2],
    ['an estimate a year off', { value: '1990', precision: 'ESTIMATED' }, { value: '1991', precision: 'YEAR' }, 0.1],
    ['a day within the year', day('1990-05-12'), { value: '1990', precision: 'YEAR' }, 0.1],
    ['a day within the month', day('1990-05-12'), { value: '1990-05', precision: 'MONTH' }, 0.1],
    ['a day near the estimate', day('1990-05-12'), { value: '1991-01-01', precision: 'ESTIMATED' }, 0.1],
    ['a day in another month', day('1990-05-12'), { value: '1990-06', precision: 'MONTH' }, 0],
    ['a year two off', { value: '1990', precision: 'YEAR' }, { value: '1992', precision: 'YEAR' }, 0],
    ['nothing known', { value: '', precision: 'DAY' }, { value: '', precision: 'DAY' }, 0],
  ] as const)('of birth dates: %s', (_, a, b, points) => {
    expect(score({ dateOfBirth: a }, { dateOfBirth: b })).toBe(points);
    expect(score({ dateOfBirth: b }, { dateOfBirth: a })).toBe(points);
  });

  test('is the same both ways, from 0 to 1', () => {
    fc.assert(
      fc.property(numbered, numbered, (a, b) => {
        expect(score(a, b)).toBe(score(b, a));
        expect(score(a, b)).toBeGreaterThanOrEqual(0);
        expect(score(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('never rises when less is known', () => {
    const known = fc.constantFrom('given', 'father', 'family', 'mother', 'dateOfBirth', 'nationalNumber', 'documentNumbers');
    fc.assert(fc.property(numbered, numbered, known, (a, b, key) => score({ ...a, [key]: undefined }, b) <= score(a, b)));
  });

  test.each([
    [0.85, 'probable'],
    [1, 'probable'],
    [0.84, 'possible'],
    [0.65, 'possible'],
    [0.64, undefined],
  ])('%d is %s', (points, word) => expect(likeness(points)).toBe(word));

  test('of the three names of a man alone, or all but the mother, is on the threshold', () => {
    const { given, father, family } = whole;
    expect(likeness(score(whole, { ...other, given, father, family }))).toBe('possible');
    expect(likeness(score(whole, { ...whole, nationalNumber: '', documentNumbers: [], mother: '' }))).toBe('probable');
  });
});

describe('the blocking keys', () => {
  test('are one for each two names that are known', () => {
    expect(blockingKeys(whole)).toHaveLength(3);
    expect(blockingKeys({ given: 'ا', family: 'ب' })).toEqual(['given-family#ا#ب']);
    expect(blockingKeys({ given: 'ا', father: '' })).toEqual([]);
  });

  test('are shared by every pair that reaches 0.65 without an equal number', () => {
    let reached = 0;
    fc.assert(
      fc.property(person, person, (a, b) => {
        if (score(a, b) < 0.65) return;
        reached += 1;
        const keys = new Set(blockingKeys(a));
        expect(blockingKeys(b).some((key) => keys.has(key))).toBe(true);
      }),
      { numRuns: 20_000 },
    );
    expect(reached).toBeGreaterThan(20);
  });

  test('are shared by no pair with fewer than two equal names', () => {
    fc.assert(
      fc.property(person, person, (a, b) => {
        const equal = (['given', 'father', 'family'] as const).filter((key) => a[key] && a[key] === b[key]).length;
        const keys = new Set(blockingKeys(a));
        expect(blockingKeys(b).some((key) => keys.has(key))).toBe(equal >= 2);
      }),
    );
  });
});
