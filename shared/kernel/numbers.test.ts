import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assignedSerial,
  checkDigit,
  custodyNumber,
  isAssignedSerial,
  isCustodyNumber,
  isPersonalNumber,
  personalNumber,
} from './numbers.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const prefix = fc.tuple(fc.constantFrom(...letters), fc.constantFrom(...letters)).map((pair) => pair.join(''));
const n = fc.integer({ min: 0, max: 999_999 });
const number = fc.tuple(prefix, n).map(([p, i]) => personalNumber(p, i));
const replaced = (text: string, at: number, by: string) => text.slice(0, at) + by + text.slice(at + 1);
const swapped = (text: string, i: number, j: number) => replaced(replaced(text, i, text.charAt(j)), j, text.charAt(i));
const digitPlaces = [2, 3, 4, 5, 6, 7, 9];
const neighbours = digitPlaces.slice(1).map((place, i) => [digitPlaces[i] as number, place] as const);

describe('the check digit', () => {
  test.each([
    ['0794', '5'], // the example of ISO/IEC 7064
    ['8609574271', '9'], // German tax identification numbers
    ['4703689281', '6'],
    ['13669597', '6'], // German VAT number DE136695976
  ])('of %s is %s', (payload, digit) => expect(checkDigit(payload)).toBe(digit));

  test('letters enter as 10 to 35', () => {
    expect(checkDigit('AZ7')).toBe(checkDigit('10357'));
  });

  test.each(['', 'a1', '1-2', '٣'])('refuses %j', (payload) => expect(() => checkDigit(payload)).toThrow(RangeError));
});

describe('a personal number', () => {
  test('has the form of prefix, six digits and check digit', () => {
    fc.assert(
      fc.property(prefix, n, (p, i) => {
        const made = personalNumber(p, i);
        expect(made).toMatch(/^[A-Z]{2}\d{6}-\d$/);
        expect(made.slice(0, 2)).toBe(p);
        expect(Number(made.slice(2, 8))).toBe(i);
        expect(isPersonalNumber(made)).toBe(true);
      }),
    );
  });

  test('with one wrong digit is found', () => {
    fc.assert(
      fc.property(number, fc.constantFrom(...digitPlaces), fc.integer({ min: 1, max: 9 }), (made, place, by) => {
        expect(isPersonalNumber(replaced(made, place, String((Number(made[place]) + by) % 10)))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test('with two unlike neighbours swapped is found, unless the digits are consecutive', () => {
    fc.assert(
      fc.property(number, fc.constantFrom(...neighbours), (made, [i, j]) => {
        const apart = Math.abs(Number(made[i]) - Number(made[j]));
        fc.pre(apart > 1 && apart < 9);
        expect(isPersonalNumber(swapped(made, i, j))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test('with consecutive digits swapped is found nine times in ten, as the docstring says', () => {
    let swaps = 0;
    let missed = 0;
    for (let i = 0; i < 20_000; i++) {
      const made = personalNumber('SY', (i * 7919) % 1_000_000);
      for (const [a, b] of neighbours.slice(0, -1)) {
        const apart = Math.abs(Number(made[a]) - Number(made[b]));
        if (apart !== 1 && apart !== 9) continue;
        swaps += 1;
        if (isPersonalNumber(swapped(made, a, b))) missed += 1;
      }
    }
    expect(missed / swaps).toBeGreaterThan(0.08);
    expect(missed / swaps).toBeLessThan(0.12);
  });

  test('with a wrong letter passes about one time in fifteen, with its letters swapped one in eleven', () => {
    let wrong = 0;
    let wrongPassed = 0;
    let swaps = 0;
    let swapsPassed = 0;
    for (const first of letters) {
      for (const second of letters) {
        const made = personalNumber(first + second, 123);
        for (const other of letters) {
          if (other === first) continue;
          wrong += 1;
          if (isPersonalNumber(replaced(made, 0, other))) wrongPassed += 1;
        }
        if (first === second) continue;
        swaps += 1;
        if (isPersonalNumber(swapped(made, 0, 1))) swapsPassed += 1;
      }
    }
    expect(Math.round(wrong / wrongPassed)).toBe(15);
    expect(Math.round(swaps / swapsPassed)).toBe(11);
  });

  test.each(['', 'SY000123', 'sy000123-4', 'SY00123-4', 'SY000123-44', 'SY٠٠٠١٢٣-4', ' SY000123-4', 'SY000123-4\n'])(
    'is not %j',
    (text) => {
      expect(isPersonalNumber(text)).toBe(false);
    },
  );

  test.each([
    ['S', 1],
    ['sy', 1],
    ['SY', -1],
    ['SY', 1_000_000],
    ['SY', 1.5],
  ])('cannot be made of %s and %d', (p, i) => expect(() => personalNumber(p, i)).toThrow(RangeError));
});

describe('a custody number', () => {
  test('begins with W for a weapon, A for an ammunition lot', () => {
    expect(isCustodyNumber(custodyNumber('WA', 1))).toBe(true);
    expect(isCustodyNumber(custodyNumber('AB', 1))).toBe(true);
    expect(isCustodyNumber(personalNumber('SY', 1))).toBe(false);
    expect(() => custodyNumber('SY', 1)).toThrow(RangeError);
  });
});

describe('an assigned serial', () => {
  test('has a check digit over the letters IQTR and the number', () => {
    expect(assignedSerial(17)).toBe(`IQ-TR-000017-${checkDigit('IQTR000017')}`);
    fc.assert(fc.property(n, (i) => isAssignedSerial(assignedSerial(i))));
  });

  test('with one wrong digit is found', () => {
    fc.assert(
      fc.property(n, fc.constantFrom(6, 7, 8, 9, 10, 11, 13), fc.integer({ min: 1, max: 9 }), (i, place, by) => {
        const made = assignedSerial(i);
        expect(isAssignedSerial(replaced(made, place, String((Number(made[place]) + by) % 10)))).toBe(false);
      }),
    );
  });
});
