import { describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import { complete, type Told } from '#test/decider.ts';
import { approves } from '#test/weapon-story.ts';
import { type AmmunitionLot, ammunitionLot } from './ammunition-lot.ts';
import { type Weapon, weapon } from './weapon.ts';
import type { LineCommand } from './weapon-handover.ts';

const handoverNo = 'HO-1';
const HEAD = 'ab';
/** Who acts in these tests. */
const recorder = { officer: 'O-1', committee: 'RC-1' };
const keeper = { officer: 'D-1', committee: 'ARM-1' };
const line = (type: LineCommand['type'], data: object = {}, facts: object = {}): Told<LineCommand> =>
  ({ type, data: { custodyNumber: 'N', handoverNo, ...data }, facts }) as unknown as Told<LineCommand>;
const list = (facts: object = {}, data: object = {}) =>
  line('list', { condition: 'SERVICEABLE', ...data }, { stage: 'JOINTLY_INSPECTED', erased: false, ...facts });
const delist = (stage = 'JOINTLY_INSPECTED', data: object = {}, facts: object = {}) =>
  line('delist', { reason: 'Claimed by a museum', ...data }, { stage, ...facts });
const inForce = { country: 'SYR', government: 'Government', issuedOn: '2025-01-01', state: 'IN_FORCE' };
const handOver = (data: object = {}, facts: object = {}) =>
  line(
    'hand-over',
    { releasedBy: keeper, documentNo: 'SD-1', condition: 'SERVICEABLE', ...data },
    { stage: 'DELIVERED', scheduled: true, country: 'SYR', recognition: inForce, delegate: 'DEL-1', ...facts },
  );
const keep = (stage = 'DELIVERED') => line('keep', { reason: 'Not wanted' }, { stage });
const hold = { type: 'hold', data: { custodyNumber: 'N', reference: 'C-7', holdType: 'DISPUTE', authority: 'Court' } } as const;

const inTrust: Weapon = {
  n: 2,
  last: '2024-12-08T06:00:00.000Z',
  state: 'IN_TRUST',
  identity: 1,
  kind: 'PISTOL',
  site: 'RUTBA',
  place: { container: 'C-1', seal: 'S-1' },
  keeper: 'D-1@ARM-1',
};
const lot: AmmunitionLot = {
  n: 1,
  last: '2024-12-08T06:00:00.000Z',
  state: 'IN_TRUST',
  calibre: '9×19',
  unit: 'ROUND',
  received: 100,
  quantity: 100,
  destroyed: 0,
  lost: 0,
  site: 'RUTBA',
  keeper: 'D-1@ARM-1',
};

type Story<S> = { readonly state: S; readonly said: string[] };

/** Tells commands one after the other; a refused one leaves the state as it was. */
function tell<S, C extends Command>(aggregate: Aggregate<S, C>, from: S, ...told: readonly object[]): Story<S> {
  let state = from;
  const said = told.map((each, index) => {
    const command = complete<C>(each as never, index + 1);
    const answer = aggregate.decide(state, command, HEAD);
    if (answer === 'nothing') return answer;
    if (isRefusal(answer)) return answer.code;
    state = aggregate.evolve(state, { ...answer, at: command.at, actor: command.actor });
    return answer.type;
  });
  return { state, said };
}

describe('a weapon on a handover', () => {
  it.each<[string, Weapon, readonly object[], string]>([
    ['is listed once it was inspected', inTrust, [list()], 'handover-listed'],
    ['not before', inTrust, [list({ stage: 'INVENTORIED' })], 'HANDOVER_NOT_READY'],
    ['on a handover that there is', inTrust, [list({ stage: undefined })], 'HANDOVER_UNKNOWN'],
    ['not under a hold', { ...inTrust, holds: { 'C-7': 'DISPUTE' } }, [list()], 'UNDER_HOLD'],
    ['not with erased marks', inTrust, [list({ erased: true })], 'MARKS_ERASED'],
    ['unless they were put on anew', inTrust, [list({ erased: true }, { markedAnew: 'MR-1' })], 'handover-listed'],
    ['not out of its store', { ...inTrust, state: 'TEMP_REMOVED' }, [list()], 'STATE_NOT_READY'],
    ['not twice', inTrust, [list(), list()], 'STATE_NOT_READY'],
    ['is taken off the list', inTrust, [list(), delist()], 'handover-delisted'],
    ['also when all is halted', inTrust, [list(), delist('HALTED')], 'handover-delisted'],
    ['not once the schedule is agreed', inTrust, [list(), delist('SCHEDULE_AGREED')], 'HANDOVER_NOT_READY'],
    ['of its own handover', inTrust, [list(), delist('HALTED', { handoverNo: 'HO-2' })], 'NOT_ON_SCHEDULE'],
    ['unless it slipped onto no schedule', inTrust, [list(), delist('SCHEDULE_AGREED', {}, { scheduled: false })], 'handover-delisted'],
    [
      'not to who is recognised no more',
      inTrust,
      [list(), handOver({}, { recognition: { ...inForce, state: 'WITHDRAWN' } })],
      'RECEIVER_NOT_RECOGNISED',
    ],
    ['not as its keeper alone says', inTrust, [list(), handOver({ releasedBy: recorder })], 'ONE_OFFICER'],
    ['is handed over', inTrust, [list(), handOver()], 'handed-over'],
    ['only as scheduled', inTrust, [list(), handOver({}, { scheduled: false })], 'NOT_AS_SCHEDULED'],
    ['only when delivered', inTrust, [list(), handOver({}, { stage: 'SEALED_FOR_TRANSPORT' })], 'HANDOVER_NOT_READY'],
    ['only by its keeper', inTrust, [list(), handOver({ releasedBy: { officer: 'D-2', committee: 'ARM-1' } })], 'CHAIN_BROKEN'],
    ['only from the list', inTrust, [handOver()], 'STATE_NOT_READY'],
    ['not under a hold that came since', inTrust, [list(), hold, handOver()], 'UNDER_HOLD'],
    ['stays in trust when refused', inTrust, [list(), keep()], 'kept-in-trust'],
    ['also when a hold came since', inTrust, [list(), hold, keep()], 'kept-in-trust'],
    ['nothing follows a handover', inTrust, [list(), handOver(), hold], 'STATE_NOT_READY'],
  ])('%s', (_what, from, told, code) => {
    expect(tell(weapon, from, ...told).said.at(-1)).toBe(code);
  });

  it('is on its way back to a store, in the hands of its keeper, when it stays in trust', () => {
    const { state } = tell(weapon, inTrust, list(), keep());
    expect(state).toMatchObject({ state: 'IN_TRANSIT_TO_STORE', keeper: 'D-1@ARM-1', site: 'RUTBA' });
    expect([state.place, state.handover]).toEqual([undefined, undefined]);
  });

  it('is in nobody’s hands here any more when it is handed over', () => {
    const { state } = tell(weapon, inTrust, list(), handOver());
    expect(state).toMatchObject({ state: 'HANDED_OVER', handover: { no: handoverNo, n: 3 } });
    expect([state.keeper, state.place, state.site]).toEqual([undefined, undefined, undefined]);
  });

  it('has left its store when it is taken off a list that was under way', () => {
    const { state } = tell(weapon, inTrust, list(), delist('HALTED', {}, { underWay: true }));
    expect([state.state, state.place, state.keeper]).toEqual(['IN_TRANSIT_TO_STORE', undefined, 'D-1@ARM-1']);
  });

  it('says to whom it went', () => {
    const draft = weapon.decide(tell(weapon, inTrust, list()).state, complete(handOver() as never));
    expect(draft).toMatchObject({ data: { delegate: 'DEL-1' } });
  });

  it('something that happened since the schedule keeps it', () => {
    const moved = { ...tell(weapon, inTrust, list()).state, n: 4 };
    expect(tell(weapon, moved, handOver()).said).toEqual(['NOT_AS_SCHEDULED']);
  });
});

describe('a lot on a handover', () => {
  it('goes in part, and the rest stays in trust and may be listed again', () => {
    const { state, said } = tell(ammunitionLot, lot, list(), handOver({ quantity: 60 }), list());
    expect(said).toEqual(['handover-listed', 'handed-over', 'handover-listed']);
    expect(state).toMatchObject({ received: 100, quantity: 40, handedOver: 60 });
  });

  it.each<[string, readonly object[], string]>([
    ['not more than there is', [list(), handOver({ quantity: 101 })], 'NOT_SO_MUCH'],
    ['nothing else happens to it while it is listed', [list(), issue()], 'STATE_NOT_READY'],
    ['is not listed when nothing is left', [list(), handOver({ quantity: 100 }), list()], 'NOTHING_LEFT'],
    ['is not listed twice', [list(), list()], 'ALREADY_LISTED'],
    ['is taken off', [list(), delist()], 'handover-delisted'],
    ['and is then as before', [list(), delist(), issue()], 'lot-destroyed'],
    ['stays when refused', [list(), keep(), issue()], 'lot-destroyed'],
  ])('%s', (_what, told, code) => {
    expect(tell(ammunitionLot, lot, ...told).said.at(-1)).toBe(code);
  });
});

function issue(): object {
  const data = {
    custodyNumber: 'N',
    quantity: 1,
    verifier: { officer: 'V-1', committee: 'AC-1' },
    purpose: 'DESTRUCTION',
    eodCertificate: 'E',
    approvals: ['a', 'b'],
  };
  return { type: 'issue', data, facts: { verifierDepartment: 'DEFENCE', approvals: approves()(HEAD) } };
}
