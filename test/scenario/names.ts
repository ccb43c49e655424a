import { readFileSync } from 'node:fs';
import type { Chance } from './chance.ts';

/** A given name in Arabic and as a passport writes it. */
type GivenName = { readonly ar: string; readonly latin: string };

const lines = (file: string) =>
  readFileSync(new URL(`data/${file}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean);
const given = (file: string): GivenName[] =>
  lines(file).map((line) => {
    const cut = line.lastIndexOf(' ');
    return { ar: line.slice(0, cut), latin: line.slice(cut + 1) };
  });

/** Common names first. */
export const GIVEN_NAMES = given('given-names');
export const WOMEN_NAMES = given('women-names');
export const FAMILY_NAMES = lines('family-names');

export type Name = {
  readonly given: string;
  readonly father: string;
  readonly family: string;
  readonly mother: { readonly given: string; readonly family: string };
};
export type Named = { readonly name: Name; readonly latin: { readonly surname: string; readonly given: string } };

/** An invented name; families are drawn nearly evenly, given names and fathers by how common they are. */
export function invented(chance: Chance, sex: 'M' | 'F'): Named {
  const own = chance.pickCommon(sex === 'M' ? GIVEN_NAMES : WOMEN_NAMES);
  const father = chance.pickCommon(GIVEN_NAMES);
  const family = chance.pick(FAMILY_NAMES);
  const mother = { given: chance.pickCommon(WOMEN_NAMES).ar, family: chance.pick(FAMILY_NAMES) };
  return { name: { given: own.ar, father: father.ar, family, mother }, latin: { surname: romanised(family), given: own.latin } };
}

const LETTERS: Readonly<Record<string, string>> = {
  ...{ ا: 'A', أ: 'A', إ: 'I', آ: 'A', ب: 'B', ت: 'T', ث: 'TH', ج: 'J', ح: 'H', خ: 'KH', د: 'D', ذ: 'DH', ر: 'R', ز: 'Z', س: 'S', ش: 'SH' },
  ...{ ص: 'S', ض: 'D', ط: 'T', ظ: 'Z', ع: 'A', غ: 'GH', ف: 'F', ق: 'Q', ك: 'K', ل: 'L', م: 'M', ن: 'N', ه: 'H', ة: 'A', و: 'OU', ي: 'I' },
  ...{ ى: 'A', ئ: 'E', ؤ: 'O', ء: '' },
};

/** A family name in capital Latin letters, letter by letter: A to Z and spaces, as a machine readable zone can hold it. */
export function romanised(family: string): string {
  return family
    .split(' ')
    .map((word) => (word.startsWith('ال') && word.length > 4 ? `AL ${letters(word.slice(2))}` : letters(word)))
    .join(' ');
}

const letters = (word: string) => [...word].map((letter) => LETTERS[letter] ?? '').join('');
