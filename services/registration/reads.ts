import { arabicKey } from '#shared/kernel/arabic-name.ts';
import { blockingKeys } from '#shared/kernel/match-score.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import { normalizeSerial } from '#shared/kernel/serial.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { streamKey } from '#shared/lambda/event-item.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { exportEvents, readable } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import type { Identity } from './documents.ts';
import type { Effect } from './domain/effects.ts';
import type { Person } from './domain/person.ts';
import type { Registration } from './domain/person-commands.ts';
import { type Found, latinPartition } from './search.ts';
import { statement, strength } from './statements.ts';
import {
  CARDS,
  type CardRow,
  EFFECTS,
  type EffectRow,
  GONE,
  type NumberRow,
  numbersPartition,
  RECEPTION,
  type RollRow,
  rollPartition,
  SITES,
  type SiteRow,
  SUSPECTS,
  type SuspectRow,
} from './store.ts';
import type { Deps } from './use-cases.ts';

type Paged = { limit: number; cursor?: string | undefined };
type OfPerson = { personalNumber: string };

const unknownPerson = () => refuse('PERSON_UNKNOWN', 'Nobody is registered under this number.', { status: 404 });

/** The event with the valid personal data of each person of a page, by number. */
async function identities(store: EventStore, rows: readonly RollRow[]): Promise<Map<string, Identity>> {
  const keys = rows
    .filter(({ identity }) => identity > 0)
    .map(({ personalNumber, identity }) => ({ pk: streamKey('PERSON', personalNumber), sk: String(identity).padStart(8, '0') }));
  const found = await store.rows.get<{ pk: string; personal?: string }>(keys);
  return new Map(found.flatMap(({ pk, personal }) => (personal ? [[pk.slice('PERSON#'.length), JSON.parse(personal) as Identity]] : [])));
}

function fullName(identity: Identity | undefined): Record<string, string> | undefined {
  if (!identity) return undefined;
  const part = (name: string | { unknown: string }) => (typeof name === 'string' ? name : '');
  const { given, father, grandfather, family, mother } = identity.name;
  return {
    given,
    father: part(father),
    ...(grandfather && { grandfather }),
    family: part(family),
    mother: 'given' in mother ? mother.given : '',
  };
}

/** Partitions of the roll in the order in which a list without a site goes through them. */
async function rollSites(store: EventStore): Promise<string[]> {
  const sites = await store.rows.all<SiteRow>({ pk: SITES });
  return [RECEPTION, ...sites.map(({ site }) => site), GONE];
}

type RollQuery = Paged & { site?: string; category?: string; state?: string };

/** Nominal roll: by site, category, state; a page may be shorter than asked while more follow. */
async function roll({ query }: Request<unknown, RollQuery>, { store }: Deps): Promise<Answer> {
  const sites = query.site ? [query.site] : await rollSites(store);
  const [from = sites[0] as string, after = ''] = (query.cursor ?? '').split('\n').filter(Boolean);
  const items: RollRow[] = [];
  let next: string | undefined;
  for (
    let index = Math.max(sites.indexOf(from), 0), start = after;
    index < sites.length && items.length < query.limit;
    index++, start = ''
  ) {
    const site = sites[index] as string;
    const page = await store.rows.page<RollRow>({ pk: rollPartition(site), after: start || undefined, limit: query.limit - items.length });
    items.push(...page.rows);
    const following = sites[index + 1];
    next = page.next ? `${site}\n${page.next}` : following;
    if (page.next) break;
  }
  const wanted = items.filter((row) => (!query.category || row.category === query.category) && (!query.state || row.state === query.state));
  const names = await identities(store, wanted);
  const listed = wanted.map(({ pk: _pk, sk: _sk, identity: _identity, personalNumber, ...row }) => ({
    personalNumber,
    ...fullName(names.get(personalNumber)),
    ...row,
  }));
  return { list: { items: listed, next } };
}

async function onePerson(
  store: EventStore,
  personalNumber: string,
): Promise<{ head: StoredEvent<Person>; first: StoredEvent<Person, Registration>; identity?: Identity } | Refusal> {
  const head = (await store.newest('PERSON', personalNumber)) as StoredEvent<Person> | undefined;
  if (!head || head.state.state === 'VOIDED') return unknownPerson();
  const first = (await store.event('PERSON', personalNumber, 1)) as StoredEvent<Person, Registration>;
  const holder = head.state.identity === 1 ? first : await store.event('PERSON', personalNumber, head.state.identity);
  const { salt: _salt, ...identity } = holder?.personal ?? {};
  return { head, first, ...(holder?.personal && { identity: identity as Identity }) };
}

async function showPerson({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const found = await onePerson(store, params.personalNumber ?? '');
  if ('refused' in found) return found;
  const { head, first, identity } = found;
  const { n: _n, identity: _identity, digest: _digest, ...state } = head.state;
  const { admission, nationality, rankCode, languages, determination } = first.data;
  return {
    body: {
      personalNumber: head.id,
      identity,
      nationality,
      rankCode,
      admission,
      languages,
      determination,
      registeredAt: first.at,
      ...state,
    },
    headers: { etag: `"${head.sequence}"` },
  };
}

async function history({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const { events } = await store.history('PERSON', params.personalNumber ?? '');
  return events.length ? { list: { items: events.map(readable) } } : unknownPerson();
}

/** The reception card (GC III art. 70, Annex IV B) as far as registration knows its fields. */
async function receptionCard({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const found = await onePerson(store, params.personalNumber ?? '');
  if ('refused' in found) return found;
  const { head, first, identity } = found;
  const { dateOfBirth, placeOfBirth, serviceNumber, rankNational, nextOfKin } = identity ?? {};
  const card = {
    ...fullName(identity),
    dateOfBirth,
    placeOfBirth,
    rank: rankNational?.ar,
    serviceNumber,
    nextOfKin,
    receivedAt: first.at,
    health: head.state.health,
    site: head.state.place?.site,
    due: head.state.cardDue,
  };
  return { body: { personalNumber: head.id, ...card } };
}

async function personEffects({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const number = params.personalNumber ?? '';
  const { events } = await store.history('PERSON', number);
  if (!events.length) return unknownPerson();
  const taken = events.flatMap(({ data, at, actor }) =>
    ((data as { effects?: Effect[] }).effects ?? []).map((effect) => ({ ...effect, takenAt: at, issuer: actor.officer })),
  );
  const held = (events.at(-1)?.state as Person | undefined)?.effects ?? {};
  return {
    list: { items: taken.map((effect) => ({ ...effect, status: Object.hasOwn(held, effect.registerNo) ? 'HELD' : 'RESTITUTED' })) },
  };
}

type SearchQuery = Paged & {
  document?: string;
  nationalNumber?: string;
  given?: string;
  father?: string;
  family?: string;
  latinSurname?: string;
};

/** Search by document, national number, Latin surname, or two of the three Arabic names. */
async function search({ query }: Request<unknown, SearchQuery>, { store }: Deps): Promise<Answer | Refusal> {
  const { document, nationalNumber, given, father, family, latinSurname, limit, cursor } = query;
  const [block] = blockingKeys({
    given: given && arabicKey(given),
    father: father && arabicKey(father),
    family: family && arabicKey(family, { family: true }),
  });
  const pk = document
    ? `SEARCH#document#${normalizeSerial(document)}`
    : nationalNumber
      ? `SEARCH#national#${nationalNumber}`
      : latinSurname
        ? latinPartition(latinSurname)
        : block && `SEARCH#${block}`;
  if (!pk)
    return refuse('SEARCH_TOO_WIDE', 'Give a document, a national number, a Latin surname, or two of given, father and family.', {
      status: 400,
    });
  const { rows, next } = await store.rows.page<Found>({ pk, after: cursor, limit });
  const heads = await store.heads(
    'PERSON',
    rows.map(({ personalNumber }) => personalNumber),
  );
  const items = [...new Set(rows.map(({ personalNumber }) => personalNumber))].flatMap((personalNumber) => {
    const state = heads.get(personalNumber)?.state as Person | undefined;
    return state ? [{ personalNumber, state: state.state, category: state.category, site: state.place?.site }] : [];
  });
  return { list: { items, next } };
}

/** A list of one partition's rows, keys left out. */
function listOf<R extends { pk: string; sk: string }>(pk: (params: Readonly<Record<string, string>>) => string): UseCase<Deps> {
  return async ({ params, query }: Request<unknown, Paged>, { store }) => {
    const { rows, next } = await store.rows.page<R>({ pk: pk(params), after: query.cursor, limit: query.limit });
    return { list: { items: rows.map(({ pk: _pk, sk: _sk, ...row }) => row), next } };
  };
}

/** Cards not yet offered whose seven days are over at a moment (I-07). */
async function cardsDue({ query, context }: Request<unknown, Paged & { at?: string }>, { store }: Deps): Promise<Answer> {
  const { rows, next } = await store.rows.page<CardRow>({
    pk: CARDS,
    through: query.at ?? context.recordedAt,
    after: query.cursor,
    limit: query.limit,
  });
  return { list: { items: rows.map(({ personalNumber, due }: CardRow & OfPerson) => ({ personalNumber, due })), next } };
}

async function blockStatement({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const block = params.block ?? '';
  const issued = await store.newest('BLOCK', block);
  if (!issued) return refuse('BLOCK_UNKNOWN', 'No such block was issued.', { status: 404 });
  const rows = await store.rows.all<NumberRow>({ pk: numbersPartition(block) });
  const used = rows.filter(({ use }) => use === 'USED').length;
  return {
    body: {
      block,
      committee: (issued.state as { committee: string }).committee,
      numbers: 1000,
      used,
      voided: rows.length - used,
      blank: 1000 - rows.length,
    },
  };
}

export const reads: Readonly<Record<string, UseCase<Deps>>> = {
  roll,
  showPerson,
  history,
  receptionCard,
  personEffects,
  search,
  cardsDue,
  blockStatement,
  strength,
  statement,
  exportEvents,
  listSites: listOf<SiteRow>(() => SITES),
  listSuspects: listOf<SuspectRow>(() => SUSPECTS),
  listEffects: listOf<EffectRow>(() => EFFECTS),
  beds: listOf(({ site }) => `BEDS#${site}`),
};
