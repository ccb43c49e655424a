import { expect, test } from 'vitest';
import { nextAfter } from './schedules.ts';

const at = (time: string) => Date.parse(`2024-12-08T${time}Z`);

test.each([
  ['rate(5 minutes)', '06:10:00', '06:15:00'],
  ['rate(1 hour)', '06:10:00', '07:10:00'],
  ['cron(10 7 * * ? *)', '06:10:00', '07:10:00'],
])('%s comes round after %s at %s', (expression, now, next) => {
  expect(nextAfter(expression, at(now))).toBe(at(next));
});

test('what came round today comes tomorrow', () => {
  expect(nextAfter('cron(10 0 * * ? *)', at('00:10:00'))).toBe(at('00:10:00') + 86_400_000);
});

test('a schedule nobody knows is refused', () => {
  expect(() => nextAfter('cron(0/5 * * * ? *)', 0)).toThrow('does not know');
});
