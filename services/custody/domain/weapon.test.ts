import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WEAPON_STATES } from '#shared/contracts/custody.ts';
import { brokenLink } from '#shared/kernel/event-chain.ts';
import { custodyNumber, personalNumber } from '#shared/kernel/numbers.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { answerTo, complete, streamOf, type Told } from '#test/decider.ts';
import { keeperNamed, named } from './chain-of-custody.ts';
import { type Weapon, weapon } from './weapon.ts';
import {
  type Correct,
  type Deposit,
  type Deposited,
  HOLD_TYPES,
  MOVEMENT_PURPOSES,
  type Move,
  REMOVAL_PURPOSES,
  type Remove,
  type ReturnToStore,
  type WeaponCommand,
} from './weapon-commands.ts';
import { COUNTED, VERBS } from './weapon-states.ts';

const N = custodyNumber('WA', 17);
const P = personalNumber('SY', 123);
const recorder = { officer: 'O-1', committee: 'RC-1' };
const verifier = { officer: 'O-2', committee: 'RC-1', serialRead: 'KM1234' };
const keeper = { officer: 'D-1', committee: 'ARM-1' };
const holder = { officer: 'F-1', committee: 'LAB-1' };
const approver = { officer: 'J-1', committee: 'LEGAL' };
const departments = { releasedBy: 'INTERIOR', receivedBy: 'DEFENCE' };
const book = { committee: 'RC-1' };
const container = { container: 'C-1', seal: 'S-1' };

const deposits = (data: Partial<Deposited> = {}, facts: Partial<Deposit['facts']> = {}): Told<Deposit> => ({
  type: 'deposit',
  personal: { issuer: 'invented' },
  data: {
    custodyNumber: N,
    kind: 'ASSAULT_RIFLE',
    assetScope: 'INDIVIDUAL',
    make: 'IZHMASH',
    model: 'AKM',
    calibre: '7.62×39',
    serialStatus: 'PRESENT',
    serialAsMarked: 'KM-1234',
    serialLocation: 'RECEIVER',
    photos: [{ ref: 'P-1', sha256: 'ab', view: 'SERIAL' }],
    serviceability: 'UNSERVICEABLE',
    clearedSafe: { by: 'O-3', at: '2024-12-08T06:10:00Z' },
    depositor: P,
    titleHolder: 'STATE_OF_ORIGIN',
    acknowledged: { as: 'SIGNATURE' },
    verifier,
    location: { site: 'RUTBA' },
    ...data,
  },
  facts: { book, verifierDepartment: 'DEFENCE', nearMatches: [], ...facts },
});
const stored = deposits({ location: { site: 'RUTBA', ...container } });
const found = { depositor: undefined, foundReport: { reference: 'F-1', place: 'Tent 4' }, acknowledged: { as: 'NOBODY' } } as const;
const moves = (data: Partial<Move['data']> = {}, facts: Move['facts'] = departments): Told<Move> => ({
  type: 'move',
  data: {
    custodyNumber: N,
    releasedBy: recorder,
    receivedBy: keeper,
    documentNo: 'M-1',
    purpose: 'TO_STORE',
    to: { site: 'RUTBA', container: 'C-1' },
    sealAfter: 'S-1',
    ...data,
  },
  facts,
});
const onwards = { releasedBy: keeper, receivedBy: holder, sealBefore: 'S-1', sealAfter: 'S-2' };
const removes = (data: Partial<Remove['data']> = {}, facts: Partial<Remove['facts']> = {}): Told<Remove> => ({
  type: 'remove',
  data: {
    custodyNumber: N,
    releasedBy: keeper,
    receivedBy: holder,
    documentNo: 'M-2',
    purpose: 'INSPECTION',
    approvedBy: approver,
    dueBack: '2024-12-20T00:00:00.000Z',
    sealBefore: 'S-1',
    ...data,
  },
  facts: { releasedBy: 'DEFENCE', receivedBy: 'FORENSICS', approvedBy: 'JUSTICE', ...facts },
});
const returns = (data: Partial<ReturnToStore['data']> = {}): Told<ReturnToStore> => ({
  type: 'return-to-store',
  data: {
    custodyNumber: N,
    releasedBy: holder,
    receivedBy: keeper,
    documentNo: 'M-3',
    to: { site: 'RUTBA', container: 'C-1' },
    sealAfter: 'S-3',
    ...data,
  },
  facts: { releasedBy: 'FORENSICS', receivedBy: 'DEFENCE' },
});
const holds = (reference = 'H-1'): Told<WeaponCommand> => ({
  type: 'hold',
  data: { custodyNumber: N, reference, holdType: 'EVIDENCE', authority: 'Court 3' },
});
const lifts = (from = 'JUSTICE', officer = 'J-1', reference = 'H-1'): Told<WeaponCommand> => ({
  type: 'lift-hold',
  data: { custodyNumber: N, reference, reason: 'case closed', approver: { officer, committee: 'LEGAL' } },
  facts: { approver: from },
});
const corrects = (serialAsMarked = 'KM-1243', serialRead = serialAsMarked): Told<Correct> => {
  const { kind, assetScope, make, model, calibre, serialStatus, serialLocation, photos } = deposits().data;
  const identity = { kind, assetScope, make, model, calibre, serialStatus, serialLocation, photos, serialAsMarked };
  return {
    type: 'correct',
    data: { custodyNumber: N, identity, reason: 'misread at intake', evidence: ['P-2'], verifier: { ...verifier, serialRead } },
    facts: { verifierDepartment: 'DEFENCE', nearMatches: [] },
  };
};
const voids = (issued = true): Told<WeaponCommand> => ({
  type: 'void',
  data: { custodyNumber: N, reason: 'torn' },
  facts: { book: issued ? book : undefined },
});

const at = (told: Told<WeaponCommand>, hour: number, atStated = true): Told<WeaponCommand> =>
  ({ ...told, at: `2024-12-09T${String(hour).padStart(2, '0')}:00:00.000Z`, atStated }) as Told<WeaponCommand>;

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
  ['not by one', [deposits(), holds()], lifts('JUSTICE', 'O-1'), 'ONE_OFFICER'],
  ['not by one department', [deposits(), holds()], lifts('INTERIOR'), 'ONE_DEPARTMENT'],
  ['not where there is none', [deposits()], lifts(), 'HOLD_UNKNOWN'],
  ['an identity is corrected', [deposits()], corrects(), 'identity-corrected'],
  ['by two readings', [deposits()], corrects('KM-1243', 'KM-1234'), 'SERIAL_READINGS_DIFFER'],
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
  it('leads only to states it names, and none out of trust', () => {
    const reached = new Set(Object.values(VERBS).flatMap(({ to }) => to));
    expect([...reached].sort()).toEqual(['IN_TRANSIT_TO_STORE', 'IN_TRUST', 'RECEIPTED', 'TEMP_REMOVED', 'VOIDED']);
    const gone = WEAPON_STATES.filter(
      (state) => state !== 'VOIDED' && ['handedOver', 'destroyed', 'lost', 'returnedToPrivateOwner'].includes(COUNTED[state]),
    );
    expect(gone.filter((state) => reached.has(state))).toEqual([]);
  });

  it('counts every state once', () => {
    expect(Object.keys(COUNTED).sort()).toEqual(WEAPON_STATES.filter((state) => state !== 'VOIDED').sort());
  });
});

/** Any command whatever, with officers, places and papers from a small world, so that many are accepted. The depositor is one of the officers tried. */
const officer = fc.constantFrom(recorder, keeper, holder, approver, { officer: P, committee: 'RC-1' });
const department = fc.constantFrom('INTERIOR', 'DEFENCE', 'JUSTICE');
const seal = fc.option(fc.constantFrom('S-1', 'S-2', 'S-3'), { nil: undefined });
const to = fc.constantFrom({ site: 'RUTBA', container: 'C-1' }, { site: 'BAGHDAD', container: 'C-2' });
const transfer = {
  custodyNumber: fc.constant(N),
  releasedBy: officer,
  receivedBy: officer,
  documentNo: fc.constant('M'),
  sealBefore: seal,
  sealAfter: seal,
};
const facts = fc.record({
  releasedBy: department,
  receivedBy: department,
  approvedBy: department,
  approver: department,
  verifierDepartment: department,
});
const told = (type: WeaponCommand['type'], data: fc.Arbitrary<unknown>) =>
  fc.record({ type: fc.constant(type), data, facts }) as unknown as fc.Arbitrary<Told<WeaponCommand>>;
const anyCommand: fc.Arbitrary<Told<WeaponCommand>> = fc.oneof(
  fc.constantFrom<Told<WeaponCommand>>(deposits(), stored, voids(), holds(), lifts(), corrects(), moves(), removes(), returns()),
  told('move', fc.record({ ...transfer, to: fc.option(to, { nil: undefined }), purpose: fc.constantFrom(...MOVEMENT_PURPOSES) })),
  told(
    'remove',
    fc.record({
      ...transfer,
      purpose: fc.constantFrom(...REMOVAL_PURPOSES),
      approvedBy: officer,
      dueBack: fc.constant('2025-01-01T00:00:00.000Z'),
    }),
  ),
  told('return-to-store', fc.record({ ...transfer, to })),
  told(
    'hold',
    fc.record({
      custodyNumber: fc.constant(N),
      reference: fc.constantFrom('H-1', 'H-2'),
      holdType: fc.constantFrom(...HOLD_TYPES),
      authority: fc.constant('Court'),
    }),
  ),
);
/** What is asked for, and whether the paper is in order: releaser and seals as they are. */
type Asked = { readonly told: Told<WeaponCommand>; readonly inOrder: boolean };
const anyStory: fc.Arbitrary<Asked[]> = fc
  .array(fc.record({ told: anyCommand, inOrder: fc.boolean() }), { maxLength: 30 })
  .map((story) => [{ told: deposits(), inOrder: false }, ...story]);

function fitting({ told, inOrder }: Asked, state: Weapon | undefined): Told<WeaponCommand> {
  if (!inOrder || !('releasedBy' in told.data)) return told;
  const data = {
    ...told.data,
    releasedBy: keeperNamed(state?.keeper ?? ''),
    sealBefore: state?.place?.seal,
    sealAfter: `${state?.place?.seal}+`,
  };
  return { ...told, data } as Told<WeaponCommand>;
}

/** The stream of those that are accepted. */
function accepted(story: readonly Asked[]) {
  const kept: Told<WeaponCommand>[] = [];
  let state: Weapon | undefined;
  for (const asked of story) {
    const each = fitting(asked, state);
    const command = complete(each);
    const answer = weapon.decide(state, command);
    if (isRefusal(answer) || answer === 'nothing') continue;
    state = weapon.evolve(state, { ...answer, at: command.at, actor: command.actor });
    kept.push(each);
  }
  return streamOf(weapon, kept);
}

describe('whatever is asked for', () => {
  it('the states are the fold of the events, and their chain holds (I-01)', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const events = accepted(story);
        let state: Weapon | undefined;
        for (const event of events) {
          state = weapon.evolve(state, event);
          expect(event.state).toEqual(state);
        }
        expect(brokenLink(events)).toBeUndefined();
      }),
    );
  });

  it("the weapon is in a store or in somebody's hands, never both and never neither (I-12)", () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        for (const { state } of accepted(story)) {
          expect(state.keeper).toMatch(/.@./);
          expect(state.place !== undefined).toBe(state.state === 'IN_TRUST');
        }
      }),
    );
  });

  it('who receives it releases it next (I-13), two officers take part in every change (I-14)', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        let last = named(recorder);
        for (const { data } of accepted(story)) {
          const { releasedBy, receivedBy } = data as { releasedBy?: string; receivedBy?: string };
          if (!releasedBy || !receivedBy) continue;
          expect(releasedBy).toEqual(last);
          expect(keeperNamed(receivedBy).officer).not.toBe(keeperNamed(releasedBy).officer);
          last = receivedBy;
        }
      }),
    );
  });

  it('it stays in trust: no way leads to the depositor, to those who receive the people, or to use', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        for (const { state } of accepted(story)) {
          expect(['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST', 'TEMP_REMOVED']).toContain(state.state);
          expect(keeperNamed(state.keeper ?? '').officer).not.toBe(state.depositor);
        }
      }),
    );
  });

  it('the stories try something', () => {
    const types = new Set(fc.sample(anyStory, { numRuns: 100, seed: 1 }).flatMap((story) => accepted(story).map(({ type }) => type)));
    expect([...types].sort()).toEqual([
      'carried',
      'deposited',
      'hold-lifted',
      'hold-placed',
      'identity-corrected',
      'stored',
      'temporarily-removed',
    ]);
  });
});
