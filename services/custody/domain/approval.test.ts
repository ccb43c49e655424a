import { describe, expect, it } from 'vitest';
import { type Approval, approvalsFault, approvalText } from './approval.ts';

const NOW = Date.parse('2024-12-08T06:10:00Z') / 1000;
const HEAD = 'ab'.repeat(32);
const occasion = { requester: 'O-1', head: HEAD, recordedAt: '2024-12-08T06:10:00.000Z' };
const one: Approval = { kid: 'k1', iat: NOW - 60, officer: 'D-1', department: 'DEFENCE', registrar: 'R-1', over: HEAD };
const other: Approval = { kid: 'k2', iat: NOW - 30, officer: 'I-1', department: 'INTERIOR', registrar: 'R-1', over: HEAD };
const without = (left: keyof Approval): Approval => Object.fromEntries(Object.entries(other).filter(([name]) => name !== left)) as Approval;

const cases: [rule: string, approvals: readonly Approval[], then: string | undefined, field?: string][] = [
  ['two people of two departments approve', [one, other], undefined],
  ['in either order', [other, one], undefined],
  ['not one', [one], 'TWO_APPROVALS', 'approvals'],
  ['not three', [one, other, { ...other, officer: 'L-1' }], 'TWO_APPROVALS', 'approvals'],
  ['with registered keys', [one, without('officer')], 'KEY_UNKNOWN', 'approvals.1'],
  ['that were not revoked', [{ ...one, revoked: true }, other], 'KEY_REVOKED', 'approvals.0'],
  ['enrolled to this day', [one, without('department')], 'OFFICER_NOT_ENROLLED', 'approvals.1'],
  ['over this act', [one, without('over')], 'APPROVAL_NOT_FOR_THIS', 'approvals.1'],
  ['after this event', [{ ...one, over: 'cd'.repeat(32) }, other], 'APPROVAL_HEAD_MOVED', 'approvals.0'],
  ['within 24 hours', [{ ...one, iat: NOW - 86_400 }, other], undefined],
  ['and not a second more', [{ ...one, iat: NOW - 86_401 }, other], 'APPROVAL_EXPIRED', 'approvals.0'],
  ['by a clock that may be five minutes fast', [one, { ...other, iat: NOW + 300 }], undefined],
  ['and not a second more', [one, { ...other, iat: NOW + 301 }], 'APPROVAL_AHEAD', 'approvals.1'],
  ['neither of them asked for it', [one, { ...other, officer: 'O-1' }], 'APPROVER_REQUESTS', 'approvals.1'],
  ['the same person with two keys is one', [one, { ...other, officer: 'D-1' }], 'ONE_OFFICER', 'approvals.1'],
  ['two people of one department are not enough', [one, { ...other, department: 'DEFENCE' }], 'ONE_DEPARTMENT', 'approvals.1'],
  ['nor keys that the requester registered', [{ ...one, registrar: 'O-1' }, other], 'KEY_REGISTERED_BY_PARTY', 'approvals.0'],
  ['or one approver for the other', [one, { ...other, registrar: 'D-1' }], 'KEY_REGISTERED_BY_PARTY', 'approvals.1'],
  ['in either order', [{ ...one, registrar: 'I-1' }, other], 'KEY_REGISTERED_BY_PARTY', 'approvals.0'],
  ['or nobody', [one, without('registrar')], 'KEY_REGISTERED_BY_PARTY', 'approvals.1'],
];

describe('two approvals', () => {
  it.each(cases)('%s', (_rule, approvals, code, field) => {
    const refused = approvalsFault(approvals, occasion);
    expect(refused?.code).toBe(code);
    expect(refused?.field).toBe(field);
  });

  it('allow nothing that nobody asked for, and nothing before the first event', () => {
    expect(approvalsFault([one, other], { ...occasion, requester: undefined })?.code).toBe('APPROVER_REQUESTS');
    expect(approvalsFault([one, other], { ...occasion, head: undefined })?.code).toBe('APPROVAL_HEAD_MOVED');
  });

  it('are over one text, whoever writes it', () => {
    expect(approvalText({ subject: 'WEAPON#WA000017-2', head: 'ab', action: 'lift-hold' })).toBe(
      '{"action":"lift-hold","head":"ab","subject":"WEAPON#WA000017-2"}',
    );
  });
});
