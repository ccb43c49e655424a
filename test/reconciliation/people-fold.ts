import { type Effect, type Exported, streams, streamsOf } from './exported.ts';

/** Where a person stands after their events, told from the events' words alone. */
export type FoldedPerson = {
  state: string;
  category: string;
  site?: string | undefined;
  bed?: string | undefined;
  manifest?: string | undefined;
  taken: Map<string, Effect>;
  givenBack: Set<string>;
  moves: Move[];
};
type Kind = 'arrivals' | 'movedIn' | 'movedOut' | 'recaptured' | 'returned' | 'deaths' | 'escapes' | 'transferred' | 'merged';
/** One change of a site's strength. */
export type Move = { readonly site: string; readonly at: string; readonly kind: Kind; readonly delta: 1 | -1 };

export const IN_CUSTODY = ['REGISTERED', 'HOUSED', 'HOSPITALISED'];
const RECEPTION = 'RECEPTION';

const LEADS_TO: Readonly<Record<string, string>> = {
  registered: 'REGISTERED',
  housed: 'HOUSED',
  hospitalised: 'HOSPITALISED',
  escaped: 'ESCAPED',
  recaptured: 'REGISTERED',
  deceased: 'DECEASED',
  transferred: 'TRANSFERRED',
  returned: 'RETURNED',
};
const LEAVING: Readonly<Record<string, Kind>> = {
  escaped: 'escapes',
  deceased: 'deaths',
  transferred: 'transferred',
  returned: 'returned',
  'duplicate-resolved': 'merged',
};

export type People = {
  readonly persons: ReadonlyMap<string, FoldedPerson>;
  readonly voided: readonly string[];
};

export function foldPeople(events: readonly Exported[]): People {
  const persons = new Map<string, FoldedPerson>();
  const voided: string[] = [];
  for (const [number, stream] of streamsOf(streams(events), 'PERSON')) {
    if (stream[0]?.type === 'number-voided') {
      voided.push(number);
      continue;
    }
    const person: FoldedPerson = { state: '', category: '', taken: new Map(), givenBack: new Set(), moves: [] };
    for (const event of stream) happen(person, event);
    persons.set(number, person);
  }
  return { persons, voided };
}

function happen(person: FoldedPerson, { type, data, at }: Exported): void {
  const before = person.state;
  const whence = person.site ?? RECEPTION;
  const merged = type === 'duplicate-resolved' && data.outcome === 'MERGED';
  for (const effect of data.effects ?? []) person.taken.set(effect.registerNo, effect);
  if (type === 'effects-restituted') for (const number of data.registerNos ?? []) person.givenBack.add(number);
  if (type === 'registered') person.category = data.determination?.category ?? '';
  if (type === 'category-determined') person.category = data.category ?? '';
  const next = merged ? 'MERGED_DUPLICATE' : type === 'discharged' ? (person.site ? 'HOUSED' : 'REGISTERED') : LEADS_TO[type];
  if (!next) return;
  person.state = next;
  const leaving = LEAVING[type];
  if (type === 'registered') person.moves.push({ site: RECEPTION, at, kind: 'arrivals', delta: 1 });
  else if (type === 'recaptured') person.moves.push({ site: RECEPTION, at, kind: 'recaptured', delta: 1 });
  else if (type === 'housed') {
    if (data.site !== whence) {
      person.moves.push({ site: whence, at, kind: 'movedOut', delta: -1 }, { site: data.site ?? '', at, kind: 'movedIn', delta: 1 });
    }
    Object.assign(person, { site: data.site, bed: data.bed });
  } else if (leaving) {
    if (IN_CUSTODY.includes(before)) person.moves.push({ site: whence, at, kind: leaving, delta: -1 });
    Object.assign(person, { site: undefined, bed: undefined, manifest: type === 'returned' ? data.manifest : person.manifest });
  }
}

/** A site's day: opening + what came - what left = closing. */
export type Day = Record<Kind | 'opening' | 'closing', number>;

/** The strength return of a date (YYYY-MM-DD), by site. */
export function strengthOf({ persons }: People, date: string): Map<string, Day> {
  const sites = new Map<string, Day>();
  for (const { moves } of persons.values()) {
    for (const { site, at, kind, delta } of moves) {
      const day = sites.get(site) ?? emptyDay();
      sites.set(site, day);
      if (at.slice(0, 10) > date) continue;
      day.closing += delta;
      if (at.slice(0, 10) < date) day.opening += delta;
      else day[kind] += 1;
    }
  }
  return sites;
}

function emptyDay(): Day {
  return {
    opening: 0,
    arrivals: 0,
    movedIn: 0,
    movedOut: 0,
    recaptured: 0,
    returned: 0,
    deaths: 0,
    escapes: 0,
    transferred: 0,
    merged: 0,
    closing: 0,
  };
}

export type Cash = { received: number; held: number; restituted: number };

/** Cash by currency in minor units: what was taken, given back, and is held. */
export function cashOf({ persons }: People): Record<string, Cash> {
  const found: Record<string, Cash> = {};
  for (const { taken, givenBack } of persons.values()) {
    for (const { registerNo, currency, amount = 0 } of taken.values()) {
      if (!currency) continue;
      found[currency] ??= { received: 0, held: 0, restituted: 0 };
      const cash = found[currency];
      cash.received += amount;
      cash[givenBack.has(registerNo) ? 'restituted' : 'held'] += amount;
    }
  }
  return found;
}

export function countBy<T>(items: Iterable<T>, of: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[of(item)] = (counts[of(item)] ?? 0) + 1;
  return counts;
}
