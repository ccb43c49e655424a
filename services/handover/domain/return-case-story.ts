import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Happened } from '#shared/kernel/stream.ts';
import { type ReturnCase, returnCase } from './return-case.ts';
import type { CaseCommand, Declare, List, MoveLine, NoteFacts, Screen } from './return-case-commands.ts';

/** Plain data for the tests of a return case: one invented person on the way home, told command by command. */
export const NUMBER = 'SY000123-4';
export const DAY = '2024-12-18T06:00:00Z';
const DIGEST = 'a'.repeat(64);

const actor = { client: 'tests', officer: 'O-1', committee: 'C-1', department: 'DEFENCE' };
const base = { id: 'x', at: DAY, recordedAt: DAY, actor };

export const daysLater = (days: number, from = DAY) => new Date(Date.parse(from) + days * 86_400_000).toISOString();

export function noteFacts(changes: Partial<NoteFacts['data']> = {}): NoteFacts {
  const data = {
    sequence: 3,
    personalNumber: NUMBER,
    state: 'HOUSED' as const,
    category: 'INTERNED_OTHER_RANK' as const,
    child: false,
    identityDigest: DIGEST,
    fitToTravel: true,
    effectsOpen: 0,
    duplicateSuspected: false,
  };
  return { ...base, type: 'note-facts', data: { ...data, ...changes } };
}

export const pledge = {
  pledgeNo: 'P-1',
  textVersion: '2024-12',
  language: 'ar',
  textHash: 'b'.repeat(64),
  elements: ['OWN_WISH_TO_RETURN', 'REQUESTS_INCLUSION_IN_AMNESTY'] as const,
  amnesty: 'SY-2024-12',
  witnesses: ['O-3', 'O-4'],
};

export function declare(changes: Partial<Declare['data']> = {}, facts: Partial<Declare['facts']> = {}): Declare {
  const data: Declare['data'] = {
    personalNumber: NUMBER,
    declarationNo: 'VRD-1',
    decision: 'RETURN',
    initiatedBy: 'PERSON',
    topics: ['RIGHT_TO_REFUSE', 'AMNESTY_TEXT', 'SAFETY_SITUATION', 'ALTERNATIVE_TO_RETURN', 'WEAPONS_NOT_RETURNED'],
    language: 'ar',
    privateInterview: true,
    free: true,
    informed: true,
    express: true,
    interviewer: 'O-2',
    witness: 'O-3',
    signed: 'SIGNATURE',
    pledge,
    ...changes,
  };
  return {
    ...base,
    type: 'declare',
    data,
    facts: { interviewerDepartment: 'DISPLACEMENT', witnessDepartment: 'JUSTICE', noClaimOnWeaponsAllowed: false, ...facts },
  };
}

export function screen(changes: Partial<Screen['data']> = {}, facts: Partial<Screen['facts']> = {}): Screen {
  const data = { personalNumber: NUMBER, risk: 'NONE_IDENTIFIED' as const, basis: ['INTERVIEW'] as const, reviewer: 'O-9' };
  return {
    ...base,
    type: 'screen',
    data: { ...data, ...changes },
    facts: { department: 'PROTECTION', reviewerDepartment: 'JUSTICE', ...facts },
  };
}

export const FACTS = { amnesties: { 'SY-2024-12': ['INTERNED_OTHER_RANK'] as const }, pledgeRequired: true, batch: 'unit-1' };
export const ON = { manifest: 'RM-20241218-IQ-01', line: 7 };

export function list(changes: Partial<List['data']> = {}, facts: Partial<List['facts']> = {}): List {
  return { ...base, type: 'list', data: { ...ON, identityDigest: DIGEST, ...changes }, facts: { ...FACTS, ...facts } };
}

export function moveTo(to: MoveLine['data']['to'], changes: Partial<MoveLine['data']> = {}, at = DAY): MoveLine {
  const said = { reconfirmed: true, receiver: 'R-1', place: 'Al-Qaim', reason: 'ROOM' };
  return { ...base, at, type: 'move-line', data: { manifest: ON.manifest, to, ...said, ...changes }, facts: FACTS };
}

/** A command on the person that needs nothing more. */
export function simply<T extends 'withdraw' | 'stop' | 'lift' | 'settle' | 'pledge' | 'override-amnesty'>(
  type: T,
  data: object = {},
  department = 'LEGAL',
): CaseCommand {
  return {
    ...base,
    type,
    data: { personalNumber: NUMBER, ...data },
    facts: { department, noClaimOnWeaponsAllowed: false },
  } as unknown as CaseCommand;
}

export const READY = [noteFacts(), declare(), screen()];
export const LISTED = [...READY, list()];
export const BOARDED = [...LISTED, moveTo('PRESENTED'), moveTo('BOARDED')];
export const AT_CROSSING = [...BOARDED, moveTo('PRESENTED_TO_RECEIVER')];

export type Told = {
  readonly state: ReturnCase | undefined;
  readonly events: readonly Happened[];
  readonly answer: Refusal | 'nothing' | Happened;
};

/** Tells a story: every accepted command becomes an event; the answer is the last command's. */
export function told(commands: readonly CaseCommand[]): Told {
  let state: ReturnCase | undefined;
  let answer: Told['answer'] = 'nothing';
  const events: Happened[] = [];
  for (const command of commands) {
    const draft = returnCase.decide(state, command);
    answer = draft === 'nothing' || isRefusal(draft) ? draft : { type: draft.type, data: draft.data, at: command.at, actor: command.actor };
    if (answer === 'nothing' || isRefusal(answer)) continue;
    state = returnCase.evolve(state, answer);
    events.push(answer);
  }
  return { state, events, answer };
}

/** The refusal code or the event type a command ends in. */
export function ending({ answer }: Told): string {
  if (answer === 'nothing') return 'nothing';
  return isRefusal(answer) ? answer.code : answer.type;
}
