import type { WeaponKind, WeaponState } from '#shared/contracts/custody.ts';
import type { Count } from './stock-count.ts';

export const FINDING_TYPES = ['SHORTAGE', 'SURPLUS', 'SERIAL_MISMATCH', 'LOCATION', 'SEAL_BROKEN', 'DAMAGE', 'AMMO_QTY'] as const;
export type FindingType = (typeof FINDING_TYPES)[number];

/**
 * One difference between book and count. `item` is a custody number, a kind of weapon (how many, not which), a container, or `UNTAGGED-n`;
 * `book` and `physical` are counts, quantities or places, `read` the serial or seal that was read.
 */
export type Finding = {
  readonly type: FindingType;
  readonly item: string;
  readonly book?: number | string;
  readonly physical?: number | string;
  readonly read?: string;
  /** Of one without a tag, as the counters saw it. */
  readonly kind?: string;
};

/** A weapon as the register has it when the check is closed. */
export type BookedWeapon = {
  readonly state: WeaponState;
  readonly kind?: WeaponKind | undefined;
  readonly site?: string | undefined;
  readonly container?: string | undefined;
};

/** What a closing compares: the book when the check was opened, the book now, and the count on which both counters agree. */
export type Compared = {
  readonly site: string;
  /** Custody numbers in the store at the opening. */
  readonly before: readonly string[];
  /** The weapons that the register has in the store now. */
  readonly now: ReadonlyMap<string, BookedWeapon>;
  /** Tags that were read and are not among those: as the register has them, if it knows them. */
  readonly others: ReadonlyMap<string, BookedWeapon>;
  readonly lots: Readonly<Record<string, number>>;
  /** Weapons and lots of which something was recorded since the opening, as far as they would be a finding. */
  readonly touched: ReadonlySet<string>;
  readonly count: Count;
};

/** States in which a weapon that has a container lies in it. */
export const PRESENT: readonly WeaponState[] = ['IN_TRUST', 'HANDOVER_LISTED', 'DESTRUCTION_APPROVED'];
const GONE: readonly WeaponState[] = ['VOIDED', 'CONFIRMED_LOST', 'HANDED_OVER', 'DESTROYED', 'RETURNED_TO_PRIVATE_OWNER'];

/** What moved in or out around the opening: it may or may not have been there when people counted, so it is named and nothing is found of it. */
export function movedAround({ before, now, touched }: Compared): string[] {
  const opening = new Set(before);
  const left = before.filter((number) => !now.has(number));
  const came = [...now.keys()].filter((number) => !opening.has(number));
  return [...new Set([...left, ...came, ...touched])].sort();
}

/**
 * The findings, derived and never typed (domain B.8). A weapon that was read for is judged by its tag and serial; what the counts by kind
 * say beyond those is a finding of the kind. Nothing is found of what moved around the opening.
 */
export function findingsOf(compared: Compared): Finding[] {
  const { site, now, others, lots, count } = compared;
  const { notFound = [], otherSerial = [], alsoFound = [], untagged = [], otherContainer = [], damaged = [], sealsBroken = [] } = count;
  const moved = new Set(movedAround(compared));
  const still = (item: string) => !moved.has(item);
  const missing = notFound.filter(still);
  const strangers = alsoFound.filter((tag) => still(tag) && !now.has(tag));
  const elsewhere = (tag: string): Finding => {
    const weapon = others.get(tag);
    if (!weapon || GONE.includes(weapon.state)) return { type: 'SURPLUS', item: tag };
    return {
      type: 'LOCATION',
      item: tag,
      book: PRESENT.includes(weapon.state) ? `${weapon.site}|${weapon.container}` : weapon.state,
      physical: site,
    };
  };
  const displaced = otherContainer.filter(([tag]) => still(tag) && now.has(tag));
  return [
    ...missing.map((item): Finding => ({ type: 'SHORTAGE', item })),
    ...byKind(compared, moved, missing, strangers),
    ...strangers.map(elsewhere),
    ...untagged.map(([kind, read], index): Finding => ({ type: 'SURPLUS', item: `UNTAGGED-${index + 1}`, kind, ...(read && { read }) })),
    ...otherSerial.filter(([tag]) => still(tag)).map(([item, read]): Finding => ({ type: 'SERIAL_MISMATCH', item, read })),
    ...displaced.map(
      ([item, container]): Finding => ({
        type: 'LOCATION',
        item,
        book: `${site}|${now.get(item)?.container}`,
        physical: `${site}|${container}`,
      }),
    ),
    ...sealsBroken.map(([item, read]): Finding => ({ type: 'SEAL_BROKEN', item, read })),
    ...damaged.filter(still).map((item): Finding => ({ type: 'DAMAGE', item })),
    ...ammunition(lots, count.lots, still),
  ];
}

/** How many of a kind are there beyond, or short of, what the book has and the tags explain. */
function byKind(
  { now, others, count }: Compared,
  moved: ReadonlySet<string>,
  missing: readonly string[],
  strangers: readonly string[],
): Finding[] {
  const expected = new Map<string, { book: number; stays: number; moved: number; explained: number }>();
  const of = (kind = 'OTHER') => {
    const counts = expected.get(kind) ?? { book: 0, stays: 0, moved: 0, explained: 0 };
    expected.set(kind, counts);
    return counts;
  };
  for (const [number, { kind }] of now) {
    of(kind).book += 1;
    of(kind)[moved.has(number) ? 'moved' : 'stays'] += 1;
  }
  for (const number of moved) if (others.has(number)) of(others.get(number)?.kind).moved += 1;
  for (const number of missing) of(now.get(number)?.kind).explained -= 1;
  for (const tag of strangers) if (others.has(tag)) of(others.get(tag)?.kind).explained += 1;
  for (const [kind] of count.untagged ?? []) of(kind).explained += 1;
  for (const kind of Object.keys(count.kinds)) of(kind);
  return [...expected].sort().flatMap(([item, { book, stays, moved: slack, explained }]): Finding[] => {
    const physical = count.kinds[item as WeaponKind] ?? 0;
    if (physical < stays + explained) return [{ type: 'SHORTAGE', item, book, physical }];
    return physical > stays + explained + slack ? [{ type: 'SURPLUS', item, book, physical }] : [];
  });
}

function ammunition(
  book: Readonly<Record<string, number>>,
  count: Readonly<Record<string, number>>,
  still: (item: string) => boolean,
): Finding[] {
  const lots = [...new Set([...Object.keys(book), ...Object.keys(count)])].sort().filter(still);
  return lots.flatMap((item): Finding[] => {
    const difference = { book: book[item] ?? 0, physical: count[item] ?? 0 };
    return difference.book === difference.physical ? [] : [{ type: 'AMMO_QTY', item, ...difference }];
  });
}
