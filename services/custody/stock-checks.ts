import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { command } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Request, UseCase } from '#shared/lambda/http.ts';
import type { AmmunitionLot } from './domain/ammunition-lot.ts';
import type { Keeper } from './domain/chain-of-custody.ts';
import { unlisted } from './domain/number-list.ts';
import { type CheckType, drawn } from './domain/sample.ts';
import { checkName, type SiteStore } from './domain/site-store.ts';
import {
  type AbandonCheck,
  type CloseCheck,
  type CountStock,
  type OpenCheck,
  type Opened,
  type StockCheck,
  stockCheck,
} from './domain/stock-check.ts';
import type { Count, CountSheet, KnownTag } from './domain/stock-count.ts';
import { findingsOf } from './domain/stock-findings.ts';
import { followUp } from './follow-ups.ts';
import { historyOf } from './histories.ts';
import { type By, type Deps, departmentsOf } from './lookups.ts';
import { booked, bookOf, registered } from './store-book.ts';
import { identitiesOf } from './weapon-list.ts';

type OfCheck = By & { readonly check: string };
type OpenDocument = OfCheck & { readonly site: string; readonly type: CheckType; readonly counters: readonly [Keeper, Keeper] };

const UNKNOWN = refuse('CHECK_UNKNOWN', 'No stock check was opened under this number.', { status: 404, field: 'check' });

/** Opens a check: freezes the book as the register has it, draws the sample, and holds the store still. */
const openCheck: UseCase<Deps> = async ({ body, context }: Request<OpenDocument>, { store, department, still }) => {
  const { type: checkType, ...rest } = body;
  const [one, other] = body.counters;
  const departments = await departmentsOf({ by: body.by, 'counters.0': one, 'counters.1': other }, department);
  if (isRefusal(departments)) return departments;
  const site = (await store.newest('SITE-STORE', body.site))?.state as SiteStore | undefined;
  if (!site) return refuse('STORE_UNKNOWN', 'This site has no store.', { status: 422, field: 'site' });
  const facts: OpenCheck['facts'] = {
    departments: [departments['counters.0'], departments['counters.1']],
    keyholders: Object.values(site.keys),
    underWay: site.stillFor.find((each) => each.startsWith(checkName(''))),
    book: bookOf(await booked(store, body.site)),
    seed: context.salt,
  };
  const made = command(context, 'open', { ...rest, checkType }, { department: departments.by, facts });
  if (isRefusal(made)) return made;
  const done = await store.execute(stockCheck, body.check, made as OpenCheck);
  if (isRefusal(done)) return done;
  await followUp(store, [done.event]);
  still.forget(body.site);
  return { body: { check: body.check, ...sheetOf(done.event as StoredEvent<StockCheck, Opened>), ...receiptOf(done.event) } };
};

/**
 * What the counters get: what to look for and no figure. Of a tenth, the tags whose serials are to be read; of all, everything that lies
 * there: every tag and serial.
 */
export function sheetOf({ data }: StoredEvent<unknown, Opened>) {
  const { site, type, share } = data;
  return {
    site,
    type,
    countByKind: true,
    ammunitionByLot: true,
    ...(share < 100 ? { readSerialsOf: sampleOf(data) } : { readSerialsOf: 'ALL' }),
  };
}

function sampleOf({ weapons, seed, type }: Opened): string[] {
  return drawn(unlisted(weapons), seed, type);
}

async function opening(store: EventStore, check: string): Promise<StoredEvent<StockCheck, Opened> | undefined> {
  return (await store.event('STOCK-CHECK', check, 1)) as StoredEvent<StockCheck, Opened> | undefined;
}

/** One counter's count. The answer says whether it is in, and of two that differ in which parts: no figure of the book, none of the other. */
const countStock: UseCase<Deps> = async ({ body, context }: Request<OfCheck & CountSheet>, { store, department }) => {
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const opened = await opening(store, body.check);
  if (!opened) return UNKNOWN;
  const facts: CountStock['facts'] = { wanted: sampleOf(opened.data), known: await knownTags(store, body) };
  const made = command(context, 'count', body, { department: from, facts });
  if (isRefusal(made)) return made;
  const done = await store.execute(stockCheck, body.check, made as CountStock);
  if (isRefusal(done)) return done;
  return { body: { check: body.check, ...progressOf(done.event.state as StockCheck), ...receiptOf(done.event) } };
};

/** Where a check stands, without a figure. */
export function progressOf({ status, round, differed }: StockCheck) {
  return { status: status === 'OPEN' && differed ? 'RECOUNT' : status, round, ...(differed && { differed }) };
}

async function knownTags(store: EventStore, { serials }: CountSheet): Promise<Map<string, KnownTag>> {
  const rows = await registered(
    store,
    serials.flatMap(({ tag }) => tag ?? []),
  );
  const live = [...rows.values()].filter(({ state }) => state !== 'VOIDED');
  const identities = await identitiesOf(store, live);
  return new Map(
    live.flatMap(({ custodyNumber, container }) => {
      const identity = identities.get(custodyNumber);
      return identity ? [[custodyNumber, { ...identity, container }] as const] : [];
    }),
  );
}

/** Derives the findings of the count on which both agree. With one, a report opens and the store stands still until it is closed. */
const closeCheck: UseCase<Deps> = async ({ body, context }: Request<OfCheck>, { store, department, still }) => {
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const opened = await opening(store, body.check);
  const head = await store.newest('STOCK-CHECK', body.check);
  if (!opened || !head) return UNKNOWN;
  const facts = await comparison(store, opened, head.state as StockCheck);
  const made = command(context, 'close', body, { department: from, facts });
  if (isRefusal(made)) return made;
  const done = await store.execute(stockCheck, body.check, made as CloseCheck, { head });
  if (isRefusal(done)) return done;
  await followUp(store, [done.event]);
  still.forget(opened.data.site);
  return { body: { check: body.check, ...(done.event.data as object), ...receiptOf(done.event) } };
};

async function comparison(
  store: EventStore,
  opened: StoredEvent<StockCheck, Opened>,
  state: StockCheck,
): Promise<CloseCheck['facts'] | undefined> {
  const agreed = state.status === 'COUNTED' ? state.in['0'] : undefined;
  if (!agreed) return undefined;
  const { site, lots } = opened.data;
  const before = unlisted(opened.data.weapons);
  const count = (await store.event('STOCK-CHECK', opened.id, agreed.n))?.data as Count;
  const { weapons: now } = await booked(store, site);
  const absent = [...before, ...(count.alsoFound ?? [])].filter((number) => !now.has(number));
  const others = await registered(store, absent);
  const compared = { before, now, others, lots, count, touched: new Set<string>() };
  const suspected = findingsOf({ ...compared, site }).map(({ item }) => item);
  const touched = await Promise.all(suspected.map(async (item) => ((await movedSince(store, item, opened)) ? [item] : [])));
  return { ...compared, touched: new Set(touched.flat()) };
}

const MOVING = ['deposited', 'stored', 'carried', 'temporarily-removed', 'found', 'handed-over'];

/** How much of a lot there is and where: of a lot nothing else is moved, also not by listing it for a handover. */
function stock({ quantity, site, place }: AmmunitionLot): string {
  return JSON.stringify([quantity, site, place?.container]);
}

/** Whether a weapon or lot that would be a finding was moved since the opening, or a lot's quantity changed; a hold or a correction moves nothing. */
async function movedSince(store: EventStore, item: string, opened: StoredEvent): Promise<boolean> {
  const kind = /^[AW][A-Z]\d{6}-\d$/.exec(item) && (item.startsWith('A') ? 'LOT' : 'WEAPON');
  const newest = kind ? await store.newest(kind, item) : undefined;
  if (!kind || !newest || newest.recordedAt <= opened.recordedAt) return false;
  let lay: string | undefined;
  for await (const { recordedAt, type, state } of historyOf(store, kind, item)) {
    const lies = kind === 'LOT' ? stock(state as AmmunitionLot) : undefined;
    if (recordedAt > opened.recordedAt && (kind === 'LOT' ? lies !== lay : MOVING.includes(type))) return true;
    lay = lies;
  }
  return false;
}

type AbandonDocument = OfCheck & Pick<AbandonCheck['data'], 'reason' | 'verifier'>;

/** Ends a check without a finding and without a date: the store moves again unless a report holds it. */
const abandonCheck: UseCase<Deps> = async ({ body, context }: Request<AbandonDocument>, { store, department, still }) => {
  const departments = await departmentsOf({ by: body.by, verifier: body.verifier }, department);
  if (isRefusal(departments)) return departments;
  const facts = { verifierDepartment: departments.verifier };
  const made = command(context, 'abandon', body, { department: departments.by, facts });
  if (isRefusal(made)) return made;
  const done = await store.execute(stockCheck, body.check, made as AbandonCheck);
  if (isRefusal(done)) return done;
  await followUp(store, [done.event]);
  still.forget((done.event.state as StockCheck).site);
  return { body: { check: body.check, ...progressOf(done.event.state as StockCheck), ...receiptOf(done.event) } };
};

export const stockCheckUseCases: Readonly<Record<string, UseCase<Deps>>> = { openCheck, countStock, closeCheck, abandonCheck };
