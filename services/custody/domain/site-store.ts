import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import { type Keeper, laterOf, named } from './chain-of-custody.ts';
import { CHECK_TYPES, type CheckType, SHARE } from './sample.ts';

/** Days after which a check of a type is overdue (I-17). The other types have no term of their own. */
export const TERMS: Readonly<Partial<Record<CheckType, number>>> = { WEEKLY: 7, HALF_YEARLY: 183 };

/**
 * A store of a site, as checks, reports and key changes leave it. `stillFor` names what holds its movements: `STOCK-CHECK#…` while people
 * count, `DISCREPANCY#…` until every difference has an outcome. Times are effective ones, ISO 8601 UTC.
 */
export type SiteStore = {
  readonly since: string;
  readonly stillFor: readonly string[];
  /** When the last check of each type was closed. */
  readonly checks: Readonly<Partial<Record<CheckType, string>>>;
  /** Who holds each set of keys, as `officer@committee`. */
  readonly keys: Readonly<Record<string, string>>;
  /** When keys changed hands without a count since (I-17: a count at every key change). */
  readonly keysChanged?: string;
};

export type OpenStore = Command<'open-store', { readonly site: string }>;
export type BeginCheck = Command<'begin-check', { readonly check: string }>;
export type EndCheck = Command<
  'end-check',
  { readonly check: string; readonly checkType: CheckType; readonly openedAt: string; readonly discrepancy?: string }
>;
/** It was abandoned: it held the store, and is no check of it. */
export type DropCheck = Command<'drop-check', { readonly check: string }>;
export type CloseReport = Command<'close-report', { readonly discrepancy: string }>;
export type ChangeKeys = Command<
  'change-keys',
  { readonly site: string; readonly keySet: string; readonly from: Keeper; readonly to: Keeper; readonly documentNo: string }
>;
type StoreCommand = OpenStore | BeginCheck | EndCheck | DropCheck | CloseReport | ChangeKeys;

export const checkName = (check: string) => `STOCK-CHECK#${check}`;
export const reportName = (discrepancy: string) => `DISCREPANCY#${discrepancy}`;

function changeKeys(state: SiteStore | undefined, { data }: ChangeKeys) {
  const { keySet, from, to } = data;
  const holder = state && Object.hasOwn(state.keys, keySet) ? state.keys[keySet] : undefined;
  if (from.officer === to.officer)
    return refuse('ONE_OFFICER', 'Keys change hands between two people.', { status: 422, field: 'to.officer' });
  if (holder !== undefined && holder !== named(from))
    return refuse('KEYS_NOT_HELD', 'Keys are handed over by the officer who received them last.', { field: 'from', more: { holder } });
  return { type: 'keys-changed', data: { ...data, from: named(from), to: named(to) } };
}

/** The 409 with which a movement in or out of a store is refused while something holds it still. */
export function stillFault({ stillFor }: Pick<SiteStore, 'stillFor'>, site: string): Refusal | undefined {
  if (stillFor.length === 0) return undefined;
  return refuse('STORE_FROZEN', `Nothing moves in or out of ${site} until this is settled.`, { field: 'site', more: { site, stillFor } });
}

/** A site's store: what holds it still, when it was counted last, and who has its keys (domain B.8). */
export const siteStore: Aggregate<SiteStore, StoreCommand> = {
  kind: 'SITE-STORE',
  decide(state, command) {
    switch (command.type) {
      case 'open-store':
        return state ? 'nothing' : { type: 'store-opened', data: command.data };
      case 'begin-check':
        return { type: 'check-begun', data: command.data };
      case 'end-check':
        return { type: 'check-ended', data: command.data };
      case 'drop-check':
        return { type: 'check-dropped', data: command.data };
      case 'close-report':
        return { type: 'report-closed', data: command.data };
      case 'change-keys':
        return changeKeys(state, command);
    }
  },
  evolve(before, { type, data, at }) {
    const state: SiteStore = before ?? { since: at, stillFor: [], checks: {}, keys: {} };
    switch (type) {
      case 'check-begun':
        return { ...state, stillFor: [...state.stillFor, checkName((data as BeginCheck['data']).check)] };
      case 'check-ended':
        return checked(state, data as EndCheck['data'], at);
      case 'check-dropped': {
        const over = checkName((data as DropCheck['data']).check);
        return { ...state, stillFor: state.stillFor.filter((each) => each !== over) };
      }
      case 'report-closed': {
        const over = reportName((data as CloseReport['data']).discrepancy);
        return { ...state, stillFor: state.stillFor.filter((each) => each !== over) };
      }
      case 'keys-changed': {
        const { keySet, to } = data as unknown as { keySet: string; to: string };
        return { ...state, keys: { ...state.keys, [keySet]: to }, keysChanged: laterOf(state.keysChanged, at) };
      }
      default:
        return state;
    }
  },
};

/** A key change is answered by a check for it, or by one of all, that began after it. */
function checked(state: SiteStore, { check, checkType, openedAt, discrepancy }: EndCheck['data'], at: string): SiteStore {
  const left = state.stillFor.filter((each) => each !== checkName(check));
  const { keysChanged, ...rest } = state;
  const answers = (checkType === 'KEY_CHANGE' || SHARE[checkType] === 100) && keysChanged !== undefined && openedAt >= keysChanged;
  return {
    ...rest,
    ...(keysChanged !== undefined && !answers && { keysChanged }),
    stillFor: discrepancy === undefined ? left : [...left, reportName(discrepancy)],
    checks: { ...state.checks, [checkType]: laterOf(state.checks[checkType], at) },
  };
}

const DAY_MS = 86_400_000;

/** When a term was kept last: by a check of its type, or by one of all, which reads no less (I-17: 100 % within any 183 days, whatever it was for). */
function keptLast({ checks }: SiteStore, type: CheckType): string | undefined {
  const counting = CHECK_TYPES.filter((each) => each === type || (TERMS[type] !== undefined && SHARE[each] === 100));
  return counting.flatMap((each) => checks[each] ?? []).reduce<string | undefined>(laterOf, undefined);
}

/** Whole days since a check that counts for each type, or since the store was opened where there was none; overdue after its term (I-17). */
export function daysSince(state: SiteStore, now: string) {
  const { since, keysChanged } = state;
  const daysFrom = (then: string) => Math.max(0, Math.floor((Date.parse(now) - Date.parse(then)) / DAY_MS));
  const each = CHECK_TYPES.map((type) => {
    const last = keptLast(state, type);
    const term = TERMS[type];
    const due = term !== undefined && Date.parse(now) - Date.parse(last ?? since) > term * DAY_MS;
    return { type, ...(last && { last }), days: daysFrom(last ?? since), ...(term && { term }), overdue: due };
  });
  const overdue = [...each.filter((check) => check.overdue).map(({ type }) => type), ...(keysChanged ? (['KEY_CHANGE'] as const) : [])];
  return { checks: each, overdue, ...(keysChanged && { keysChangedWithoutCount: keysChanged }) };
}
