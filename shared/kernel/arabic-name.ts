/** What is wrong with a name in Arabic script; the names stand in the `rule` of a refused line. */
export type ArabicNameProblem = 'NAME_LENGTH' | 'NAME_NOT_NFC' | 'NAME_BIDI_CONTROL' | 'NAME_NOT_ARABIC';

const BIDI_CONTROL = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
const WORDS = /^\p{Lo}[\p{Lo}\u0640\p{Mn}]*( \p{Lo}[\p{Lo}\u0640\p{Mn}]*)*$/u;
const BEYOND_ARABIC = /[^\p{Script_Extensions=Arabic} ]/u;

/**
 * Why this cannot be stored as an authoritative Arabic name, or undefined when it can: 1 to 60 characters (code points), NFC, no
 * bidirectional controls (they make a printed name differ from the stored one), words of Arabic letters and vowel marks, one
 * space between them and none around. A name that may be stored has a key.
 */
export function arabicNameProblem(text: string): ArabicNameProblem | undefined {
  const { length } = [...text];
  if (length < 1 || length > 60) return 'NAME_LENGTH';
  if (BIDI_CONTROL.test(text)) return 'NAME_BIDI_CONTROL';
  if (BEYOND_ARABIC.test(text) || !WORDS.test(text)) return 'NAME_NOT_ARABIC';
  return text === text.normalize('NFC') ? undefined : 'NAME_NOT_NFC';
}

const LETTERS: Readonly<Record<string, string>> = {
  ...each('أإآٱ', 'ا'),
  ...each('ىئی', 'ي'),
  ...each('ةۀہۂۃھە', 'ه'), // after the first: the same letter from Persian, Urdu and Kurdish keyboards
  ...each('ؤ', 'و'),
  ...each('کڪ', 'ك'),
  ...Object.fromEntries([...'٠١٢٣٤٥٦٧٨٩'].map((digit, i) => [digit, String(i)])),
  ...Object.fromEntries([...'۰۱۲۳۴۵۶۷۸۹'].map((digit, i) => [digit, String(i)])),
};
const FOLDED = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/**
 * One spelling for what writers vary at will: NFKC, no bidirectional, zero-width or other invisible characters, no vowel marks, no
 * tatweel, one form of alef, ya, ta marbuta, waw and kaf, ASCII digits, single spaces. Text of any kind may be given.
 */
export function normalizeArabic(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{M}\u0640]/gu, '')
    .replace(FOLDED, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim();
}

const SON_OF = new Set(['بن', 'ابن', 'ولد']);

/**
 * The key under which spellings of one name meet; `family` also drops the article. It suggests, a human decides: `محمد` and
 * `محمود` stay apart, and so do `عبد ال…` and `ابو ال…`.
 *
 * Beyond `normalizeArabic`: the words for "son of" fall away, `عبد ال…` is one word however it was spaced, and so are compounds
 * that end in `الدين` or `الله`. Of a family name the article falls away as often as it stands there (`آلوسي`, `الآلوسي`).
 */
export function arabicKey(text: string, { family = false }: { family?: boolean } = {}): string {
  return settle(normalizeArabic(text), (key) => {
    const words = key.split(' ');
    const names = words.filter((word) => !SON_OF.has(word));
    const joined = (names.length > 0 ? names : words)
      .join(' ')
      .replace(/(?<=^| )عبد ?ال ?(?=[^ ])/g, 'عبدال')
      .replace(/ (?=ال(?:دين|له)(?: |$))/g, '');
    return family ? joined.replace(/^(?:ال ?)+(?=[^ ]{2})/, '') : joined;
  });
}

/** Repeats a step until it changes nothing, so that the key of a key is that key. */
function settle(text: string, step: (text: string) => string): string {
  const next = step(text);
  return next === text ? text : settle(next, step);
}

function each(letters: string, as: string): Record<string, string> {
  return Object.fromEntries([...letters].map((letter) => [letter, as]));
}
