import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { readable } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import { AMNESTIES, AUTHORITIES, CLAIMS, caseNumbers, notedLots, notedWeapons } from './case-store.ts';
import { travelFacts } from './case-use-cases.ts';
import { type CaseStage, stageOf } from './domain/case-stage.ts';
import { type PledgePolicy, POLICY, policyAt } from './domain/pledge-policy.ts';
import { hasEnded, type ReturnCase } from './domain/return-case.ts';
import type { TravelFacts } from './domain/return-case-commands.ts';
import { standing, TO_LIST } from './domain/return-guards.ts';
import { statementAt, type WeaponsInTrust } from './domain/weapons-in-trust.ts';
import type { Deps } from './use-cases.ts';

type Paged = { limit: number; cursor?: string | undefined };
/** The effective time at which dates, policy and amnesties are judged; without it, now. */
type AsOf = { at?: string };

const unknownPerson = () => refuse('PERSON_UNKNOWN', 'There is no return case under this number.', { status: 404 });
const AT_A_TIME = 1000;

/** A case as a line of a list: where it stands at a moment, and every guard in the way of the next manifest. */
function summary(personalNumber: string, state: ReturnCase, at: string, facts: TravelFacts) {
  const guards = hasEnded(state) ? [] : standing(TO_LIST, state, at, facts).map(({ code }) => code);
  const stage = stageOf(state, guards.length === 0);
  const { line, review = [] } = state;
  return {
    personalNumber,
    stage,
    category: state.facts.category,
    guards,
    review,
    stops: (state.stops ?? []).map(({ stop }) => stop),
    ...papersOf(state),
    ...(line && { manifest: line.manifest, line: line.line, lineState: line.state }),
  };
}

const instantOf = (seconds: number) => new Date(seconds * 1000).toISOString();

/** The declaration and the screening in words: the state keeps them short. */
function papersOf({ declaration, screening }: ReturnCase) {
  return {
    ...(declaration && {
      decision: declaration.decision ?? 'RETURN',
      declaredUntil: instantOf(declaration.until),
      ...(declaration.withdrawn !== undefined && { withdrawnAt: instantOf(declaration.withdrawn) }),
    }),
    ...(screening && { risk: screening.risk ?? 'NONE_IDENTIFIED', screenedUntil: instantOf(screening.until) }),
  };
}

/** One return case with its readiness, so that a committee sees what is missing. */
async function showCase({ params, query, context }: Request<unknown, AsOf>, { store }: Deps): Promise<Answer | Refusal> {
  const head = (await store.newest('CASE', params.personalNumber ?? '')) as StoredEvent<ReturnCase> | undefined;
  if (!head) return unknownPerson();
  const { facts: noted, declaration: _declaration, screening: _screening, ...state } = head.state;
  const { digest: _digest, ...facts } = noted;
  const at = query.at ?? context.recordedAt;
  const travel = await travelFacts(store, at);
  const { stage } = summary(head.id, head.state, at, travel);
  const missing = hasEnded(head.state) ? [] : standing(TO_LIST, head.state, at, travel);
  const guards = missing.map(({ code, detail }) => ({ code, detail }));
  return {
    body: { personalNumber: head.id, at, stage, ready: stage === 'CLEARED_FOR_RETURN', guards, facts, ...papersOf(head.state), ...state },
    headers: { etag: `"${head.sequence}"` },
  };
}

type Paper = { readonly personalNumber: string; readonly pledge?: object; readonly familyPledge?: object } & Readonly<
  Record<string, unknown>
>;

/** Declarations and pledges as signed, with the names on them: to print. A screening's narrative is not among them. */
export async function signedPapers(store: EventStore, personalNumber: string): Promise<Paper[]> {
  const { events } = await store.history('CASE', personalNumber);
  const signed = events.filter(({ type }) => type === 'declared' || type === 'pledged');
  return signed.map(({ sequence, type, at, actor, data, personal, hash }) => {
    const { salt: _salt, ...names } = personal ?? {};
    return { personalNumber, sequence, type, at, officer: actor.officer, ...(data as object), names, hash };
  });
}

async function papers({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const { personalNumber = '' } = params;
  const items = await signedPapers(store, personalNumber);
  return items.length || (await store.newest('CASE', personalNumber)) ? { list: { items } } : unknownPerson();
}

async function caseHistory({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const { events } = await store.history('CASE', params.personalNumber ?? '');
  return events.length ? { list: { items: events.map(readable) } } : unknownPerson();
}

async function casesOf(store: EventStore, numbers: readonly string[]): Promise<[string, ReturnCase][]> {
  const heads = await store.heads('CASE', numbers);
  return numbers.flatMap((number): [string, ReturnCase][] => {
    const head = heads.get(number);
    return head ? [[number, head.state as ReturnCase]] : [];
  });
}

type CasesQuery = Paged & AsOf & { state?: CaseStage; category?: string; guard?: string; review?: string };

/** Return cases by stage, category, guard in the way or open review; a page may be shorter than asked while more follow. */
async function listCases({ query, context }: Request<unknown, CasesQuery>, { store }: Deps): Promise<Answer> {
  const { numbers, next } = await caseNumbers(store, query.cursor || undefined, query.limit);
  const at = query.at ?? context.recordedAt;
  const facts = await travelFacts(store, at);
  const items = (await casesOf(store, numbers)).map(([number, state]) => summary(number, state, at, facts));
  const wanted = items.filter(
    (item) =>
      (!query.state || item.stage === query.state) &&
      (!query.category || item.category === query.category) &&
      (!query.guard || item.guards.includes(query.guard)) &&
      (!query.review || item.review.includes(query.review)),
  );
  return { list: { items: wanted, next } };
}

/** Who is still here, by category and stage: a fold over the cases, never a stored total (domain 0.1, finding 3). */
async function residualCaseload({ query, context }: Request<unknown, AsOf>, { store }: Deps): Promise<Answer> {
  const at = query.at ?? context.recordedAt;
  const facts = await travelFacts(store, at);
  const byCategory: Record<string, { remaining: number; byStage: Partial<Record<CaseStage, number>> }> = {};
  const figures = { cases: 0, returned: 0, gone: 0, remaining: 0 };
  let after: string | undefined;
  do {
    const page = await caseNumbers(store, after, AT_A_TIME);
    for (const [number, state] of await casesOf(store, page.numbers)) {
      const { stage, category } = summary(number, state, at, facts);
      figures.cases++;
      if (stage === 'RETURNED') figures.returned++;
      else if (stage === 'GONE') figures.gone++;
      else {
        figures.remaining++;
        const entry = byCategory[category] ?? { remaining: 0, byStage: {} };
        entry.remaining++;
        entry.byStage[stage] = (entry.byStage[stage] ?? 0) + 1;
        byCategory[category] = entry;
      }
    }
    after = page.next;
  } while (after !== undefined);
  const externalClaims = (await store.rows.page({ pk: CLAIMS, limit: AT_A_TIME })).rows.map(shown);
  return { body: { at, ...figures, byCategory, externalClaims } };
}

/** What custody had in trust at a moment, as far as it had told handover by then: annex D of a handover certificate. */
export async function weaponsInTrust(store: EventStore, asOf: string): Promise<WeaponsInTrust> {
  const [weapons, lots] = await Promise.all([notedWeapons(store), notedLots(store)]);
  return statementAt(weapons, lots, asOf);
}

async function showWeapons({ query, context }: Request<unknown, AsOf>, { store }: Deps): Promise<Answer> {
  return { body: await weaponsInTrust(store, query.at ?? context.recordedAt) };
}

async function showPolicy({ query, context }: Request<unknown, AsOf>, { store }: Deps): Promise<Answer> {
  const at = query.at ?? context.recordedAt;
  const state = (await store.newest('POLICY', POLICY))?.state as PledgePolicy | undefined;
  return { body: { at, ...policyAt(state, at), values: state?.values ?? [] } };
}

function shown({ pk: _pk, sk: _sk, ...row }: { pk: string; sk: string }): object {
  return row;
}

function listOf(pk: string): UseCase<Deps> {
  return async ({ query }: Request<unknown, Paged>, { store }) => {
    const { rows, next } = await store.rows.page({ pk, after: query.cursor || undefined, limit: query.limit });
    return { list: { items: rows.map(shown), next } };
  };
}

export const caseReads: Readonly<Record<string, UseCase<Deps>>> = {
  showCase,
  papers,
  caseHistory,
  listCases,
  residualCaseload,
  showWeapons,
  showPolicy,
  listAmnesties: listOf(AMNESTIES),
  listAuthorities: listOf(AUTHORITIES),
  listClaims: listOf(CLAIMS),
};
