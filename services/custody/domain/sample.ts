import { sha256 } from '#shared/kernel/event-chain.ts';

/** The kinds of stock checks (domain B.8) and which part of the serials each reads, in percent (I-17, IDDRS 4.10 section 7.3). */
export const CHECK_TYPES = ['SPOT', 'WEEKLY', 'HALF_YEARLY', 'KEY_CHANGE', 'PRE_HANDOVER'] as const;
export type CheckType = (typeof CHECK_TYPES)[number];
export const SHARE: Readonly<Record<CheckType, 10 | 100>> = { SPOT: 10, WEEKLY: 10, KEY_CHANGE: 10, HALF_YEARLY: 100, PRE_HANDOVER: 100 };

/**
 * The weapons whose serials a check reads. The rule, so that anybody can draw again from the check's opening event: of each custody number
 * of the book take the hex SHA-256 of the seed, a space and the number (UTF-8); sort by it; the first tenth, rounded up, are drawn.
 * A check of all draws all. Answers in the order of the numbers.
 */
export function drawn(book: readonly string[], seed: string, type: CheckType): string[] {
  const wanted = Math.ceil((book.length * SHARE[type]) / 100);
  const lots = book.map((number) => ({ number, lot: sha256(`${seed} ${number}`) }));
  return lots
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, wanted)
    .map(({ number }) => number)
    .sort();
}

/** What names a book's snapshot: hex SHA-256 of its lines in order, `number kind` of each weapon, then `number quantity` of each lot. */
export function snapshotOf({ weapons, lots }: { weapons: ReadonlyMap<string, string>; lots: Readonly<Record<string, number>> }): string {
  const lines = [...weapons, ...Object.entries(lots)].map(([number, what]) => `${number} ${what}`).sort();
  return sha256(lines.join('\n'));
}
