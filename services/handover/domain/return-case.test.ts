import { describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { CaseCommand } from './return-case-commands.ts';
import {
  AT_CROSSING,
  BOARDED,
  daysLater,
  declare,
  ending,
  LISTED,
  list,
  moveTo,
  noteFacts,
  pledge,
  READY,
  screen,
  simply,
  told,
} from './return-case-story.ts';

type Row = readonly [what: string, given: readonly CaseCommand[], when: CaseCommand, then: string];

function table(rows: readonly Row[]) {
  it.each(rows)('%s', (_what, given, when, then) => {
    const before = told(given);
    expect(isRefusal(before.answer) ? before.answer.code : 'ready').toBe('ready');
    expect(ending(told([...given, when]))).toBe(then);
  });
}

const { pledge: _pledge, ...unpledged } = declare().data;
const declareUnpledged = { ...declare(), data: unpledged };
const stop = (kind: string, reference?: string) => simply('stop', { stop: kind, reference });
const at = <C extends CaseCommand>(command: C, when: string): C => ({ ...command, at: when });

describe('listing on a manifest', () => {
  table([
    ['somebody with everything in order', READY, list(), 'listed'],
    ['somebody nobody has spoken of', [], list(), 'PERSON_UNKNOWN'],
    ['somebody in hospital', [...READY, noteFacts({ sequence: 4, state: 'HOSPITALISED' })], list(), 'NOT_HOUSED'],
    ['somebody escaped', [...READY, noteFacts({ sequence: 4, state: 'ESCAPED' })], list(), 'NOT_HOUSED'],
    [
      'somebody whose case contradicts itself',
      [...LISTED, noteFacts({ sequence: 4, category: 'CIVILIAN_EMPLOYEE' }), moveTo('NO_SHOW')],
      list({ line: 8 }),
      'UNDER_REVIEW',
    ],
    ['without a declaration', [noteFacts(), screen()], list(), 'DECLARATION_MISSING'],
    [
      'who decided to stay',
      [noteFacts(), { ...declareUnpledged, data: { ...unpledged, decision: 'STAY' } }, screen()],
      list(),
      'DECLARATION_MISSING',
    ],
    [
      'who is undecided',
      [noteFacts(), { ...declareUnpledged, data: { ...unpledged, decision: 'UNDECIDED' } }, screen()],
      list(),
      'DECLARATION_MISSING',
    ],
    ['who withdrew', [...READY, simply('withdraw')], list(), 'DECLARATION_WITHDRAWN'],
    ['who withdrew, as if before', [...READY, at(simply('withdraw'), daysLater(2))], at(list(), daysLater(1)), 'DECLARATION_WITHDRAWN'],
    ['before the declaration', [noteFacts(), at(declare(), daysLater(2)), screen()], at(list(), daysLater(1)), 'DECLARATION_MISSING'],
    ['before the screening', [noteFacts(), declare(), at(screen(), daysLater(2))], at(list(), daysLater(1)), 'SCREENING_MISSING'],
    ['on the last day of the declaration', READY, at(list(), daysLater(14)), 'listed'],
    ['a second after it', READY, at(list(), new Date(Date.parse(daysLater(14)) + 1000).toISOString()), 'DECLARATION_EXPIRED'],
    ['without a screening', [noteFacts(), declare()], list(), 'SCREENING_MISSING'],
    ['with a possible risk', [...READY, screen({ risk: 'POSSIBLE' })], list(), 'NON_REFOULEMENT_RISK'],
    ['with a substantial risk', [...READY, screen({ risk: 'SUBSTANTIAL' })], list(), 'NON_REFOULEMENT_RISK'],
    [
      'with a screening of 31 days',
      [...READY, at(declare({ declarationNo: 'VRD-2' }), daysLater(20))],
      at(list(), daysLater(31)),
      'SCREENING_EXPIRED',
    ],
    ['who objects', [...READY, stop('OBJECTION')], list(), 'OBJECTS_TO_RETURN'],
    ['with a claim of asylum', [...READY, stop('ASYLUM_CLAIM')], list(), 'ASYLUM_CLAIM_OPEN'],
    ['with penal proceedings', [...READY, stop('PENAL_HOLD')], list(), 'PENAL_HOLD'],
    ['with a legal hold', [...READY, stop('LEGAL_HOLD')], list(), 'LEGAL_HOLD'],
    ['unfit by a stop', [...READY, stop('UNFIT_TO_TRAVEL')], list(), 'UNFIT_TO_TRAVEL'],
    ["unfit by registration's word", [...READY, noteFacts({ sequence: 4, fitToTravel: false })], list(), 'UNFIT_TO_TRAVEL'],
    ['suspected to be registered twice', [...READY, noteFacts({ sequence: 4, duplicateSuspected: true })], list(), 'DUPLICATE_SUSPECTED'],
    ['of no determined category', [...READY, noteFacts({ sequence: 4, category: 'UNDETERMINED' })], list(), 'CATEGORY_UNDETERMINED'],
    ['whose belongings are held', [...READY, noteFacts({ sequence: 4, effectsOpen: 1 })], list(), 'EFFECTS_UNSETTLED'],
    [
      'of a category the amnesty leaves out',
      READY,
      list({}, { amnesties: { 'SY-2024-12': ['INTERNED_OFFICER'] } }),
      'AMNESTY_NOT_COVERING',
    ],
    ['under an amnesty no longer in force', READY, list({}, { amnesties: { 'SY-2024-12': [] } }), 'AMNESTY_NOT_COVERING'],
    ['told of no amnesty', [noteFacts(), declareUnpledged, screen()], list({}, { pledgeRequired: false }), 'AMNESTY_NOT_COVERING'],
    ["by a legal officer's override", [...READY, simply('override-amnesty', { reference: 'L-1' })], list({}, { amnesties: {} }), 'listed'],
    [
      'without the pledge the policy asks for',
      [noteFacts(), { ...declareUnpledged, data: { ...unpledged, amnesty: 'SY-2024-12' } }, screen()],
      list(),
      'PLEDGE_MISSING',
    ],
    [
      'without a pledge where none is asked for',
      [noteFacts(), { ...declareUnpledged, data: { ...unpledged, amnesty: 'SY-2024-12' } }, screen()],
      list({}, { pledgeRequired: false }),
      'listed',
    ],
    ["without the family's pledge", [noteFacts(), declare({ dependants: 2 }), screen()], list(), 'FAMILY_PLEDGE_MISSING'],
    ["with the family's pledge", [noteFacts(), declare({ familyInvolved: true, familyPledge: pledge }), screen()], list(), 'listed'],
    ['somebody else than the line says', READY, list({ identityDigest: 'c'.repeat(64) }), 'IDENTITY_MISMATCH'],
    ['who is on another open manifest', LISTED, list({ manifest: 'RM-20241219-IQ-01' }), 'ON_OTHER_MANIFEST'],
    ['who is on another line of the same', LISTED, list({ line: 8 }), 'ON_OTHER_MANIFEST'],
    ['who is on this line', LISTED, list(), 'nothing'],
    ['who did not show up on another', [...LISTED, moveTo('NO_SHOW')], list({ manifest: 'RM-20241219-IQ-01' }), 'listed'],
    ['who was refused on another', [...AT_CROSSING, moveTo('REFUSED')], list({ manifest: 'RM-20241219-IQ-01' }), 'listed'],
    ['who has returned', [...AT_CROSSING, moveTo('ACCEPTED')], list({ manifest: 'RM-20241219-IQ-01' }), 'CASE_CLOSED'],
    ['who escaped on the way', [...BOARDED, moveTo('ESCAPED_IN_TRANSIT')], list({ line: 8 }), 'UNDER_REVIEW'],
  ]);

  it('names every guard that stands in the way', () => {
    const { answer } = told([noteFacts({ state: 'HOSPITALISED', effectsOpen: 2 }), list()]);
    expect(answer).toMatchObject({
      code: 'NOT_HOUSED',
      more: {
        guards: ['NOT_HOUSED', 'DECLARATION_MISSING', 'SCREENING_MISSING', 'EFFECTS_UNSETTLED', 'AMNESTY_NOT_COVERING', 'PLEDGE_MISSING'],
      },
    });
    expect(answer).not.toHaveProperty('retryAfter');
  });
});

describe('declaring', () => {
  const child = [noteFacts({ child: true })];
  table([
    ['by a person nobody has spoken of', [], declare(), 'PERSON_UNKNOWN'],
    ['to return', [noteFacts()], declare(), 'declared'],
    [
      'to stay',
      [noteFacts()],
      { ...declareUnpledged, data: { ...unpledged, decision: 'STAY', free: false, informed: false, express: false } },
      'declared',
    ],
    ['before housing', [noteFacts({ state: 'REGISTERED' })], declare(), 'NOT_HOUSED'],
    ['not in private', [noteFacts()], declare({ privateInterview: false }), 'INTERVIEW_NOT_PRIVATE'],
    ['to an interviewer of the escort', [noteFacts()], declare({}, { interviewerDepartment: 'ESCORT' }), 'INTERVIEWER_OF_ESCORT'],
    ['to an interviewer of intelligence', [noteFacts()], declare({}, { interviewerDepartment: 'INTELLIGENCE' }), 'INTERVIEWER_OF_ESCORT'],
    ['before a witness of the escort', [noteFacts()], declare({}, { witnessDepartment: 'ESCORT' }), 'WITNESS_OF_ESCORT'],
    ['before the interviewer alone', [noteFacts()], declare({ witness: 'O-2' }), 'WITNESS_IS_INTERVIEWER'],
    ['untold of the right to refuse', [noteFacts()], declare({ topics: ['AMNESTY_TEXT'] }), 'RIGHT_TO_REFUSE_NOT_TOLD'],
    [
      'untold of the alternative',
      [noteFacts()],
      declare({ topics: ['RIGHT_TO_REFUSE', 'AMNESTY_TEXT', 'SAFETY_SITUATION', 'WEAPONS_NOT_RETURNED'] }),
      'INFORMATION_MISSING',
    ],
    ['not freely', [noteFacts()], declare({ free: false }), 'NOT_FREE'],
    ['not informed', [noteFacts()], declare({ informed: false }), 'NOT_INFORMED'],
    ['not expressly', [noteFacts()], declare({ express: false }), 'NOT_EXPRESS'],
    ['under 18 without child protection', child, declare(), 'CHILD_PROTECTION_MISSING'],
    ['under 18 with child protection', child, declare({}, { childProtectionDepartment: 'CHILD_PROTECTION' }), 'declared'],
    ['to stay and pledging', [noteFacts()], declare({ decision: 'STAY' }), 'PLEDGE_WITHOUT_RETURN'],
    ['waiving the weapons', [noteFacts()], declare({ pledge: { ...pledge, elements: ['NO_CLAIM_ON_WEAPONS'] } }), 'WAIVER_NOT_ALLOWED'],
    [
      'waiving the weapons where a policy allows it',
      [noteFacts()],
      declare({ pledge: { ...pledge, elements: ['NO_CLAIM_ON_WEAPONS'] } }, { noClaimOnWeaponsAllowed: true }),
      'declared',
    ],
    ['asking for an amnesty without naming it', [noteFacts()], declare({ pledge: { ...pledge, amnesty: undefined } }), 'AMNESTY_NOT_NAMED'],
    ['before one witness of the pledge', [noteFacts()], declare({ pledge: { ...pledge, witnesses: ['O-3'] } }), 'TWO_WITNESSES'],
    ['before one witness twice', [noteFacts()], declare({ pledge: { ...pledge, witnesses: ['O-3', 'O-3'] } }), 'TWO_WITNESSES'],
    ['anew while listed', LISTED, declare({ declarationNo: 'VRD-2' }), 'declared'],
    ['after the return', [...AT_CROSSING, moveTo('ACCEPTED')], declare({ declarationNo: 'VRD-2' }), 'CASE_CLOSED'],
  ]);

  it('to return ends an objection and a withdrawal', () => {
    const { state } = told([...READY, stop('OBJECTION'), simply('withdraw'), declare({ declarationNo: 'VRD-2' })]);
    expect(state?.stops).toBeUndefined();
    expect(state?.declaration).toEqual({ until: Date.parse(daysLater(14)) / 1000 });
  });

  it('to stay, or refusing to pledge, changes nothing but the decision (I-42)', () => {
    const before = told([noteFacts(), screen()]).state;
    const { state } = told([noteFacts(), screen(), { ...declareUnpledged, data: { ...unpledged, decision: 'STAY' } }]);
    const { declaration: _decision, ...rest } = state ?? {};
    expect(rest).toEqual(before);
  });
});

describe('pledging later', () => {
  table([
    ['after a declaration', [noteFacts(), declareUnpledged], simply('pledge', { pledge }), 'pledged'],
    ['for the family', READY, simply('pledge', { familyPledge: pledge }), 'pledged'],
    ['nothing', READY, simply('pledge'), 'PLEDGE_MISSING'],
    ['without a declaration', [noteFacts()], simply('pledge', { pledge }), 'DECLARATION_MISSING'],
    ['after a withdrawal', [...READY, simply('withdraw')], simply('pledge', { pledge }), 'DECLARATION_MISSING'],
    ['away the weapons', READY, simply('pledge', { familyPledge: { ...pledge, elements: ['NO_CLAIM_ON_WEAPONS'] } }), 'WAIVER_NOT_ALLOWED'],
  ]);
});

describe('screening', () => {
  table([
    ['by protection', [noteFacts()], screen(), 'screened'],
    ['by child protection', [noteFacts()], screen({}, { department: 'CHILD_PROTECTION' }), 'screened'],
    ['by the escort', [noteFacts()], screen({}, { department: 'ESCORT' }), 'SCREENER_NOT_PROTECTION'],
    ['by intelligence', [noteFacts()], screen({}, { department: 'INTELLIGENCE' }), 'SCREENER_NOT_PROTECTION'],
    ['reviewed by the escort', [noteFacts()], screen({}, { reviewerDepartment: 'ESCORT' }), 'REVIEWER_OF_ESCORT'],
    ['reviewed by the screener', [noteFacts()], screen({ reviewer: 'O-1' }), 'REVIEWER_IS_SCREENER'],
  ]);

  it('that finds a risk in somebody listed calls a human, and keeps them off the vehicle', () => {
    const story = [...LISTED, moveTo('PRESENTED'), screen({ risk: 'POSSIBLE' })];
    expect(told(story).state?.review).toEqual(['RISK_ON_MANIFEST']);
    const settled = [...story, simply('settle', { review: 'RISK_ON_MANIFEST', finding: 'REMOVED' })];
    expect(ending(told([...settled, moveTo('BOARDED')]))).toBe('NON_REFOULEMENT_RISK');
  });
});
