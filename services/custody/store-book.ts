import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Book } from './domain/stock-check.ts';
import { type BookedWeapon, PRESENT } from './domain/stock-findings.ts';
import { HANDOVERS, type HandoverRow, LOTS, type LotRow, WEAPONS, type WeaponRow } from './store.ts';

type Stored = { readonly weapons: ReadonlyMap<string, BookedWeapon>; readonly lots: Readonly<Record<string, number>> };

/**
 * What the register has in a site's store: weapons that lie in a container there, also those agreed for a handover or a destruction, and the
 * quantities of its lots. Read from the whole register, a page after another: a check is a day's work. What is suspected missing is not
 * expected; to find it is news. What is on its way to a government is not expected either.
 */
export async function booked(store: EventStore, site: string): Promise<Stored> {
  const { rows } = store;
  const gone = await underWay(store);
  const weapons = new Map<string, BookedWeapon>();
  for await (const page of rows.pages<WeaponRow>({ pk: WEAPONS, consistent: true }))
    for (const { custodyNumber, state, kind, container, ...row } of page)
      if (row.site === site && container !== undefined && PRESENT.includes(state) && !gone.has(row.handover))
        weapons.set(custodyNumber, { state, kind, site, container });
  const lots: Record<string, number> = {};
  for await (const page of rows.pages<LotRow>({ pk: LOTS, consistent: true }))
    for (const { custodyNumber, quantity, ...row } of page)
      if (row.site === site && row.state === 'IN_TRUST' && quantity > 0 && !gone.has(row.handover)) lots[custodyNumber] = quantity;
  return { weapons, lots };
}

/** Handovers whose schedules have left the stores. */
async function underWay({ rows }: EventStore): Promise<ReadonlySet<string | undefined>> {
  const handovers = await rows.all<HandoverRow>({ pk: HANDOVERS, consistent: true });
  return new Set(handovers.flatMap(({ handoverNo, underWay: left }) => (left ? [handoverNo] : [])));
}

export function bookOf({ weapons, lots }: Stored): Book {
  return { weapons: new Map([...weapons].map(([number, { kind = 'OTHER' }]) => [number, kind])), lots };
}

/** Rows of the register by custody number. */
export async function registered({ rows }: EventStore, numbers: readonly string[]): Promise<Map<string, WeaponRow>> {
  const found = await rows.get<WeaponRow>([...new Set(numbers)].map((sk) => ({ pk: WEAPONS, sk })));
  return new Map(found.map((row) => [row.custodyNumber, row]));
}
