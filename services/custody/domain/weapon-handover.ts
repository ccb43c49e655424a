import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Command, Draft } from '#shared/kernel/stream.ts';
import { type Keeper, named } from './chain-of-custody.ts';
import { type Recognition, recognisedFault } from './recognition.ts';
import type { HandoverState } from './weapons-handover.ts';

type OfLine = { readonly custodyNumber: string; readonly handoverNo: string };
/** Where the handover stands, read at the moment of the call; whether the line is on its agreed schedule, and whether all of it has left its stores. */
type Stage = { readonly stage?: HandoverState | undefined; readonly scheduled?: boolean; readonly underWay?: boolean };
export const CONDITIONS = ['SERVICEABLE', 'REPAIRABLE', 'UNSERVICEABLE', 'UNSAFE'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** `markedAnew`: the report of the marking, where the marks were erased. */
export type List = Command<
  'list',
  OfLine & { readonly condition: Condition; readonly markedAnew?: string | undefined },
  object,
  Stage & { readonly erased: boolean }
>;
export type Delist = Command<'delist', OfLine & { readonly reason: string }, object, Stage>;
/** `delegate`: who receives, as named when the recipient was verified. */
export type HandOver = Command<
  'hand-over',
  OfLine & {
    readonly releasedBy: Keeper;
    readonly documentNo: string;
    readonly condition: Condition;
    readonly quantity?: number | undefined;
  },
  object,
  Stage & { readonly delegate: string; readonly country: string; readonly recognition?: Recognition | undefined }
>;
export type Keep = Command<'keep', OfLine & { readonly reason: string }, object, Stage>;
export type LineCommand = List | Delist | HandOver | Keep;
export const LINE_VERBS: readonly LineCommand['type'][] = ['list', 'delist', 'hand-over', 'keep'];

/** On which handover something is listed; `n` counts the events of its stream when it was; `accepted`: how much of a lot went by it. */
export type Listed = { readonly no: string; readonly n: number; readonly accepted?: number };
/** As much of a weapon or a lot as the rules look at. */
type Item = {
  readonly n: number;
  readonly handover?: Listed | undefined;
  readonly holds?: object | undefined;
  readonly keeper?: string | undefined;
  readonly quantity?: number | undefined;
};

const AT: Readonly<Record<LineCommand['type'], readonly HandoverState[]>> = {
  list: ['JOINTLY_INSPECTED'],
  delist: ['JOINTLY_INSPECTED', 'HALTED'],
  'hand-over': ['DELIVERED'],
  keep: ['DELIVERED'],
};

const EVENT = { list: 'handover-listed', delist: 'handover-delisted', 'hand-over': 'handed-over', keep: 'kept-in-trust' } as const;

/**
 * What happens to one weapon or lot on a handover (domain C.2, C.6): listed once it was inspected, without a hold, its marks legible or put
 * on anew; accepted exactly as it was agreed, released by its keeper; or kept in trust with a reason.
 */
export function onLine(item: Item, command: LineCommand): Draft | Refusal {
  const { data, facts } = command;
  const stage = facts?.stage;
  if (!stage)
    return refuse('HANDOVER_UNKNOWN', 'No handover of weapons was proposed under this number.', { status: 404, field: 'handoverNo' });
  // What slipped onto the list while the schedule was agreed is on no schedule, and may be taken off at any time.
  const astray = command.type === 'delist' && facts?.scheduled === false;
  if (!AT[command.type].includes(stage) && !astray)
    return refuse('HANDOVER_NOT_READY', `This is not possible while the handover is ${stage}.`, {
      field: 'handoverNo',
      more: { state: stage, possibleAt: AT[command.type] },
    });
  if (command.type !== 'list' && listed(item)?.no !== data.handoverNo)
    return refuse('NOT_ON_SCHEDULE', 'This is not listed for this handover.', { field: 'handoverNo' });
  const no =
    command.type === 'list' ? mayBeListed(item, command) : command.type === 'hand-over' ? mayBeHandedOver(item, command) : undefined;
  return no ?? { type: EVENT[command.type], data: { ...data, ...told(command) } };
}

/** What the facts add to what the event says: to whom it went; that it is no more where its store had it. */
function told({ type, facts }: LineCommand): object {
  if (type === 'hand-over') return { delegate: facts?.delegate };
  return type === 'delist' && facts?.underWay ? { underWay: true } : {};
}

const listed = ({ handover }: Item) => (handover?.accepted === undefined ? handover : undefined);

function mayBeListed(item: Item, { data, facts }: List): Refusal | undefined {
  if (item.quantity === 0) return refuse('NOTHING_LEFT', 'Nothing of this lot is in trust any more.', { field: 'custodyNumber' });
  const handover = listed(item);
  if (handover) return refuse('ALREADY_LISTED', 'This is listed for a handover.', { more: { handoverNo: handover.no } });
  if (item.holds) return refuse('UNDER_HOLD', 'What is under a legal hold is not handed over.', { field: 'custodyNumber' });
  if (facts?.erased && !data.markedAnew)
    return refuse('MARKS_ERASED', 'Erased or altered marks are put on anew, or the weapon is destroyed, before it is handed over.', {
      status: 422,
      field: 'markedAnew',
    });
  return undefined;
}

function mayBeHandedOver({ n, handover, holds, keeper, quantity }: Item, { data, facts, actor }: HandOver): Refusal | undefined {
  const unrecognised = recognisedFault(facts?.recognition, facts?.country ?? '');
  if (unrecognised) return unrecognised;
  if (actor.officer === data.releasedBy.officer)
    return refuse('ONE_OFFICER', 'Somebody other than who releases it records what the delegate signed.', {
      status: 422,
      field: 'releasedBy.officer',
    });
  if (holds) return refuse('UNDER_HOLD', 'What is under a legal hold is not handed over.', { field: 'custodyNumber' });
  if (handover?.n !== n || !facts?.scheduled)
    return refuse('NOT_AS_SCHEDULED', 'Something happened to this since the schedule was agreed; it stays in trust.', {
      field: 'custodyNumber',
    });
  if (named(data.releasedBy) !== keeper)
    return refuse('CHAIN_BROKEN', 'It is released by the officer who received it last, so that the chain has no gap.', {
      field: 'releasedBy',
      more: { keeper },
    });
  if (data.quantity !== undefined && data.quantity > (quantity ?? 0))
    return refuse('NOT_SO_MUCH', 'There is not so much of this lot in trust.', { field: 'quantity', more: { quantity } });
  return undefined;
}
