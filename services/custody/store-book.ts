import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Book } from './domain/stock-check.ts';
import type { BookedWeapon } from './domain/stock-findings.ts';
import { LOTS, type LotRow, WEAPONS, type WeaponRow } from './store.ts';

type Stored = { readonly weapons: ReadonlyMap<string, BookedWeapon>; readonly lots: Readonly<Record<string, number>> };

/**
 * What the register has in a site's store: weapons in trust in a container there, and the quantities of its lots. Read from the whole
 * register, a page after another: a check is a day's work. What is suspected missing is not expected; to find it is news.
 */
export async function booked({ rows }: EventStore, site: string): Promise<Stored> {
  const [weapons, lots] = await Promise.all([
    rows.all<WeaponRow>({ pk: WEAPONS, consistent: true }),
    rows.all<LotRow>({ pk: LOTS, consistent: true }),
  ]);
  const stored = weapons.filter((row) => row.site === site && row.container !== undefined && row.state === 'IN_TRUST');
  const counted = lots.filter((row) => row.site === site && row.state === 'IN_TRUST' && row.quantity > 0);
  return {
    weapons: new Map(stored.map((row) => [row.custodyNumber, row])),
    lots: Object.fromEntries(counted.map(({ custodyNumber, quantity }) => [custodyNumber, quantity])),
  };
}

export function bookOf({ weapons, lots }: Stored): Book {
  return { weapons: new Map([...weapons].map(([number, { kind = 'OTHER' }]) => [number, kind])), lots };
}

/** Rows of the register by custody number. */
export async function registered({ rows }: EventStore, numbers: readonly string[]): Promise<Map<string, WeaponRow>> {
  const found = await rows.get<WeaponRow>([...new Set(numbers)].map((sk) => ({ pk: WEAPONS, sk })));
  return new Map(found.map((row) => [row.custodyNumber, row]));
}
