import { mrzCheckDigit } from '#shared/kernel/mrz.ts';

type Holder = { readonly surname: string; readonly given: string; readonly born: string; readonly sex: 'M' | 'F' };

const fill = (text: string, length: number) => text.replaceAll(' ', '<').padEnd(length, '<').slice(0, length);
const checked = (field: string) => field + mrzCheckDigit(field);
const short = (date: string) => date.slice(2).replaceAll('-', '');

/** The two lines of a Syrian passport (ICAO Doc 9303, TD3). `born` and `expires` are `YYYY-MM-DD`. */
export function passportLines(number: string, expires: string, { surname, given, born, sex }: Holder): [string, string] {
  const first = `P<SYR${fill(`${surname}<<${given}`, 39)}`;
  const document = checked(fill(number, 9));
  const birth = checked(short(born));
  const expiry = checked(short(expires));
  const optional = checked('<'.repeat(14));
  const composite = mrzCheckDigit(document + birth + expiry + optional);
  return [first, `${document}SYR${birth}${sex}${expiry}${optional}${composite}`];
}
