import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, Draft } from '#shared/kernel/stream.ts';
import { type Keeper, named, said, twoPersonFault } from './chain-of-custody.ts';
import { itemKey } from './discrepancy.ts';
import { listed, type NumberList } from './number-list.ts';
import { type CheckType, SHARE, snapshotOf } from './sample.ts';
import { type Count, type CountDigests, type CountSheet, counted, digestsOf, type KnownTag, PARTS } from './stock-count.ts';
import { type Compared, type Finding, findingsOf, movedAround } from './stock-findings.ts';

/**
 * Compact state of a stock check. `in` has, by counter (0 and 1), the number of the event with his count of this round and its digests; the
 * counts themselves stand in their events alone. Nothing here is a figure of the book.
 */
export type StockCheck = {
  readonly n: number;
  readonly site: string;
  readonly type: CheckType;
  readonly status: 'OPEN' | 'COUNTED' | 'CLOSED' | 'ABANDONED';
  readonly openedAt: string;
  /** Officers as `officer@committee`. */
  readonly counters: readonly [string, string];
  readonly round: number;
  readonly in: Readonly<Partial<Record<'0' | '1', { readonly n: number; readonly digests: CountDigests }>>>;
  /** In what the two counts of the last round differed. */
  readonly differed?: readonly string[];
  readonly findings?: number;
};

/** The book of a store at one moment: kind by custody number, and quantity by lot. */
export type Book = { readonly weapons: ReadonlyMap<string, string>; readonly lots: Readonly<Record<string, number>> };

/** What the opening event says: the frozen book, and the seed with which anybody draws the same sample (see `drawn`). */
export type Opened = {
  readonly site: string;
  readonly type: CheckType;
  readonly counters: readonly [string, string];
  readonly snapshot: string;
  readonly weapons: NumberList;
  readonly lots: Readonly<Record<string, number>>;
  readonly share: number;
  readonly seed: string;
};
export type Closed = { readonly findings: readonly Finding[]; readonly moved?: readonly string[] };

export type OpenCheck = Command<
  'open',
  { readonly check: string; readonly site: string; readonly checkType: CheckType; readonly counters: readonly [Keeper, Keeper] },
  object,
  {
    readonly departments: readonly [string, string];
    /** Who holds keys of the store, as `officer@committee`. */
    readonly keyholders: readonly string[];
    readonly underWay?: string | undefined;
    readonly book: Book;
    readonly seed: string;
  }
>;
export type CountStock = Command<
  'count',
  { readonly check: string } & CountSheet,
  object,
  { readonly wanted: readonly string[]; readonly known: ReadonlyMap<string, KnownTag> }
>;
export type CloseCheck = Command<'close', { readonly check: string }, object, Omit<Compared, 'site'>>;
export type AbandonCheck = Command<
  'abandon',
  { readonly check: string; readonly reason: string; readonly verifier: Keeper },
  object,
  { readonly verifierDepartment: string }
>;
type CheckCommand = OpenCheck | CountStock | CloseCheck | AbandonCheck;

const UNKNOWN = refuse('CHECK_UNKNOWN', 'No stock check was opened under this number.', { status: 404, field: 'check' });

function open({ data, facts }: OpenCheck): Draft | Refusal {
  const { site, checkType, counters } = data;
  const [one, other] = counters;
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  const { departments = ['', ''], keyholders = [], underWay, book, seed } = facts ?? {};
  if (one.officer === other.officer) return say('ONE_OFFICER', 'Two people count.', 'counters');
  if (one.committee === other.committee && departments[0] === departments[1])
    return say('ONE_DEPARTMENT', 'The counters are of different committees or departments.', 'counters');
  if (counters.some((counter) => keyholders.includes(named(counter))))
    return say('COUNTER_KEEPS_KEYS', 'Whoever holds keys of the store does not count it.', 'counters');
  if (underWay) return refuse('CHECK_UNDER_WAY', 'Another check of this store is not closed yet.', { field: 'site', more: { underWay } });
  if (!book || !seed) return say('BOOK_MISSING', 'A check is of the book as it stands.', 'site');
  const opened: Opened = {
    site,
    type: checkType,
    counters: [named(one), named(other)],
    snapshot: snapshotOf(book),
    weapons: listed(book.weapons.keys()),
    lots: book.lots,
    share: SHARE[checkType],
    seed,
  };
  return { type: 'check-opened', data: opened };
}

/** An event has 400 KB at most; so many bytes of JSON leave room for what it says beside. A report's state says `OPEN` of each of its items. */
const MOST_BYTES = 350_000;
const OPEN_BYTES = ':"OPEN",'.length;

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

function count(state: StockCheck, { data, facts, actor }: CountStock): Draft | Refusal {
  const me = state.counters.indexOf(named({ officer: actor.officer ?? '', committee: actor.committee ?? '' }));
  if (me < 0) return refuse('NOT_A_COUNTER', 'Only the two counters of a check count.', { status: 422, field: 'by' });
  if (state.status !== 'OPEN' || state.in[me === 0 ? '0' : '1'])
    return refuse('COUNT_IN', 'This count is in; only a difference between the counters asks for another one.', { field: 'by' });
  const tags = data.serials.flatMap(({ tag }) => tag ?? []);
  if (new Set(tags).size < tags.length) return refuse('TAG_TWICE', 'A tag is read once.', { status: 422, field: 'serials' });
  const { check: _check, ...sheet } = data;
  const made = counted(sheet, facts?.wanted ?? [], facts?.known ?? new Map());
  if (bytesOf(made) > MOST_BYTES)
    return refuse('COUNT_TOO_LARGE', 'More differs from the book than one count can hold.', {
      status: 422,
      field: 'serials',
    });
  return { type: 'stock-counted', data: { counter: me, round: state.round, ...made } };
}

function close(state: StockCheck, { facts }: CloseCheck): Draft | Refusal {
  if (state.status === 'OPEN' || !facts) return refuse('COUNT_MISSING', 'Two counts that agree close a check.', { field: 'check' });
  const compared = { ...facts, site: state.site };
  const moved = movedAround(compared);
  const findings = findingsOf(compared);
  if (bytesOf([findings, findings.map(itemKey), moved]) + findings.length * OPEN_BYTES > MOST_BYTES)
    return refuse('FINDINGS_TOO_MANY', 'More differs from the book than one report can hold; the check can only be abandoned.', {
      status: 422,
      field: 'check',
      more: { findings: findings.length },
    });
  return { type: 'check-closed', data: { findings, ...(moved.length && { moved }) } satisfies Closed };
}

/** The way out of a check that its counters cannot finish: two officers of two departments who do not count it say why. It counts as no check. */
function abandon(state: StockCheck, { data, facts, actor }: AbandonCheck): Draft | Refusal {
  const counting = state.counters.map((counter) => counter.split('@')[0]);
  if ([actor.officer, data.verifier.officer].some((officer) => counting.includes(officer)))
    return refuse('COUNTER_ABANDONS', 'Who counts a check does not abandon it.', { status: 422, field: 'by' });
  const { check: _check, ...rest } = data;
  return (
    twoPersonFault(actor, { ...data.verifier, department: facts?.verifierDepartment ?? '' }, 'verifier') ?? {
      type: 'check-abandoned',
      data: { ...said(rest), verifier: named(data.verifier) },
    }
  );
}

/**
 * A stock check of a store as IDDRS 4.10 asks (domain B.8, I-15, I-17): the book frozen at the opening, two counters who count each on his
 * own and blind, and findings derived from the one count on which both agree. Two counts that differ are both made again.
 */
export const stockCheck: Aggregate<StockCheck, CheckCommand> = {
  kind: 'STOCK-CHECK',
  decide(state, command) {
    if (command.type === 'open')
      return state ? refuse('CHECK_EXISTS', 'A check was opened under this number before.', { field: 'check' }) : open(command);
    if (!state) return UNKNOWN;
    if (isOver(state) && command.type !== 'count') return refuse('CHECK_CLOSED', 'This check is closed or abandoned.', { field: 'check' });
    switch (command.type) {
      case 'count':
        return count(state, command);
      case 'close':
        return close(state, command);
      case 'abandon':
        return abandon(state, command);
    }
  },
  evolve(before, { type, data, at }) {
    const n = (before?.n ?? 0) + 1;
    if (type === 'check-opened' || !before) {
      const { site, type: checkType, counters } = data as Opened;
      return { n, site, type: checkType, status: 'OPEN', openedAt: at, counters, round: 1, in: {} };
    }
    if (type === 'stock-counted') return afterCount({ ...before, n }, data as Count & { counter: 0 | 1 });
    if (type === 'check-abandoned') return { ...before, n, status: 'ABANDONED' };
    return { ...before, n, status: 'CLOSED', findings: (data as Closed).findings.length };
  },
};

/** Nothing is counted any more: what was counted may be shown. */
export function isOver({ status }: StockCheck): boolean {
  return status === 'CLOSED' || status === 'ABANDONED';
}

function afterCount(state: StockCheck, made: Count & { counter: 0 | 1 }): StockCheck {
  const digests = digestsOf(made);
  const both = { ...state.in, [made.counter]: { n: state.n, digests } };
  const [one, other] = [both['0'], both['1']];
  const { differed: _before, ...rest } = state;
  if (!one || !other) return { ...state, in: both };
  const differed = PARTS.filter((part) => one.digests[part] !== other.digests[part]);
  if (differed.length === 0) return { ...rest, in: both, status: 'COUNTED' };
  return { ...rest, in: {}, round: state.round + 1, differed };
}
