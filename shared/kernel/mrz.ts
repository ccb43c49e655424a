type MrzFormat = 'TD1' | 'TD2' | 'TD3';

/** The check digits of ICAO Doc 9303; names have none. `personalNumber` stands in TD3 only. */
export type MrzCheck = 'documentNumber' | 'dateOfBirth' | 'dateOfExpiry' | 'personalNumber' | 'composite';

/**
 * A machine readable zone as read, fillers removed. Dates are `YYMMDD` (the century is not in the zone, unknown parts are `<`).
 * Issuer and nationality are ICAO's codes, such as `SYR` or `D`. `sex` is `X` where the document leaves it open. `failedChecks` is
 * empty when every check digit is right.
 */
export type Mrz = {
  readonly format: MrzFormat;
  readonly documentCode: string;
  readonly issuer: string;
  readonly surname: string;
  readonly given: string;
  readonly documentNumber: string;
  readonly nationality: string;
  readonly dateOfBirth: string;
  readonly sex: 'M' | 'F' | 'X';
  readonly dateOfExpiry: string;
  readonly optional: string;
  readonly failedChecks: readonly MrzCheck[];
};

/** Line, first and last position, counted from 1 as in ICAO Doc 9303. */
type Place = readonly [line: number, from: number, to: number];
type Layout = {
  readonly lines: number;
  readonly length: number;
  readonly issuer: Place;
  readonly names: Place;
  readonly documentNumber: Place;
  readonly nationality: Place;
  readonly dateOfBirth: Place;
  readonly sex: Place;
  readonly dateOfExpiry: Place;
  readonly optional: readonly Place[];
  readonly composite: { readonly over: readonly Place[]; readonly digit: Place };
};

/** ICAO Doc 9303 (8th edition): parts 5, 6 and 4. The check digit of a field stands right after it. */
const LAYOUTS: Readonly<Record<MrzFormat, Layout>> = {
  TD1: {
    lines: 3,
    length: 30,
    issuer: [1, 3, 5],
    documentNumber: [1, 6, 14],
    optional: [
      [1, 16, 30],
      [2, 19, 29],
    ],
    dateOfBirth: [2, 1, 6],
    sex: [2, 8, 8],
    dateOfExpiry: [2, 9, 14],
    nationality: [2, 16, 18],
    composite: {
      over: [
        [1, 6, 30],
        [2, 1, 7],
        [2, 9, 15],
        [2, 19, 29],
      ],
      digit: [2, 30, 30],
    },
    names: [3, 1, 30],
  },
  TD2: {
    lines: 2,
    length: 36,
    issuer: [1, 3, 5],
    names: [1, 6, 36],
    documentNumber: [2, 1, 9],
    nationality: [2, 11, 13],
    dateOfBirth: [2, 14, 19],
    sex: [2, 21, 21],
    dateOfExpiry: [2, 22, 27],
    optional: [[2, 29, 35]],
    composite: {
      over: [
        [2, 1, 10],
        [2, 14, 20],
        [2, 22, 35],
      ],
      digit: [2, 36, 36],
    },
  },
  TD3: {
    lines: 2,
    length: 44,
    issuer: [1, 3, 5],
    names: [1, 6, 44],
    documentNumber: [2, 1, 9],
    nationality: [2, 11, 13],
    dateOfBirth: [2, 14, 19],
    sex: [2, 21, 21],
    dateOfExpiry: [2, 22, 27],
    optional: [[2, 29, 42]],
    composite: {
      over: [
        [2, 1, 10],
        [2, 14, 20],
        [2, 22, 43],
      ],
      digit: [2, 44, 44],
    },
  },
};

/** The check digit of ICAO Doc 9303 part 3: weights 7, 3, 1; `A` is 10 ... `Z` 35, `<` 0. RangeError for any other character. */
export function mrzCheckDigit(field: string): string {
  if (!/^[A-Z\d<]*$/.test(field)) throw new RangeError('a machine readable zone holds A to Z, 0 to 9 and < only');
  const weights = [7, 3, 1] as const;
  const value = (character: string) => (character === '<' ? 0 : Number.parseInt(character, 36));
  return String([...field].reduce((sum, character, i) => sum + value(character) * (weights[i % 3] ?? 0), 0) % 10);
}

/**
 * Reads a machine readable zone of format TD1 (3 lines of 30), TD2 (2 of 36) or TD3 (2 of 44), its lines separated by line ends. Undefined
 * if it has none of these shapes or holds another character than `A` to `Z`, `0` to `9` and `<`; wrong check digits are named in the answer.
 */
export function readMrz(text: string): Mrz | undefined {
  const lines = text.trim().split(/\r?\n/);
  const found = Object.entries(LAYOUTS).find(
    ([, { lines: n, length }]) => lines.length === n && lines.every((line) => line.length === length),
  );
  if (!found || !lines.every((line) => /^[A-Z\d<]+$/.test(line))) return undefined;
  const [format, layout] = found as [MrzFormat, Layout];
  const at = ([line, from, to]: Place) => lines[line - 1]?.slice(from - 1, to) ?? '';
  const after = ([line, , to]: Place) => at([line, to + 1, to + 1]);

  const [surname = '', given = ''] = at(layout.names).split('<<');
  const number = documentNumber(at(layout.documentNumber), after(layout.documentNumber), format, layout.optional.map(at));
  const personal = layout.optional.map(at).join('');
  const checks: Record<MrzCheck, boolean> = {
    documentNumber: number.checked,
    dateOfBirth: mrzCheckDigit(at(layout.dateOfBirth)) === after(layout.dateOfBirth),
    dateOfExpiry: mrzCheckDigit(at(layout.dateOfExpiry)) === after(layout.dateOfExpiry),
    personalNumber: format !== 'TD3' || mrzCheckDigit(personal) === after([2, 29, 42]) || at([2, 29, 43]) === '<'.repeat(15),
    composite: mrzCheckDigit(layout.composite.over.map(at).join('')) === at(layout.composite.digit),
  };
  return {
    format,
    documentCode: plain(lines[0]?.slice(0, 2) ?? ''),
    issuer: plain(at(layout.issuer)),
    surname: plain(surname),
    given: plain(given),
    documentNumber: plain(number.number),
    nationality: plain(at(layout.nationality)),
    dateOfBirth: at(layout.dateOfBirth),
    sex: at(layout.sex) === 'M' ? 'M' : at(layout.sex) === 'F' ? 'F' : 'X',
    dateOfExpiry: at(layout.dateOfExpiry),
    optional: number.optional
      .map(plain)
      .filter((part) => part !== '')
      .join(' '),
    failedChecks: (Object.keys(checks) as MrzCheck[]).filter((check) => !checks[check]),
  };
}

/** In TD1 and TD2 a number of more than nine characters has `<` for its check digit and goes on, with the digit last, in the optional data. */
function documentNumber(field: string, digit: string, format: MrzFormat, optional: string[]) {
  const [first = '', ...rest] = optional;
  const overflow = /^[A-Z\d]{2,}(?=<|$)/.exec(first)?.[0];
  if (format === 'TD3' || digit !== '<' || overflow === undefined)
    return { number: field, checked: mrzCheckDigit(field) === digit, optional };
  const number = field + overflow.slice(0, -1);
  return { number, checked: mrzCheckDigit(number) === overflow.at(-1), optional: [first.slice(overflow.length), ...rest] };
}

const plain = (field: string) => field.replaceAll('<', ' ').trim();
