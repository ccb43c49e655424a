import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCsv } from './table-text.ts';

describe('rows as CSV', () => {
  test('begin with the columns in order of first sight and end each line with CRLF', () => {
    expect(
      toCsv([
        { a: 'x', b: 1 },
        { c: true, b: null },
      ]),
    ).toBe('a,b,c\r\nx,1,\r\n,,true\r\n');
  });

  test('keep the columns they are given', () => {
    expect(toCsv([{ a: 1, b: 2 }], { columns: ['b', 'z'] })).toBe('b,z\r\n2,\r\n');
    expect(toCsv([], { columns: ['b'] })).toBe('b\r\n');
    expect(toCsv([])).toBe('');
  });

  test('quote commas, quotes and line ends', () => {
    expect(toCsv([{ a: 'x,"y"\nz' }])).toBe('a\r\n"x,""y""\nz"\r\n');
  });

  test('start with a byte order mark when asked', () => {
    expect(toCsv([{ a: 1 }], { bom: true })).toBe('\uFEFFa\r\n1\r\n');
  });

  test.each(['=1+1', '+963 11', '-2', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('defuse %j', (text) => {
    expect(parse(toCsv([{ a: text }]))[1]).toEqual([`'${text}`]);
  });

  test('leave numbers alone', () => {
    expect(toCsv([{ a: -2.5 }])).toBe('a\r\n-2.5\r\n');
  });

  test('are read back by a CSV reader as they were, but for the apostrophe', () => {
    const cell = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.record({ a: cell, b: cell }), { minLength: 1, maxLength: 5 }), (rows) => {
        const read = parse(toCsv(rows), { record_delimiter: '\r\n' });
        const expected = rows.map((row) => [row.a, row.b].map((text) => (/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text)));
        expect(read.slice(1)).toEqual(expected);
      }),
    );
  });

  test('never give a cell that a spreadsheet would run', () => {
    const risky = fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '', 'x'), fc.string()).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(risky, { minLength: 1 }), (texts) => {
        const read: string[][] = parse(toCsv(texts.map((a) => ({ a, z: 'z' }))), { record_delimiter: '\r\n' });
        for (const [text] of read) expect(text).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});
