import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LegalCategory } from '#shared/contracts/registration.ts';
import { brokenLink } from '#shared/kernel/event-chain.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { answerTo, complete, streamOf, type Told } from '#test/decider.ts';
import { type Person, person } from './person.ts';
import type { PersonCommand, Register, Registration } from './person-commands.ts';
import type { Site } from './site.ts';

const N = 'SY000001-4';
const military: Site = {
  compound: 'MILITARY',
  wings: [
    { wing: 'A', sex: 'M', beds: 10 },
    { wing: 'F', sex: 'F', beds: 4 },
  ],
};
const civilian: Site = {
  compound: 'CIVILIAN',
  wings: [
    { wing: 'A', sex: 'M', beds: 10 },
    { wing: 'C', sex: 'M', beds: 4, children: true },
  ],
};
const cash = {
  registerNo: 'E-1',
  kind: 'CASH',
  quantity: 1,
  currency: 'USD',
  amount: 12_500,
  orderedByOfficer: 'O-2',
  reasonWithheld: 'SAFEKEEPING_REQUEST',
} as const;

function registers(data: Partial<Registration> = {}, facts: Partial<Register['facts']> = {}): Told<Register> {
  return {
    type: 'register',
    personal: { name: 'invented' },
    data: {
      personalNumber: N,
      admission: 'ADM-1',
      sex: 'M',
      nationality: 'SYR',
      assurance: 'DECLARED',
      languages: ['ar'],
      interpreterUsed: false,
      health: 'FIT',
      determination: { category: 'INTERNED_OFFICER', evidence: ['UNIFORM'], decidedBy: ['O-1', 'O-2'] },
      ...data,
    },
    facts: { age: 40, identityDigest: 'ab', suspects: [], departments: ['INTERIOR', 'DEFENCE'], ...facts },
  };
}
const determined = (category: LegalCategory) =>
  registers({ determination: { category, evidence: ['DOCUMENT'], decidedBy: ['O-1', 'O-2'] } });
const houses = (site: Site = military, bed = 'A-001', familyConsent?: boolean): Told<PersonCommand> => ({
  type: 'house',
  data: { personalNumber: N, site: 'S', bed, ...(familyConsent && { familyConsent }) },
  facts: { site },
});
const because = { personalNumber: N, reason: 'as reported' };
const escapes: Told<PersonCommand> = { type: 'report-escape', data: because };
const recaptured: Told<PersonCommand> = { type: 'recapture', data: { personalNumber: N, place: 'Rutba' } };
const dies: Told<PersonCommand> = { type: 'record-death', data: { personalNumber: N, place: 'Rutba', cause: 'NATURAL', certifier: 'O-9' } };
const returns = (manifest = 'RM-1'): Told<PersonCommand> => ({
  type: 'close-return',
  data: { personalNumber: N, manifest, caseSequence: 9 },
});
const restitutes = (...registerNos: string[]): Told<PersonCommand> => ({
  type: 'restitute',
  data: { personalNumber: N, registerNos, signed: 'SIGNATURE' },
});
const suspects: Told<PersonCommand> = { type: 'suspect', data: { personalNumber: N, other: 'SY000002-2', score: 0.9 } };
const resolves = (outcome: 'CONFIRMED_DIFFERENT' | 'MERGED' | 'SURVIVOR'): Told<PersonCommand> => ({
  type: 'resolve',
  data: { personalNumber: N, other: 'SY000002-2', outcome },
});
const voids: Told<PersonCommand> = { type: 'void', data: because };
const card = (languages: string[]): Told<PersonCommand> => ({
  type: 'offer-card',
  data: { personalNumber: N, reason: 'ARRIVAL', outcome: 'COMPLETED', languages, sentToFamily: true, sentToAgency: true },
});
const hospital: Told<PersonCommand> = { type: 'hospitalise', data: { ...because, hospital: 'H-1' } };

const cases: [rule: string, given: Told<PersonCommand>[], when: Told<PersonCommand>, then: string][] = [
  ['a person is registered', [], registers(), 'registered'],
  ['a number is used once', [registers()], registers(), 'NUMBER_USED'],
  ['a voided number is never used', [voids], registers(), 'NUMBER_VOIDED'],
  ['a used number is not voided', [registers()], voids, 'NUMBER_USED'],
  [
    'one officer does not decide a category',
    [],
    registers({ determination: { category: 'INTERNED_OFFICER', evidence: ['UNIFORM'], decidedBy: ['O-1', 'O-1'] } }),
    'ONE_DECIDER',
  ],
  ['one department does not decide a category', [], registers({}, { departments: ['INTERIOR', 'INTERIOR'] }), 'ONE_DEPARTMENT'],
  [
    'a category has evidence',
    [],
    registers({ determination: { category: 'INTERNED_OFFICER', evidence: [], decidedBy: ['O-1', 'O-2'] } }),
    'EVIDENCE_MISSING',
  ],
  [
    'an undetermined category needs none',
    [],
    registers({ determination: { category: 'UNDETERMINED', evidence: [], decidedBy: [] } }, { departments: [] }),
    'registered',
  ],
  ['who cannot state an identity sees a doctor (I-06)', [], registers({ assurance: 'NONE' }), 'MEDICAL_REFERRAL_MISSING'],
  ['a referral is enough', [], registers({ assurance: 'NONE', medicalReferral: 'MED-1' }), 'registered'],
  ['a child is registered with child protection (I-08)', [], registers({}, { age: 17 }), 'CHILD_PROTECTION_MISSING'],
  [
    'of the right department',
    [],
    registers({ childProtectionOfficer: 'O-2' }, { age: 17, childProtectionDepartment: 'DEFENCE' }),
    'CHILD_PROTECTION_MISSING',
  ],
  [
    'then it is',
    [],
    registers({ childProtectionOfficer: 'O-5' }, { age: 17, childProtectionDepartment: 'CHILD_PROTECTION' }),
    'registered',
  ],
  ['cash has an order', [], registers({ effects: [{ ...cash, orderedByOfficer: undefined }] }), 'CASH_WITHOUT_ORDER'],
  ['cash has an amount', [], registers({ effects: [{ ...cash, amount: undefined }] }), 'CASH_WITHOUT_AMOUNT'],
  ['a register number stands for one entry', [], registers({ effects: [cash, cash] }), 'REGISTER_NUMBER_TWICE'],
  ['nobody is housed who is not registered', [], houses(), 'PERSON_UNKNOWN'],
  ['a registered person is housed', [registers()], houses(), 'housed'],
  ['in a bed that is there', [registers()], houses(military, 'A-011'), 'BED_UNKNOWN'],
  ['in a wing that is there', [registers()], houses(military, 'Z-001'), 'BED_UNKNOWN'],
  ['men apart from women (I-09)', [registers()], houses(military, 'F-001'), 'WING_OF_OTHER_SEX'],
  ['civilians outside the military compound (I-10)', [determined('CIVILIAN_EMPLOYEE')], houses(), 'CIVILIAN_IN_MILITARY_COMPOUND'],
  ['unless the family consents', [determined('CIVILIAN_FAMILY_MEMBER')], houses(military, 'A-001', true), 'housed'],
  [
    'nobody undetermined in the military compound',
    [registers({ determination: { category: 'UNDETERMINED', evidence: [], decidedBy: [] } })],
    houses(),
    'CATEGORY_UNDETERMINED',
  ],
  [
    'a child not among adults',
    [registers({ childProtectionOfficer: 'O-5' }, { age: 12, childProtectionDepartment: 'CHILD_PROTECTION' })],
    houses(),
    'CHILD_WITH_ADULTS',
  ],
  ['an interned adult not among children', [registers()], houses(civilian, 'C-001'), 'ADULT_IN_CHILDRENS_WING'],
  ['an escaped person is not housed before recapture', [registers(), escapes], houses(), 'STATE_NOT_READY'],
  ['but after it', [registers(), escapes, recaptured], houses(), 'housed'],
  ['nobody dies twice', [registers(), dies], dies, 'STATE_NOT_READY'],
  ['an escaped person may be found dead', [registers(), escapes], dies, 'deceased'],
  ['handover closes the record', [registers(), houses()], returns(), 'returned'],
  ['the same word twice changes nothing', [registers(), houses(), returns()], returns(), 'nothing'],
  ['a word that does not fit is a case for a human', [registers(), dies], returns(), 'return-conflict-raised'],
  ['another manifest too', [registers(), houses(), returns()], returns('RM-2'), 'return-conflict-raised'],
  ['what is not held is not given back', [registers({ effects: [cash] })], restitutes('E-2'), 'EFFECT_NOT_HELD'],
  ['what is held is', [registers({ effects: [cash] })], restitutes('E-1'), 'effects-restituted'],
  ['once', [registers({ effects: [cash] }), restitutes('E-1')], restitutes('E-1'), 'EFFECT_NOT_HELD'],
  ['a suspicion is marked once', [registers(), suspects], suspects, 'nothing'],
  ['what was confirmed different is not suspected again', [registers(), suspects, resolves('CONFIRMED_DIFFERENT')], suspects, 'nothing'],
  ['only suspects are resolved', [registers()], resolves('MERGED'), 'NOT_SUSPECTED'],
  ['a merged number is not housed', [registers(), suspects, resolves('MERGED')], houses(), 'STATE_NOT_READY'],
  ['a card in one language is none', [registers(), houses()], card(['ar']), 'CARD_IN_ONE_LANGUAGE'],
  ['a card is offered', [registers(), houses()], card(['ar', 'en']), 'card-offered'],
  ['only a patient is discharged', [registers(), houses()], { type: 'discharge', data: { personalNumber: N } }, 'STATE_NOT_READY'],
  ['a patient is', [registers(), houses(), hospital], { type: 'discharge', data: { personalNumber: N } }, 'discharged'],
];

describe('a received person', () => {
  it.each(cases)('%s', (_rule, given, when, then) => {
    expect(answerTo(person, given, when).said).toBe(then);
  });

  it('has a card due a week after housing, until it is offered (I-07)', () => {
    const housed = streamOf(person, [registers(), houses()]);
    expect(housed.at(-1)?.state.cardDue).toBe('2024-12-15T06:10:00.000Z');
    expect(streamOf(person, [registers(), houses(), card(['ar', 'en'])]).at(-1)?.state.cardDue).toBeUndefined();
  });

  it('frees the bed by naming the claim when leaving', () => {
    const { draft } = answerTo(person, [registers(), houses()], returns());
    expect(draft?.data).toMatchObject({ from: { site: 'S', bed: 'A-001', claim: 'c2' }, was: 'HOUSED' });
  });

  it('keeps money by currency and amount until it is given back (I-29)', () => {
    expect(streamOf(person, [registers({ effects: [cash] })]).at(-1)?.state.effects).toEqual({ 'E-1': ['USD', 12_500] });
    expect(streamOf(person, [registers({ effects: [cash] }), restitutes('E-1')]).at(-1)?.state.effects).toEqual({});
  });
});

const anything: fc.Arbitrary<Told<PersonCommand>> = fc.constantFrom(
  registers({ effects: [cash] }),
  voids,
  houses(),
  houses(military, 'A-002'),
  hospital,
  { type: 'discharge', data: { personalNumber: N } },
  escapes,
  recaptured,
  dies,
  { type: 'transfer', data: { ...because, to: 'court' } },
  { type: 'note-health', data: { personalNumber: N, health: 'UNFIT_TRAVEL' } },
  card(['ar', 'en']),
  restitutes('E-1'),
  suspects,
  resolves('CONFIRMED_DIFFERENT'),
  resolves('MERGED'),
  returns(),
  returns('RM-2'),
);

/** Runs whatever is accepted of a list of commands. */
function live(told: readonly Told<PersonCommand>[]) {
  const accepted: Told<PersonCommand>[] = [];
  for (const each of told) {
    const state = streamOf(person, accepted).at(-1)?.state;
    const answer = person.decide(state, complete(each, 99));
    if (answer !== 'nothing' && !isRefusal(answer)) accepted.push(each);
  }
  return streamOf(person, accepted);
}

describe('whatever happens to a person', () => {
  const lives = fc.array(anything, { minLength: 1, maxLength: 14 }).map((told) => live([registers({ effects: [cash] }), ...told]));

  it('the state of every event is the fold of the events before it, and the chain holds (I-01)', () => {
    fc.assert(
      fc.property(lives, (events) => {
        let state: Person | undefined;
        for (const event of events) {
          state = person.evolve(state, event);
          expect(event.state).toEqual(state);
        }
        expect(brokenLink(events)).toBeUndefined();
      }),
    );
  });

  it('an end is final: returned, deceased, transferred, merged never change', () => {
    const ends = ['RETURNED', 'DECEASED', 'TRANSFERRED', 'MERGED_DUPLICATE'];
    fc.assert(
      fc.property(lives, (events) => {
        const first = events.findIndex(({ state }) => ends.includes(state.state));
        if (first < 0) return;
        for (const { state } of events.slice(first)) expect(state.state).toBe(events[first]?.state.state);
      }),
    );
  });

  it('who has a bed is in custody, and no event outgrows a kilobyte but the first', () => {
    fc.assert(
      fc.property(lives, (events) => {
        for (const { state, data } of events)
          if (state.place) expect(['HOUSED', 'HOSPITALISED'], JSON.stringify(data)).toContain(state.state);
      }),
    );
  });
});
