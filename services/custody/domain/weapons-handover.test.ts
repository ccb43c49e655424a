import { describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { answerTo, complete, streamOf, type Told } from '#test/decider.ts';
import type { Approval } from './approval.ts';
import type { HandoverCommand } from './handover-commands.ts';
import { HANDOVER_VERBS, type HandoverState, weaponsHandover } from './weapons-handover.ts';

const handoverNo = 'HO-1';
const of = (department: string) => ({ client: 'defence', officer: 'O-1', committee: 'AC-1', department });
const syria = { country: 'SYR', government: 'Government of Syria', issuedOn: '2025-05-01', state: 'IN_FORCE' } as const;
const recognised = { recognition: syria };
const none = { lines: 0, digest: '0'.repeat(64) };
const two = { lines: 2, digest: 'a'.repeat(64) };
type When = Told<HandoverCommand>;
const act = (type: HandoverCommand['type'], data: object = {}, more: object = {}): When =>
  ({ type, data: { handoverNo, ...data }, ...more }) as unknown as When;

const propose = (data: object = {}, facts: object = recognised) =>
  act('propose', { recognition: 'MFA-1', country: 'SYR', ministry: 'Defence', agreement: 'AG-1', ...data }, { facts });
const verify = act('verify-recipient', { delegate: 'DEL-1', credentials: 'CR-1' }, { actor: of('FOREIGN_AFFAIRS') });
const clear = (embargo = 'CLEAR', risk = 'ACCEPTABLE', department = 'LEGAL') =>
  act('clear', { embargo: { reference: 'E-1', result: embargo }, risk: { reference: 'R-1', result: risk } }, { actor: of(department) });
const inventory = (...unchecked: string[]) => act('inventory', { checks: ['SC-1'] }, { facts: { unchecked } });
const inspect = (expert = { officer: 'X-1', committee: 'TC-1' }, department = 'DEFENCE') =>
  act('inspect', { reference: 'JI-1', expert, recipientExpert: 'EX-9' }, { facts: { expert: department } });
const agree = (weapons = two, ammunition = none, facts: object = recognised) =>
  act('agree', {}, { facts: { ...facts, weapons, ammunition } });
/** Approvals over whatever the newest event is: the stream of the tests says which. */
const approvals = (given: readonly When[], changes: Partial<Approval> = {}): Approval[] => {
  const over = streamOf(weaponsHandover, given as never).at(-1)?.hash ?? '';
  const iat = Date.parse(complete(propose() as never).recordedAt) / 1000;
  return [
    { kid: 'k1', iat, officer: 'P-1', department: 'LEGAL', registrar: 'R-1', over },
    { kid: 'k2', iat, officer: 'P-2', department: 'DEFENCE', registrar: 'R-1', over, ...changes },
  ];
};
const approve = (given: readonly When[], changes: Partial<Approval> = {}, facts: object = recognised) =>
  act('approve', { approvals: ['a..b', 'c..d'] }, { facts: { ...facts, approvals: approvals(given, changes) } });
const seals = (convoys: object = { weaponsConvoy: 'W', partsConvoy: 'P' }) => act('seal-transport', { ...convoys, seals: ['S-1'] });
const deliver = (facts: object = recognised) => act('deliver', { place: 'Al-Qaim' }, { facts });
const counts = (accepted: number, kept = 0, open = 0) => ({ accepted, kept, open });
const conclude = (weapons = counts(2), ammunition = counts(0)) =>
  act('conclude', { certificateNo: 'WC-1' }, { facts: { weapons, ammunition } });
const close = act('close', { certificateScan: 'SC-1' });
const halt = act('halt', { reason: 'An incident' });

const proposed = [propose()];
const verified = [...proposed, verify];
const cleared = [...verified, clear()];
const inventoried = [...cleared, inventory()];
const inspected = [...inventoried, inspect()];
const scheduled = [...inspected, agree()];
const approved = [...scheduled, approve(scheduled)];
const sealed = [...approved, seals()];
const delivered = [...sealed, deliver()];
const concluded = [...delivered, conclude()];

const said = (given: readonly When[], when: When) => answerTo(weaponsHandover, given as never, when as never).said;

describe('a handover of weapons', () => {
  it('goes its way to the closed book, each step from the one before it and from no other', () => {
    const way: readonly (readonly [HandoverState, readonly When[], When])[] = [
      ['PROPOSED', proposed, verify],
      ['RECIPIENT_VERIFIED', verified, clear()],
      ['LEGAL_CLEARED', cleared, inventory()],
      ['INVENTORIED', inventoried, inspect()],
      ['JOINTLY_INSPECTED', inspected, agree()],
      ['SCHEDULE_AGREED', scheduled, approve(scheduled)],
      ['APPROVED', approved, seals()],
      ['SEALED_FOR_TRANSPORT', sealed, deliver()],
      ['DELIVERED', delivered, conclude()],
      ['ACCEPTED', concluded, close],
    ];
    for (const [state, given, step] of way) {
      expect(streamOf(weaponsHandover, given as never).at(-1)?.state).toMatchObject({ state });
      for (const [, , when] of way)
        expect(said(given, when)).toBe(when.type === step.type ? HANDOVER_VERBS[step.type as 'clear'].event : 'STATE_NOT_READY');
    }
    expect(streamOf(weaponsHandover, [...concluded, close] as never).at(-1)?.state).toMatchObject({ state: 'CLOSED' });
  });

  it.each<[string, readonly When[], When, string]>([
    ['has one number', proposed, propose(), 'HANDOVER_EXISTS'],
    ['is to a recognised government', [], propose({}, {}), 'RECEIVER_NOT_RECOGNISED'],
    ['of the country that is recognised', [], propose({ country: 'LBN' }), 'RECEIVER_NOT_RECOGNISED'],
    [
      'an addendum follows a closed one',
      [],
      propose({ addendumTo: 'HO-0' }, { ...recognised, original: 'DELIVERED' }),
      'ORIGINAL_NOT_CLOSED',
    ],
    ['and then goes on', [], propose({ addendumTo: 'HO-0' }, { ...recognised, original: 'CLOSED' }), 'handover-proposed'],
    ['is known', [], verify, 'HANDOVER_UNKNOWN'],
    ['the recipient is verified by foreign affairs', proposed, { ...verify, actor: of('DEFENCE') }, 'DEPARTMENT_NOT_COMPETENT'],
    ['cleared by the lawyers', verified, clear('CLEAR', 'ACCEPTABLE', 'DEFENCE'), 'DEPARTMENT_NOT_COMPETENT'],
    ['not against an embargo', verified, clear('EMBARGOED'), 'EMBARGOED'],
    ['nor an overriding risk', verified, clear('CLEAR', 'OVERRIDING'), 'RISK_OVERRIDING'],
    ['every store is counted', cleared, inventory('RUTBA'), 'INVENTORY_INCOMPLETE'],
    ['the expert is somebody else', inventoried, inspect({ officer: 'O-1', committee: 'AC-1' }), 'ONE_OFFICER'],
    ['of another department', inventoried, inspect(undefined, 'INTERIOR'), 'ONE_DEPARTMENT'],
    ['something is on the schedule', inspected, agree(none, none), 'SCHEDULE_EMPTY'],
    [
      'recognition still stands then',
      inspected,
      agree(two, none, { recognition: { ...syria, state: 'WITHDRAWN' } }),
      'RECEIVER_NOT_RECOGNISED',
    ],
    ['two persons approve', scheduled, approve(scheduled, { officer: 'P-1' }), 'ONE_OFFICER'],
    ['not the requester', scheduled, approve(scheduled, { officer: 'O-1' }), 'APPROVER_REQUESTS'],
    ['over the agreed schedule', scheduled, approve(inspected), 'APPROVAL_HEAD_MOVED'],
    ['while recognised', scheduled, approve(scheduled, {}, {}), 'RECEIVER_NOT_RECOGNISED'],
    ['weapons travel', approved, seals({ partsConvoy: 'P' }), 'CONVOY_MISSING'],
    ['without their parts', approved, seals({ weaponsConvoy: 'W', partsConvoy: 'W' }), 'CONVOYS_TOGETHER'],
    ['are delivered while recognised', sealed, deliver({}), 'RECEIVER_NOT_RECOGNISED'],
    ['every line has its answer', delivered, conclude(counts(1, 0, 1)), 'LINES_OPEN'],
    ['can be halted on the way', delivered, halt, 'handover-halted'],
    ['but not afterwards', concluded, halt, 'STATE_NOT_READY'],
    ['and goes no further then', [...approved, halt], seals(), 'STATE_NOT_READY'],
  ])('%s', (_what, given, when, code) => {
    expect(said(given, when)).toBe(code);
  });

  it('ammunition travels by a convoy of its own', () => {
    const given = [...inspected, agree(none, two)];
    const both = [...given, approve(given)];
    expect(said(both, seals({ ammunitionConvoy: 'A' }))).toBe('sealed-for-transport');
    expect(said(both, seals())).toBe('CONVOY_MISSING');
  });

  it('is accepted in part when a line stays in trust', () => {
    const state = streamOf(weaponsHandover, [...delivered, conclude(counts(1, 1))] as never).at(-1)?.state;
    expect(state).toMatchObject({ state: 'PARTIALLY_ACCEPTED' });
  });

  it('refuses with data, never otherwise', () => {
    expect(isRefusal(weaponsHandover.decide(undefined, complete(close as never)))).toBe(true);
  });
});
