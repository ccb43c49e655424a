import type { Stored } from './endpoint.ts';
import { attributeBytes, itemBytes, writeUnits } from './item-size.ts';

/** Events of one type: how many, how large, and of what the largest is made. */
export type EventType = {
  readonly type: string;
  readonly count: number;
  readonly bytes: { readonly median: number; readonly largest: number };
  readonly units: number;
  readonly allowed: number;
  /** How many cost more than allowed. */
  readonly over: number;
  /** Bytes by attribute of the largest, name included. */
  readonly attributes: Readonly<Record<string, number>>;
};

/** An event that holds the lines of many people or weapons is as large as they are. */
const HOLDS_MANY = [
  ...['slice-stored', 'slice-settled', 'scans-received', 'receiver-shown'],
  ...['schedule-stored', 'check-opened', 'stock-counted', 'check-closed'],
];
/** A registration and a deposit are signed papers of two pages (design page, commands and events). */
const TWO_UNITS = ['PERSON registered', 'WEAPON deposited', 'LOT lot-deposited'];

const text = (stored: Stored, name: string) => String(stored.item[name]?.S ?? '');
const kindOf = (stored: Stored) => text(stored, 'pk').split('#', 1)[0] ?? '';
const idOf = (stored: Stored) => text(stored, 'pk').slice(kindOf(stored).length + 1);

export function eventTypes(events: readonly Stored[]): EventType[] {
  const groups = Map.groupBy(events, (event) => `${event.table} ${kindOf(event)} ${text(event, 'type')}`);
  return [...groups]
    .filter(([type]) => !HOLDS_MANY.some((name) => type.endsWith(` ${name}`)))
    .map(([type, group]) => {
      const sized = group.map(({ item }) => ({ item, bytes: itemBytes(item) })).sort((a, b) => a.bytes - b.bytes);
      const largest = sized.at(-1) as (typeof sized)[number];
      const allowed = TWO_UNITS.some((name) => type.endsWith(` ${name}`)) ? 2 : 1;
      return {
        type,
        count: group.length,
        bytes: { median: sized[sized.length >> 1]?.bytes ?? 0, largest: largest.bytes },
        units: writeUnits(largest.bytes),
        allowed,
        over: sized.filter(({ bytes }) => writeUnits(bytes) > allowed).length,
        attributes: Object.fromEntries(
          Object.entries(largest.item)
            .map(([name, value]) => [name, attributeBytes(name, value)] as const)
            .sort(([, a], [, b]) => b - a),
        ),
      };
    })
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}

/** Events of a person's whole story: the person, the bed, the case, what custody notes of the person; and those of a weapon. */
export type Stories = { readonly person: Story; readonly weapon: Story };
export type Story = {
  readonly count: number;
  readonly least: number;
  readonly median: number;
  readonly most: number;
  readonly of: readonly string[];
};

/** Counts the events about each of these people who went home, and about each weapon. */
export function stories(events: readonly Stored[], people: readonly string[]): Stories {
  const home = new Set(people);
  const personOf = (event: Stored) => {
    const id = idOf(event);
    return home.has(id) ? id : kindOf(event) === 'BED' ? (JSON.parse(text(event, 'data')).personalNumber as string) : '';
  };
  const persons = Map.groupBy(events, personOf);
  const arms = Map.groupBy(events, (event) => (kindOf(event) === 'WEAPON' ? idOf(event) : ''));
  arms.delete('');
  return { person: story([...persons].filter(([id]) => home.has(id)).map(([, group]) => group)), weapon: story([...arms.values()]) };
}

function story(groups: readonly (readonly Stored[])[]): Story {
  const sorted = [...groups].sort((a, b) => a.length - b.length);
  const [least = [], median = [], most = []] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  return {
    count: groups.length,
    least: least.length,
    median: median.length,
    most: most.length,
    of: most.map((event) => `${event.table} ${kindOf(event)} ${text(event, 'type')}`),
  };
}
