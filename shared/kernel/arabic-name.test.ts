import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arabicKey, arabicNameProblem, normalizeArabic } from './arabic-name.ts';

const piece = fc.constantFrom(
  ...'اأإآٱبتةثجحدرسشعفقكکلمنهويىیئؤءپ \u0640\u064B\u0651\u0670\u200F\u200B٣۴',
  'ال',
  'عبد',
  'بن',
  'ابن',
  'ابو',
  'الله',
  'الدين',
  'محمد',
);
const nameLike = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const anything = fc.string({ unit: 'binary' });

describe('a stored Arabic name', () => {
  test.each(['محمد', 'عبد الرحمن', 'أبو بكر', 'مُحَمَّد', 'ڤيان', 'ک', 'م'.repeat(60)])('may be %s', (name) => {
    expect(arabicNameProblem(name)).toBeUndefined();
  });

  test.each([
    ['', 'NAME_LENGTH'],
    ['م'.repeat(61), 'NAME_LENGTH'],
    ['محمد\u200F', 'NAME_BIDI_CONTROL'],
    ['\u202Eمحمد', 'NAME_BIDI_CONTROL'],
    ['مح\u2067مد', 'NAME_BIDI_CONTROL'],
    ['\u061Cمحمد', 'NAME_BIDI_CONTROL'],
    ['ا\u0654حمد', 'NAME_NOT_NFC'],
    ['Muhammad', 'NAME_NOT_ARABIC'],
    ['محمد A', 'NAME_NOT_ARABIC'],
    ['محمد1', 'NAME_NOT_ARABIC'],
    ['محمد٣', 'NAME_NOT_ARABIC'],
    ['محمد،', 'NAME_NOT_ARABIC'],
    ['مح\u200Bمد', 'NAME_NOT_ARABIC'],
    [' ', 'NAME_NOT_ARABIC'],
    [' محمد', 'NAME_NOT_ARABIC'],
    ['محمد  علي', 'NAME_NOT_ARABIC'],
    ['محمد\nعلي', 'NAME_NOT_ARABIC'],
    ['\u0640', 'NAME_NOT_ARABIC'],
    ['\u064Eم', 'NAME_NOT_ARABIC'],
  ])('is refused: %j, %s', (name, rule) => expect(arabicNameProblem(name)).toBe(rule));

  test('has the same key as its other spellings', () => {
    fc.assert(
      fc.property(nameLike, (name) => {
        fc.pre(arabicNameProblem(name) === undefined);
        const variant = name.replaceAll('أ', 'إ').replaceAll('ة', 'ه').replaceAll('ى', 'ی').replaceAll(' ', ' \u200F ');
        expect(arabicKey(variant)).toBe(arabicKey(name));
        expect(arabicKey(name, { family: true })).not.toBe('');
      }),
    );
  });
});

describe('the key of an Arabic name', () => {
  test.each([
    ['أحمد', 'احمد'],
    ['إبراهيم', 'ابراهيم'],
    ['آدم', 'ادم'],
    ['ٱلحسن', 'الحسن'],
    ['ا\u0654حمد', 'احمد'],
    ['مصطفى', 'مصطفي'],
    ['فاطمة', 'فاطمه'],
    ['فاطمە', 'فاطمه'],
    ['مؤمن', 'مومن'],
    ['رائد', 'رايد'],
    ['کریم', 'كريم'],
    ['مُحَمَّد', 'محمد'],
    ['محـــمد', 'محمد'],
    ['\u202Bمحمد\u202C\u200B\uFEFF', 'محمد'],
    ['  محمد   علي ', 'محمد علي'],
    ['ﻣﺤﻤﺪ', 'محمد'],
    ['٣ ۴', '3 4'],
    ['عبد الرحمن', 'عبدالرحمن'],
    ['عبدالرحمن', 'عبدالرحمن'],
    ['عبد ال رحمن', 'عبدالرحمن'],
    ['نور الدين', 'نورالدين'],
    ['جار الله', 'جارالله'],
    ['محمد بن علي', 'محمد علي'],
    ['محمد ابن علي', 'محمد علي'],
    ['محمد ولد علي', 'محمد علي'],
    ['وليد', 'وليد'],
    ['ابن', 'ابن'],
    ['أبو بكر', 'ابو بكر'],
    ['أم كلثوم', 'ام كلثوم'],
    ['الحسن', 'الحسن'],
    ['', ''],
  ])('of %s is %s', (name, key) => expect(arabicKey(name)).toBe(key));

  test.each([
    ['الخطيب', 'خطيب'],
    ['خطيب', 'خطيب'],
    ['آل ياسين', 'ياسين'],
    ['الآلوسي', 'وسي'],
    ['آلوسي', 'وسي'],
    ['عبد الله', 'عبدالله'],
    ['العبد الله', 'عبدالله'],
    ['ابن الوليد', 'وليد'],
    ['الابن علي', 'علي'],
    ['أبو زيد', 'ابو زيد'],
    ['ال', 'ال'],
    ['الي', 'الي'],
  ])('of family %s is %s', (name, key) => expect(arabicKey(name, { family: true })).toBe(key));

  test('keeps apart what are different names', () => {
    expect(arabicKey('محمد')).not.toBe(arabicKey('محمود'));
    expect(arabicKey('عبد الرحمن')).not.toBe(arabicKey('أبو الرحمن'));
    expect(arabicKey('أحمد')).not.toBe(arabicKey('حمد'));
  });

  test.each([false, true])('is its own key (family: %s)', (family) => {
    fc.assert(
      fc.property(fc.oneof(nameLike, anything), (text) => {
        const key = arabicKey(text, { family });
        expect(arabicKey(key, { family })).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  test('is the same from the text as stored and as normalised', () => {
    fc.assert(
      fc.property(fc.oneof(nameLike, anything), (text) => {
        expect(normalizeArabic(normalizeArabic(text))).toBe(normalizeArabic(text));
        expect(arabicKey(normalizeArabic(text))).toBe(arabicKey(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('holds nothing invisible', () => {
    fc.assert(fc.property(fc.oneof(nameLike, anything), (text) => !/[\p{Cf}\p{M}\u0640]/u.test(arabicKey(text))));
  });
});
