import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CURRENT_RANK_MAP, RANK_CODES, rankCode } from './rank.ts';

test.each([
  ['جندي', 'OR-1'],
  ['مجند', 'OR-1'],
  ['جندي أول', 'OR-2'],
  ['عريف', 'OR-4'],
  ['رقيب', 'OR-5'],
  ['رقيب أول', 'OR-6'],
  ['مساعد', 'OR-8'],
  ['مساعد أول', 'OR-9'],
  ['ملازم', 'OF-1'],
  ['ملازم أول', 'OF-1'],
  ['نقيب', 'OF-2'],
  ['رائد', 'OF-3'],
  ['مقدم', 'OF-4'],
  ['عقيد', 'OF-5'],
  ['عميد', 'OF-6'],
  ['لواء', 'OF-7'],
  ['عماد', 'OF-8'],
  ['فريق', 'OF-9'],
])('%s is %s', (rank, code) => expect(rankCode(rank, 'SY-1')).toBe(code));

test.each(['ملازم اول', ' ملازم  أول ', 'مُلازم أوّل', 'رايد', 'لـواء'])('%s is coded however it is spelt', (rank) => {
  expect(rankCode(rank)).toBeDefined();
});

test.each(['', 'قائد', 'Major', 'constructor'])('%j has no code', (rank) => expect(rankCode(rank)).toBeUndefined());

test('new records are coded with a map that exists', () => expect(rankCode('عقيد', CURRENT_RANK_MAP)).toBe('OF-5'));

test('a code is one of STANAG 2116, or none', () => {
  fc.assert(fc.property(fc.string(), (rank) => [undefined, ...RANK_CODES].includes(rankCode(rank))));
  expect(RANK_CODES).toHaveLength(22);
});
