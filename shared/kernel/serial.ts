const DIGITS = /[\u0660-\u0669\u06F0-\u06F9]/g;

/**
 * A serial number as it can be compared, from the mark as seen: NFKC, capitals, Arabic and Persian digits as ASCII, without
 * spaces, dashes, full stops, slashes and invisible characters. Leading zeros are kept: they are significant. The mark itself stays as it was written.
 */
export function normalizeSerial(asMarked: string): string {
  return asMarked
    .normalize('NFKC')
    .toUpperCase()
    .normalize('NFKC')
    .replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[\s\p{Pd}\p{Cf}./]/gu, '')
    .normalize('NFKC');
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  ...pairs('АВЕКМНОРСТХІ', 'A8EKMH0PCTX1'), // Cyrillic
  ...pairs('OILBSZ', '011852'),
};
const LOOK_ALIKE = new RegExp(`[${Object.keys(LOOK_ALIKES).join('')}]`, 'g');

/**
 * The serial with characters that are read for one another on metal folded to one: O 0, I L 1 (a small l is a capital by now), B 8,
 * S 5, Z 2, and the Cyrillic letters that look Latin. Two serials with one key are a near-match, not the same serial.
 */
export function confusableKey(asMarked: string): string {
  return normalizeSerial(asMarked).replace(LOOK_ALIKE, (character) => LOOK_ALIKES[character] ?? character);
}

/**
 * Keys to look near-matches up by: the confusable key and every deletion of one character from it, each once. Two serials one
 * slip apart always share a key; a shared key alone proves nothing (`1234` and `2341` share `234`), so ask `isOneSlip` as well.
 * The keys of a serial of one character include the empty text; an empty serial has none.
 */
export function oneSlipKeys(asMarked: string): string[] {
  const key = [...confusableKey(asMarked)];
  if (key.length === 0) return [];
  return [...new Set([key.join(''), ...key.map((_, i) => key.toSpliced(i, 1).join(''))])];
}

/**
 * Whether two serials are the same or one slip apart in their confusable keys: one character wrong, missing or too many, or two
 * neighbours swapped (Damerau-Levenshtein distance at most 1). An empty serial is near nothing.
 */
export function isOneSlip(oneAsMarked: string, otherAsMarked: string): boolean {
  const one = [...confusableKey(oneAsMarked)];
  const other = [...confusableKey(otherAsMarked)];
  if (one.length === 0 || other.length === 0) return false;
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const left = one.slice(start, one.length - end);
  const right = other.slice(start, other.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

function pairs(characters: string, as: string): Record<string, string> {
  return Object.fromEntries([...characters].map((character, i) => [character, as.charAt(i)]));
}
