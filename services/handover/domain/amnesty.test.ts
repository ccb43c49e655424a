import { describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { type Amnesty, amnesty, type ChangeAmnesty, coveredAt, NEVER_COVERED, type RecordAmnesty } from './amnesty.ts';

const actor = { client: 'tests', officer: 'O-1', committee: 'C-1', department: 'LEGAL' };
const base = { id: 'x', at: '2024-12-12T00:00:00Z', recordedAt: '2024-12-12T00:00:00Z', actor };

function record(changes: Partial<RecordAmnesty['data']> = {}): RecordAmnesty {
  const data = {
    amnesty: 'SY-2024-12',
    issuer: 'Interim authority',
    issuerStatus: 'DE_FACTO',
    issuedOn: '2024-12-10',
    effectiveFrom: '2024-12-10T00:00:00Z',
    scope: 'Conscripts and other ranks',
    covers: ['INTERNED_OTHER_RANK'] as const,
    exclusions: [...NEVER_COVERED],
  };
  return { ...base, type: 'record', data: { ...data, ...changes } };
}

const change = (status: ChangeAmnesty['data']['status'], at = base.at, more: object = {}, department = 'LEGAL'): ChangeAmnesty => ({
  ...base,
  at,
  actor: { ...actor, department },
  type: 'change-status',
  data: { amnesty: 'SY-2024-12', status, reason: 'x', ...more },
});

function stateAfter(...commands: (RecordAmnesty | ChangeAmnesty)[]): Amnesty | undefined {
  let state: Amnesty | undefined;
  for (const command of commands) {
    const draft = amnesty.decide(state, command);
    if (draft === 'nothing' || isRefusal(draft)) throw new Error('the story is broken');
    state = amnesty.evolve(state, { ...draft, at: command.at, actor: command.actor });
  }
  return state;
}

const code = (state: Amnesty | undefined, command: RecordAmnesty | ChangeAmnesty) => {
  const draft = amnesty.decide(state, command);
  return draft === 'nothing' ? draft : isRefusal(draft) ? draft.code : draft.type;
};

describe('an amnesty', () => {
  const verified = stateAfter(record({ effectiveTo: '2025-03-10T00:00:00Z' }), change('IN_FORCE'));

  it.each([
    ['is recorded', undefined, record(), 'amnesty-recorded'],
    ['is recorded once', stateAfter(record()), record(), 'AMNESTY_EXISTS'],
    ['excludes the worst crimes', undefined, record({ exclusions: ['GENOCIDE'] }), 'EXCLUSIONS_MISSING'],
    ['does not end before it begins', undefined, record({ effectiveTo: '2024-12-01T00:00:00Z' }), 'ENDS_BEFORE_IT_BEGINS'],
    ['is verified by a legal officer', stateAfter(record()), change('IN_FORCE'), 'amnesty-verified'],
    ['is verified by nobody else', stateAfter(record()), change('IN_FORCE', base.at, {}, 'INTERIOR'), 'LEGAL_OFFICER_NEEDED'],
    ['is revoked', verified, change('REVOKED'), 'amnesty-revoked'],
    ['expires', verified, change('EXPIRED'), 'amnesty-expired'],
    ['that nobody recorded is unknown', undefined, change('IN_FORCE'), 'AMNESTY_UNKNOWN'],
    ['is verified once', verified, change('IN_FORCE'), 'nothing'],
    ['is extended', verified, change('IN_FORCE', base.at, { effectiveTo: '2025-06-10T00:00:00Z' }), 'amnesty-verified'],
  ])('%s', (_what, given, when, then) => {
    expect(code(given, when)).toBe(then);
  });

  it.each([
    ['before anybody verified it', stateAfter(record()), '2024-12-18T00:00:00Z', []],
    ['once verified', verified, '2024-12-18T00:00:00Z', ['INTERNED_OTHER_RANK']],
    ['before it began', verified, '2024-12-09T23:59:59Z', []],
    ['when it has run out', verified, '2025-03-10T00:00:00Z', []],
    [
      'before it was revoked',
      stateAfter(record(), change('IN_FORCE'), change('REVOKED', '2024-12-20T00:00:00Z')),
      '2024-12-19T00:00:00Z',
      ['INTERNED_OTHER_RANK'],
    ],
    [
      'from its revocation on',
      stateAfter(record(), change('IN_FORCE'), change('REVOKED', '2024-12-20T00:00:00Z')),
      '2024-12-20T00:00:00Z',
      [],
    ],
    [
      'with more categories',
      stateAfter(record(), change('IN_FORCE', base.at, { covers: ['INTERNED_OFFICER'] })),
      '2024-12-18T00:00:00Z',
      ['INTERNED_OFFICER'],
    ],
    ['that nobody recorded', undefined, '2024-12-18T00:00:00Z', []],
  ])('covers %s', (_what, state, at, covers) => {
    expect(coveredAt(state, at)).toEqual(covers);
  });
});
