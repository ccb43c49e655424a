import { describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { answerTo, type Told } from '#test/decider.ts';
import { type Admission, type ApproveAdmission, admission, admitting, type OpenAdmission } from './admission.ts';
import { bed, type ClaimBed, type ReleaseBed } from './bed.ts';
import { committee, type Enrol } from './committee.ts';
import { blockOf, type IssueBlock, numberBlock } from './number-block.ts';

const approval = { authority: 'Council', reference: 'P-1', grounds: 'asked for refuge' };
const crossing = { names: [{ name: 'Al-Qaim', side: 'IRQ', script: 'Latn' }] };
const opens = (approved: boolean): Told<OpenAdmission> => ({
  type: 'open',
  data: { admission: 'A', crossing, orderingAuthority: 'JOC', ...(approved && { approval }) },
});
const approves = (at = '2024-12-08T10:00:00.000Z'): Told<ApproveAdmission> => ({ type: 'approve', at, data: { admission: 'A', approval } });

describe('an admission', () => {
  const cases: [
    rule: string,
    given: Told<OpenAdmission | ApproveAdmission>[],
    when: Told<OpenAdmission | ApproveAdmission>,
    then: string,
  ][] = [
    ['opens under an approval', [], opens(true), 'admission-approved'],
    ['or as an emergency', [], opens(false), 'emergency-admission-opened'],
    ['once', [opens(true)], opens(true), 'ADMISSION_EXISTS'],
    ['an emergency gets its approval', [opens(false)], approves(), 'admission-approved'],
    ['once', [opens(false), approves()], approves(), 'ADMISSION_APPROVED'],
    ['what is unknown is not approved', [], approves(), 'ADMISSION_UNKNOWN'],
  ];
  it.each(cases)('%s', (_rule, given, when, then) => expect(answerTo(admission, given, when).said).toBe(then));

  it('says when its approval came late', () => {
    expect(answerTo(admission, [opens(false)], approves('2024-12-10T00:00:00.000Z')).draft?.data).toMatchObject({ late: true });
  });

  it('takes people for 24 h without approval, and then no more', () => {
    const waiting: Admission = { openedAt: '2024-12-08T06:00:00.000Z', approved: false };
    expect(admitting(waiting, '2024-12-09T06:00:00.000Z')).toBeUndefined();
    expect(admitting(waiting, '2024-12-09T06:00:01.000Z')?.code).toBe('APPROVAL_OVERDUE');
    expect(admitting({ ...waiting, approved: true }, '2025-01-01T00:00:00.000Z')).toBeUndefined();
    expect(admitting(undefined, '2025-01-01T00:00:00.000Z')?.code).toBe('ADMISSION_UNKNOWN');
  });
});

const claims = (personalNumber: string, id: string): Told<ClaimBed> => ({
  type: 'claim',
  id,
  data: { personalNumber },
  facts: { housing: { id } as never },
});
const frees = (personalNumber: string, claim: string): Told<ReleaseBed> => ({ type: 'release', data: { personalNumber, claim } });

describe('a bed', () => {
  const cases: [rule: string, given: Told<ClaimBed | ReleaseBed>[], when: Told<ClaimBed | ReleaseBed>, then: string][] = [
    ['is claimed', [], claims('P1', 'h1'), 'bed-claimed'],
    ['by one person at a time (I-04)', [claims('P1', 'h1')], claims('P2', 'h2'), 'BED_TAKEN'],
    ['is claimed again by who has it', [claims('P1', 'h1')], claims('P1', 'h3'), 'bed-claimed'],
    ['is free after the release of the claim', [claims('P1', 'h1'), frees('P1', 'h1')], claims('P2', 'h2'), 'bed-claimed'],
    ['a late release of an older claim does not free it', [claims('P1', 'h1'), claims('P1', 'h3')], frees('P1', 'h1'), 'nothing'],
    ['is not released twice', [claims('P1', 'h1'), frees('P1', 'h1')], frees('P1', 'h1'), 'nothing'],
    ['a bed nobody claimed is free', [], frees('P1', 'h1'), 'BED_FREE'],
  ];
  it.each(cases)('%s', (_rule, given, when, then) => expect(answerTo(bed, given, when).said).toBe(then));
});

const enrols = (...officers: [string, string][]): Told<Enrol> => ({
  type: 'enrol',
  data: { committee: 'RC', name: 'n', officers: officers.map(([officer, department]) => ({ officer, department })) },
});

describe('a committee', () => {
  const cases: [rule: string, given: Told<Enrol>[], when: Told<Enrol>, then: string][] = [
    ['has two departments', [], enrols(['O-1', 'INTERIOR'], ['O-2', 'DEFENCE']), 'committee-enrolled'],
    ['not one', [], enrols(['O-1', 'INTERIOR'], ['O-2', 'INTERIOR']), 'ONE_DEPARTMENT'],
    ['and names an officer once', [], enrols(['O-1', 'INTERIOR'], ['O-1', 'DEFENCE']), 'OFFICER_TWICE'],
    [
      'may be enrolled anew',
      [enrols(['O-1', 'INTERIOR'], ['O-2', 'DEFENCE'])],
      enrols(['O-1', 'INTERIOR'], ['O-3', 'DEFENCE']),
      'committee-enrolled',
    ],
  ];
  it.each(cases)('%s', (_rule, given, when, then) => expect(answerTo(committee, given, when).said).toBe(then));
});

describe('a block of numbers', () => {
  const issues: Told<IssueBlock> = { type: 'issue-block', data: { block: 'SY000', committee: 'RC' } };
  it('is issued once', () => {
    expect(answerTo(numberBlock, [], issues).said).toBe('block-issued');
    expect(answerTo(numberBlock, [issues], issues).said).toBe('BLOCK_ISSUED');
  });
  it('is named by a number itself', () => {
    expect(blockOf('SY000123-4')).toBe('SY000');
    expect(isRefusal(blockOf('SY000123-4'))).toBe(false);
  });
});
