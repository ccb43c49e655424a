import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MrzCheck, mrzCheckDigit, readMrz } from './mrz.ts';

// The specimens of ICAO Doc 9303 parts 4, 5 and 6.
const td3 = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
const td2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'];
const td1 = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'];

const zone = (lines: string[]) => lines.join('\n');
const put = (lines: string[], line: number, at: number, by: string) =>
  lines.map((text, i) => (i === line ? text.slice(0, at) + by + text.slice(at + by.length) : text));

describe('the check digit', () => {
  test.each([
    ['L898902C3', '6'],
    ['740812', '2'],
    ['120415', '9'],
    ['ZE184226B<<<<<', '1'],
    ['L898902C3674081221204159ZE184226B<<<<<1', '0'],
    ['520727', '3'],
    ['AB2134<<<', '5'],
    ['<<<<<<', '0'],
  ])('of %s is %s', (field, digit) => expect(mrzCheckDigit(field)).toBe(digit));

  test.each(['a', ' ', '٣', '-'])('refuses %j', (field) => expect(() => mrzCheckDigit(field)).toThrow(RangeError));
});

describe('a machine readable zone', () => {
  const eriksson = {
    issuer: 'UTO',
    surname: 'ERIKSSON',
    given: 'ANNA MARIA',
    nationality: 'UTO',
    dateOfBirth: '740812',
    sex: 'F',
    dateOfExpiry: '120415',
    failedChecks: [],
  };

  test('of a passport is read', () => {
    expect(readMrz(zone(td3))).toEqual({
      ...eriksson,
      format: 'TD3',
      documentCode: 'P',
      documentNumber: 'L898902C3',
      optional: 'ZE184226B',
    });
  });

  test('of a card in TD2 is read', () => {
    expect(readMrz(zone(td2))).toEqual({ ...eriksson, format: 'TD2', documentCode: 'I', documentNumber: 'D23145890', optional: '' });
  });

  test('of a card in TD1 is read, also with the line ends of Windows', () => {
    const read = { ...eriksson, format: 'TD1', documentCode: 'I', documentNumber: 'D23145890', optional: '' };
    expect(readMrz(zone(td1))).toEqual(read);
    expect(readMrz(`${td1.join('\r\n')}\r\n`)).toEqual(read);
  });

  test('gives a document number of more than nine characters whole', () => {
    // ICAO Doc 9303 part 5, 4.2.4: D23145890734, check digit 9
    const long = readMrz(zone(['I<UTOD23145890<7349<<<<<<<<<<<', '3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<']));
    expect(long).toMatchObject({ documentNumber: 'D23145890734', optional: '', sex: 'M', failedChecks: [] });
    const wrong = readMrz(zone(['I<UTOD23145890<7348<<<<<<<<<<<', '3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<']));
    expect(wrong?.failedChecks).toContain('documentNumber');
  });

  test('of a passport without a personal number may leave its check digit out', () => {
    const bare = (digit: string) => {
      const line = `L898902C36UTO7408122F1204159<<<<<<<<<<<<<<${digit}`;
      return readMrz(zone([td3[0] as string, line + mrzCheckDigit(line.slice(0, 10) + line.slice(13, 20) + line.slice(21, 43))]))
        ?.failedChecks;
    };
    expect(bare('<')).toEqual([]);
    expect(bare('0')).toEqual([]);
    expect(bare('1')).toEqual(['personalNumber']);
  });

  test('with a one-letter country and an open sex is read', () => {
    const read = readMrz(zone([put(td3, 0, 2, 'D<<')[0] as string, put(put(td3, 1, 10, 'D<<'), 1, 20, '<')[1] as string]));
    expect(read).toMatchObject({ issuer: 'D', nationality: 'D', sex: 'X', failedChecks: [] });
  });

  test('with a surname alone is read', () => {
    expect(readMrz(zone(put(td2, 0, 5, 'ARKFREITH<VALLA'.padEnd(31, '<'))))).toMatchObject({ surname: 'ARKFREITH VALLA', given: '' });
  });

  const checked: [string[], number, number, MrzCheck][] = [
    [td3, 1, 0, 'documentNumber'],
    [td3, 1, 13, 'dateOfBirth'],
    [td3, 1, 21, 'dateOfExpiry'],
    [td3, 1, 28, 'personalNumber'],
    [td2, 1, 0, 'documentNumber'],
    [td2, 1, 13, 'dateOfBirth'],
    [td2, 1, 21, 'dateOfExpiry'],
    [td1, 0, 5, 'documentNumber'],
    [td1, 1, 0, 'dateOfBirth'],
    [td1, 1, 8, 'dateOfExpiry'],
  ];
  test.each(checked)('names the check that failed (%#)', (lines, line, at, check) => {
    const was = lines[line]?.charAt(at) ?? '';
    const wrong = put(lines, line, at, /\d/.test(was) ? String((Number(was) + 1) % 10) : 'Q');
    expect(readMrz(zone(wrong))?.failedChecks).toEqual([check, 'composite']);
  });

  test.each([
    [td3, 1, 43],
    [td2, 1, 35],
    [td1, 1, 29],
  ])('names the composite check alone (%#)', (lines, line, at) => {
    expect(readMrz(zone(put(lines, line, at, '5')))?.failedChecks).toEqual(['composite']);
  });

  test('with any digit of the checked fields wrong is found', () => {
    fc.assert(
      fc.property(fc.constantFrom(...[0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 29]), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const was = Number(td1[1]?.charAt(at));
        expect(readMrz(zone(put(td1, 1, at, String((was + by) % 10))))?.failedChecks).not.toEqual([]);
      }),
    );
  });

  test.each([
    '',
    'P<UTO',
    td3[1] as string,
    zone([...td3, td3[1] as string]),
    zone([td1[0] as string, td1[1] as string]),
    zone([td3[0] as string, td2[1] as string]),
    zone(td3).toLowerCase(),
    zone(td3).replace('<', ' '),
    zone(td3).replace('7', '٧'),
  ])('is nothing else (%#)', (text) => expect(readMrz(text)).toBeUndefined());

  test('never throws, whatever the text', () => {
    const line = fc.string({ unit: fc.constantFrom('A', '<', '7'), minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.array(line, { minLength: 3, maxLength: 3 }).map(zone)),
        (text) => readMrz(text)?.format !== 'TD2',
      ),
    );
  });
});
