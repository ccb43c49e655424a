import type { LotFacts, WeaponFacts, WeaponKind } from '#shared/contracts/custody.ts';

/** Facts of custody as handover noted them, one a message; `sequence` is custody's, `notedAt` ours. */
export type NotedWeapon = Pick<WeaponFacts, 'sequence' | 'custodyNumber' | 'kind' | 'state'> & { readonly notedAt: string };
export type NotedLot = Pick<LotFacts, 'sequence' | 'custodyNumber' | 'calibre' | 'unit' | 'quantity' | 'state'> & {
  readonly notedAt: string;
};

/** The statement of a handover pack: counts by kind, no locations, no serials (domain B.11, annex D). */
export type WeaponsInTrust = {
  readonly asOf: string;
  readonly total: number;
  readonly byKind: Readonly<Partial<Record<WeaponKind, number>>>;
  readonly ammunition: readonly { readonly calibre: string; readonly unit: string; readonly quantity: number }[];
};

/** Weapons no longer held; every other state is trust, also on the way, on loan for inspection, or being looked for. */
const NOT_HELD: readonly WeaponFacts['state'][] = ['HANDED_OVER', 'DESTROYED', 'RETURNED_TO_PRIVATE_OWNER', 'CONFIRMED_LOST', 'VOIDED'];

function newestAt<T extends { custodyNumber: string; sequence: number; notedAt: string }>(noted: readonly T[], asOf: string): T[] {
  const newest = new Map<string, T>();
  for (const each of noted) {
    const known = newest.get(each.custodyNumber);
    if (Date.parse(each.notedAt) <= Date.parse(asOf) && (!known || each.sequence > known.sequence)) newest.set(each.custodyNumber, each);
  }
  return [...newest.values()];
}

/** What was in trust at a moment, as far as custody had told by then. */
export function statementAt(weapons: readonly NotedWeapon[], lots: readonly NotedLot[], asOf: string): WeaponsInTrust {
  const held = newestAt(weapons, asOf).filter(({ state }) => !NOT_HELD.includes(state));
  const byKind: Partial<Record<WeaponKind, number>> = {};
  for (const { kind = 'OTHER' } of held) byKind[kind] = (byKind[kind] ?? 0) + 1;
  const quantities = new Map<string, number>();
  for (const { calibre = 'OTHER', unit = 'ROUND', quantity, state } of newestAt(lots, asOf)) {
    const key = `${calibre}\n${unit}`;
    if (state === 'IN_TRUST') quantities.set(key, (quantities.get(key) ?? 0) + quantity);
  }
  const ammunition = [...quantities].sort().map(([key, quantity]) => {
    const [calibre = '', unit = ''] = key.split('\n');
    return { calibre, unit, quantity };
  });
  return { asOf, total: held.length, byKind, ammunition };
}
