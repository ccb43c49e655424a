import { describe, expect, test } from 'vitest';
import { canonical } from '#shared/kernel/event-chain.ts';
import { certificate, contentHash, membersOf, notAccepted } from './certificate.ts';

const submitted = {
  type: 'submitted',
  data: { manifestNo: 'M', crossing: 'Al-Qaim', receivingAuthority: 'A', window: { from: 'f', to: 't' }, lines: 4, chunks: 2, digest: 'd' },
};
const chunk = (number: number, counted: string, slice = `s${number}`) => ({
  type: 'lines-tallied',
  data: { unit: `c${number}`, chunk: number, counted, slice },
});
const scans = { type: 'lines-tallied', data: { unit: 'u1', counted: '1-3' } };

describe('what a seal covers', () => {
  const whole = contentHash([submitted, chunk(1, '1-2'), chunk(2, '101')]);

  test('is the same in whatever order the chunks were counted, and whatever was scanned since', () => {
    expect(canonical(contentHash([submitted, chunk(2, '101'), chunk(1, '1-2'), scans]))).toBe(canonical(whole));
  });

  test.each([
    ['another line listed', [submitted, chunk(1, '1-3'), chunk(2, '101')]],
    ['a line listed after all', [submitted, chunk(1, '1-2'), chunk(2, '101'), chunk(1, '3')]],
    ['other people in a slice', [submitted, chunk(1, '1-2', 'x'), chunk(2, '101')]],
    ['another authority', [{ ...submitted, data: { ...submitted.data, receivingAuthority: 'B' } }, chunk(1, '1-2'), chunk(2, '101')]],
  ])('changes with %s', (_, events) => expect(canonical(contentHash(events))).not.toBe(canonical(whole)));

  test('knows who became a member in which chunk, later counts included', () => {
    const members = membersOf([submitted, chunk(1, '1,3'), chunk(1, '2'), scans]);
    expect([...(members.get(1)?.records ?? [])].sort()).toEqual([1, 2, 3]);
    expect(members.size).toBe(1);
  });
});

describe('annex B', () => {
  const line = { line: 3, personalNumber: 'SY000123-4', reason: 'Name differs' };

  test('says of who stayed the line alone, whatever the reason was', () => {
    for (const state of ['WITHDREW', 'NO_SHOW', 'LEGAL_HOLD', 'MEDICAL_HOLD', 'DISEMBARKED_OBJECTED'] as const) {
      expect(notAccepted({ ...line, state })).toEqual({ line: 3, outcome: 'NOT_PRESENTED' });
    }
  });

  test('says of whom the receiver refused or deferred who and why', () => {
    expect(notAccepted({ ...line, state: 'REFUSED' })).toEqual({ ...line, outcome: 'REFUSED' });
  });
});

test('there is no certificate before the handover', () => expect(certificate([], [])).toBeUndefined());
