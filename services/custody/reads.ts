import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { exportEvents, readable } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import type { AmmunitionLot, DepositedLot } from './domain/ammunition-lot.ts';
import { keeperNamed } from './domain/chain-of-custody.ts';
import type { Depositor } from './domain/depositor.ts';
import { receiptDocument } from './domain/receipt.ts';
import { receiptsAccounted } from './domain/statement.ts';
import type { Weapon } from './domain/weapon.ts';
import type { Correct, Deposited } from './domain/weapon-commands.ts';
import type { WeaponIdentity } from './domain/weapon-identity.ts';
import { logReads } from './log-reads.ts';
import type { Deps } from './lookups.ts';
import { type ItemQuery, listed } from './register-list.ts';
import { statement } from './statements.ts';
import { stockReads } from './stock-reads.ts';
import { BOOKS, type BookRow, LOTS, type LotRow, WEAPONS, type WeaponRow } from './store.ts';
import { identityIn, listWeapons } from './weapon-list.ts';
import { handoverReads } from './weapons-handover-reads.ts';

type Kind = 'WEAPON' | 'LOT';
type Paged = { limit: number; cursor?: string | undefined };

const UNKNOWN: Readonly<Record<Kind, Refusal>> = {
  WEAPON: refuse('WEAPON_UNKNOWN', 'No weapon was deposited under this number.', { status: 404 }),
  LOT: refuse('LOT_UNKNOWN', 'No lot was deposited under this number.', { status: 404 }),
};

/** The newest event and the deposit, of a number that was not voided. */
async function found<S extends { state: string }, D>(
  store: EventStore,
  kind: Kind,
  id = '',
): Promise<{ head: StoredEvent<S>; first: StoredEvent<S, D> } | undefined> {
  const head = (await store.newest(kind, id)) as StoredEvent<S> | undefined;
  if (!head || head.state.state === 'VOIDED') return undefined;
  return { head, first: (head.sequence === 1 ? head : await store.event(kind, id, 1)) as StoredEvent<S, D> };
}

/** What registration and handover have said of a depositor: unconfirmed until registration speaks. */
async function standing(store: EventStore, personalNumber: string | undefined) {
  if (personalNumber === undefined) return undefined;
  const { registered = false, merged, left } = ((await store.newest('DEPOSITOR', personalNumber))?.state ?? {}) as Depositor;
  return { personalNumber, confirmed: registered, ...(merged && { merged }), ...(left && { left: true, ...left }) };
}

async function showWeapon({ params, context }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const weapon = await found<Weapon, Deposited>(store, 'WEAPON', params.custodyNumber);
  if (!weapon) return UNKNOWN.WEAPON;
  const { head, first } = weapon;
  const { n: _n, last: _last, was: _was, identity: holder, depositor, keeper, dueBack, ...state } = head.state;
  const superseding = holder === 1 ? undefined : ((await store.event('WEAPON', head.id, holder)) as StoredEvent<Weapon, Correct['data']>);
  const { location: _location, depositor: _depositor, nearMatches, ...deposited } = first.data as Deposited & { nearMatches?: string[] };
  const identity: WeaponIdentity = superseding?.data.identity ?? identityIn(first.data);
  return {
    body: {
      custodyNumber: head.id,
      ...state,
      ...deposited,
      ...identity,
      ...(keeper && { keeper: keeperNamed(keeper) }),
      depositor: await standing(store, depositor),
      depositedAt: first.at,
      // What an approval of an act on it is signed over.
      head: head.hash,
      nearMatches: nearMatches ?? [],
      ...(dueBack && { dueBack, overdue: Date.parse(dueBack) < Date.parse(context.recordedAt) }),
    },
    headers: { etag: `"${head.sequence}"` },
  };
}

async function showLot({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const lot = await found<AmmunitionLot, DepositedLot>(store, 'LOT', params.custodyNumber);
  if (!lot) return UNKNOWN.LOT;
  const { n: _n, last: _last, was: _was, depositor, keeper, ...state } = lot.head.state;
  const { location: _location, quantity: _quantity, depositor: _depositor, ...deposited } = lot.first.data;
  return {
    body: {
      custodyNumber: lot.head.id,
      ...deposited,
      ...state,
      keeper: keeperNamed(keeper ?? ''),
      depositor: await standing(store, depositor),
      depositedAt: lot.first.at,
      head: lot.head.hash,
    },
    headers: { etag: `"${lot.head.sequence}"` },
  };
}

/** Every print after the deposit's own answer is a duplicate (I-19). */
function receipt(kind: Kind): UseCase<Deps> {
  return async ({ params }: Request, { store }) => {
    const item = await found<{ state: string }, object>(store, kind, params.custodyNumber);
    return item ? { body: receiptDocument(item.first, 'DUPLICATE') } : UNKNOWN[kind];
  };
}

function history(kind: Kind): UseCase<Deps> {
  return async ({ params, query }: Request<unknown, Paged>, { store }) => {
    const { events, next } = await store.history(kind, params.custodyNumber ?? '', {
      after: Number(query.cursor ?? 0) || 0,
      limit: query.limit,
    });
    if (events.length === 0 && !query.cursor) return UNKNOWN[kind];
    return { list: { items: events.map(readable), next: next === undefined ? undefined : String(next) } };
  };
}

/** Lots by number or tag, those of a depositor, of a place, or under a seal; always as they stand. */
async function listLots({ query }: Request<unknown, ItemQuery>, { store }: Deps): Promise<Answer> {
  const { rows, next } = await listed<LotRow>(LOTS, query, ({ state }) => state !== 'VOIDED', store);
  return { list: { items: rows.map(({ pk: _pk, sk: _sk, sequence: _sequence, ...lot }) => lot), next } };
}

async function bookStatement({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const book = params.book ?? '';
  const [issued] = await store.rows.get<BookRow>([{ pk: BOOKS, sk: book }]);
  if (!issued) return refuse('BOOK_UNKNOWN', 'No such book was issued.', { status: 404 });
  const numbers = await store.rows.all<WeaponRow | LotRow>({ pk: book.startsWith('A') ? LOTS : WEAPONS, prefix: book });
  return { body: receiptsAccounted([issued], numbers)[0] ?? {} };
}

export const reads: Readonly<Record<string, UseCase<Deps>>> = {
  listWeapons,
  showWeapon,
  weaponHistory: history('WEAPON'),
  weaponReceipt: receipt('WEAPON'),
  listLots,
  showLot,
  lotHistory: history('LOT'),
  lotReceipt: receipt('LOT'),
  bookStatement,
  statement,
  exportEvents,
  ...logReads,
  ...stockReads,
  ...handoverReads,
};
