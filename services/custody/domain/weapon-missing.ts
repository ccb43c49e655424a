import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Command, Draft } from '#shared/kernel/stream.ts';
import { type Approval, type Approvals, approvalsFault } from './approval.ts';
import type { Place } from './chain-of-custody.ts';
import { type Discrepancy, itemFault, RAISING, type Settlement, settlementFault } from './discrepancy.ts';
import type { Weapon } from './weapon.ts';

type OfWeapon = { readonly custodyNumber: string };
type OfReport = Pick<Settlement, 'discrepancy' | 'type'>;
/** A board of inquiry's finding: its paper, the day (YYYY-MM-DD), and who sat on it by officer number. */
export type Board = { readonly reference: string; readonly date: string; readonly members: readonly string[] };
type Reported = { readonly report?: Discrepancy | undefined };

/** Its serial was not found by a check. Follows from the report, never asked for. */
export type SuspectMissing = Command<'suspect-missing', OfWeapon & { readonly discrepancy: string }>;
/** It was there after all, or a paper was wrong: in trust again, at its place in the book or at another one. */
export type Find = Command<
  'find',
  OfWeapon &
    OfReport &
    Pick<Settlement, 'verifier' | 'documents'> & {
      readonly outcome: 'FOUND' | 'CLERICAL';
      readonly to?: ({ readonly site: string } & Place) | undefined;
      readonly sealAfter?: string | undefined;
    },
  object,
  Reported & { readonly verifierDepartment: string }
>;
/** A board found that it is lost or stolen. The record stays for ever; two persons approve. */
export type ConfirmLoss = Command<
  'confirm-loss',
  OfWeapon & OfReport & { readonly outcome: 'LOST' | 'STOLEN'; readonly board: Board; readonly approvals: Approvals },
  object,
  Reported & { readonly approvals: readonly Approval[] }
>;
export type MissingCommand = SuspectMissing | Find | ConfirmLoss;

const MEMBERS = 3;

export function decideMissing(state: Weapon, command: MissingCommand, head: string | undefined): Draft | Refusal {
  if (command.type === 'suspect-missing') return { type: 'suspected-missing', data: command.data };
  const { data, facts } = command;
  const no = itemFault(facts?.report, { ...data, item: data.custodyNumber });
  if (no) return no;
  return command.type === 'find' ? find(state, command) : (lossFault(command, head) ?? { type: 'loss-confirmed', data });
}

type Loss = Pick<Command, 'actor' | 'recordedAt'> & {
  readonly data: { readonly board: Board };
  readonly facts?: { readonly approvals: readonly Approval[] };
};

/** A loss takes a board of three or more, none of whom asks for it, and the approvals of two persons. */
export function lossFault({ data, facts, actor, recordedAt }: Loss, head: string | undefined): Refusal | undefined {
  const { members } = data.board;
  if (new Set(members).size < MEMBERS || members.includes(actor.officer ?? ''))
    return refuse('BOARD_INCOMPLETE', `A board of inquiry has ${MEMBERS} members or more, and who records its finding is none of them.`, {
      status: 422,
      field: 'board.members',
    });
  return approvalsFault(facts?.approvals ?? [], { requester: actor.officer, head, recordedAt });
}

function find(state: Weapon, { data, facts, actor }: Find): Draft | Refusal {
  const no = settlementFault(data, actor, facts?.verifierDepartment ?? '');
  if (no) return no;
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  if (!data.to && !state.place) return say('PLACE_MISSING', 'A weapon that is found has a place.', 'to');
  if (data.to && !data.sealAfter) return say('SEAL_AFTER_MISSING', 'Entering a store names the seal that was put on.', 'sealAfter');
  return { type: 'found', data: { ...data, ...(staysSuspected(state, data) && { suspected: true }) } };
}

/** What the serial raised, the outcome of that very item lifts, and none of another item or report. */
function staysSuspected({ state, missing }: Weapon, { discrepancy, type }: Find['data']): boolean {
  return state === 'SUSPECTED_MISSING' && !(missing === discrepancy && RAISING.includes(type));
}

/**
 * A found weapon's keeper stays the officer who received it last, so that the chain has no gap. A lost one is nowhere. What was agreed of it
 * before, a schedule's line or a destruction, is agreed no more.
 */
export function afterMissing(state: Omit<Weapon, 'last'>, type: string, data: unknown): Omit<Weapon, 'last'> {
  const { missing: _missing, dueBack: _due, handover: _handover, ...known } = state;
  switch (type) {
    case 'suspected-missing':
      return { ...known, state: 'SUSPECTED_MISSING', missing: (data as SuspectMissing['data']).discrepancy };
    case 'found': {
      const { to, sealAfter = '', suspected } = data as Find['data'] & { suspected?: true };
      const now: Omit<Weapon, 'last'> = suspected ? state : { ...known, state: 'IN_TRUST' };
      if (!to) return now;
      const { site, ...within } = to;
      return { ...now, site, place: { ...within, seal: sealAfter } };
    }
    case 'loss-confirmed': {
      const { place: _place, keeper: _keeper, ...rest } = known;
      return { ...rest, state: 'CONFIRMED_LOST' };
    }
    default:
      return state;
  }
}
