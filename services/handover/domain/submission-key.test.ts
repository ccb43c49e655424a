import { describe, expect, test } from 'vitest';
import { type SubmissionKey, submissionKey, type UseKey } from './submission-key.ts';

const at = '2024-12-18T06:00:00.000Z';
const use = (manifestNo: string, step: Omit<SubmissionKey, 'manifestNo'> = {}): UseKey => ({
  id: manifestNo,
  type: 'use-key',
  at,
  recordedAt: at,
  actor: { client: 'ministry' },
  data: { manifestNo, ...step },
});

describe('a key of a submission', () => {
  test.each([
    ['is used at first', undefined, { type: 'key-used', data: { manifestNo: 'M-1' } }],
    ['repeats for its own manifest', { manifestNo: 'M-1' }, 'nothing'],
    ['is no other manifest’s', { manifestNo: 'M-2' }, { code: 'COMMAND_ID_REUSED', status: 422, more: { manifestNo: 'M-2' } }],
  ])('%s', (_what, state, expected) => {
    const found = submissionKey.decide(state, use('M-1'));
    if (typeof expected === 'string') expect(found).toBe(expected);
    else expect(found).toMatchObject(expected);
  });

  test('is of one step, and of a part with one content', () => {
    const part = { step: 'part 1', content: 'a' } as const;
    const claimed = (step: Omit<SubmissionKey, 'manifestNo'>) => submissionKey.decide({ manifestNo: 'M-1', ...part }, use('M-1', step));
    expect(claimed(part)).toBe('nothing');
    const refused = { code: 'COMMAND_ID_REUSED', status: 422, more: { manifestNo: 'M-1', step: 'part 1' } };
    for (const other of [{}, { step: 'open' }, { ...part, step: 'part 2' }, { ...part, content: 'b' }] as const)
      expect(claimed(other)).toMatchObject(refused);
  });
});
