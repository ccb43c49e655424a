import type { LotFacts, WeaponFacts } from '#shared/contracts/custody.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { sequenceKey } from '#shared/lambda/event-item.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Row, RowChange } from '#shared/lambda/row-store.ts';
import type { NotedLot, NotedWeapon } from './domain/weapons-in-trust.ts';

/** People by number, in partitions of a thousand; what stands in a case is read from its newest event. */
type CaseRow = Row & { readonly personalNumber: string };
type BlockRow = Row & { readonly block: string };

const BLOCKS = 'CASE-BLOCKS';
const WEAPONS = 'WEAPONS';
const LOTS = 'LOTS';
const SCREENERS = 'SCREENERS';
export const AMNESTIES = 'AMNESTIES';
export const AUTHORITIES = 'AUTHORITIES';
export const CLAIMS = 'CLAIMS';

const blockOf = (personalNumber: string) => personalNumber.slice(0, 5);
const casesOf = (block: string) => `CASES#${block}`;

/** The rows an event of the case side changes: projections, rebuildable from the events alone (law 6). */
export function caseRows(event: StoredEvent): RowChange[] {
  const { kind, id, type, data } = event;
  switch (kind) {
    case 'CASE':
      if (type === 'case-opened') return opened(id);
      return type === 'screened' ? screeners(event.actor.officer, (data as { reviewer?: string }).reviewer) : [];
    case 'AMNESTY':
      return [{ put: { pk: AMNESTIES, sk: id, amnesty: id, ...(event.state as object) } }];
    case 'AUTHORITY':
      return [{ put: { pk: AUTHORITIES, sk: id, authority: id, ...(event.state as object) } }];
    case 'CLAIM':
      return [{ put: { pk: CLAIMS, sk: id, claimedAt: event.at, ...(data as { claim: string }) } }];
    case 'WEAPON':
    case 'LOT':
      return [noted(event)];
    default:
      return [];
  }
}

function opened(personalNumber: string): RowChange[] {
  const block = blockOf(personalNumber);
  return [{ put: { pk: BLOCKS, sk: block, block } }, { put: { pk: casesOf(block), sk: personalNumber, personalNumber } }];
}

/** Whoever screened and whoever reviewed it; none of them approves a manifest. */
function screeners(...officers: (string | undefined)[]): RowChange[] {
  return officers.flatMap((officer) => (officer ? [{ put: { pk: SCREENERS, sk: officer, officer } }] : []));
}

/** Every word of custody keeps its row: the statement is asked as of any moment. */
function noted({ kind, id, sequence, recordedAt, data }: StoredEvent): RowChange {
  const facts = data as WeaponFacts | LotFacts;
  return { put: { pk: kind === 'WEAPON' ? WEAPONS : LOTS, sk: `${id}#${sequenceKey(sequence)}`, ...facts, notedAt: recordedAt } };
}

export async function notedWeapons(store: EventStore): Promise<NotedWeapon[]> {
  return store.rows.all<NotedWeapon>({ pk: WEAPONS });
}

export async function notedLots(store: EventStore): Promise<NotedLot[]> {
  return store.rows.all<NotedLot>({ pk: LOTS });
}

/** Whether this officer has ever screened a protection claim or reviewed a screening (I-40). */
export async function hasScreened(store: EventStore, officer: string): Promise<boolean> {
  return (await store.rows.get([{ pk: SCREENERS, sk: officer }])).length > 0;
}

/** A page of all cases' numbers, block after block; `next` is the last number given. */
export async function caseNumbers(
  store: EventStore,
  after: string | undefined,
  limit: number,
): Promise<{ numbers: string[]; next?: string }> {
  const blocks = (await store.rows.all<BlockRow>({ pk: BLOCKS })).map(({ block }) => block);
  const numbers: string[] = [];
  for (const block of blocks.filter((each) => !after || each >= blockOf(after))) {
    const page = await store.rows.page<CaseRow>({ pk: casesOf(block), after, limit: limit - numbers.length });
    numbers.push(...page.rows.map(({ personalNumber }) => personalNumber));
    const more = page.next !== undefined || block !== blocks.at(-1);
    const last = numbers.at(-1);
    if (numbers.length >= limit) return more && last ? { numbers, next: last } : { numbers };
  }
  return { numbers };
}
