import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalAmount, isCurrency, minorUnitDigits } from './money.ts';

test.each([
  ['IQD', 3],
  ['SYP', 2],
  ['LBP', 2],
  ['IRR', 2],
  ['USD', 2],
  ['EUR', 2],
  ['JOD', 3],
  ['JPY', 0],
])('%s has %d minor digits', (currency, count) => expect(minorUnitDigits(currency)).toBe(count));

test.each(['iqd', 'XXX', 'XAU', 'ABC', '', 'IQ'])('%j is no currency', (code) => {
  expect(isCurrency(code)).toBe(false);
  expect(() => minorUnitDigits(code)).toThrow(RangeError);
});

test.each([
  ['IQD', 1250, '1.250'],
  ['SYP', 5, '0.05'],
  ['USD', -120, '-1.20'],
  ['JPY', 500, '500'],
  ['USD', 0, '0.00'],
])('%s %d is written %s', (currency, amount, text) => expect(decimalAmount({ currency, amount })).toBe(text));

test('nothing is lost in writing', () => {
  fc.assert(
    fc.property(fc.constantFrom('IQD', 'SYP', 'JPY'), fc.maxSafeInteger(), (currency, amount) => {
      expect(Number(decimalAmount({ currency, amount }).replace('.', ''))).toBe(amount);
    }),
  );
});

test.each([1.5, Number.NaN, 2 ** 53])('%d is no amount', (amount) => {
  expect(() => decimalAmount({ currency: 'USD', amount })).toThrow(RangeError);
});
