import { expect, test } from 'vitest';
import { difference } from './submission-difference.ts';

const line = (number: number, personalNumber: string, content = 'same') => ({ line: number, personalNumber, content });

test('a difference says how many lines came, went and changed, and their numbers', () => {
  const submitted = [line(1, 'A'), line(2, 'B'), line(3, 'C'), line(4, 'D')];
  const posted = [line(1, 'A'), line(2, 'B', 'other'), line(3, 'E'), line(4, 'F'), line(5, 'D', 'moved')];
  expect(difference(submitted, posted)).toEqual({
    added: { count: 2, lines: '3-4' },
    removed: { count: 1, lines: '3' },
    changed: { count: 2, lines: '2,5' },
    unchanged: 1,
  });
});

test('of many lines only the first numbers are given', () => {
  const odd = Array.from({ length: 2000 }, (_, index) => line(index * 2 + 1, `P${index}`));
  const { added } = difference([], odd);
  expect([added.count, added.lines.length]).toEqual([2000, 1001]);
});
