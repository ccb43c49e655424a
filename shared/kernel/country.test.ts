import { expect, test } from 'vitest';
import { isCountry, isCountryAlpha2, isNationality } from './country.ts';

test.each(['SYR', 'IRQ', 'LBN', 'PSE', 'XXA', 'XXB', 'XXC', 'XXX'])('%s is a nationality', (code) =>
  expect(isNationality(code)).toBe(true),
);
test.each(['SY', 'syr', 'SYRI', 'XXD', 'UTO', 'ZZZ', '', 'constructor'])('%j is not', (code) => expect(isNationality(code)).toBe(false));
test('a country is not XXA', () => {
  expect(isCountry('SYR')).toBe(true);
  expect(isCountry('XXA')).toBe(false);
});
test.each(['SY', 'RU', 'BG', 'RO'])('%s is a country of manufacture', (code) => expect(isCountryAlpha2(code)).toBe(true));
test.each(['SU', 'EU', 'XK', 'SYR', 'sy', ''])('%j is not', (code) => expect(isCountryAlpha2(code)).toBe(false));
