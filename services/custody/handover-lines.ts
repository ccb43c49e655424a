import type { StoredEvent } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { AmmunitionLot } from './domain/ammunition-lot.ts';
import type { LineCounts, Schedule } from './domain/handover-commands.ts';
import { type ScheduleLine, type StoreSchedule, slicesOf } from './domain/handover-schedule.ts';
import type { Weapon } from './domain/weapon.ts';
import type { WeaponsHandover } from './domain/weapons-handover.ts';
import { type ListedRow, listedFor } from './store.ts';

export type Handovers = ReturnType<typeof handovers>;
export const kindOf = (custodyNumber: string) => (custodyNumber.startsWith('AA') ? 'LOT' : 'WEAPON');

const KEPT_MS = 1000;

/** What the lines of a handover ask of it again and again: where it stands, as of a second ago at most, and its schedule, which never changes. */
export function handovers(store: EventStore) {
  const heads = new Map<string, { readonly until: number; readonly head: StoredEvent<WeaponsHandover> | undefined }>();
  const schedules = new Map<string, ReadonlyMap<string, ScheduleLine>>();

  async function standing(handoverNo: string): Promise<StoredEvent<WeaponsHandover> | undefined> {
    const known = heads.get(handoverNo);
    if (known && known.until > clock.ms()) return known.head;
    const head = (await store.newest('HANDOVER', handoverNo)) as StoredEvent<WeaponsHandover> | undefined;
    heads.set(handoverNo, { until: clock.ms() + KEPT_MS, head });
    return head;
  }

  /** The lines of an agreed schedule by number. */
  async function linesOf(schedule: Schedule): Promise<ReadonlyMap<string, ScheduleLine>> {
    const lines = schedules.get(schedule.digest) ?? (await readLines(store, schedule));
    schedules.set(schedule.digest, lines);
    return lines;
  }

  async function isScheduled(handoverNo: string, custodyNumber: string): Promise<boolean> {
    const { weapons, ammunition } = (await standing(handoverNo))?.state.schedules ?? {};
    const schedule = kindOf(custodyNumber) === 'LOT' ? ammunition : weapons;
    return schedule !== undefined && (await linesOf(schedule)).has(custodyNumber);
  }

  return { standing, linesOf, isScheduled };
}

async function readLines(store: EventStore, schedule: Schedule): Promise<Map<string, ScheduleLine>> {
  const lines = new Map<string, ScheduleLine>();
  for (const id of slicesOf(schedule)) {
    const slice = (await store.event('SCHEDULE', id, 1)) as StoredEvent<unknown, StoreSchedule['data']> | undefined;
    if (!slice) throw new Error(`a slice of a schedule is missing: ${id}`);
    for (const line of slice.data.lines) lines.set(line.custodyNumber, line);
  }
  return lines;
}

type Listing = { readonly weapons: ScheduleLine[]; readonly ammunition: ScheduleLine[]; readonly changed: string[] };

/**
 * What is listed for a handover now, each with the hash of the event that listed it: weapons and ammunition apart. `changed`: still on the
 * list, but something happened to it since, such as a court's hold. What is no longer on the list at all is left out.
 */
export async function listedNow(store: EventStore, handoverNo: string): Promise<Listing> {
  const rows = await store.rows.all<ListedRow>({ pk: listedFor(handoverNo), consistent: true });
  const changed: string[] = [];
  const lines = async (kind: 'WEAPON' | 'LOT'): Promise<ScheduleLine[]> => {
    const numbers = rows
      .filter((row) => row.state === 'LISTED' && kindOf(row.custodyNumber) === kind)
      .map(({ custodyNumber }) => custodyNumber);
    const heads = await store.heads(kind, numbers);
    return [...heads.values()].flatMap(({ id, hash, state }): ScheduleLine[] => {
      const { n, handover, holds, quantity } = state as Weapon & AmmunitionLot;
      if (handover?.no !== handoverNo || handover.accepted !== undefined) return [];
      if (handover.n !== n || holds) changed.push(id);
      return [{ custodyNumber: id, head: hash, ...(kind === 'LOT' && { quantity }) }];
    });
  };
  return { weapons: await lines('WEAPON'), ammunition: await lines('LOT'), changed: changed.sort() };
}

/** Where the lines of a schedule stand by now. A lot of which something stays in trust counts as kept. */
export async function countLines(
  store: EventStore,
  handoverNo: string,
  kind: 'WEAPON' | 'LOT',
  lines: ReadonlyMap<string, ScheduleLine>,
): Promise<LineCounts> {
  const heads = await store.heads(kind, [...lines.keys()]);
  const counts = { accepted: 0, kept: 0, open: 0 };
  for (const line of lines.values()) counts[outcomeOf(heads.get(line.custodyNumber), handoverNo, line)] += 1;
  return counts;
}

function outcomeOf(head: StoredEvent | undefined, handoverNo: string, { quantity }: ScheduleLine): keyof LineCounts {
  if (!head) return 'open';
  const { state, handover } = head.state as Weapon | AmmunitionLot;
  if (handover?.no !== handoverNo) return 'kept';
  if (state === 'HANDED_OVER') return 'accepted';
  if (handover.accepted === undefined) return 'open';
  return handover.accepted === quantity ? 'accepted' : 'kept';
}
