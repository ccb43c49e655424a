import { describe, expect, it } from 'vitest';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import { type BreakSeal, type NameSeal, type PutOn, type Seal, seal } from './seal.ts';

const second = { officer: 'D-1', committee: 'ARM-1' };
const facts = { secondDepartment: 'DEFENCE' };
const names = (container = 'C-1', paper = 'M-1'): Told<NameSeal> => ({
  type: 'name',
  data: { seal: 'S-1', site: 'RUTBA', container, paper },
});
const puts = (more: object = {}): Told<PutOn> => ({
  type: 'put-on',
  data: { seal: 'S-1', site: 'RUTBA', container: 'C-1', second, colour: 'RED' },
  facts: { ...facts, ...more },
});
const breaks = (by = second): Told<BreakSeal> => ({ type: 'break', data: { seal: 'S-1', second: by, reason: 'Inspection' }, facts });

const cases: [rule: string, given: Told<NameSeal | PutOn | BreakSeal>[], when: Told<NameSeal | PutOn | BreakSeal>, then: string][] = [
  ['a movement names the seal put on', [], names(), 'seal-put-on'],
  ['the next weapon of the same paper is under it too', [names()], names(), 'nothing'],
  ['not one of another paper', [names()], names('C-1', 'M-2'), 'SEAL_USED'],
  ['nor in another container', [names()], names('C-2'), 'SEAL_USED'],
  ['two officers enter it', [], puts(), 'seal-put-on'],
  ['of two departments', [], puts({ secondDepartment: 'INTERIOR' }), 'ONE_DEPARTMENT'],
  ['once', [names()], puts(), 'SEAL_USED'],
  ['then movements into its container name it', [puts()], names(), 'nothing'],
  ['two break it', [puts()], breaks(), 'seal-broken'],
  ['not one', [puts()], breaks({ officer: 'O-1', committee: 'RC-1' }), 'ONE_OFFICER'],
  ['once', [puts(), breaks()], breaks(), 'SEAL_WAS_BROKEN'],
  ['what was never put on is not broken', [], breaks(), 'SEAL_UNKNOWN'],
  ['and a broken one is not put on again', [puts(), breaks()], names(), 'SEAL_USED'],
];

describe('a seal', () => {
  it.each(cases)('%s', (_rule, given, when, then) => expect(answerTo(seal, given, when).said).toBe(then));

  it('says where it is and whether it is broken', () => {
    expect(streamOf<Seal, NameSeal | PutOn | BreakSeal>(seal, [puts(), breaks()]).map(({ state }) => state)).toEqual([
      { on: 'RUTBA|C-1' },
      { on: 'RUTBA|C-1', broken: true },
    ]);
  });
});
