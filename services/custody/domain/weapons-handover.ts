import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Draft, Happened } from '#shared/kernel/stream.ts';
import { approvalsFault } from './approval.ts';
import { laterOf, orderFault, said, twoPersonFault } from './chain-of-custody.ts';
import type { Agree, Approve, Conclude, HandoverCommand, LineCounts, Propose, Schedules, SealTransport } from './handover-commands.ts';
import { recognisedFault } from './recognition.ts';

type Verb = HandoverCommand['type'];
export type HandoverState =
  | 'PROPOSED'
  | 'RECIPIENT_VERIFIED'
  | 'LEGAL_CLEARED'
  | 'INVENTORIED'
  | 'JOINTLY_INSPECTED'
  | 'SCHEDULE_AGREED'
  | 'APPROVED'
  | 'SEALED_FOR_TRANSPORT'
  | 'DELIVERED'
  | 'PARTIALLY_ACCEPTED'
  | 'ACCEPTED'
  | 'CLOSED'
  | 'HALTED';

/** Compact state of a handover of weapons to a recognised government. Its lines stand in the weapons' and lots' own streams. */
export type WeaponsHandover = {
  readonly state: HandoverState;
  /** The latest effective time of its acts, ISO 8601 UTC. */
  readonly last: string;
  readonly recognition: string;
  readonly country: string;
  readonly addendumTo?: string;
  readonly delegate?: string;
  readonly schedules?: Schedules;
  /** What is on the schedules has left its stores. */
  readonly underWay?: true;
  /** How the lines stood when it was concluded. */
  readonly balance?: { readonly weapons: LineCounts; readonly ammunition: LineCounts };
};

const LIVE: readonly HandoverState[] = [
  'PROPOSED',
  'RECIPIENT_VERIFIED',
  'LEGAL_CLEARED',
  'INVENTORIED',
  'JOINTLY_INSPECTED',
  'SCHEDULE_AGREED',
  'APPROVED',
  'SEALED_FOR_TRANSPORT',
  'DELIVERED',
];

/**
 * The state machine (domain C.6), with the approval of two persons between the agreed schedule and its transport: what they sign is the
 * hash of the event that has the schedule's digest. Each verb's department, where only one is competent.
 */
export const HANDOVER_VERBS: Readonly<
  Record<Exclude<Verb, 'propose'>, { readonly from: readonly HandoverState[]; readonly event: string; readonly department?: string }>
> = {
  'verify-recipient': { from: ['PROPOSED'], event: 'recipient-verified', department: 'FOREIGN_AFFAIRS' },
  clear: { from: ['RECIPIENT_VERIFIED'], event: 'legally-cleared', department: 'LEGAL' },
  inventory: { from: ['LEGAL_CLEARED'], event: 'inventoried' },
  inspect: { from: ['INVENTORIED'], event: 'jointly-inspected' },
  agree: { from: ['JOINTLY_INSPECTED'], event: 'schedule-agreed' },
  approve: { from: ['SCHEDULE_AGREED'], event: 'handover-approved' },
  'seal-transport': { from: ['APPROVED'], event: 'sealed-for-transport' },
  deliver: { from: ['SEALED_FOR_TRANSPORT'], event: 'delivered' },
  conclude: { from: ['DELIVERED'], event: 'handover-concluded' },
  close: { from: ['PARTIALLY_ACCEPTED', 'ACCEPTED'], event: 'handover-closed' },
  halt: { from: LIVE, event: 'handover-halted' },
};

const REACHED: Readonly<Record<string, HandoverState>> = {
  'recipient-verified': 'RECIPIENT_VERIFIED',
  'legally-cleared': 'LEGAL_CLEARED',
  inventoried: 'INVENTORIED',
  'jointly-inspected': 'JOINTLY_INSPECTED',
  'schedule-agreed': 'SCHEDULE_AGREED',
  'handover-approved': 'APPROVED',
  'sealed-for-transport': 'SEALED_FOR_TRANSPORT',
  delivered: 'DELIVERED',
  'handover-closed': 'CLOSED',
  'handover-halted': 'HALTED',
};

function decide(state: WeaponsHandover | undefined, command: HandoverCommand, head?: string): Draft | Refusal {
  if (command.type === 'propose') return propose(state, command);
  if (!state)
    return refuse('HANDOVER_UNKNOWN', 'No handover of weapons was proposed under this number.', { status: 404, field: 'handoverNo' });
  const { from, event, department } = HANDOVER_VERBS[command.type];
  if (!from.includes(state.state))
    return refuse('STATE_NOT_READY', `This is not possible for a handover that is ${state.state}.`, {
      more: { state: state.state, possibleFrom: from },
    });
  const early = orderFault(state.last, command);
  if (early) return early;
  if (department && command.actor.department !== department)
    return refuse('DEPARTMENT_NOT_COMPETENT', `Only an officer of ${department} does this.`, { status: 403, field: 'by' });
  const more = judged(state, command, head);
  if (isRefusal(more)) return more;
  return { type: event, data: said({ ...command.data, ...more }), ...(command.personal && { personal: command.personal }) };
}

/** What the act adds to what its event says, or the rule it breaks. */
function judged(state: WeaponsHandover, command: Exclude<HandoverCommand, Propose>, head: string | undefined): object | Refusal {
  const no = (code: string, detail: string, field: string, more?: Record<string, unknown>) =>
    refuse(code, detail, { status: 422, field, ...(more && { more }) });
  switch (command.type) {
    case 'clear':
      if (command.data.embargo.result !== 'CLEAR') return no('EMBARGOED', 'An embargo stands against this transfer.', 'embargo.result');
      if (command.data.risk.result !== 'ACCEPTABLE')
        return no('RISK_OVERRIDING', 'An overriding risk forbids this transfer (Arms Trade Treaty, article 7).', 'risk.result');
      return {};
    case 'inventory': {
      const { unchecked } = command.facts ?? { unchecked: [] };
      if (unchecked.length === 0) return {};
      return no('INVENTORY_INCOMPLETE', 'Every store has had a whole check before the handover, without open differences.', 'checks', {
        unchecked,
      });
    }
    case 'inspect':
      return twoPersonFault(command.actor, { ...command.data.expert, department: command.facts?.expert ?? '' }, 'expert') ?? {};
    case 'agree':
      return agree(state, command);
    case 'approve':
      return approve(state, command, head);
    case 'seal-transport':
      return apart(state, command);
    case 'deliver':
      return recognisedFault(command.facts?.recognition, state.country) ?? {};
    case 'conclude':
      return conclude(command);
    default:
      return {};
  }
}

function propose(state: WeaponsHandover | undefined, { data, facts, personal }: Propose): Draft | Refusal {
  if (state) return refuse('HANDOVER_EXISTS', 'A handover of this number was proposed before.', { field: 'handoverNo' });
  const no = recognisedFault(facts?.recognition, data.country);
  if (no) return no;
  if (data.addendumTo !== undefined && facts?.original !== 'CLOSED')
    return refuse('ORIGINAL_NOT_CLOSED', 'An addendum follows a handover that is closed.', { field: 'addendumTo' });
  return { type: 'handover-proposed', data, ...(personal && { personal }) };
}

function agree(state: WeaponsHandover, { facts }: Agree): object | Refusal {
  const no = recognisedFault(facts?.recognition, state.country);
  if (no) return no;
  const { weapons, ammunition } = facts as Schedules;
  if (weapons.lines + ammunition.lines === 0) return refuse('SCHEDULE_EMPTY', 'Nothing is listed for this handover.');
  return { weapons, ammunition };
}

function approve({ country }: WeaponsHandover, { facts, actor, recordedAt }: Approve, head: string | undefined): object | Refusal {
  const occasion = { requester: actor.officer, head, recordedAt };
  return recognisedFault(facts?.recognition, country) ?? approvalsFault(facts?.approvals ?? [], occasion) ?? {};
}

/** Weapons, their principal parts and ammunition travel apart (domain B.11). */
function apart({ schedules }: WeaponsHandover, { data }: SealTransport): object | Refusal {
  const { weaponsConvoy, partsConvoy, ammunitionConvoy } = data;
  const needed = [
    ...(schedules?.weapons.lines ? [{ field: 'weaponsConvoy', convoy: weaponsConvoy }] : []),
    ...(schedules?.weapons.lines ? [{ field: 'partsConvoy', convoy: partsConvoy }] : []),
    ...(schedules?.ammunition.lines ? [{ field: 'ammunitionConvoy', convoy: ammunitionConvoy }] : []),
  ];
  const missing = needed.find(({ convoy }) => convoy === undefined);
  if (missing) return refuse('CONVOY_MISSING', 'What is on the schedule travels by a convoy.', { status: 422, field: missing.field });
  const together = needed.find(({ convoy }, index) => needed.findIndex((other) => other.convoy === convoy) < index);
  if (!together) return {};
  return refuse('CONVOYS_TOGETHER', 'Weapons, their principal parts and ammunition travel apart.', { status: 422, field: together.field });
}

function conclude({ facts }: Conclude): object | Refusal {
  const { weapons, ammunition } = facts ?? { weapons: NONE, ammunition: NONE };
  const open = weapons.open + ammunition.open;
  if (open > 0)
    return refuse('LINES_OPEN', 'Every line of the schedule is accepted, or stays in trust with a reason.', {
      retryAfter: 1,
      more: { open },
    });
  return { weapons, ammunition, outcome: weapons.kept + ammunition.kept > 0 ? 'PARTIALLY_ACCEPTED' : 'ACCEPTED' };
}
const NONE = { accepted: 0, kept: 0, open: 0 };

function evolve(before: WeaponsHandover | undefined, { type, data, at }: Happened): WeaponsHandover {
  const last = laterOf(before?.last, at);
  if (type === 'handover-proposed') {
    const { recognition, country, addendumTo } = data as Propose['data'];
    return { state: 'PROPOSED', last, recognition, country, ...(addendumTo && { addendumTo }) };
  }
  const state = { ...(before as WeaponsHandover), last };
  if (type === 'handover-concluded') {
    const { outcome, weapons, ammunition } = data as { outcome: HandoverState; weapons: LineCounts; ammunition: LineCounts };
    return { ...state, state: outcome, balance: { weapons, ammunition } };
  }
  const next = { ...state, state: REACHED[type] ?? state.state };
  if (type === 'sealed-for-transport') return { ...next, underWay: true };
  if (type === 'recipient-verified') return { ...next, delegate: (data as { delegate: string }).delegate };
  if (type !== 'schedule-agreed') return next;
  const { weapons, ammunition } = data as Schedules;
  return { ...next, schedules: { weapons, ammunition } };
}

/** A handover of weapons in trust to a recognised government (domain C.6); nobody else can receive one (I-18). */
export const weaponsHandover: Aggregate<WeaponsHandover, HandoverCommand> = { kind: 'HANDOVER', decide, evolve };
