import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import { type LineState, mayMove } from './manifest-line.ts';

/** What stops a return at once, by anybody's word; lifting is for the competent department alone (domain C.1, I-25). */
export const STOP_KINDS = ['OBJECTION', 'ASYLUM_CLAIM', 'PENAL_HOLD', 'LEGAL_HOLD', 'UNFIT_TO_TRAVEL'] as const;
export type StopKind = (typeof STOP_KINDS)[number];

export const LIFTING_OUTCOMES = [
  'CLAIM_WITHDRAWN',
  'CLAIM_REJECTED',
  'PROCEEDINGS_CLOSED',
  'CONSENT_TO_LEAVE',
  'HOLD_ENDED',
  'FIT_TO_TRAVEL',
] as const;
export type LiftingOutcome = (typeof LIFTING_OUTCOMES)[number];
export type Lifting = { readonly stop: StopKind; readonly reference?: string | undefined; readonly outcome: LiftingOutcome };

/** An open stop in the compact state. Two of one kind are told apart by the reference of whoever put them. */
export type OpenStop = { readonly stop: StopKind; readonly ref?: string };

type Rule = {
  /** The refusal code while the stop is open. */
  readonly code: string;
  readonly detail: string;
  /** Where an open line goes: before boarding, and from the vehicle. A hold has no way off the vehicle but a human's. */
  readonly line: LineState;
  readonly aboard?: LineState;
  readonly liftedBy?: readonly string[];
  readonly outcomes?: readonly LiftingOutcome[];
};

export const STOPS: Readonly<Record<StopKind, Rule>> = {
  OBJECTION: { code: 'OBJECTS_TO_RETURN', detail: 'The person objects to the return.', line: 'WITHDREW', aboard: 'DISEMBARKED_OBJECTED' },
  ASYLUM_CLAIM: {
    code: 'ASYLUM_CLAIM_OPEN',
    detail: 'A claim of asylum is open.',
    line: 'WITHDREW',
    aboard: 'DISEMBARKED_OBJECTED',
    liftedBy: ['PROTECTION'],
    outcomes: ['CLAIM_WITHDRAWN', 'CLAIM_REJECTED'],
  },
  PENAL_HOLD: {
    code: 'PENAL_HOLD',
    detail: 'Penal proceedings hold the person back.',
    line: 'LEGAL_HOLD',
    liftedBy: ['LEGAL'],
    outcomes: ['PROCEEDINGS_CLOSED', 'CONSENT_TO_LEAVE'],
  },
  LEGAL_HOLD: { code: 'LEGAL_HOLD', detail: 'A legal hold is open.', line: 'LEGAL_HOLD', liftedBy: ['LEGAL'], outcomes: ['HOLD_ENDED'] },
  UNFIT_TO_TRAVEL: {
    code: 'UNFIT_TO_TRAVEL',
    detail: 'The person is not fit to travel.',
    line: 'MEDICAL_HOLD',
    aboard: 'DISEMBARKED_MEDICAL',
    liftedBy: ['MEDICAL', 'HEALTH'],
    outcomes: ['FIT_TO_TRAVEL'],
  },
};

/** Where a stop takes an open line; nothing when only a human can move it from where it is. */
export function takenOff(from: LineState, stop: StopKind): LineState | undefined {
  const { line, aboard } = STOPS[stop];
  return [line, aboard].find((to) => to && mayMove(from, to));
}

/** Whether this department may lift the stop with this outcome. An objection ends only with the person's own new declaration. */
export function mayLift(open: readonly OpenStop[], { stop, reference, outcome }: Lifting, department: string): Refusal | undefined {
  const { liftedBy, outcomes } = STOPS[stop];
  if (!liftedBy || !outcomes)
    return refuse('LIFTED_BY_DECLARATION', 'An objection ends only with a new declaration of the person.', { field: 'stop' });
  if (!open.some((each) => isSame(each, stop, reference)))
    return refuse('NOT_STOPPED', 'No such stop is open for this person.', { field: 'stop' });
  if (!liftedBy.includes(department)) {
    return refuse('DEPARTMENT_NOT_COMPETENT', `Only an officer of ${liftedBy.join(' or ')} lifts this.`, {
      status: 403,
      field: 'by.officer',
    });
  }
  if (!outcomes.includes(outcome))
    return refuse('OUTCOME_NOT_OF_STOP', `This stop is lifted as ${outcomes.join(' or ')}.`, { status: 422, field: 'outcome' });
  return undefined;
}

export function isSame(open: OpenStop, stop: StopKind, reference: string | undefined): boolean {
  return open.stop === stop && open.ref === reference;
}
