import type { CountUnit } from '#shared/contracts/custody.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, Draft, Happened } from '#shared/kernel/stream.ts';
import { type Approval, type Approvals, approvalsFault } from './approval.ts';
import {
  type Keeper,
  laterOf,
  leaving,
  named,
  orderFault,
  type Place,
  type Stored,
  said,
  sealFault,
  type Transfer,
  type TransferDepartments,
  transferFault,
  twoPersonFault,
} from './chain-of-custody.ts';
import { afterFinding, decideFinding, type LotFindingCommand } from './lot-findings.ts';
import { notIssued } from './weapon.ts';
import type { Acknowledgement, NumberBook } from './weapon-commands.ts';
import { LINE_VERBS, type LineCommand, type Listed, onLine } from './weapon-handover.ts';

/** Compact state of a lot. Quantities are integers in the lot's unit; received = in trust (`quantity`) + handed over + destroyed + lost (I-16). */
export type AmmunitionLot = {
  readonly n: number;
  /** The latest effective time of its acts, ISO 8601 UTC. */
  readonly last: string;
  readonly state: 'IN_TRUST' | 'VOIDED';
  readonly calibre?: string;
  readonly unit?: CountUnit;
  readonly received: number;
  readonly quantity: number;
  readonly destroyed: number;
  readonly lost: number;
  readonly handedOver?: number;
  readonly depositor?: string;
  readonly site?: string;
  readonly place?: Stored;
  /** Where it was before this very event (see `leaving`). */
  readonly was?: string;
  readonly keeper?: string;
  /** The handover on which it is listed, or by which some of it went. */
  readonly handover?: Listed;
};

type OfLot = { readonly custodyNumber: string };
type Counted = { readonly quantity: number };
type Second = { readonly verifier: Keeper };
type FoundReport = { readonly reference: string; readonly place: string; readonly discrepancy?: string | undefined };

/** What a deposit's event says. */
export type DepositedLot = Counted &
  Second & {
    readonly calibreOrType: string;
    readonly lotNumber?: string | undefined;
    readonly headstamps?: readonly string[] | undefined;
    readonly manufacturer?: string | undefined;
    readonly year?: number | undefined;
    readonly unitOfCount: CountUnit;
    readonly packaging: 'SEALED' | 'OPENED' | 'LOOSE';
    readonly hazardDivision?: string | undefined;
    readonly compatibilityGroup?: string | undefined;
    readonly condition: 'SERVICEABLE' | 'SUSPECT' | 'UNSAFE';
    readonly depositor?: string | undefined;
    readonly foundReport?: FoundReport | undefined;
    readonly titleHolder: string;
    readonly acknowledged: Acknowledgement;
    readonly location: { readonly site: string } & Stored;
  };

type TwoPersons = { readonly verifierDepartment: string };
export type DepositLot = Command<'deposit', OfLot & DepositedLot, object, TwoPersons & { readonly book?: NumberBook | undefined }>;
export type VoidLotNumber = Command<'void', OfLot & { readonly reason: string }, object, { readonly book?: NumberBook | undefined }>;
/**
 * Issued for destruction, and for nothing else: the certificate is of the explosive ordnance disposal team. The verifier counts what is issued;
 * two persons approve that it is destroyed.
 */
export type Issue = Command<
  'issue',
  OfLot & Counted & Second & { readonly purpose: 'DESTRUCTION'; readonly eodCertificate: string; readonly approvals: Approvals },
  object,
  TwoPersons & { readonly approvals: readonly Approval[] }
>;
export type Receive = Command<'receive', OfLot & Counted & Second & { readonly foundReport: FoundReport }, object, TwoPersons>;
export type RelocateLot = Command<
  'relocate',
  OfLot &
    Transfer & {
      readonly to: { readonly site: string } & Place;
      readonly sealBefore?: string | undefined;
      readonly sealAfter?: string | undefined;
      readonly documentNo: string;
    },
  object,
  TransferDepartments
>;
export type LotCommand = DepositLot | VoidLotNumber | Issue | Receive | RelocateLot | LotFindingCommand | LineCommand;

function decide(state: AmmunitionLot | undefined, command: LotCommand, head?: string): Draft | Refusal | 'nothing' {
  const answer = decided(state, command, head);
  return answer === 'nothing' || isRefusal(answer) ? answer : { ...answer, data: said(answer.data) };
}

function decided(state: AmmunitionLot | undefined, command: LotCommand, head: string | undefined): Draft | Refusal | 'nothing' {
  if (command.type === 'deposit' || command.type === 'void') {
    if (state)
      return refuse(state.state === 'VOIDED' ? 'NUMBER_VOIDED' : 'NUMBER_USED', 'This number has been used or voided.', {
        field: 'custodyNumber',
      });
    const no = notIssued(command.facts?.book, command.actor.committee);
    if (no) return no;
    return command.type === 'void' ? { type: 'number-voided', data: command.data } : depositLot(command);
  }
  if (!state || state.state === 'VOIDED')
    return refuse('LOT_UNKNOWN', 'No lot was deposited under this number.', { status: 404, field: 'custodyNumber' });
  const early = orderFault(state.last, command);
  if (early) return early;
  if (isLine(command)) return onLine(state, command);
  if (state.handover && state.handover.accepted === undefined)
    return refuse('STATE_NOT_READY', 'This is not possible for a lot that is listed for a handover.', {
      more: { state: 'HANDOVER_LISTED' },
    });
  if (command.type === 'relocate') {
    const no =
      transferFault(command.data, state.keeper, command.facts ?? { releasedBy: '', receivedBy: '' }, state.depositor) ??
      sealFault(command.data, { leaves: true, enters: true });
    return no ?? { type: 'lot-relocated', data: command.data };
  }
  if (command.type === 'recount' || command.type === 'confirm-loss') return decideFinding(state, command, head);
  const alone = twoPersonFault(
    command.actor,
    { ...command.data.verifier, department: command.facts?.verifierDepartment ?? '' },
    'verifier',
  );
  if (alone) return alone;
  switch (command.type) {
    case 'issue':
      return issue(state, command, head);
    case 'receive':
      return { type: 'lot-added', data: command.data };
  }
}

const isLine = (command: LotCommand): command is LineCommand => LINE_VERBS.includes(command.type as LineCommand['type']);

function issue(state: AmmunitionLot, { data, facts, actor, recordedAt }: Issue, head: string | undefined): Draft | Refusal {
  if (data.quantity > state.quantity)
    return refuse('NOT_SO_MUCH', 'There is not so much of this lot in trust.', {
      field: 'quantity',
      more: { quantity: state.quantity },
    });
  return approvalsFault(facts?.approvals ?? [], { requester: actor.officer, head, recordedAt }) ?? { type: 'lot-destroyed', data };
}

function depositLot({ data, facts, personal, actor }: DepositLot): Draft | Refusal {
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  const no = twoPersonFault(actor, { ...data.verifier, department: facts?.verifierDepartment ?? '' }, 'verifier');
  if (no) return no;
  if ((data.depositor === undefined) === (data.foundReport === undefined))
    return say('DEPOSITOR_OR_FINDER', 'A lot has a depositor or a report of its finding.', 'depositor');
  if ((data.depositor === undefined) !== (data.acknowledged.as === 'NOBODY'))
    return say(
      'ACKNOWLEDGEMENT_WRONG',
      'A depositor acknowledges the receipt or refuses to; a found lot has nobody who does.',
      'acknowledged',
    );
  if (data.packaging !== 'LOOSE' && !data.lotNumber)
    return say('LOT_NUMBER_MISSING', 'Only loose ammunition has no lot number.', 'lotNumber');
  return { type: 'lot-deposited', data, ...(personal && { personal }) };
}

function evolve(before: AmmunitionLot | undefined, event: Happened): AmmunitionLot {
  const { was: _was, ...known } = before ?? NOTHING;
  const now = changed(known, event);
  return { ...now, ...leaving(before, now, event.data), n: (before?.n ?? 0) + 1, last: laterOf(before?.last, event.at) };
}

const NOTHING: Omit<AmmunitionLot, 'last'> = { n: 0, state: 'IN_TRUST', received: 0, quantity: 0, destroyed: 0, lost: 0 };

function changed(state: Omit<AmmunitionLot, 'last'>, { type, data, actor }: Happened): Omit<AmmunitionLot, 'last'> {
  switch (type) {
    case 'number-voided':
      return { ...NOTHING, state: 'VOIDED' };
    case 'lot-deposited': {
      const { calibreOrType: calibre, unitOfCount: unit, quantity, depositor, location } = data as DepositedLot;
      const { site, ...place } = location;
      const keeper = named({ officer: actor.officer ?? '', committee: actor.committee ?? '' });
      return { ...NOTHING, calibre, unit, received: quantity, quantity, ...(depositor && { depositor }), site, place, keeper };
    }
    case 'lot-destroyed': {
      const { quantity } = data as Counted;
      return { ...state, quantity: state.quantity - quantity, destroyed: state.destroyed + quantity };
    }
    case 'lot-added': {
      const { quantity } = data as Counted;
      return { ...state, quantity: state.quantity + quantity, received: state.received + quantity };
    }
    case 'lot-relocated': {
      const { to, sealAfter = '', receivedBy } = data as Omit<RelocateLot['data'], 'receivedBy'> & { receivedBy: string };
      const { site, ...within } = to;
      return { ...state, site, place: { ...within, seal: sealAfter }, keeper: receivedBy };
    }
    case 'handover-listed':
      return { ...state, handover: { no: (data as LineCommand['data']).handoverNo, n: state.n + 1 } };
    case 'handover-delisted':
    case 'kept-in-trust': {
      const { handover: _handover, place, ...free } = state;
      const left = type === 'kept-in-trust' || (data as { underWay?: true }).underWay;
      return { ...free, ...(place && !left && { place }) };
    }
    case 'handed-over': {
      const { quantity, handoverNo: no } = data as Counted & LineCommand['data'];
      const handover = { no, n: state.n + 1, accepted: quantity };
      const { place: _place, ...gone } = state;
      return { ...gone, quantity: state.quantity - quantity, handedOver: (state.handedOver ?? 0) + quantity, handover };
    }
    default:
      return afterFinding(state, type, data);
  }
}

/** Ammunition and explosives by lot and quantity (domain B.5). The balance follows from the events and is never below nothing (I-15). */
export const ammunitionLot: Aggregate<AmmunitionLot, LotCommand> = { kind: 'LOT', decide, evolve };
