import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { custodyNumber } from '#shared/kernel/numbers.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { answerTo, complete, type Told } from '#test/decider.ts';
import { approves } from '#test/weapon-story.ts';
import {
  type AmmunitionLot,
  ammunitionLot,
  type DepositedLot,
  type DepositLot,
  type Issue,
  type LotCommand,
  type Receive,
  type RelocateLot,
} from './ammunition-lot.ts';
import type { ConfirmLotLoss, Recount } from './lot-findings.ts';

const N = custodyNumber('AA', 3);
const verifier = { officer: 'O-2', committee: 'RC-1' };
const facts = { verifierDepartment: 'DEFENCE' };
const SIGNED = Date.parse('2024-12-08T06:00:00Z') / 1000;
const foundReport = { reference: 'F-1', place: 'Tent 4' };

const deposits = (data: Partial<DepositedLot> = {}, more: Partial<DepositLot['facts']> = {}): Told<DepositLot> => ({
  type: 'deposit',
  data: {
    custodyNumber: N,
    calibreOrType: '7.62×39',
    lotNumber: '539-04',
    quantity: 1200,
    unitOfCount: 'ROUND',
    packaging: 'OPENED',
    condition: 'SERVICEABLE',
    depositor: 'SY000123-4',
    titleHolder: 'STATE_OF_ORIGIN',
    acknowledged: { as: 'SIGNATURE' },
    verifier,
    location: { site: 'RUTBA', container: 'A-1', seal: 'S-1' },
    ...data,
  },
  facts: { ...facts, book: { committee: 'RC-1' }, ...more },
});
const issues = (quantity: number, approved = approves(), verifierDepartment = 'DEFENCE'): Told<Issue> => ({
  type: 'issue',
  data: { custodyNumber: N, quantity, verifier, purpose: 'DESTRUCTION', eodCertificate: 'EOD-1', approvals: ['a', 'b'] },
  facts: (head) => ({ verifierDepartment, approvals: approved(head) }),
});
const receives = (quantity: number): Told<Receive> => ({
  type: 'receive',
  data: { custodyNumber: N, quantity, verifier, foundReport },
  facts,
});
const report = {
  site: 'RUTBA',
  check: 'SC-1',
  openedAt: '2025-01-01T00:00:00.000Z',
  open: 1,
  items: { [`AMMO_QTY ${N}`]: 'OPEN' as const },
};
const reported = { report, finding: { type: 'AMMO_QTY' as const, item: N, book: 1200, physical: 1100 } };
const ofFinding = { custodyNumber: N, discrepancy: 'DR-SC-1', type: 'AMMO_QTY' as const };
const recounts = (counted: number, outcome: 'FOUND' | 'CLERICAL', physical = counted, documents = ['P-1', 'P-2']): Told<Recount> => ({
  type: 'recount',
  data: { ...ofFinding, counted, verifier, documents, outcome },
  facts: { ...facts, ...reported, finding: { ...reported.finding, physical } },
});
const board = { reference: 'B-1', date: '2025-01-02', members: ['B-1', 'B-2', 'B-3'] };
const loses = (counted: number, physical = counted, more: object = {}, approved = approves()): Told<ConfirmLotLoss> => ({
  type: 'confirm-loss',
  data: { ...ofFinding, counted, outcome: 'LOST', board, approvals: ['a', 'b'] },
  facts: (head) => ({ ...reported, finding: { ...reported.finding, physical }, approvals: approved(head), ...more }),
});
const relocates: Told<RelocateLot> = {
  type: 'relocate',
  data: {
    custodyNumber: N,
    releasedBy: { officer: 'O-1', committee: 'RC-1' },
    receivedBy: { officer: 'D-1', committee: 'ARM-1' },
    to: { site: 'RUTBA', container: 'A-2' },
    sealBefore: 'S-1',
    sealAfter: 'S-2',
    documentNo: 'M-1',
  },
  facts: { releasedBy: 'INTERIOR', receivedBy: 'DEFENCE' },
};
const voids: Told<LotCommand> = { type: 'void', data: { custodyNumber: N, reason: 'torn' }, facts: { book: { committee: 'RC-1' } } };
const alone = (told: Told<LotCommand>): Told<LotCommand> =>
  ({ ...told, facts: { ...told.facts, verifierDepartment: 'INTERIOR' } }) as Told<LotCommand>;

const at = (told: Told<LotCommand>, hour: number): Told<LotCommand> =>
  ({ ...told, at: `2024-12-09T${String(hour).padStart(2, '0')}:00:00.000Z`, atStated: true }) as Told<LotCommand>;

const cases: [rule: string, given: Told<LotCommand>[], when: Told<LotCommand>, then: string][] = [
  ['a lot is deposited', [], deposits(), 'lot-deposited'],
  ['an act is not before the act before', [at(deposits(), 12)], at(issues(1), 11), 'BEFORE_LAST_EVENT'],
  ['nor is a relocation', [at(deposits(), 12), at(issues(1), 14)], at(relocates, 13), 'BEFORE_LAST_EVENT'],
  ['it may be at the same moment', [at(deposits(), 12)], at(issues(1), 12), 'lot-destroyed'],
  ['a number is used once', [deposits()], deposits(), 'NUMBER_USED'],
  ['a voided number never', [voids], deposits(), 'NUMBER_VOIDED'],
  ['it is of a book', [], deposits({}, { book: undefined }), 'NUMBER_NOT_ISSUED'],
  ['two departments count it', [], deposits({}, { verifierDepartment: 'INTERIOR' }), 'ONE_DEPARTMENT'],
  ['it has a depositor or a finder', [], deposits({ depositor: undefined }), 'DEPOSITOR_OR_FINDER'],
  ['who acknowledges', [], deposits({ acknowledged: { as: 'NOBODY' } }), 'ACKNOWLEDGEMENT_WRONG'],
  ['a sealed lot has its number', [], deposits({ lotNumber: undefined, packaging: 'SEALED' }), 'LOT_NUMBER_MISSING'],
  ['loose rounds need none', [], deposits({ lotNumber: undefined, packaging: 'LOOSE' }), 'lot-deposited'],
  ['it is issued for destruction', [deposits()], issues(1200), 'lot-destroyed'],
  ['never more than there is', [deposits()], issues(1201), 'NOT_SO_MUCH'],
  ['nor twice', [deposits(), issues(1000)], issues(201), 'NOT_SO_MUCH'],
  ['counted by two departments', [deposits()], issues(1, approves(), 'INTERIOR'), 'ONE_DEPARTMENT'],
  ['approved by two', [deposits()], issues(1, () => []), 'TWO_APPROVALS'],
  ['neither of whom asks', [deposits()], issues(1, approves({ officer: 'O-1' })), 'APPROVER_REQUESTS'],
  ['of two departments', [deposits()], issues(1, approves({}, { department: 'JUSTICE' })), 'ONE_DEPARTMENT'],
  ['who look at it as it is', [deposits(), receives(1)], issues(1, approves({ over: 'ab' })), 'APPROVAL_HEAD_MOVED'],
  ['and sign it, not another lot', [deposits()], issues(1, () => approves()(undefined)), 'APPROVAL_NOT_FOR_THIS'],
  ['on the day', [deposits()], issues(1, approves({ iat: SIGNED - 86_400 })), 'APPROVAL_EXPIRED'],
  ['by keys that are known', [deposits()], issues(1, (over) => [{ kid: 'x', iat: SIGNED }, ...approves()(over).slice(1)]), 'KEY_UNKNOWN'],
  ['and not revoked', [deposits()], issues(1, approves({}, { revoked: true })), 'KEY_REVOKED'],
  ['more is found', [deposits()], receives(30), 'lot-added'],
  ['a count that agrees is no recount', [deposits()], recounts(1200, 'CLERICAL'), 'NOTHING_CHANGES'],
  ['nor is one of a lot whose book has changed', [deposits(), issues(1)], recounts(1100, 'CLERICAL'), 'COUNT_OUTSIDE'],
  ['a paper was wrong', [deposits()], recounts(1100, 'CLERICAL'), 'lot-recounted'],
  ['and both papers are named', [deposits()], recounts(1100, 'CLERICAL', 1100, ['P-1']), 'BOTH_DOCUMENTS'],
  ['by two departments', [deposits()], alone(recounts(1100, 'CLERICAL')), 'ONE_DEPARTMENT'],
  ['more is found by a check', [deposits()], recounts(1300, 'FOUND'), 'lot-recounted'],
  ['a board says it is lost', [deposits()], loses(1100), 'loss-confirmed'],
  ['and two persons', [deposits()], loses(1100, 1100, {}, approves({}, { officer: 'J-1' })), 'ONE_OFFICER'],
  ['what is more is not lost', [deposits()], loses(1300), 'NOTHING_LOST'],
  ['no figure beside those of book and check', [deposits()], loses(1000, 1100), 'COUNT_OUTSIDE'],
  ['nothing is settled without a report', [deposits()], loses(1100, 1100, { report: undefined }), 'DISCREPANCY_UNKNOWN'],
  ['what is less is not found', [deposits()], recounts(1100, 'FOUND'), 'NOTHING_FOUND'],
  ['it goes to another store', [deposits()], relocates, 'lot-relocated'],
  ['released by its keeper', [deposits(), relocates], relocates, 'CHAIN_BROKEN'],
  ['what was never deposited is unknown', [], issues(1), 'LOT_UNKNOWN'],
  ['nor is a voided number', [voids], receives(1), 'LOT_UNKNOWN'],
];

describe('an ammunition lot', () => {
  it.each(cases)('%s', (_rule, given, when, then) => expect(answerTo(ammunitionLot, given, when).said).toBe(then));

  const quantity = fc.integer({ min: 1, max: 700 });
  const anything: fc.Arbitrary<Told<LotCommand>> = fc.oneof(
    quantity.map(issues),
    quantity.map(receives),
    fc
      .tuple(fc.integer({ min: 0, max: 3000 }), fc.constantFrom('FOUND' as const, 'LOST' as const, 'CLERICAL' as const))
      .map(([counted, outcome]) => (outcome === 'LOST' ? loses(counted) : recounts(counted, outcome))),
    fc.constant(relocates),
  );

  it('is never negative, always whole, and adds up whatever happens (I-15, I-16)', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (story) => {
        let state: AmmunitionLot | undefined;
        for (const each of [deposits() as Told<LotCommand>, ...story]) {
          const command = complete<LotCommand>(each, 1, 'ab');
          const answer = ammunitionLot.decide(state, command, 'ab');
          if (answer === 'nothing' || isRefusal(answer)) continue;
          accepted += 1;
          state = ammunitionLot.evolve(state, { ...answer, at: command.at, actor: command.actor });
          const { received, quantity, destroyed, lost } = state;
          for (const figure of [received, quantity, destroyed, lost]) expect(Number.isInteger(figure) && figure >= 0).toBe(true);
          expect(received).toBe(quantity + destroyed + lost);
        }
      }),
    );
    expect(accepted).toBeGreaterThan(250);
  });
});
