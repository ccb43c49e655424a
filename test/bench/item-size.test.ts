import { describe, expect, test } from 'vitest';
import { itemBytes, readUnits, writeUnits } from './item-size.ts';

describe('an item counts its names and values', () => {
  test.each([
    ['UTF-8 bytes of texts', { pk: { S: 'حسن' } }, 2 + 6],
    ['bytes, not base64, of binary values', { hash: { B: Buffer.alloc(32).toString('base64') } }, 4 + 32],
    ['a byte for two digits and one more', { n: { N: '1234' } }, 1 + 3],
    ['no zeros at the ends of numbers', { n: { N: '-0.0500' } }, 1 + 1 + 1 + 1],
    ['one byte for true', { b: { BOOL: true } }, 2],
    ['three bytes and one an element for lists', { l: { L: [{ S: 'ab' }, { N: '1' }] } }, 1 + 3 + (1 + 2) + (1 + 2)],
    ['names again in maps', { m: { M: { ab: { S: 'c' } } } }, 1 + 3 + (1 + 2 + 1)],
  ])('%s', (_rule, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

test('units are begun, and a read that need not be consistent costs half', () => {
  expect([0, 1, 1024, 1025].map(writeUnits)).toEqual([1, 1, 1, 2]);
  expect([0, 4096, 4097].map((bytes) => readUnits(bytes, true))).toEqual([1, 1, 2]);
  expect(readUnits(4097, false)).toBe(1);
});
