import { describe, expect, it } from 'vitest';
import { WEAPON_STATES } from '#shared/contracts/custody.ts';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import {
  approves,
  at,
  condemns,
  corrects,
  deposits,
  destroys,
  found,
  holder,
  holds,
  keeper,
  lifts,
  moves,
  onwards,
  P,
  recorder,
  releases,
  removes,
  returns,
  stored,
  verifier,
  voids,
} from '#test/weapon-story.ts';
import { named } from './chain-of-custody.ts';
import { type Weapon, weapon } from './weapon.ts';
import type { WeaponCommand } from './weapon-commands.ts';
import { COUNTED, VERBS } from './weapon-states.ts';

const cases: [rule: string, given: Told<WeaponCommand>[], when: Told<WeaponCommand>, then: string][] = [
  ['a weapon is deposited', [], deposits(), 'deposited'],
  ['an act is not before the act before', [at(deposits(), 12)], at(moves(), 11), 'BEFORE_LAST_EVENT'],
  ['nor before the latest of all', [at(deposits(), 12), at(moves(), 11, false)], at(holds(), 11), 'BEFORE_LAST_EVENT'],
  ['it may be at the same moment', [at(deposits(), 12)], at(moves(), 12), 'stored'],
  ['a time that nobody stated is in order', [at(deposits(), 12)], at(moves(), 11, false), 'stored'],
  ['straight into a sealed container', [], stored, 'deposited'],
  ['a found weapon has no depositor', [], deposits(found), 'deposited'],
  ['a number is used once', [deposits()], deposits(), 'NUMBER_USED'],
  ['a voided number is never used', [voids()], deposits(), 'NUMBER_VOIDED'],
  ['a used number is not voided', [deposits()], voids(), 'NUMBER_USED'],
  ['a number that was not issued is not voided', [], voids(false), 'NUMBER_NOT_ISSUED'],
  ['a number comes from a book', [], deposits({}, { book: undefined }), 'NUMBER_NOT_ISSUED'],
  ['of the committee that acts', [], deposits({}, { book: { committee: 'RC-9' } }), 'NUMBER_NOT_ISSUED'],
  ['the verifier is another officer', [], deposits({ verifier: { ...verifier, officer: 'O-1' } }), 'ONE_OFFICER'],
  ['of another department', [], deposits({}, { verifierDepartment: 'INTERIOR' }), 'ONE_DEPARTMENT'],
  ['who reads the mark himself', [], deposits({ verifier: { ...verifier, serialRead: 'KM1243' } }), 'SERIAL_READINGS_DIFFER'],
  ['it has a depositor or a finder', [], deposits({ depositor: undefined }), 'DEPOSITOR_OR_FINDER'],
  ['and not both', [], deposits({ foundReport: found.foundReport }), 'DEPOSITOR_OR_FINDER'],
  ['a depositor acknowledges or refuses to', [], deposits({ acknowledged: { as: 'NOBODY' } }), 'ACKNOWLEDGEMENT_WRONG'],
  ['nobody acknowledges what was found', [], deposits({ ...found, acknowledged: { as: 'MARK' } }), 'ACKNOWLEDGEMENT_WRONG'],
  ['it is cleared safe first', [], deposits({ clearedSafe: { by: 'O-3', at: '2024-12-08T07:00:00.000Z' } }), 'NOT_CLEARED_SAFE'],
  ['a container is sealed', [], deposits({ location: { site: 'RUTBA', container: 'C-1' } }), 'SEAL_AFTER_MISSING'],
  ['it goes to a store', [deposits()], moves(), 'stored'],
  ['or on the way', [deposits()], moves({ to: undefined, sealAfter: undefined }), 'carried'],
  ['it moves between stores', [deposits(), moves()], moves(onwards), 'stored'],
  ['only its keeper releases it', [deposits(), moves()], moves({ ...onwards, releasedBy: recorder }), 'CHAIN_BROKEN'],
  ['to somebody else', [deposits()], moves({ receivedBy: { ...keeper, officer: 'O-1' } }), 'ONE_OFFICER'],
  [
    'of another body',
    [deposits()],
    moves({ receivedBy: { officer: 'O-3', committee: 'RC-1' } }, { releasedBy: 'INTERIOR', receivedBy: 'INTERIOR' }),
    'ONE_DEPARTMENT',
  ],
  ['before a third', [deposits()], moves({ witness: keeper }), 'WITNESS_TAKES_PART'],
  ['never to its depositor', [deposits()], moves({ receivedBy: { officer: P, committee: 'X' } }), 'NOT_TO_DEPOSITOR'],
  ['a store is sealed behind it', [deposits()], moves({ sealAfter: undefined }), 'SEAL_AFTER_MISSING'],
  ['and left by a broken seal', [deposits(), moves()], moves({ ...onwards, sealBefore: undefined }), 'SEAL_BEFORE_MISSING'],
  ['that is not put on again', [deposits(), moves()], moves({ ...onwards, sealAfter: 'S-1' }), 'SEAL_UNCHANGED'],
  ['what was never deposited is unknown', [], moves(), 'WEAPON_UNKNOWN'],
  ['a voided number is no weapon', [voids()], moves(), 'WEAPON_UNKNOWN'],
  ['it leaves its store for a time', [deposits(), moves()], removes(), 'temporarily-removed'],
  ['but not from the table', [deposits()], removes(), 'STATE_NOT_READY'],
  ['with a time to be back', [deposits(), moves()], removes({ dueBack: '2024-12-01T00:00:00.000Z' }), 'DUE_BACK_PAST'],
  ['approved by another than the holder', [deposits(), moves()], removes({ approvedBy: holder }), 'ONE_OFFICER'],
  ['and than the keeper', [deposits(), moves()], removes({ approvedBy: keeper }), 'ONE_OFFICER'],
  ['of another department than the holder', [deposits(), moves()], removes({}, { approvedBy: 'FORENSICS' }), 'ONE_DEPARTMENT'],
  ['it comes back', [deposits(), moves(), removes()], returns(), 'stored'],
  ['from its holder', [deposits(), moves(), removes()], returns({ releasedBy: keeper }), 'CHAIN_BROKEN'],
  ['what is out is not moved', [deposits(), moves(), removes()], moves(), 'STATE_NOT_READY'],
  ['what is in does not come back', [deposits(), moves()], returns(), 'STATE_NOT_READY'],
  ['a hold is placed', [deposits()], holds(), 'hold-placed'],
  ['once under a reference', [deposits(), holds()], holds(), 'HOLD_EXISTS'],
  ['five at most', [deposits(), ...['1', '2', '3', '4', '5'].map(holds)], holds(), 'TOO_MANY_HOLDS'],
  ['it is lifted by two', [deposits(), holds()], lifts(), 'hold-lifted'],
  ['not by one', [deposits(), holds()], lifts(approves({}, { officer: 'J-1' })), 'ONE_OFFICER'],
  ['not by one department', [deposits(), holds()], lifts(approves({ department: 'DEFENCE' })), 'ONE_DEPARTMENT'],
  ['not where there is none', [deposits()], lifts(), 'HOLD_UNKNOWN'],
  [
    'nor by a word that every object has',
    [deposits(), holds()],
    { ...lifts(), data: { ...lifts().data, reference: 'constructor' } },
    'HOLD_UNKNOWN',
  ],
  ['an identity is corrected', [deposits()], corrects(), 'identity-corrected'],
  ['by two readings', [deposits()], corrects('KM-1243', 'KM-1234'), 'SERIAL_READINGS_DIFFER'],
  ['and by two approvals', [deposits()], corrects('KM-1243', 'KM-1243', approves({ officer: 'O-1' })), 'APPROVER_REQUESTS'],
  ['what is unsafe may be destroyed', [deposits(), moves()], condemns(), 'destruction-approved'],
  ['from its store', [deposits()], condemns(), 'STATE_NOT_READY'],
  ['by two', [deposits(), moves()], condemns({}, 'PRESENT', approves({ over: 'ab' })), 'APPROVAL_HEAD_MOVED'],
  ['not for marks that are there', [deposits(), moves()], condemns({ ground: 'ERASED_MARKS' }), 'MARKS_NOT_ERASED'],
  ['but for erased ones', [deposits(), moves()], condemns({ ground: 'ERASED_MARKS' }, 'OBLITERATED'), 'destruction-approved'],
  ['not while a court wants it', [deposits(), moves(), holds()], condemns(), 'UNDER_HOLD'],
  ['it is destroyed', [deposits(), moves(), condemns()], destroys(), 'destroyed'],
  ['not unless it was approved', [deposits(), moves()], destroys(), 'STATE_NOT_READY'],
  ['not under a hold placed since', [deposits(), moves(), condemns(), holds()], destroys(), 'UNDER_HOLD'],
  ['which may be lifted', [deposits(), moves(), condemns(), holds(), lifts()], destroys(), 'destroyed'],
  ['out of the hands of its keeper', [deposits(), moves(), condemns()], destroys({ releasedBy: recorder }), 'CHAIN_BROKEN'],
  ['by a broken seal', [deposits(), moves(), condemns()], destroys({ sealBefore: undefined }), 'SEAL_BEFORE_MISSING'],
  ['before a third party', [deposits(), moves(), condemns()], destroys({ witnessOf: 'INTERIOR' }), 'WITNESS_TAKES_PART'],
  ['who does not release it either', [deposits(), moves(), condemns()], destroys({ witnessOf: 'DEFENCE' }), 'WITNESS_TAKES_PART'],
  ['what is to be destroyed is not moved', [deposits(), moves(), condemns()], moves(onwards), 'STATE_NOT_READY'],
  ['a ruling on title releases it to its owner', [deposits(), moves()], releases(), 'released-to-owner'],
  ['by two', [deposits(), moves()], releases({}, approves({ department: 'DEFENCE' })), 'ONE_DEPARTMENT'],
  ['not under a hold', [deposits(), moves(), holds()], releases(), 'UNDER_HOLD'],
  ['out of the hands of its keeper, too', [deposits(), moves()], releases({ releasedBy: recorder }), 'CHAIN_BROKEN'],
  ['what is gone is gone', [deposits(), moves(), releases()], holds(), 'STATE_NOT_READY'],
];

describe('a weapon in trust', () => {
  it.each(cases)('%s', (_rule, given, when, then) => expect(answerTo(weapon, given, when).said).toBe(then));

  it("is in its recorder's hands, then in a store, then out, then back", () => {
    const states = streamOf<Weapon, WeaponCommand>(weapon, [deposits(), moves(), removes(), returns()]).map(({ state }) => state);
    expect(states).toMatchObject([
      { state: 'RECEIPTED', keeper: named(recorder), site: 'RUTBA' },
      { state: 'IN_TRUST', keeper: named(keeper), place: { container: 'C-1', seal: 'S-1' } },
      { state: 'TEMP_REMOVED', keeper: named(holder), dueBack: '2024-12-20T00:00:00.000Z' },
      { state: 'IN_TRUST', keeper: named(keeper), place: { container: 'C-1', seal: 'S-3' } },
    ]);
    expect(states[3]).not.toHaveProperty('dueBack');
  });

  it('keeps its alert in the event, and a correction supersedes the identity', () => {
    const events = streamOf<Weapon, WeaponCommand>(weapon, [deposits({}, { nearMatches: ['WA000001-2'] }), holds(), lifts(), corrects()]);
    expect(events[0]?.data).toMatchObject({ nearMatches: ['WA000001-2'], verifiedFrom: 'DEFENCE' });
    expect(events[2]?.state).not.toHaveProperty('holds');
    expect(events[3]).toMatchObject({ data: { supersedes: 1 }, state: { identity: 4 } });
  });
});

describe('the table of states', () => {
  it('has only these ways out of trust, and none back', () => {
    const gone = WEAPON_STATES.filter(
      (state) => state !== 'VOIDED' && ['handedOver', 'destroyed', 'lost', 'returnedToPrivateOwner'].includes(COUNTED[state]),
    );
    const verbs = Object.entries(VERBS);
    expect(verbs.filter(([, { to }]) => to.some((state) => gone.includes(state))).map(([verb]) => verb)).toEqual([
      'destroy',
      'release',
      'confirm-loss',
      'hand-over',
    ]);
    expect(verbs.filter(([, { from }]) => from.some((state) => gone.includes(state)))).toEqual([]);
  });

  it('counts every state once', () => {
    expect(Object.keys(COUNTED).sort()).toEqual(WEAPON_STATES.filter((state) => state !== 'VOIDED').sort());
  });
});
