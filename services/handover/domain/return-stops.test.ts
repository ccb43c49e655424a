import { describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { eventOf } from './line-steps.ts';
import { LINE_STATES, type LineState } from './manifest-line.ts';
import type { CaseCommand } from './return-case-commands.ts';
import {
  AT_CROSSING,
  BOARDED,
  DAY,
  daysLater,
  declare,
  ending,
  FACTS,
  LISTED,
  list,
  moveTo,
  NUMBER,
  noteFacts,
  ON,
  READY,
  screen,
  simply,
  told,
} from './return-case-story.ts';
import { mayDisclose } from './return-guards.ts';

type Row = readonly [what: string, given: readonly CaseCommand[], when: CaseCommand, then: string];

function table(rows: readonly Row[]) {
  it.each(rows)('%s', (_what, given, when, then) => {
    const before = told(given);
    expect(isRefusal(before.answer) ? before.answer.code : 'ready').toBe('ready');
    expect(ending(told([...given, when]))).toBe(then);
  });
}

const stop = (kind: string, reference?: string) => simply('stop', { stop: kind, reference });
const lift = (kind: string, outcome: string, department?: string, reference?: string) =>
  simply('lift', { stop: kind, outcome, reference }, department);
const at = <C extends CaseCommand>(command: C, when: string): C => ({ ...command, at: when });

describe('withdrawing', () => {
  table([
    ['before a manifest', READY, simply('withdraw'), 'declaration-withdrawn'],
    ['twice', [...READY, simply('withdraw')], simply('withdraw'), 'nothing'],
    ['nothing', [noteFacts()], simply('withdraw'), 'DECLARATION_MISSING'],
    ['when listed', LISTED, simply('withdraw'), 'withdrew'],
    ['at the gate', [...LISTED, moveTo('PRESENTED')], simply('withdraw'), 'withdrew'],
    ['on the vehicle', BOARDED, simply('withdraw'), 'disembarked-objected'],
    ['before the receiver', AT_CROSSING, simply('withdraw'), 'declaration-withdrawn'],
    ['after the return', [...AT_CROSSING, moveTo('ACCEPTED')], simply('withdraw'), 'CASE_CLOSED'],
  ]);

  it('before the receiver stops the acceptance from then on, and not one made before', () => {
    const story = [...AT_CROSSING, at(simply('withdraw'), daysLater(1))];
    expect(told(story).state?.review).toEqual(['WITHDRAWN_ABOARD']);
    expect(ending(told([...story, moveTo('ACCEPTED', {}, daysLater(1.1))]))).toBe('DECLARATION_WITHDRAWN');
    expect(ending(told([...story, moveTo('ACCEPTED', {}, daysLater(0.9))]))).toBe('accepted');
    expect(ending(told([...story, moveTo('DEFERRED', {}, daysLater(1.1))]))).toBe('deferred');
  });

  it('takes the line along in the same event, to be tallied under the command', () => {
    const { answer } = told([...LISTED, { ...simply('withdraw'), id: 'command-1' }]);
    expect(answer).toMatchObject({
      type: 'withdrew',
      data: { was: 'LISTED', to: 'WITHDREW', manifest: ON.manifest, line: 7, batch: 'command-1' },
    });
  });
});

describe('stopping', () => {
  const presented = [...LISTED, moveTo('PRESENTED')];
  table([
    ['by an objection', READY, stop('OBJECTION'), 'stopped'],
    ['by an objection when listed', LISTED, stop('OBJECTION'), 'withdrew'],
    ['by an objection on the vehicle', BOARDED, stop('OBJECTION'), 'disembarked-objected'],
    ['by a claim of asylum at the gate', presented, stop('ASYLUM_CLAIM'), 'withdrew'],
    ['by a claim of asylum on the vehicle', BOARDED, stop('ASYLUM_CLAIM'), 'disembarked-objected'],
    ['by a penal hold at the gate', presented, stop('PENAL_HOLD'), 'legal-hold'],
    ['by a legal hold when listed', LISTED, stop('LEGAL_HOLD'), 'legal-hold'],
    ['by a legal hold on the vehicle', BOARDED, stop('LEGAL_HOLD'), 'stopped'],
    ['by illness when listed', LISTED, stop('UNFIT_TO_TRAVEL'), 'medical-hold'],
    ['by illness on the vehicle', BOARDED, stop('UNFIT_TO_TRAVEL'), 'disembarked-medical'],
    ['twice for one reason', [...READY, stop('LEGAL_HOLD', 'L-1')], stop('LEGAL_HOLD', 'L-1'), 'nothing'],
    ['for another reason', [...READY, stop('LEGAL_HOLD', 'L-1')], stop('LEGAL_HOLD', 'L-2'), 'stopped'],
    ['a person nobody has spoken of', [], stop('OBJECTION'), 'PERSON_UNKNOWN'],
    ['after the return', [...AT_CROSSING, moveTo('ACCEPTED')], stop('LEGAL_HOLD'), 'CASE_CLOSED'],
  ]);

  it('on the vehicle where no step leads off keeps the person from being presented, until a human acts', () => {
    const { state } = told([...BOARDED, stop('LEGAL_HOLD')]);
    expect(state?.review).toEqual(['STOPPED_ABOARD']);
    expect(ending(told([...BOARDED, stop('LEGAL_HOLD'), moveTo('PRESENTED_TO_RECEIVER')]))).toBe('LEGAL_HOLD');
  });

  it('keeps one stop a reason, also when the line ends by it', () => {
    expect(told([...LISTED, stop('PENAL_HOLD', 'K-1')]).state?.stops).toEqual([{ stop: 'PENAL_HOLD', ref: 'K-1' }]);
    expect(told([...LISTED, moveTo('MEDICAL_HOLD')]).state?.stops).toEqual([{ stop: 'UNFIT_TO_TRAVEL' }]);
  });
});

describe('lifting a stop', () => {
  const held = (kind: string, reference?: string) => [...READY, stop(kind, reference)];
  table([
    ['an objection', held('OBJECTION'), lift('OBJECTION', 'CLAIM_WITHDRAWN', 'PROTECTION'), 'LIFTED_BY_DECLARATION'],
    ['a claim of asylum by protection', held('ASYLUM_CLAIM'), lift('ASYLUM_CLAIM', 'CLAIM_REJECTED', 'PROTECTION'), 'stop-lifted'],
    ['a claim of asylum by legal', held('ASYLUM_CLAIM'), lift('ASYLUM_CLAIM', 'CLAIM_REJECTED', 'LEGAL'), 'DEPARTMENT_NOT_COMPETENT'],
    ['a claim of asylum as fitness', held('ASYLUM_CLAIM'), lift('ASYLUM_CLAIM', 'FIT_TO_TRAVEL', 'PROTECTION'), 'OUTCOME_NOT_OF_STOP'],
    ['a penal hold by consent', held('PENAL_HOLD', 'K-1'), lift('PENAL_HOLD', 'CONSENT_TO_LEAVE', 'LEGAL', 'K-1'), 'stop-lifted'],
    ['a penal hold of another court', held('PENAL_HOLD', 'K-1'), lift('PENAL_HOLD', 'CONSENT_TO_LEAVE', 'LEGAL', 'K-2'), 'NOT_STOPPED'],
    ['a legal hold', held('LEGAL_HOLD'), lift('LEGAL_HOLD', 'HOLD_ENDED', 'LEGAL'), 'stop-lifted'],
    ['an illness by medical', held('UNFIT_TO_TRAVEL'), lift('UNFIT_TO_TRAVEL', 'FIT_TO_TRAVEL', 'MEDICAL'), 'stop-lifted'],
    ['an illness by the escort', held('UNFIT_TO_TRAVEL'), lift('UNFIT_TO_TRAVEL', 'FIT_TO_TRAVEL', 'ESCORT'), 'DEPARTMENT_NOT_COMPETENT'],
    ['what is not open', READY, lift('LEGAL_HOLD', 'HOLD_ENDED', 'LEGAL'), 'NOT_STOPPED'],
    ['an amnesty by protection', READY, simply('override-amnesty', { reference: 'L-1' }, 'PROTECTION'), 'LEGAL_OFFICER_NEEDED'],
    ['a review that is not open', READY, simply('settle', { review: 'SCAN_CONFLICT', finding: 'x' }), 'NOT_UNDER_REVIEW'],
  ]);

  it('makes the person ready again', () => {
    expect(ending(told([...held('LEGAL_HOLD'), lift('LEGAL_HOLD', 'HOLD_ENDED', 'LEGAL'), list()]))).toBe('listed');
  });
});

const found = (to: LineState, departed: boolean, more: object = {}) => ({
  ...moveTo(to, { settles: true, ...more }),
  facts: { ...FACTS, departed },
});
const released = { ...moveTo('REMOVED_BY_APPROVAL'), facts: { ...FACTS, cancelled: true as const } };
const DISPUTED = [...LISTED, moveTo('NO_SHOW'), moveTo('BOARDED')];

describe('moving a line', () => {
  const presented = [...LISTED, moveTo('PRESENTED')];
  table([
    ['to the gate', LISTED, moveTo('PRESENTED'), 'presented'],
    ['onto the vehicle', presented, moveTo('BOARDED'), 'boarded'],
    ['onto the vehicle in one step, presented by boarding', LISTED, moveTo('BOARDED'), 'boarded'],
    ['to the receiver past the vehicle', presented, moveTo('PRESENTED_TO_RECEIVER'), 'LINE_NOT_READY'],
    ['onto the vehicle unasked', presented, moveTo('BOARDED', { reconfirmed: undefined }), 'NOT_RECONFIRMED'],
    ['onto the vehicle unwilling', presented, moveTo('BOARDED', { reconfirmed: false }), 'NOT_RECONFIRMED'],
    ['onto the vehicle with an old declaration', presented, moveTo('BOARDED', {}, daysLater(15)), 'DECLARATION_EXPIRED'],
    [
      'onto the vehicle with an old screening',
      [...presented, at(declare({ declarationNo: 'VRD-2' }), daysLater(20))],
      moveTo('BOARDED', {}, daysLater(31)),
      'SCREENING_EXPIRED',
    ],
    [
      'onto the vehicle from hospital',
      [...presented, noteFacts({ sequence: 4, state: 'HOSPITALISED' }), simply('settle', { review: 'FACTS_CONFLICT', finding: 'x' })],
      moveTo('BOARDED'),
      'NOT_HOUSED',
    ],
    [
      'onto the vehicle under review',
      [...presented, noteFacts({ sequence: 4, identityDigest: 'd'.repeat(64) })],
      moveTo('BOARDED'),
      'UNDER_REVIEW',
    ],
    [
      'onto the vehicle with belongings held',
      [...presented, noteFacts({ sequence: 4, effectsOpen: 1 })],
      moveTo('BOARDED'),
      'EFFECTS_UNSETTLED',
    ],
    [
      'onto the vehicle after the amnesty was revoked',
      presented,
      { ...moveTo('BOARDED'), facts: { amnesties: {}, pledgeRequired: true, batch: 'unit-1' } },
      'AMNESTY_NOT_COVERING',
    ],
    ['to the receiver', BOARDED, moveTo('PRESENTED_TO_RECEIVER'), 'presented-to-receiver'],
    ['into the hands of the receiver', AT_CROSSING, moveTo('ACCEPTED'), 'accepted'],
    ["into nobody's hands", AT_CROSSING, moveTo('ACCEPTED', { receiver: undefined }), 'RECEIVER_MISSING'],
    ['into hands nowhere', AT_CROSSING, moveTo('ACCEPTED', { place: undefined }), 'PLACE_MISSING'],
    ['back without a reason', AT_CROSSING, moveTo('REFUSED', { reason: undefined }), 'REASON_MISSING'],
    ['to later without a reason', AT_CROSSING, moveTo('DEFERRED', { reason: undefined }), 'REASON_MISSING'],
    ['off the list without a reason', LISTED, moveTo('REMOVED_BY_APPROVAL', { reason: undefined }), 'REASON_MISSING'],
    ['of another manifest', LISTED, moveTo('PRESENTED', { manifest: 'RM-20241219-IQ-01' }), 'NOT_ON_MANIFEST'],
    ['where it is', presented, moveTo('PRESENTED'), 'nothing'],
    ['where it was, told late', BOARDED, moveTo('PRESENTED', {}, daysLater(1)), 'nothing'],
    ['onto the vehicle after a no-show', [...LISTED, moveTo('NO_SHOW')], moveTo('BOARDED'), 'scan-conflict-raised'],
    ['to a no-show from the vehicle', BOARDED, moveTo('NO_SHOW'), 'scan-conflict-raised'],
    ['to a no-show at the crossing', AT_CROSSING, moveTo('NO_SHOW'), 'scan-conflict-raised'],
    ['onto the vehicle, as a human finds', DISPUTED, found('BOARDED', false), 'boarded'],
    [
      'onto the vehicle, as a human finds, without being asked again',
      DISPUTED,
      found('BOARDED', false, { reconfirmed: false }),
      'NOT_RECONFIRMED',
    ],
    [
      'onto the vehicle, as a human finds, with another contradiction open',
      [...LISTED, noteFacts({ sequence: 4, identityDigest: 'd'.repeat(64) }), moveTo('NO_SHOW'), moveTo('BOARDED')],
      found('BOARDED', false),
      'UNDER_REVIEW',
    ],
    ['onto the vehicle, as a human finds after departure', DISPUTED, found('BOARDED', true), 'FINAL_SINCE_DEPARTURE'],
    ['to a no-show, as a human finds', [...BOARDED, moveTo('NO_SHOW')], found('NO_SHOW', false), 'no-show'],
    ['to a no-show, as a human finds where nothing is disputed', BOARDED, found('NO_SHOW', false), 'NOT_UNDER_REVIEW'],
    ['off a vehicle', BOARDED, moveTo('REMOVED_BY_APPROVAL'), 'LINE_NOT_READY'],
    ['off the vehicle of a cancelled manifest', BOARDED, released, 'removed-by-approval'],
    ['to an acceptance, as a human finds', DISPUTED, found('ACCEPTED', false), 'LINE_NOT_READY'],
    ['to a refusal after an acceptance', [...AT_CROSSING, moveTo('ACCEPTED')], moveTo('REFUSED'), 'scan-conflict-raised'],
  ]);

  it('names its event for the state it leads to', () => {
    expect(LINE_STATES.map(eventOf)).toContain('disembarked-objected');
  });

  it('by a stop is tallied once: the state after it contradicts nothing', () => {
    const { state } = told([...BOARDED, moveTo('DISEMBARKED_OBJECTED')]);
    expect(state?.declaration?.withdrawn).toBe(Date.parse(DAY) / 1000);
  });
});

describe("registration's word", () => {
  table([
    ['opens the case', [], noteFacts(), 'case-opened'],
    ['is noted when newer', [noteFacts()], noteFacts({ sequence: 4 }), 'facts-noted'],
    ['is ignored when as old', [noteFacts()], noteFacts({ effectsOpen: 4 }), 'nothing'],
    ['is ignored when older', [noteFacts()], noteFacts({ sequence: 2, state: 'ESCAPED' }), 'nothing'],
    ['of an escape calls a human when listed', LISTED, noteFacts({ sequence: 4, state: 'ESCAPED' }), 'facts-conflict-raised'],
    [
      'of another identity calls a human when listed',
      LISTED,
      noteFacts({ sequence: 4, identityDigest: 'd'.repeat(64) }),
      'facts-conflict-raised',
    ],
    ['of another site does not', LISTED, noteFacts({ sequence: 4, site: 'S-2' }), 'facts-noted'],
    ['of our own story is the end', [...AT_CROSSING, moveTo('ACCEPTED')], noteFacts({ sequence: 4, state: 'RETURNED' }), 'nothing'],
    [
      'of an escape after the return calls a human',
      [...AT_CROSSING, moveTo('ACCEPTED')],
      noteFacts({ sequence: 4, state: 'ESCAPED' }),
      'facts-conflict-raised',
    ],
    ['of a return we know nothing of calls a human', READY, noteFacts({ sequence: 4, state: 'RETURNED' }), 'facts-conflict-raised'],
  ]);
});

describe('disclosing a person to the other side', () => {
  const rows: [string, readonly CaseCommand[], boolean][] = [
    ['with declaration and screening', READY, true],
    ['without a declaration', [noteFacts(), screen()], false],
    ['without a screening', [noteFacts(), declare()], false],
    ['with a risk', [...READY, screen({ risk: 'POSSIBLE' })], false],
    ['after an objection', [...LISTED, stop('OBJECTION')], false],
    ['after a claim of asylum', [...BOARDED, stop('ASYLUM_CLAIM')], false],
    ['after a withdrawal', [...LISTED, simply('withdraw')], false],
  ];
  it.each(rows)('%s', (_what, given, then) => {
    const { state } = told(given);
    expect(state && mayDisclose(state, DAY)).toBe(then);
  });
});

describe('the compact state', () => {
  it('stays small and holds no name', () => {
    const { state } = told([
      ...READY,
      list({ manifest: 'RM-20241219-IQ-01', line: 1869 }),
      moveTo('PRESENTED', { manifest: 'RM-20241219-IQ-01' }),
    ]);
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThanOrEqual(300);
    expect(JSON.stringify(state)).not.toContain(NUMBER);
  });
});
