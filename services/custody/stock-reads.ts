import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import type { Row } from '#shared/lambda/row-store.ts';
import { type Discrepancy, itemKey, type OpenReport } from './domain/discrepancy.ts';
import { unlisted } from './domain/number-list.ts';
import { daysSince, reportName, type SiteStore } from './domain/site-store.ts';
import { type Closed, isOver, type Opened, type StockCheck } from './domain/stock-check.ts';
import type { Count } from './domain/stock-count.ts';
import { historyOf } from './histories.ts';
import type { Deps } from './lookups.ts';
import { progressOf, sheetOf } from './stock-checks.ts';
import {
  type CheckRow,
  DISCREPANCIES,
  INTACT_SEALS,
  ofSite,
  REMOVALS,
  type RemovalRow,
  type ReportRow,
  SEALS,
  type SealRow,
  STOCK_CHECKS,
  STORES,
  type StoreRow,
} from './stock-rows.ts';

type Paged = { limit: number; cursor?: string | undefined; site?: string | undefined };

/** Rows of one site, or of all. */
const placed = (pk: string, site?: string) => ({ pk, ...(site && { prefix: ofSite(site) }) });

const bare = <T extends Row>({ pk: _pk, sk: _sk, ...row }: T) => row;

/** A store's standing at a moment: days since each check, what is overdue, what holds it still, who has its keys. */
function standing(site: string, { stillFor, keys, since, ...state }: SiteStore, now: string) {
  return { site, since, frozen: stillFor.length > 0, stillFor, ...daysSince({ ...state, stillFor, keys, since }, now), keys };
}

async function listStores({ query, context }: Request<unknown, Paged>, { store }: Deps): Promise<Answer> {
  const { rows, next } = await store.rows.page<StoreRow>({ pk: STORES, after: query.cursor, limit: query.limit });
  return { list: { items: rows.map((row) => standing(row.site, row, context.recordedAt)), next } };
}

/** A store's counts are of all; of its removals and seals it shows so many, and their own lists have the rest. */
const MOST_SHOWN = 1000;

async function showStore({ params, context }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const site = params.site ?? '';
  const state = (await store.newest('SITE-STORE', site))?.state as SiteStore | undefined;
  if (!state) return refuse('STORE_UNKNOWN', 'This site has no store.', { status: 404, field: 'site' });
  const held = state.stillFor.filter((each) => each.startsWith(reportName(''))).map((each) => each.slice(reportName('').length));
  const [reports, removals, seals] = await Promise.all([
    store.rows.get<ReportRow>(held.map((sk) => ({ pk: DISCREPANCIES, sk }))),
    store.rows.all<RemovalRow>({ pk: REMOVALS, prefix: ofSite(site) }),
    store.rows.all<SealRow>({ pk: INTACT_SEALS, prefix: ofSite(site) }),
  ]);
  const out = removals.map((row) => removal(row, context.recordedAt));
  return {
    body: {
      ...standing(site, state, context.recordedAt),
      discrepancies: held.map((discrepancy) => reports.map(bare).find((row) => row.discrepancy === discrepancy) ?? { discrepancy }),
      removals: out.slice(0, MOST_SHOWN),
      removalsOut: out.length,
      removalsOverdue: out.filter(({ overdue }) => overdue).length,
      seals: seals.slice(0, MOST_SHOWN).map(({ seal, container, at }) => ({ seal, container, at })),
      sealsIntact: seals.length,
    },
  };
}

function removal(row: RemovalRow, now: string) {
  return { ...bare(row), site: row.site, overdue: Date.parse(row.dueBack) < Date.parse(now) };
}

async function listRemovals({ query, context }: Request<unknown, Paged & { overdue?: boolean }>, { store }: Deps): Promise<Answer> {
  const { rows, next } = await store.rows.page<RemovalRow>({ ...placed(REMOVALS, query.site), after: query.cursor, limit: query.limit });
  const items = rows
    .map((row) => removal(row, context.recordedAt))
    .filter(({ overdue }) => query.overdue === undefined || overdue === query.overdue);
  return { list: { items, next } };
}

async function listChecks({ query }: Request<unknown, Paged>, { store }: Deps): Promise<Answer> {
  const { rows, next } = await store.rows.page<CheckRow>({ pk: STOCK_CHECKS, after: query.cursor, limit: query.limit });
  const wanted = rows.filter(({ site }) => !query.site || site === query.site);
  return { list: { items: wanted.map(({ checkType: type, ...row }) => ({ ...bare(row), type })), next } };
}

/** A check: what to look for while people count, and nothing else; the book, the counts and the findings once it is closed. */
async function showCheck({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const check = params.check ?? '';
  const [opened, last] = (await Promise.all([store.event('STOCK-CHECK', check, 1), store.newest('STOCK-CHECK', check)])) as [
    StoredEvent<StockCheck, Opened> | undefined,
    StoredEvent<StockCheck> | undefined,
  ];
  if (!opened || !last) return refuse('CHECK_UNKNOWN', 'No stock check was opened under this number.', { status: 404, field: 'check' });
  const { state } = last;
  const { counters, openedAt } = state;
  const sheet = { check, ...sheetOf(opened), openedAt, counters, ...progressOf(state) };
  if (!isOver(state)) return { body: sheet };
  const { snapshot, weapons, lots, seed, share } = opened.data;
  const book = { snapshot, weapons: unlisted(weapons).length, lots, seed, share };
  const counts: Count[] = [];
  for await (const { type, data } of historyOf(store, 'STOCK-CHECK', check, 1)) if (type === 'stock-counted') counts.push(data as Count);
  const ended =
    state.status === 'CLOSED' ? { ...(last.data as Closed), closedAt: last.at } : { ...(last.data as object), abandonedAt: last.at };
  return { body: { ...sheet, book, counts, ...ended } };
}

async function listSeals({ query }: Request<unknown, Paged>, { store }: Deps): Promise<Answer> {
  const { rows, next } = await store.rows.page<SealRow>({ ...placed(SEALS, query.site), after: query.cursor, limit: query.limit });
  return { list: { items: rows.map(bare), next } };
}

async function listReports({ query }: Request<unknown, Paged & { open?: boolean }>, { store }: Deps): Promise<Answer> {
  const { rows, next } = await store.rows.page<ReportRow>({ pk: DISCREPANCIES, after: query.cursor, limit: query.limit });
  const wanted = ({ site, open }: ReportRow) =>
    (!query.site || site === query.site) && (query.open === undefined || open > 0 === query.open);
  return { list: { items: rows.filter(wanted).map(bare), next } };
}

/** A report with all its items, and its outcomes a page at a time: `next` is what to ask for the page after it with. */
async function showReport({ params, query }: Request<unknown, { after?: number | undefined }>, { store }: Deps): Promise<Answer | Refusal> {
  const id = params.discrepancy ?? '';
  const opened = (await store.event('DISCREPANCY', id, 1)) as StoredEvent<Discrepancy, OpenReport['data']> | undefined;
  const state = (await store.newest('DISCREPANCY', id))?.state as Discrepancy | undefined;
  if (!opened || !state) return refuse('DISCREPANCY_UNKNOWN', 'There is no report of this number.', { status: 404, field: 'discrepancy' });
  const { site, check, openedAt, open } = state;
  const items = opened.data.findings.map((finding) => ({ ...finding, outcome: state.items[itemKey(finding)] }));
  const { events, next } = await store.history('DISCREPANCY', id, { after: Math.max(1, query.after ?? 1) });
  const outcomes = events.map(({ at, actor, data }) => ({ at, by: actor.officer, ...(data as object) }));
  return { body: { discrepancy: opened.id, site, check, openedAt, open, items, outcomes, ...(next !== undefined && { next }) } };
}

export const stockReads: Readonly<Record<string, UseCase<Deps>>> = {
  listStores,
  showStore,
  listRemovals,
  listChecks,
  showCheck,
  listSeals,
  listReports,
  showReport,
};
