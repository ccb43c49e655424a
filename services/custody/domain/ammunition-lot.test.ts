import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { custodyNumber } from '#shared/kernel/numbers.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { answerTo, complete, type Told } from '#test/decider.ts';
import {
  type AmmunitionLot,
  ammunitionLot,
  type DepositedLot,
  type DepositLot,
  type Issue,
  type LotCommand,
  type Receive,
  type Recount,
  type RelocateLot,
} from './ammunition-lot.ts';

const N = custodyNumber('AA', 3);
const verifier = { officer: 'O-2', committee: 'RC-1' };
const facts = { verifierDepartment: 'DEFENCE' };
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
const issues = (quantity: number): Told<Issue> => ({
  type: 'issue',
  data: { custodyNumber: N, quantity, verifier, purpose: 'DESTRUCTION', eodCertificate: 'EOD-1' },
  facts,
});
const receives = (quantity: number): Told<Receive> => ({
  type: 'receive',
  data: { custodyNumber: N, quantity, verifier, foundReport },
  facts,
});
const recounts = (counted: number, outcome: Recount['data']['outcome']): Told<Recount> => ({
  type: 'recount',
  data: { custodyNumber: N, counted, verifier, finding: 'DR-1', outcome },
  facts,
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
  ['by two departments', [deposits()], alone(issues(1)), 'ONE_DEPARTMENT'],
  ['more is found', [deposits()], receives(30), 'lot-added'],
  ['a count that agrees changes nothing', [deposits()], recounts(1200, 'CLERICAL'), 'nothing'],
  ['a finding says it is lost', [deposits()], recounts(1100, 'LOST'), 'lot-recounted'],
  ['what is more is not lost', [deposits()], recounts(1300, 'LOST'), 'NOTHING_LOST'],
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
      .map(([counted, outcome]) => recounts(counted, outcome)),
    fc.constant(relocates),
  );

  it('is never negative, always whole, and adds up whatever happens (I-15, I-16)', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (story) => {
        let state: AmmunitionLot | undefined;
        for (const each of [deposits() as Told<LotCommand>, ...story]) {
          const command = complete<LotCommand>(each);
          const answer = ammunitionLot.decide(state, command);
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
