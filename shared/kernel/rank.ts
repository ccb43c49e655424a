import { normalizeArabic } from './arabic-name.ts';

/** NATO codes of military grades (STANAG 2116), `OF(D)` an officer designate; `CIV` a civilian, `NONE` without rank. */
export const RANK_CODES = [
  ...(['OF(D)', 'OF-1', 'OF-2', 'OF-3', 'OF-4', 'OF-5', 'OF-6', 'OF-7', 'OF-8', 'OF-9', 'OF-10'] as const),
  ...(['OR-1', 'OR-2', 'OR-3', 'OR-4', 'OR-5', 'OR-6', 'OR-7', 'OR-8', 'OR-9'] as const),
  ...(['CIV', 'NONE'] as const),
] as const;
export type RankCode = (typeof RANK_CODES)[number];

/**
 * Published rank maps. A record keeps the version it was coded with, so a version is never changed, only followed by another.
 * The codes of the Syrian army are approximate: STANAG 2116 does not list it.
 */
const RANK_MAPS = {
  'SY-1': {
    مجند: 'OR-1',
    جندي: 'OR-1',
    'جندي أول': 'OR-2',
    عريف: 'OR-4',
    رقيب: 'OR-5',
    'رقيب أول': 'OR-6',
    مساعد: 'OR-8',
    'مساعد أول': 'OR-9',
    ملازم: 'OF-1',
    'ملازم أول': 'OF-1',
    نقيب: 'OF-2',
    رائد: 'OF-3',
    مقدم: 'OF-4',
    عقيد: 'OF-5',
    عميد: 'OF-6',
    لواء: 'OF-7',
    عماد: 'OF-8',
    فريق: 'OF-9',
  },
} as const satisfies Record<string, Record<string, RankCode>>;
export type RankMap = keyof typeof RANK_MAPS;

/** The map that new records are coded with. */
export const CURRENT_RANK_MAP: RankMap = 'SY-1';

const byKey = new Map(
  Object.entries(RANK_MAPS).map(([version, ranks]) => [
    version,
    new Map(Object.entries(ranks).map(([rank, code]) => [normalizeArabic(rank), code])),
  ]),
);

/**
 * The code of a national rank as stated in Arabic, whatever its spelling of alef, hamza and marks; undefined for a rank the map does not
 * know. Two ranks may share a code (`ملازم`, `ملازم أول`): the national rank is kept beside it and decides seniority.
 */
export function rankCode(nationalRank: string, map: RankMap = CURRENT_RANK_MAP): RankCode | undefined {
  return byKey.get(map)?.get(normalizeArabic(nationalRank));
}
