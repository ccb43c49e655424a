import type { CountUnit, WeaponKind, WeaponState } from '#shared/contracts/custody.ts';
import { BOOK_SIZE, bookOf } from './number-book.ts';
import { COUNTED } from './weapon-states.ts';

/** A weapon or a lot as it stands after an event. `sequence` orders the events of one number. */
export type WeaponFact = {
  readonly custodyNumber: string;
  readonly sequence: number;
  readonly state: WeaponState;
  readonly kind?: WeaponKind | undefined;
  readonly depositor?: string | undefined;
  readonly holds?: number | undefined;
};
export type LotFact = {
  readonly custodyNumber: string;
  readonly sequence: number;
  readonly state: 'IN_TRUST' | 'VOIDED';
  readonly calibre?: string | undefined;
  readonly unit?: CountUnit | undefined;
  readonly received: number;
  readonly quantity: number;
  readonly destroyed: number;
  readonly lost: number;
  readonly handedOver?: number | undefined;
};
/** `issuedAt`: effective time, ISO 8601 UTC. */
export type IssuedBook = { readonly book: string; readonly committee: string; readonly issuedAt: string };

const NO_WEAPONS = {
  received: 0,
  inTrust: 0,
  temporarilyRemoved: 0,
  handedOver: 0,
  destroyed: 0,
  lost: 0,
  returnedToPrivateOwner: 0,
  onHold: 0,
};
type WeaponCounts = typeof NO_WEAPONS;

/** Of several facts about one number the newest. */
export function newestOf<F extends { custodyNumber: string; sequence: number }>(facts: readonly F[]): F[] {
  const newest = new Map<string, F>();
  for (const fact of facts) if (fact.sequence > (newest.get(fact.custodyNumber)?.sequence ?? 0)) newest.set(fact.custodyNumber, fact);
  return [...newest.values()];
}

/** Counts by kind. Received is counted apart from where each weapon is, so that their sum proves something (I-16). */
export function weaponsInTrust(weapons: readonly WeaponFact[]): { byKind: ({ kind: WeaponKind } & WeaponCounts)[]; total: WeaponCounts } {
  const byKind = new Map<WeaponKind, WeaponCounts>();
  const total = { ...NO_WEAPONS };
  for (const { state, kind, holds } of weapons) {
    if (state === 'VOIDED' || !kind) continue;
    const counts = byKind.get(kind) ?? { ...NO_WEAPONS };
    byKind.set(kind, counts);
    for (const each of [counts, total]) {
      each.received += 1;
      each[COUNTED[state]] += 1;
      each.onHold += holds ? 1 : 0;
    }
  }
  return { byKind: [...byKind].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, counts]) => ({ kind, ...counts })), total };
}

export function balances({
  received,
  inTrust,
  temporarilyRemoved,
  handedOver,
  destroyed,
  lost,
  returnedToPrivateOwner,
}: WeaponCounts): boolean {
  return received === inTrust + temporarilyRemoved + handedOver + destroyed + lost + returnedToPrivateOwner;
}

type LotCounts = {
  calibre: string;
  unit: CountUnit;
  lots: number;
  received: number;
  inTrust: number;
  handedOver: number;
  destroyed: number;
  lost: number;
};

/** Counts by calibre and unit; rounds and kilograms are never added. */
export function ammunitionInTrust(lots: readonly LotFact[]): LotCounts[] {
  const byCalibre = new Map<string, LotCounts>();
  for (const { state, calibre, unit, received, quantity, handedOver = 0, destroyed, lost } of lots) {
    if (state === 'VOIDED' || !calibre || !unit) continue;
    const key = `${calibre} ${unit}`;
    const counts = byCalibre.get(key) ?? { calibre, unit, lots: 0, received: 0, inTrust: 0, handedOver: 0, destroyed: 0, lost: 0 };
    byCalibre.set(key, {
      ...counts,
      lots: counts.lots + 1,
      received: counts.received + received,
      inTrust: counts.inTrust + quantity,
      handedOver: counts.handedOver + handedOver,
      destroyed: counts.destroyed + destroyed,
      lost: counts.lost + lost,
    });
  }
  return [...byCalibre].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counts]) => counts);
}

/** The same of each lot (I-16, by lot), in the order of the numbers. */
export function byLot(lots: readonly LotFact[]) {
  return lots
    .flatMap((lot) => ammunitionInTrust([lot]).map(({ lots: _one, ...counts }) => ({ custodyNumber: lot.custodyNumber, ...counts })))
    .sort((a, b) => (a.custodyNumber < b.custodyNumber ? -1 : 1));
}

/** Every receipt of every book is used, voided or blank; `skipped` are blank ones before the last one used (I-19). */
export function receiptsAccounted(books: readonly IssuedBook[], numbers: readonly { custodyNumber: string; state: string }[]) {
  const used = new Map<string, { used: number; voided: number; last: number }>();
  for (const { custodyNumber, state } of numbers) {
    const counts = used.get(bookOf(custodyNumber)) ?? { used: 0, voided: 0, last: -1 };
    counts[state === 'VOIDED' ? 'voided' : 'used'] += 1;
    counts.last = Math.max(counts.last, Number(custodyNumber.slice(5, 8)));
    used.set(bookOf(custodyNumber), counts);
  }
  return books.map(({ book, committee, issuedAt }) => {
    const { used: filled, voided, last } = used.get(book) ?? { used: 0, voided: 0, last: -1 };
    return {
      book,
      committee,
      issuedAt,
      receipts: BOOK_SIZE,
      used: filled,
      voided,
      blank: BOOK_SIZE - filled - voided,
      skipped: last + 1 - filled - voided,
    };
  });
}

/** The weapons-in-trust statement: counts only, each derived from the facts as of one moment (I-38). */
export function statement(
  asOf: string,
  { weapons, lots, books }: { weapons: readonly WeaponFact[]; lots: readonly LotFact[]; books: readonly IssuedBook[] },
) {
  const { byKind, total } = weaponsInTrust(weapons);
  const ammunition = ammunitionInTrust(lots);
  const receipts = receiptsAccounted(books, [...weapons, ...lots]).filter(({ issuedAt, blank }) => issuedAt <= asOf || blank < BOOK_SIZE);
  const held =
    byKind.every(balances) &&
    ammunition.every(({ received, inTrust, handedOver, destroyed, lost }) => received === inTrust + handedOver + destroyed + lost);
  const inBooks = receipts.reduce((sum, { used, voided }) => sum + used + voided, 0) === weapons.length + lots.length;
  const { handedOver, destroyed, returnedToPrivateOwner } = total;
  return {
    asOf,
    statement: 'Held in trust. Possession and title are not affected by the return of persons.',
    weapons: byKind,
    total: { ...total, released: handedOver + destroyed + returnedToPrivateOwner },
    ammunition,
    lots: byLot(lots),
    receipts,
    balanced: held && inBooks && receipts.every(({ skipped }) => skipped === 0),
  };
}
