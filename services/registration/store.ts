import type { LegalCategory } from '#shared/contracts/registration.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Row, RowChange } from '#shared/lambda/row-store.ts';
import type { Identity } from './documents.ts';
import type { Bed } from './domain/bed.ts';
import type { Effect, Held } from './domain/effects.ts';
import { blockOf } from './domain/number-block.ts';
import type { Adjudication } from './domain/pair.ts';
import type { Person, Place } from './domain/person.ts';
import type { Suspect } from './domain/person-commands.ts';
import type { Site } from './domain/site.ts';
import { matchKeys, searchRows } from './search.ts';

/** Where people stand who are registered and not yet housed, and those no longer in custody. */
export const RECEPTION = 'RECEPTION';
export const GONE = 'GONE';

/** A person on the nominal roll: partition by site, no name; `identity` is the number of the event that has it. */
export type RollRow = Row & {
  readonly personalNumber: string;
  readonly state: Person['state'];
  readonly category: LegalCategory;
  readonly sex: Person['sex'];
  readonly child: boolean;
  readonly site: string;
  readonly bed?: string;
  readonly identity: number;
  readonly suspects: number;
};
/** A change of a site's strength: +1 or -1, in the order of the effective times. */
export type StrengthRow = Row & {
  readonly site: string;
  readonly personalNumber: string;
  readonly kind: StrengthKind;
  readonly delta: 1 | -1;
  readonly at: string;
};
export type StrengthKind = 'arrival' | 'moved-in' | 'moved-out' | 'recapture' | 'escape' | 'death' | 'transfer' | 'return' | 'merge';
export type NumberRow = Row & { readonly number: string; readonly use: 'USED' | 'VOIDED' };
export type EffectRow = Row & Effect & { readonly personalNumber: string; readonly status: 'HELD' | 'RESTITUTED' };
export type CardRow = Row & { readonly personalNumber: string; readonly due: string };
export type SuspectRow = Row & { readonly personalNumber: string; readonly other: string; readonly score?: number };
export type SiteRow = Row & { readonly site: string; readonly name: string } & Site;

export const rollPartition = (site: string) => `ROLL#${site}`;
export const strengthPartition = (site: string) => `STRENGTH#${site}`;
export const numbersPartition = (block: string) => `NUMBERS#${block}`;
export const bedsPartition = (site: string) => `BEDS#${site}`;
export const SITES = 'SITES';
export const BLOCKS = 'BLOCKS';
export const EFFECTS = 'EFFECTS';
export const CARDS = 'CARDS';
export const SUSPECTS = 'SUSPECTS';

/** The rows an event changes: projections, rebuildable from the events alone (law 6). */
export function projects(event: StoredEvent): RowChange[] {
  switch (event.kind) {
    case 'PERSON':
      return ofPerson(event as StoredEvent<Person>);
    case 'SITE':
      return [{ put: { pk: SITES, sk: event.id, site: event.id, ...(event.data as Site & { name: string }) } }];
    case 'BLOCK':
      return [{ put: { pk: BLOCKS, sk: event.id, block: event.id, ...(event.state as object) } }];
    case 'BED': {
      const [site = '', bed = ''] = event.id.split('/');
      const { claimedBy } = event.state as Bed;
      const key = { pk: bedsPartition(site), sk: bed };
      return [claimedBy ? { put: { ...key, bed, personalNumber: claimedBy } } : { remove: key }];
    }
    case 'PAIR': {
      const { personalNumber, other } = event.data as Adjudication;
      return [personalNumber, other].map((number, index, both) => ({ remove: { pk: SUSPECTS, sk: `${number}|${both[1 - index]}` } }));
    }
    default:
      return [];
  }
}

type PersonData = {
  from?: Place;
  was?: Person['state'];
  site?: string;
  due?: string;
  suspects?: Suspect[];
  other?: string;
  score?: number;
  effects?: Effect[];
  given?: Held;
};

/** Search rows stand before the append; made here again, so that a rebuild has them and a crash of a correction leaves none out. */
function searchChanges({ id, command, personal }: StoredEvent): RowChange[] {
  if (!personal) return [];
  const identity = personal as unknown as Identity;
  return searchRows(id, command.id, matchKeys(identity), identity.nameLatin?.surname).map((put) => ({ put }));
}

function ofPerson(event: StoredEvent<Person>): RowChange[] {
  const { id: personalNumber, state, type } = event;
  const data = event.data as PersonData;
  if (type === 'number-voided' || type === 'registered') {
    const row: NumberRow = {
      pk: numbersPartition(blockOf(personalNumber)),
      sk: personalNumber,
      number: personalNumber,
      use: type === 'registered' ? 'USED' : 'VOIDED',
    };
    if (type === 'number-voided') return [{ put: row }];
    return [
      { put: row },
      ...rollChanges(event),
      ...strengthChanges(event),
      ...effectChanges(event),
      ...suspectChanges(personalNumber, data.suspects ?? []),
      ...searchChanges(event),
    ];
  }
  // Who left without a card is no longer due one; who was offered it neither.
  const cards: RowChange[] = state.cardDue
    ? [{ put: { pk: CARDS, sk: `${state.cardDue}#${personalNumber}`, personalNumber, due: state.cardDue } }]
    : data.due
      ? [{ remove: { pk: CARDS, sk: `${data.due}#${personalNumber}` } }]
      : [];
  const suspect =
    type === 'duplicate-suspected' && data.other
      ? suspectChanges(personalNumber, [{ personalNumber: data.other, score: data.score ?? 0, grade: 'possible' }])
      : [];
  return [...rollChanges(event), ...strengthChanges(event), ...effectChanges(event), ...cards, ...suspect, ...searchChanges(event)];
}

const IN_CUSTODY: readonly Person['state'][] = ['REGISTERED', 'HOUSED', 'HOSPITALISED'];

/** On the roll of which site a person with this state stands. */
function rollSite({ state, place }: Pick<Person, 'state' | 'place'>): string {
  return IN_CUSTODY.includes(state) ? (place?.site ?? RECEPTION) : GONE;
}

function rollChanges({ id, state, data, type }: StoredEvent<Person>): RowChange[] {
  const { from, was } = data as PersonData;
  const site = rollSite(state);
  const before =
    type === 'registered'
      ? site
      : type === 'recaptured'
        ? GONE
        : type === 'housed' || was
          ? was && !IN_CUSTODY.includes(was)
            ? GONE
            : (from?.site ?? RECEPTION)
          : site;
  const row: RollRow = {
    pk: rollPartition(site),
    sk: id,
    personalNumber: id,
    state: state.state,
    category: state.category,
    sex: state.sex,
    child: state.child,
    site,
    ...(state.place && { bed: state.place.bed }),
    identity: state.identity,
    suspects: state.suspects.length,
  };
  return [...(before === site ? [] : [{ remove: { pk: rollPartition(before), sk: id } }]), { put: row }];
}

const LEAVING: Readonly<Record<string, StrengthKind>> = {
  escaped: 'escape',
  deceased: 'death',
  transferred: 'transfer',
  returned: 'return',
  'duplicate-resolved': 'merge',
};

function strengthChanges({ id, type, at, data, state, sequence }: StoredEvent<Person>): RowChange[] {
  const { from, was, site } = data as PersonData;
  const whence = from?.site ?? RECEPTION;
  const row = (where: string, kind: StrengthKind, delta: 1 | -1): RowChange => {
    const put: StrengthRow = {
      pk: strengthPartition(where),
      sk: `${at}#${id}#${sequence}${delta > 0 ? '+' : '-'}`,
      site: where,
      personalNumber: id,
      kind,
      delta,
      at,
    };
    return { put };
  };
  if (type === 'registered') return [row(RECEPTION, 'arrival', 1)];
  if (type === 'recaptured') return [row(RECEPTION, 'recapture', 1)];
  if (type === 'housed' && site && site !== whence) return [row(whence, 'moved-out', -1), row(site, 'moved-in', 1)];
  const leaving = LEAVING[type];
  if (!leaving || IN_CUSTODY.includes(state.state) || (was && !IN_CUSTODY.includes(was))) return [];
  return [row(whence, leaving, -1)];
}

function effectChanges({ id, type, data }: StoredEvent): RowChange[] {
  const { effects = [], given = {} } = data as PersonData;
  if (type === 'effects-restituted') {
    return Object.entries(given).map(([registerNo, cash]) => ({
      put: {
        pk: EFFECTS,
        sk: `${registerNo}#${id}`,
        registerNo,
        personalNumber: id,
        status: 'RESTITUTED',
        ...(cash && { kind: 'CASH', currency: cash[0], amount: cash[1] }),
      },
    }));
  }
  return effects.map((effect) => ({
    put: { pk: EFFECTS, sk: `${effect.registerNo}#${id}`, ...effect, personalNumber: id, status: 'HELD' },
  }));
}

function suspectChanges(personalNumber: string, suspects: readonly Suspect[]): RowChange[] {
  return suspects.map(
    (suspect): RowChange => ({
      put: {
        pk: SUSPECTS,
        sk: `${personalNumber}|${suspect.personalNumber}`,
        personalNumber,
        other: suspect.personalNumber,
        score: suspect.score,
      },
    }),
  );
}

const KEPT_MS = 15_000;
const kept = new WeakMap<EventStore, Map<string, { until: number; state: unknown }>>();

/** A register's state that hardly changes, kept for 15 s: a number block, an admission, a site. What is missing is looked up each time. */
export async function lookedUp<S>(store: EventStore, kind: string, id: string): Promise<S | undefined> {
  const known = kept.get(store) ?? new Map();
  kept.set(store, known);
  const found = known.get(`${kind}#${id}`);
  if (found && found.until > clock.ms()) return found.state as S;
  const state = (await store.newest(kind, id))?.state as S | undefined;
  if (state) known.set(`${kind}#${id}`, { until: clock.ms() + KEPT_MS, state });
  return state;
}
