/**
 * Numbers that people copy by hand, each with a check digit by ISO/IEC 7064 MOD 11,10.
 *
 * The check digit covers the letters too: each letter enters as two digits, A = 10 ... Z = 35 (the values an IBAN uses).
 *
 * Every single wrong digit is found. Of two neighbouring digits swapped, every pair is found unless the two are
 * consecutive (0-1, 1-2 ... 8-9, 9-0): of those, nine in ten. Letters are covered, but one digit cannot tell 26 letters
 * apart: about one wrong letter in fifteen passes, and two letters swapped about one time in eleven. The prefix of a number
 * is therefore also compared with the blocks issued.
 */

const HIGHEST = 999_999;

/** The check digit (ISO/IEC 7064 MOD 11,10) of digits and capital letters; anything else throws RangeError. */
export function checkDigit(payload: string): string {
  if (!/^[A-Z\d]+$/.test(payload)) throw new RangeError('a check digit covers capital letters and digits only');
  let product = 10;
  for (const character of payload) {
    for (const digit of String(Number.parseInt(character, 36))) {
      const sum = (product + Number(digit)) % 10 || 10;
      product = (sum * 2) % 11;
    }
  }
  return String((11 - product) % 10);
}

/** `SY000123-4`: prefix of two capital letters, 0 to 999,999 padded to six digits, check digit. RangeError outside that. */
export function personalNumber(prefix: string, n: number): string {
  if (!/^[A-Z]{2}$/.test(prefix)) throw new RangeError('a number prefix is two capital letters');
  const payload = prefix + sixDigits(n);
  return `${payload}-${checkDigit(payload)}`;
}

/** Whether this has the form of a personal number and the right check digit. */
export function isPersonalNumber(text: string): boolean {
  return /^[A-Z]{2}\d{6}-\d$/.test(text) && checkDigit(text.slice(0, 8)) === text.at(-1);
}

/** `WA000001-2`: a personal number's form with the prefix of weapons, `W` and a letter, or of ammunition lots, `A` and a letter. */
export function custodyNumber(prefix: string, n: number): string {
  if (!/^[AW][A-Z]$/.test(prefix)) throw new RangeError('a custody number begins with W (weapon) or A (ammunition lot) and a letter');
  return personalNumber(prefix, n);
}

/** Whether this is a custody number of a weapon or an ammunition lot with the right check digit. */
export function isCustodyNumber(text: string): boolean {
  return /^[AW]/.test(text) && isPersonalNumber(text);
}

/** `IQ-TR-000017-1`: the serial given in trust to a weapon that bears none that can be read. RangeError outside 0 to 999,999. */
export function assignedSerial(n: number): string {
  const digits = sixDigits(n);
  return `IQ-TR-${digits}-${checkDigit(`IQTR${digits}`)}`;
}

/** Whether this is an assigned serial with the right check digit. */
export function isAssignedSerial(text: string): boolean {
  return /^IQ-TR-\d{6}-\d$/.test(text) && checkDigit(`IQTR${text.slice(6, 12)}`) === text.at(-1);
}

function sixDigits(n: number): string {
  if (!Number.isInteger(n) || n < 0 || n > HIGHEST) throw new RangeError('a number runs from 0 to 999,999');
  return String(n).padStart(6, '0');
}
