import { describe, expect, it } from 'vitest';
import { answerTo, type Told } from '#test/decider.ts';
import { type RecordRecognition, recognisedFault, recognition, type WithdrawRecognition } from './recognition.ts';

type Recognising = RecordRecognition | WithdrawRecognition;
const foreign = { client: 'defence', officer: 'F-1', committee: 'MFA-1', department: 'FOREIGN_AFFAIRS' };
const record = (data: Partial<RecordRecognition['data']> = {}, actor = foreign): Told<RecordRecognition> => ({
  type: 'record',
  actor,
  data: {
    act: 'MFA-1',
    country: 'SYR',
    government: 'Government of Syria',
    issuer: 'Council of Ministers',
    issuedOn: '2024-12-07',
    textHash: 'ab',
    ...data,
  },
});
const withdraw: Told<WithdrawRecognition> = { type: 'withdraw', actor: foreign, data: { act: 'MFA-1', reason: 'Another act' } };

describe('an act of recognition', () => {
  it.each<[string, Told<Recognising>[], Told<Recognising>, string]>([
    ['is recorded', [], record(), 'recognition-recorded'],
    ['once', [record()], record(), 'RECOGNITION_EXISTS'],
    ['by foreign affairs', [], record({}, { ...foreign, department: 'DEFENCE' }), 'DEPARTMENT_NOT_COMPETENT'],
    ['after its day', [], record({ issuedOn: '2024-12-09' }), 'ACT_AHEAD'],
    ['is withdrawn', [record()], withdraw, 'recognition-withdrawn'],
    ['and stays so', [record(), withdraw], withdraw, 'nothing'],
    ['if there is one', [], withdraw, 'RECOGNITION_UNKNOWN'],
  ])('%s', (_what, given, when, said) => {
    expect(answerTo(recognition, given, when).said).toBe(said);
  });

  it('recognises the government of its country while in force', () => {
    const act = { country: 'SYR', government: 'Government of Syria', issuedOn: '2024-12-07', state: 'IN_FORCE' } as const;
    expect(recognisedFault(act, 'SYR')).toBeUndefined();
    expect(recognisedFault(act, 'LBN')?.code).toBe('RECEIVER_NOT_RECOGNISED');
    expect(recognisedFault({ ...act, state: 'WITHDRAWN' }, 'SYR')?.code).toBe('RECEIVER_NOT_RECOGNISED');
    expect(recognisedFault(undefined, 'SYR')?.code).toBe('RECEIVER_NOT_RECOGNISED');
  });
});
