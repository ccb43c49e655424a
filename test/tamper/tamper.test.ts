import { expect, test } from 'vitest';
import { type Stray, tryAll } from './trial.ts';

test('what was forged is named, what was not is believed', () => {
  const strays: Stray[] = [];
  const tried = tryAll(12, 40, (stray) => strays.push(stray), 3);
  expect(strays).toEqual([]);
  expect(tried).toEqual({ classes: 10, perClass: 12, detected: 120, namedRightly: 120, falseAlarms: 0, cleanExports: 40 });
});
