const VOWELS = /[AEIOUWY]/g;

/**
 * Spellings of frequent names that a skeleton alone would part or confuse. A name not listed falls under its skeleton, so most of the
 * spellings of Muhammad meet without standing here; Mahmud has the same consonants and must not, so it has a key of its own, as has
 * Husayn beside Hasan.
 */
const SPELLINGS: Readonly<Record<string, string>> = {
  MHMD: 'MUHAMMAD MUHAMAD MUHAMMED MUHAMED MOHAMMAD MOHAMAD MOHAMMED MOHAMED MOHAMET MEHMED MEHMET MOHD MUHD MOH MHD MD',
  MAHMD: 'MAHMUD MAHMOUD MAHMOOD MAHMOD MAHMUT MEHMOOD MEHMUD MAHMD',
  AHMD: 'AHMAD AHMED AHMET ACHMED ACHMAD AHMMED AKHMAD AKHMED',
  YSF: 'YUSUF YOUSEF YOUSSEF YOUSUF YUSEF YUSSUF JOSEPH JUSUF JOUSSEF',
  ABRHM: 'IBRAHIM EBRAHIM IBRAHEEM ABRAHAM BRAHIM',
  HSIN: 'HUSSEIN HUSEIN HUSEYIN HUSSAIN HUSAIN HUSAYN HUSSAYN HOUSSEIN HOUSSAIN HOSSEIN HOSSAIN HUSSIN HUSIN HSIN',
};
const keyOf = new Map(Object.entries(SPELLINGS).flatMap(([key, names]) => names.split(' ').map((name) => [name, key] as const)));

/**
 * The key under which Latin spellings of one Arabic name meet: capitals A to Z, no diacritics, hyphens or apostrophes, a table of
 * frequent variants, else the consonants. A vowel at the beginning stays, as `A`: it stands for an alef or ayn. `H` of a final
 * `-ah` falls away, `Q` and `C` are `K`, `CH` is `SH`, an article joins the name after it, `ABD` takes in both. Fillers `<` of a machine
 * readable zone are spaces. Letters of other scripts fall away.
 *
 * Such rules are wrong for some names either way: the key suggests, a human decides.
 */
export function latinKey(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toUpperCase()
    .normalize('NFKD')
    .replace(/[\s<]+/g, ' ')
    .replace(/[^A-Z ]/g, '');
  return settle(plain.trim().replace(/ +/g, ' '), (key) =>
    key
      .replace(/(?<=^| )ABD ?[AEOU]{1,2}[LRNSTDZ] ?(?=[A-Z]{2})/g, 'ABD')
      .replace(/(?<=^| )[AE]L (?=[A-Z])/g, 'AL')
      .split(' ')
      .map(wordKey)
      .join(' '),
  );
}

function wordKey(word: string): string {
  const listed = keyOf.get(word);
  if (listed) return listed;
  const sounds = word.replace(/AH$/, 'A').replaceAll('CH', 'SH').replace(/[CQ]/g, 'K');
  const first = /^[AEIOU]/.test(sounds) ? 'A' : sounds.charAt(0);
  const skeleton = squeeze(first + squeeze(sounds.slice(1)).replace(VOWELS, ''));
  if (skeleton === 'AL') return 'ALI'; // not the article
  const abbreviation = keyOf.has(skeleton) && keyOf.get(skeleton) !== skeleton; // `MHD` is Muhammad, but `MAHDI` is not
  return abbreviation ? `${skeleton.charAt(0)}A${skeleton.slice(1)}` : skeleton;
}

const squeeze = (text: string) => text.replace(/(.)\1+/g, '$1');

/** Repeats a step until it changes nothing, so that the key of a key is that key. */
function settle(text: string, step: (text: string) => string): string {
  const next = step(text);
  return next === text ? text : settle(next, step);
}
