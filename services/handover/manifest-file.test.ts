import { describe, expect, test } from 'vitest';
import { assignedSerial, custodyNumber, personalNumber } from '#shared/kernel/numbers.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { type FileLine, readCsv, readItems, readJson, readNdjson } from './manifest-file.ts';
import { range } from './manifest-story.ts';

const n = (number: number) => personalNumber('SY', number);
const HEADER = 'personalNumber,given,father,family,dateOfBirth,sex,nationality';
const row = (number: number) => `${n(number)},سامر,حسن,العلي,1994-02-03,M,SYR`;
const csv = (...rows: string[]) => readCsv(Buffer.from(rows.join('\n')));

/** Number and code of each line: OK, or what is wrong with it and where. */
function codes(found: ReturnType<typeof readCsv>) {
  if (isRefusal(found)) return `${found.status} ${found.code}${found.field ? ` ${found.field}` : ''}`;
  return found.map((line: FileLine) => ('fault' in line ? [line.line, line.fault.code, line.fault.field] : [line.line, 'OK', undefined]));
}
const ok = (line: number) => [line, 'OK', undefined];

describe('a manifest as CSV', () => {
  test('is read with a byte order mark, mixed line ends, empty lines, semicolons and Arabic headers and digits', () => {
    expect(codes(readCsv(Buffer.from(`\uFEFF${HEADER}\r\n${row(1)}\n\n${row(2)}\r${row(3)}\r\n`)))).toEqual([ok(1), ok(2), ok(3)]);
    const arabic = 'ت;رقم التسجيل;الاسم;اسم الأب;الكنية;تاريخ الميلاد;الجنس;الجنسية';
    const found = csv(arabic, `٧;${n(1)};"سامر";حسن;العلي;١٩٩٤-٠٢-٠٣;أنثى;SYR`);
    const said = {
      line: 7,
      personalNumber: n(1),
      given: 'سامر',
      father: 'حسن',
      family: 'العلي',
      dateOfBirth: '1994-02-03',
      sex: 'F',
      nationality: 'SYR',
    };
    expect(found).toEqual([{ record: 1, line: 7, said }]);
  });

  test.each([
    ['400 NOT_UTF8', readCsv(Buffer.from([0x61, 0xff, 0xfe]))],
    ['422 NO_LINES lines', csv('')],
    ['422 NO_LINES lines', csv(HEADER)],
    ['422 UNKNOWN_COLUMN unit', csv(`${HEADER},unit`, `${row(1)},x`)],
    ['422 COLUMN_TWICE Given name', csv(`${HEADER},Given name`, row(1))],
    ['422 COLUMN_MISSING sex', csv(HEADER.replace('sex,', ''), row(1))],
    ['422 WEAPON_ON_PERSON_MANIFEST weapon serial', csv(`${HEADER},weapon serial`, `${row(1)},KM1`)],
    ['422 WEAPON_ON_PERSON_MANIFEST رقم السلاح', csv(`${HEADER},رقم السلاح`, `${row(1)},1`)],
    ['400 MALFORMED_CSV', csv('"personalNumber', row(1))],
    ['413 TOO_MANY_LINES', csv(HEADER, ...Array.from({ length: 100_001 }, () => 'x'))],
  ])('%s: refused as a whole', (said, found) => expect(codes(found)).toBe(said));

  test('says which row is bad, where and why, and the others stand', () => {
    const bad = [
      `${row(2)},one too many`,
      `"${n(3)},سامر,حسن,العلي,1994-02-03,M,SYR`,
      row(4).replace('سامر', '=1+1'),
      row(5).replace('سامر', 'Samer'),
      row(6).replace('1994-02-03', '1994-02-30'),
      `${n(7).slice(0, -1)}${(Number(n(7).at(-1)) + 1) % 10},سامر,حسن,العلي,1994-02-03,M,SYR`,
      row(1),
      row(8).replace('SYR', 'X'.repeat(20_000)),
      row(9).replace(n(9), custodyNumber('WA', 1)),
    ];
    const found = codes(csv(HEADER, row(1), ...bad, row(10)));
    expect(found).toEqual([
      ok(1),
      [2, 'COLUMNS_WRONG', undefined],
      [3, 'MALFORMED_ROW', undefined],
      [4, 'FORMULA_IN_CELL', 'given'],
      [5, 'INVALID_FIELDS', 'given'],
      [6, 'INVALID_FIELDS', 'dateOfBirth'],
      [7, 'INVALID_FIELDS', 'personalNumber'],
      [8, 'DUPLICATE_PERSON', 'personalNumber'],
      [9, 'LINE_TOO_LONG', undefined],
      [10, 'WEAPON_ON_PERSON_MANIFEST', 'personalNumber'],
      ok(11),
    ]);
  });
});

describe('a quoted cell with a line end in it', () => {
  const broken = (number: number, end: string) => row(number).replace('حسن', `"حسن${end}"`);

  test.each(['\n', '\r\n', '\r', '\n\n'])('is one cell of one row, with line ends %j', (end) => {
    expect(codes(csv(HEADER, row(1), broken(2, end), `"${n(3)}",سامر,"حسن${end}","العلي",1994,M,"SYR"`, row(4)))).toEqual(
      range(1, 4).map(ok),
    );
    expect(codes(csv(`"personal${end}number",${HEADER.slice(15)}`, broken(1, end), row(2)))).toEqual([ok(1), ok(2)]);
  });

  test('is one record also where the cell cannot be so, and the numbers after it are as they were', () => {
    const said = row(2).replace('سامر', '"سا\nم""ر"');
    expect(codes(csv(HEADER, row(1), said, `${broken(3, '\n')},one too many`, row(4)))).toEqual([
      ok(1),
      [2, 'INVALID_FIELDS', 'given'],
      [3, 'COLUMNS_WRONG', undefined],
      ok(4),
    ]);
  });

  test('that is never closed is the fault of the line in which it opens, which is named, and of no other', () => {
    const open = row(2).replace('حسن', '"حسن');
    const malformed = (line: number) => [line, 'MALFORMED_ROW', undefined];
    const found = csv(HEADER, '', row(1), open, ...range(3, 500).map(row));
    expect(codes(found)).toEqual([ok(1), malformed(2), ...range(3, 500).map(ok)]);
    const [, fault] = found as Extract<FileLine, { fault: unknown }>[];
    expect(fault?.fault.message).toBe('a quote opens in line 4 of the file and is not closed');
    expect(codes(csv(HEADER, row(1), open))).toEqual([ok(1), malformed(2)]);
    // The next quote opens a cell of its own.
    expect(codes(csv(HEADER, open, row(3), `"${n(4)}",سامر,"حسن\n",العلي,1994,M,SYR`))).toEqual([malformed(1), ok(2), ok(3)]);
    expect(codes(csv(HEADER, ...range(1, 200).map((number) => row(number).replace('حسن', '"ح"س"'))))).toEqual(range(1, 200).map(malformed));
  });
});

describe('bytes that are not UTF-8', () => {
  const name = Buffer.from('سامر');
  /** As Windows-1256 has it. */
  const odd = Buffer.from([0xd3, 0xc7, 0xe3, 0xd1]);
  const spoiled = (text: string) => {
    const bytes = Buffer.from(text);
    const at = bytes.indexOf(name);
    return Buffer.concat([bytes.subarray(0, at), odd, bytes.subarray(at + name.length)]);
  };
  const message = (byte: number) => `the character at byte ${byte} is not UTF-8, or was lost in a conversion before`;

  test.each([
    ['CSV', 12, () => readCsv(Buffer.concat([Buffer.from(`${HEADER}\r\n${row(1)}\r\n`), spoiled(row(2)), Buffer.from(`\n${row(3)}`)]))],
    [
      'NDJSON',
      41,
      () => {
        const line = (number: number) =>
          JSON.stringify({ personalNumber: n(number), given: 'سامر', dateOfBirth: '1994', sex: 'M', nationality: 'SYR' });
        return readNdjson(Buffer.concat([Buffer.from(`${line(1)}\n`), spoiled(line(2)), Buffer.from(`\n${line(3)}\n`)]));
      },
    ],
  ])('are the fault of their line in %s, and the others stand', (_title, byte, read) => {
    const found = read();
    expect(codes(found)).toEqual([ok(1), [2, 'NOT_UTF8', undefined], ok(3)]);
    expect((found as Extract<FileLine, { fault: unknown }>[])[1]?.fault.message).toBe(message(byte));
  });

  test('refuse a table when they stand in its header, and a JSON document; line and byte are named', () => {
    const document = `{ "lines": [\n  { "given": "\uFFFD سامر" }\n] }`;
    expect(readCsv(spoiled(`\n${HEADER},سامر\n${row(1)}`))).toMatchObject({
      ...{ status: 400, code: 'NOT_UTF8' },
      more: { errors: [{ line: 2, rule: message(HEADER.length + 2) }] },
    });
    expect(readJson(spoiled(document))).toMatchObject({
      ...{ status: 400, code: 'NOT_UTF8' },
      more: { errors: [{ line: 2, rule: 'byte 19 of the line is not UTF-8' }] },
    });
    expect(readJson(Buffer.from([0x7b, 0xef, 0xbf, 0x41]))).toMatchObject({
      more: { errors: [{ line: 1, rule: 'byte 2 of the line is not UTF-8' }] },
    });
  });
});

describe('a manifest as NDJSON or JSON', () => {
  const said = { personalNumber: n(1), given: 'سامر', dateOfBirth: '1994', sex: 'M', nationality: 'SYR' };

  test('says which line is malformed and which field is unknown or names a weapon', () => {
    const text = [
      JSON.stringify(said),
      '{"personalNumber":',
      '[1]',
      JSON.stringify({ ...said, unit: 'x' }),
      JSON.stringify({ ...said, weaponSerial: 'x' }),
    ];
    expect(codes(readNdjson(Buffer.from(text.join('\n'))))).toEqual([
      ok(1),
      [2, 'MALFORMED_JSON', undefined],
      [3, 'MALFORMED_LINE', undefined],
      [4, 'INVALID_FIELDS', 'unit'],
      [5, 'WEAPON_ON_PERSON_MANIFEST', 'weaponSerial'],
    ]);
  });

  test('refuses a line that names a weapon in any of its values', () => {
    const fields = ['documentNumber', 'vehicle', 'seat', 'needsCode', 'given', 'nationality', 'personalNumber'];
    const weapon = custodyNumber('WA', 1);
    const lines = fields.map((field, index) => ({ ...said, personalNumber: n(index + 1), [field]: ` ${weapon} ` }));
    expect(codes(readItems(lines))).toEqual(fields.map((field, index) => [index + 1, 'WEAPON_ON_PERSON_MANIFEST', field]));
    const others = [weapon.toLowerCase(), weapon.replace('1', '١'), custodyNumber('AB', 7), assignedSerial(17), 'A12345678', 'WA000001-3'];
    const found = codes(
      csv(
        'personalNumber,given,dateOfBirth,sex,nationality,documentNumber',
        ...others.map((number, index) => `${n(index + 1)},سامر,1994,M,SYR,${number}`),
      ),
    );
    const refused = (line: number) => [line, 'WEAPON_ON_PERSON_MANIFEST', 'documentNumber'];
    expect(found).toEqual([refused(1), refused(2), refused(3), refused(4), ok(5), ok(6)]);
  });

  test('refuses the second of two lines with one number', () => {
    const found = readItems([
      { ...said, line: 4 },
      { ...said, personalNumber: n(2), line: 4 },
    ]);
    expect(codes(found)).toEqual([ok(4), [4, 'DUPLICATE_LINE', 'line']]);
  });

  test('quotes nothing of what a bad line says', () => {
    const found = readItems([{ ...said, given: 'Secret Name', personalNumber: 'Secret Name' }]);
    expect(JSON.stringify(found)).not.toContain('Secret');
  });
});

describe('a line of two megabytes', () => {
  const long = { personalNumber: n(2), given: 'س'.repeat(1_000_000), dateOfBirth: '1994', sex: 'M', nationality: 'SYR' };
  const short = { ...long, personalNumber: n(1), given: 'سامر' };
  const found = [ok(1), [2, 'LINE_TOO_LONG', undefined]];

  test.each([
    ['CSV', () => csv(HEADER, row(1), row(2).replace('سامر', long.given))],
    ['NDJSON', () => readNdjson(Buffer.from(`${JSON.stringify(short)}\r\n${JSON.stringify(long)}\n`))],
    ['JSON', () => readItems([short, long])],
  ])('is refused alone, in %s', (_title, read) => expect(codes(read())).toEqual(found));
});
