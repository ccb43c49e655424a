import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, Draft } from '#shared/kernel/stream.ts';
import { type Keeper, said, twoPersonFault } from './chain-of-custody.ts';
import { SHARE } from './sample.ts';
import type { StockCheck } from './stock-check.ts';
import type { Finding, FindingType } from './stock-findings.ts';

/**
 * How a difference ends (domain B.8). FOUND: it was there after all. CLERICAL: a paper was wrong, both are named. LOST and STOLEN: by a
 * board of inquiry's finding and two persons. TRACED: a check of all found which item it is, and its own report takes over. REGISTERED: what
 * was too much got a custody number of its own. RECORDED: a seal or a damage, and the paper that says what was done about it.
 */
export const OUTCOMES = ['FOUND', 'CLERICAL', 'LOST', 'STOLEN', 'TRACED', 'REGISTERED', 'RECORDED'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const isNumber = (item: string) => /^[AW][A-Z]\d{6}-\d$/.test(item);
const LOSABLE: readonly Outcome[] = ['FOUND', 'CLERICAL', 'LOST', 'STOLEN'];
const OF_A_KIND: readonly Outcome[] = ['FOUND', 'CLERICAL', 'TRACED'];

/** Which outcomes a finding can have. */
export function outcomesOf({ type, item }: Pick<Finding, 'type' | 'item'>): readonly Outcome[] {
  switch (type) {
    case 'SHORTAGE':
      return isNumber(item) ? LOSABLE : OF_A_KIND;
    case 'SURPLUS':
      return isNumber(item) || item.startsWith('UNTAGGED') ? ['REGISTERED', 'CLERICAL'] : OF_A_KIND;
    case 'SERIAL_MISMATCH':
    case 'AMMO_QTY':
      return LOSABLE;
    case 'LOCATION':
      return ['FOUND', 'CLERICAL'];
    case 'SEAL_BROKEN':
    case 'DAMAGE':
      return ['RECORDED'];
  }
}

/** Whether the item's own stream has the outcome, so that the report only notes it: where a weapon is, what a lot counts, and every loss. */
export function isOfItem({
  type,
  item,
  outcome,
  counted,
}: Pick<Finding, 'type' | 'item'> & { outcome: Outcome; counted?: unknown }): boolean {
  if (outcome === 'LOST' || outcome === 'STOLEN') return true;
  const found = outcome === 'FOUND' || outcome === 'CLERICAL';
  if (type === 'AMMO_QTY') return found && counted !== undefined;
  return found && isNumber(item) && type !== 'SURPLUS';
}

/** Findings that a weapon's serial was not seen. Of one weapon a report has one of them at most. */
export const RAISING: readonly FindingType[] = ['SHORTAGE', 'SERIAL_MISMATCH'];

/** Weapons whose serial was not seen: each is suspected missing until an outcome. */
export function suspects(findings: readonly Finding[]): string[] {
  return findings.filter(({ type, item }) => RAISING.includes(type) && isNumber(item)).map(({ item }) => item);
}

/** `items`: by type and item, `OPEN` or the outcome; `registered`: the numbers of the weapons registered for those that were too much. */
export type Discrepancy = {
  readonly site: string;
  readonly check: string;
  readonly openedAt: string;
  readonly open: number;
  readonly items: Readonly<Record<string, 'OPEN' | Outcome>>;
  readonly registered?: readonly string[];
};

export const itemKey = ({ type, item }: Pick<Finding, 'type' | 'item'>) => `${type} ${item}`;

export type OpenReport = Command<
  'open',
  { readonly discrepancy: string; readonly site: string; readonly check: string; readonly findings: readonly Finding[] }
>;
export type Settlement = {
  readonly discrepancy: string;
  readonly type: FindingType;
  readonly item: string;
  readonly outcome: Outcome;
  readonly verifier: Keeper;
  /** Of CLERICAL both papers, of the others the one that says so. */
  readonly documents: readonly string[];
  readonly tracedBy?: string | undefined;
  readonly custodyNumber?: string | undefined;
};
export type Settle = Command<
  'settle',
  Settlement,
  object,
  {
    readonly verifierDepartment: string;
    readonly tracedBy?: StockCheck | undefined;
    /** The weapon in `custodyNumber`: the report for which it was registered as found, and what it is. */
    readonly registered?: { readonly discrepancy?: string | undefined; readonly kind?: string | undefined } | undefined;
    /** The finding, as the report's opening has it. */
    readonly finding?: Finding | undefined;
    /** The weapon has left trust meanwhile: nothing is recorded of it any more, so that its item ends as a clerical error. */
    readonly gone?: boolean | undefined;
  }
>;
/** The outcome that a weapon's or lot's own event has; `event` names it. */
export type NoteOutcome = Command<'note-outcome', Pick<Settlement, 'type' | 'item' | 'outcome'> & { readonly event: string }>;

/** Whether an item of a report can have this outcome now. */
export function itemFault(
  state: Discrepancy | undefined,
  { type, item, outcome }: Pick<Settlement, 'type' | 'item' | 'outcome'>,
): Refusal | undefined {
  if (!state) return refuse('DISCREPANCY_UNKNOWN', 'There is no report of this number.', { status: 404, field: 'discrepancy' });
  const stands = Object.hasOwn(state.items, itemKey({ type, item })) ? state.items[itemKey({ type, item })] : undefined;
  if (stands === undefined) return refuse('ITEM_UNKNOWN', 'The report has no such item.', { status: 404, field: 'item' });
  if (stands !== 'OPEN') return refuse('ITEM_SETTLED', 'This item has an outcome.', { field: 'item', more: { outcome: stands } });
  const possible = outcomesOf({ type, item });
  if (!possible.includes(outcome))
    return refuse('OUTCOME_NOT_POSSIBLE', 'A finding like this has another outcome.', {
      status: 422,
      field: 'outcome',
      more: { possible },
    });
  return undefined;
}

/** Two people of two departments, and the papers that the outcome rests on. */
export function settlementFault(
  { outcome, documents, verifier }: Pick<Settlement, 'outcome' | 'documents' | 'verifier'>,
  actor: Command['actor'],
  verifierDepartment: string,
): Refusal | undefined {
  if (outcome === 'CLERICAL' && new Set(documents).size < 2)
    return refuse('BOTH_DOCUMENTS', 'A clerical error names the wrong paper and the right one.', { status: 422, field: 'documents' });
  return twoPersonFault(actor, { ...verifier, department: verifierDepartment }, 'verifier');
}

function settle(state: Discrepancy | undefined, { data, facts, actor }: Settle): Draft | Refusal {
  const no = itemFault(state, data) ?? settlementFault(data, actor, facts?.verifierDepartment ?? '');
  if (no) return no;
  if (isOfItem(data) && !(facts?.gone && data.outcome === 'CLERICAL'))
    return refuse('OUTCOME_OF_ITEM', 'The outcome is recorded of the item itself.', { status: 422, field: 'item' });
  if (data.outcome === 'TRACED') {
    const check = facts?.tracedBy;
    const traces =
      check?.status === 'CLOSED' && check.site === state?.site && SHARE[check.type] === 100 && check.openedAt >= state.openedAt;
    if (!traces)
      return refuse('CHECK_TRACES_NOTHING', 'Traced means by a closed check of all serials of this store, opened after the report.', {
        status: 422,
        field: 'tracedBy',
      });
  }
  const wrong = data.outcome === 'REGISTERED' ? registrationFault(state, data, facts) : undefined;
  const { custodyNumber } = data;
  return wrong ?? { type: 'item-settled', data: { ...said(data), ...(custodyNumber && { custodyNumber }) } };
}

/** What was too much is one weapon, registered as found for this report, of the kind that was seen; and each such weapon is one item. */
function registrationFault(state: Discrepancy | undefined, { discrepancy: report, custodyNumber }: Settlement, facts: Settle['facts']) {
  const say = (code: string, detail: string) => refuse(code, detail, { status: 422, field: 'custodyNumber' });
  if (custodyNumber === undefined || facts?.registered?.discrepancy !== report)
    return say('NOT_REGISTERED', 'Name the weapon that was registered as found for this report.');
  if (state?.registered?.includes(custodyNumber))
    return say('REGISTERED_FOR_ANOTHER', 'This weapon is the outcome of another item of this report.');
  const seen = facts.finding?.kind ?? 'OTHER';
  if (seen !== 'OTHER' && seen !== facts.registered.kind) return say('KIND_DIFFERS', `What was too much is of the kind ${seen}.`);
  return undefined;
}

/** A discrepancy report: one for a check that found differences. It closes when every item has an outcome; nothing is ever adjusted. */
export const discrepancy: Aggregate<Discrepancy, OpenReport | Settle | NoteOutcome> = {
  kind: 'DISCREPANCY',
  decide(state, command) {
    switch (command.type) {
      case 'open':
        return state ? 'nothing' : { type: 'discrepancy-opened', data: command.data };
      case 'settle':
        return settle(state, command);
      case 'note-outcome':
        return itemFault(state, command.data) ? 'nothing' : { type: 'item-settled', data: command.data };
    }
  },
  evolve(state, { type, data, at }) {
    if (type === 'discrepancy-opened' || !state) {
      const { site, check, findings } = data as OpenReport['data'];
      const items = Object.fromEntries(findings.map((finding) => [itemKey(finding), 'OPEN' as const]));
      return { site, check, openedAt: at, open: Object.keys(items).length, items };
    }
    const settled = data as Settlement;
    const registered = settled.outcome === 'REGISTERED' && settled.custodyNumber ? [settled.custodyNumber] : [];
    return {
      ...state,
      open: state.open - 1,
      items: { ...state.items, [itemKey(settled)]: settled.outcome },
      ...(registered.length && { registered: [...(state.registered ?? []), ...registered] }),
    };
  },
};
