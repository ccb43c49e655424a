import { describe, expect, it } from 'vitest';
import { answerTo, type Told } from '#test/decider.ts';
import { type Adjudicate, pair, pairId } from './pair.ts';

const facts = { suspected: true, mergeable: true, departments: ['INTERIOR', 'DEFENCE'] };
const decides = (data: Partial<Adjudicate['data']> = {}, more: Partial<typeof facts> = {}): Told<Adjudicate> => ({
  type: 'adjudicate',
  data: { personalNumber: 'SY000001-4', other: 'SY000002-2', outcome: 'MERGE', secondOfficer: 'O-2', reason: 'same photo', ...data },
  facts: { ...facts, ...more },
});

const cases: [rule: string, given: Told<Adjudicate>[], when: Told<Adjudicate>, then: string][] = [
  ['two officers of two departments decide', [], decides(), 'pair-adjudicated'],
  ['once', [decides()], decides({ outcome: 'CONFIRMED_DIFFERENT' }), 'PAIR_DECIDED'],
  ['about two numbers', [], decides({ other: 'SY000001-4' }), 'SAME_NUMBER'],
  ['that are suspected', [], decides({}, { suspected: false }), 'NOT_SUSPECTED'],
  ['two different officers', [], decides({ secondOfficer: 'O-1' }), 'ONE_OFFICER'],
  ['of different departments', [], decides({}, { departments: ['INTERIOR', 'INTERIOR'] }), 'ONE_DEPARTMENT'],
  ['nobody who returned or died is merged away', [], decides({}, { mergeable: false }), 'END_IS_FINAL'],
  ['but may be confirmed different', [], decides({ outcome: 'CONFIRMED_DIFFERENT' }, { mergeable: false }), 'pair-adjudicated'],
];

describe('two who may be one', () => {
  it.each(cases)('%s', (_rule, given, when, then) => {
    expect(answerTo(pair, given, when).said).toBe(then);
  });

  it('have one stream, from whichever side it is named', () => {
    expect(pairId('SY000002-2', 'SY000001-4')).toBe(pairId('SY000001-4', 'SY000002-2'));
  });
});
