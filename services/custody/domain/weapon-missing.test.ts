import { describe, expect, it } from 'vitest';
import { custodyNumber } from '#shared/kernel/numbers.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { complete, type Told } from '#test/decider.ts';
import { approves } from '#test/weapon-story.ts';
import type { Discrepancy, Outcome } from './discrepancy.ts';
import { type Weapon, weapon } from './weapon.ts';
import type { WeaponCommand } from './weapon-commands.ts';
import type { ConfirmLoss, Find, SuspectMissing } from './weapon-missing.ts';

const N = custodyNumber('WA', 1);
const HEAD = 'ab';
const AT = '2024-12-08T06:00:00.000Z';
const place = { container: 'C-1', seal: 'S-1' };
const stored: Weapon = { n: 2, last: AT, state: 'IN_TRUST', identity: 1, kind: 'RIFLE', site: 'RUTBA', place, keeper: 'D-1@ARM-1' };
const missing: Weapon = { ...stored, n: 3, state: 'SUSPECTED_MISSING', missing: 'DR-SC-1' };
const inHands: Weapon = { n: 1, last: AT, state: 'RECEIPTED', identity: 1, kind: 'RIFLE', site: 'RUTBA', keeper: 'O-1@RC-1' };
const report = (outcome: 'OPEN' | Outcome = 'OPEN'): Discrepancy => ({
  site: 'RUTBA',
  check: 'SC-1',
  openedAt: AT,
  open: 1,
  items: { [`SHORTAGE ${N}`]: outcome, [`LOCATION ${N}`]: outcome },
});
const of = { custodyNumber: N, discrepancy: 'DR-SC-1', type: 'SHORTAGE' } as const;
const suspects: Told<SuspectMissing> = { type: 'suspect-missing', data: { custodyNumber: N, discrepancy: 'DR-SC-1' } };
const finds = (data: Partial<Find['data']> = {}, facts: object = {}): Told<Find> => ({
  type: 'find',
  data: { ...of, outcome: 'FOUND', verifier: { officer: 'D-1', committee: 'ARM-1' }, documents: ['P-1'], ...data },
  facts: { report: report(), verifierDepartment: 'DEFENCE', ...facts },
});
const loses = (facts: object = {}, members = ['B-1', 'B-2', 'B-3']): Told<ConfirmLoss> => ({
  type: 'confirm-loss',
  data: { ...of, outcome: 'LOST', board: { reference: 'B-1', date: '2025-01-02', members }, approvals: ['a', 'b'] },
  facts: (head) => ({ report: report(), approvals: approves()(head), ...facts }),
});

function told(state: Weapon, when: Told<SuspectMissing | Find | ConfirmLoss>): { said: string; next?: Weapon } {
  const command = complete<WeaponCommand>(when as Told<WeaponCommand>, 1, HEAD);
  const answer = weapon.decide(state, command, HEAD);
  if (answer === 'nothing') return { said: answer };
  if (isRefusal(answer)) return { said: answer.code };
  return { said: answer.type, next: weapon.evolve(state, { ...answer, at: command.at, actor: command.actor }) };
}

const cases: [rule: string, given: Weapon, when: Told<SuspectMissing | Find | ConfirmLoss>, then: string][] = [
  ['a weapon in its store is suspected missing', stored, suspects, 'suspected-missing'],
  ['not one in the hands of somebody', inHands, suspects, 'STATE_NOT_READY'],
  ['it is found', missing, finds(), 'found'],
  ['where it is, a place is named', inHands, finds({ type: 'LOCATION' }), 'PLACE_MISSING'],
  ['and the seal put on', missing, finds({ to: { site: 'RUTBA', container: 'C-2' } }), 'SEAL_AFTER_MISSING'],
  ['by two people', missing, finds({ verifier: { officer: 'O-1', committee: 'RC-1' } }), 'ONE_OFFICER'],
  ['of two departments', missing, finds({}, { verifierDepartment: 'INTERIOR' }), 'ONE_DEPARTMENT'],
  ['a clerical error names both papers', missing, finds({ outcome: 'CLERICAL' }), 'BOTH_DOCUMENTS'],
  ['a board finds that it is lost', missing, loses(), 'loss-confirmed'],
  ['only what is suspected missing is lost', stored, loses(), 'STATE_NOT_READY'],
  ['by three members or more', missing, loses({}, ['B-1', 'B-2', 'B-2']), 'BOARD_INCOMPLETE'],
  ['not by who records it', missing, loses({}, ['B-1', 'B-2', 'O-1']), 'BOARD_INCOMPLETE'],
  ['and by two persons', missing, loses({ approvals: approves({}, { department: 'JUSTICE' })(HEAD) }), 'ONE_DEPARTMENT'],
  ['over the newest event', missing, loses({ approvals: approves()('cd') }), 'APPROVAL_HEAD_MOVED'],
  ['nothing without a report', missing, loses({ report: undefined }), 'DISCREPANCY_UNKNOWN'],
  ['nor when it has an outcome', missing, finds({}, { report: report('CLERICAL') }), 'ITEM_SETTLED'],
  ['nor otherwise than such a finding ends', missing, finds({ type: 'SEAL_BROKEN' }), 'ITEM_UNKNOWN'],
];

describe('a weapon that is not found', () => {
  it.each(cases)('%s', (_rule, given, when, then) => expect(told(given, when).said).toBe(then));

  it('keeps the place that the book has, until it is found there or elsewhere', () => {
    expect(told(stored, suspects).next).toMatchObject({ state: 'SUSPECTED_MISSING', place, missing: 'DR-SC-1' });
    const back = told(missing, finds()).next;
    expect(back).toMatchObject({ state: 'IN_TRUST', place, keeper: 'D-1@ARM-1' });
    expect(back).not.toHaveProperty('missing');
    const moved = told(missing, finds({ to: { site: 'QAIM', container: 'C-2' }, sealAfter: 'S-2' })).next;
    expect(moved).toMatchObject({ state: 'IN_TRUST', site: 'QAIM', place: { container: 'C-2', seal: 'S-2' } });
  });

  it.each<[rule: string, outcome: Partial<Find['data']>]>([
    ['of another item', { type: 'LOCATION' }],
    ['of another report', { discrepancy: 'DR-SC-2' }],
  ])('stays suspected after the outcome %s, at the place that it names', (_rule, outcome) => {
    expect(told(missing, finds(outcome)).next).toMatchObject({ state: 'SUSPECTED_MISSING', missing: 'DR-SC-1', place });
    const seen = told(missing, finds({ ...outcome, to: { site: 'QAIM', container: 'C-2' }, sealAfter: 'S-2' })).next;
    expect(seen).toMatchObject({ state: 'SUSPECTED_MISSING', missing: 'DR-SC-1', site: 'QAIM', place: { container: 'C-2', seal: 'S-2' } });
  });

  it('is on no schedule any more, nor to be destroyed', () => {
    const listed: Weapon = { ...stored, state: 'HANDOVER_LISTED', handover: { no: 'WH-1', n: 2 } };
    expect(told(listed, suspects).next).not.toHaveProperty('handover');
    expect(told({ ...stored, state: 'DESTRUCTION_APPROVED' }, suspects).next).toMatchObject({ state: 'SUSPECTED_MISSING' });
    const found = told(listed, finds({ type: 'LOCATION', to: { site: 'RUTBA', container: 'C-2' }, sealAfter: 'S-2' })).next;
    expect(found).toMatchObject({ state: 'IN_TRUST' });
    expect(found).not.toHaveProperty('handover');
  });

  it('is nowhere when it is lost', () => {
    const lost = told(missing, loses()).next;
    expect(lost).toMatchObject({ state: 'CONFIRMED_LOST' });
    expect(lost).not.toHaveProperty('place');
  });
});
