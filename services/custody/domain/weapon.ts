import type { WeaponKind, WeaponState } from '#shared/contracts/custody.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Draft, Happened } from '#shared/kernel/stream.ts';
import { approvalsFault } from './approval.ts';
import { laterOf, leaving, named, orderFault, type Stored, said, sealFault, transferFault, twoPersonFault } from './chain-of-custody.ts';
import type { Correct, Deposit, HoldType, LiftHold, Move, NumberBook, Remove, ReturnToStore, WeaponCommand } from './weapon-commands.ts';
import { dispose } from './weapon-disposal.ts';
import { type LineCommand, type Listed, onLine } from './weapon-handover.ts';
import { bearerFault, completed, identityFault } from './weapon-identity.ts';
import { afterMissing, decideMissing } from './weapon-missing.ts';
import { VERBS } from './weapon-states.ts';

/**
 * Compact state, carried by every event of a weapon. `n` counts the events; `identity` is the number of the one with the valid identity.
 * While it is in trust it is in a store (`place`) or else in its keeper's hands: one of the two at every moment (I-12). `keeper` received it last
 * (see `named`).
 */
export type Weapon = {
  readonly n: number;
  /** The latest effective time of its acts, ISO 8601 UTC. */
  readonly last: string;
  readonly state: WeaponState;
  readonly identity: number;
  readonly kind?: WeaponKind;
  readonly calibre?: string;
  readonly depositor?: string;
  readonly site?: string;
  readonly place?: Stored;
  /** Where it was before this very event (see `leaving`). */
  readonly was?: string;
  readonly keeper?: string;
  /** Of a temporary removal, ISO 8601 UTC. */
  readonly dueBack?: string;
  /** Legal holds by their reference; each one blocks handover and disposal. */
  readonly holds?: Readonly<Record<string, HoldType>>;
  /** The report by which it is suspected missing; `place` is where the book had it. */
  readonly missing?: string;
  /** The handover on which it is listed, or by which it went. */
  readonly handover?: Listed;
};

const MOST_HOLDS = 5;

function decide(state: Weapon | undefined, command: WeaponCommand, head?: string): Draft | Refusal {
  const answer = decided(state, command, head);
  return isRefusal(answer) ? answer : { ...answer, data: said(answer.data) };
}

function decided(state: Weapon | undefined, command: WeaponCommand, head: string | undefined): Draft | Refusal {
  if (command.type === 'deposit') return unused(state) ?? deposit(command);
  if (command.type === 'void')
    return unused(state) ?? notIssued(command.facts?.book, command.actor.committee) ?? { type: 'number-voided', data: command.data };
  if (!state || state.state === 'VOIDED')
    return refuse('WEAPON_UNKNOWN', 'No weapon was deposited under this number.', { status: 404, field: 'custodyNumber' });
  const early = orderFault(state.last, command);
  if (early) return early;
  const { from } = VERBS[command.type];
  if (!from.includes(state.state)) {
    return refuse('STATE_NOT_READY', `This is not possible for a weapon that is ${state.state}.`, {
      more: { state: state.state, possibleFrom: from },
    });
  }
  switch (command.type) {
    case 'move':
      return move(state, command);
    case 'remove':
      return remove(state, command);
    case 'return-to-store':
      return returned(state, command);
    case 'hold': {
      const holds = Object.keys(state.holds ?? {});
      if (holds.includes(command.data.reference))
        return refuse('HOLD_EXISTS', 'A hold with this reference lies on the weapon.', { field: 'reference' });
      if (holds.length >= MOST_HOLDS) return refuse('TOO_MANY_HOLDS', `A weapon has at most ${MOST_HOLDS} holds.`, { field: 'reference' });
      return { type: 'hold-placed', data: command.data };
    }
    case 'lift-hold':
      return lift(state, command, head);
    case 'correct':
      return correct(state, command, head);
    case 'approve-destruction':
    case 'destroy':
    case 'release':
      return dispose(state, command, head);
    case 'list':
    case 'delist':
    case 'hand-over':
    case 'keep':
      return onLine(state, command);
    default:
      return decideMissing(state, command, head);
  }
}

function unused(state: Weapon | undefined): Refusal | undefined {
  if (!state) return undefined;
  const [code, detail] =
    state.state === 'VOIDED'
      ? ['NUMBER_VOIDED', 'This number was voided and is never used.']
      : ['NUMBER_USED', 'A weapon was deposited under this number.'];
  return refuse(code, detail, { field: 'custodyNumber' });
}

/** Numbers come from a book issued to the committee that acts (I-19). */
export function notIssued(book: NumberBook | undefined, committee: string | undefined): Refusal | undefined {
  if (book && book.committee === committee) return undefined;
  return refuse('NUMBER_NOT_ISSUED', 'This number is in no book issued to the committee.', { status: 422, field: 'custodyNumber' });
}

function deposit({ data, facts, personal, actor, at }: Deposit): Draft | Refusal {
  const { custodyNumber, verifier, location, clearedSafe, acknowledged } = data;
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  if (!facts) return say('VERIFIER_MISSING', 'A second officer reads the mark.', 'verifier');
  const no =
    notIssued(facts.book, actor.committee) ??
    twoPersonFault(actor, { ...verifier, department: facts.verifierDepartment }, 'verifier') ??
    identityFault(custodyNumber, data, verifier.serialRead);
  if (no) return no;
  if ((data.depositor === undefined) === (data.foundReport === undefined))
    return say('DEPOSITOR_OR_FINDER', 'A weapon has a depositor or a report of its finding.', 'depositor');
  if ((data.depositor === undefined) !== (acknowledged.as === 'NOBODY'))
    return say(
      'ACKNOWLEDGEMENT_WRONG',
      'A depositor acknowledges the receipt or refuses to; a found weapon has nobody who does.',
      'acknowledged',
    );
  if (Date.parse(clearedSafe.at) > Date.parse(at))
    return say('NOT_CLEARED_SAFE', 'A weapon is cleared safe before anybody records it.', 'clearedSafe.at');
  if ((location.container === undefined) !== (location.seal === undefined))
    return say('SEAL_AFTER_MISSING', 'A container is sealed, and a seal is on a container.', 'location.seal');
  const another = bearerFault(facts.bearer);
  if (another) return another;
  const nearMatches = facts.nearMatches.length ? { nearMatches: facts.nearMatches } : {};
  return {
    type: 'deposited',
    data: { ...data, ...completed(custodyNumber, data), verifiedFrom: facts.verifierDepartment, ...nearMatches },
    ...(personal && { personal }),
  };
}

function move(state: Weapon, { data, facts }: Move): Draft | Refusal {
  const no =
    transferFault(data, state.keeper, facts ?? NOBODY, state.depositor) ??
    sealFault(data, { leaves: state.place !== undefined, enters: data.to !== undefined });
  return no ?? { type: data.to ? 'stored' : 'carried', data };
}

function remove(state: Weapon, { data, facts, at }: Remove): Draft | Refusal {
  const { approvedBy, releasedBy, receivedBy } = data;
  const no = transferFault(data, state.keeper, facts ?? NOBODY, state.depositor) ?? sealFault(data, { leaves: true, enters: false });
  if (no) return no;
  if (Date.parse(data.dueBack) <= Date.parse(at))
    return refuse('DUE_BACK_PAST', 'A removal is due back later than it begins.', { status: 422, field: 'dueBack' });
  const holder = { ...receivedBy, department: facts?.receivedBy ?? '' };
  if (approvedBy.officer === releasedBy.officer)
    return refuse('ONE_OFFICER', 'Who approves a removal neither releases nor receives.', { status: 422, field: 'approvedBy.officer' });
  return (
    twoPersonFault(holder, { ...approvedBy, department: facts?.approvedBy ?? '' }, 'approvedBy') ?? { type: 'temporarily-removed', data }
  );
}

function returned(state: Weapon, { data, facts }: ReturnToStore): Draft | Refusal {
  const no = transferFault(data, state.keeper, facts ?? NOBODY, state.depositor) ?? sealFault(data, { leaves: false, enters: true });
  return no ?? { type: 'stored', data };
}

function lift(state: Weapon, { data, facts, actor, recordedAt }: LiftHold, head: string | undefined): Draft | Refusal {
  if (!Object.hasOwn(state.holds ?? {}, data.reference))
    return refuse('HOLD_UNKNOWN', 'No hold with this reference lies on the weapon.', { status: 404, field: 'reference' });
  return approvalsFault(facts?.approvals ?? [], { requester: actor.officer, head, recordedAt }) ?? { type: 'hold-lifted', data };
}

/** Two read the mark on their own, and two approve that their reading supersedes what was recorded. */
function correct(state: Weapon, { data, facts, actor, recordedAt }: Correct, head: string | undefined): Draft | Refusal {
  const { custodyNumber, identity, verifier } = data;
  const no =
    twoPersonFault(actor, { ...verifier, department: facts?.verifierDepartment ?? '' }, 'verifier') ??
    identityFault(custodyNumber, identity, verifier.serialRead) ??
    approvalsFault(facts?.approvals ?? [], { requester: actor.officer, head, recordedAt }) ??
    bearerFault(facts?.bearer);
  if (no) return no;
  const nearMatches = facts?.nearMatches.length ? { nearMatches: facts.nearMatches } : {};
  return {
    type: 'identity-corrected',
    data: { ...data, identity: completed(custodyNumber, identity), supersedes: state.identity, ...nearMatches },
  };
}

/** What an event of such a command says. */
type Received<C extends { data: object }> = Omit<C['data'], 'receivedBy'> & { readonly receivedBy: string };

const NOBODY = { releasedBy: '', receivedBy: '' };

function evolve(before: Weapon | undefined, event: Happened): Weapon {
  const { was: _was, ...known } = before ?? {};
  const now = changed(before && (known as Weapon), event);
  return { ...now, ...leaving(before, now, event.data), n: (before?.n ?? 0) + 1, last: laterOf(before?.last, event.at) };
}

function changed(before: Weapon | undefined, { type, data, actor }: Happened): Omit<Weapon, 'last'> {
  if (type === 'number-voided') return { n: 0, state: 'VOIDED', identity: 0 };
  if (type === 'deposited') {
    const { kind, calibre, depositor, location } = data as Deposit['data'];
    const keeper = named({ officer: actor.officer ?? '', committee: actor.committee ?? '' });
    const { site, container, seal, ...within } = location;
    const place = container && seal ? { ...within, container, seal } : undefined;
    return {
      n: 0,
      state: place ? 'IN_TRUST' : 'RECEIPTED',
      identity: 1,
      kind,
      calibre,
      ...(depositor && { depositor }),
      site,
      ...(place && { place }),
      keeper,
    };
  }
  const state: Omit<Weapon, 'last'> = before ?? { n: 0, state: 'RECEIPTED', identity: 0 };
  const { place: _place, dueBack: _due, ...inHands } = state;
  switch (type) {
    case 'stored': {
      const { to, sealAfter = '', receivedBy } = data as Received<ReturnToStore>;
      const { site, ...within } = to;
      return { ...inHands, state: 'IN_TRUST', site, place: { ...within, seal: sealAfter }, keeper: receivedBy };
    }
    case 'carried':
      return { ...inHands, state: 'IN_TRANSIT_TO_STORE', keeper: (data as Received<Move>).receivedBy };
    case 'temporarily-removed': {
      const { receivedBy, dueBack } = data as Received<Remove>;
      return { ...inHands, state: 'TEMP_REMOVED', keeper: receivedBy, dueBack };
    }
    case 'hold-placed': {
      const { reference, holdType } = data as { reference: string; holdType: HoldType };
      return { ...state, holds: { ...state.holds, [reference]: holdType } };
    }
    case 'hold-lifted': {
      const { [(data as LiftHold['data']).reference]: _lifted, ...left } = state.holds ?? {};
      const { holds: _holds, ...free } = state;
      return Object.keys(left).length ? { ...free, holds: left } : free;
    }
    case 'identity-corrected': {
      const { kind, calibre } = (data as Correct['data']).identity;
      return { ...state, kind, calibre, identity: state.n + 1 };
    }
    case 'destruction-approved':
      return { ...state, state: 'DESTRUCTION_APPROVED' };
    case 'destroyed':
    case 'released-to-owner': {
      const { keeper: _keeper, ...gone } = inHands;
      return { ...gone, state: type === 'destroyed' ? 'DESTROYED' : 'RETURNED_TO_PRIVATE_OWNER' };
    }
    case 'handover-listed':
      return { ...state, state: 'HANDOVER_LISTED', handover: { no: (data as LineCommand['data']).handoverNo, n: state.n + 1 } };
    case 'handover-delisted':
    case 'kept-in-trust': {
      const left = type === 'kept-in-trust' || (data as { underWay?: true }).underWay;
      const { handover: _handover, ...free } = left ? inHands : state;
      return { ...free, state: left ? 'IN_TRANSIT_TO_STORE' : 'IN_TRUST' };
    }
    case 'handed-over': {
      const { keeper: _keeper, site: _site, ...gone } = inHands;
      return { ...gone, state: 'HANDED_OVER' };
    }
    default:
      return afterMissing(state, type, data);
  }
}

/** A weapon held in trust, from its deposit on (domain B.4, C.2). */
export const weapon: Aggregate<Weapon, WeaponCommand> = { kind: 'WEAPON', decide, evolve };
