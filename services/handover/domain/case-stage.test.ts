import { describe, expect, it } from 'vitest';
import { type CaseStage, stageOf } from './case-stage.ts';
import type { CaseCommand } from './return-case-commands.ts';
import { AT_CROSSING, BOARDED, declare, LISTED, moveTo, noteFacts, READY, simply, told } from './return-case-story.ts';

const { pledge: _pledge, ...unpledged } = declare().data;
const rows: [string, readonly CaseCommand[], boolean, CaseStage][] = [
  ['who has said nothing', [noteFacts()], false, 'HOUSED'],
  ['who asked to return', READY, false, 'RETURN_REQUESTED'],
  ['whom nothing holds any more', READY, true, 'CLEARED_FOR_RETURN'],
  ['who is listed', LISTED, false, 'MANIFESTED'],
  ['who is at the gate', [...LISTED, moveTo('PRESENTED')], false, 'MANIFESTED'],
  ['who is on the vehicle', BOARDED, false, 'BOARDED'],
  ['who is before the receiver', AT_CROSSING, false, 'PRESENTED_AT_HANDOVER'],
  ['who was accepted', [...AT_CROSSING, moveTo('ACCEPTED')], false, 'RETURNED'],
  ['who was refused', [...AT_CROSSING, moveTo('REFUSED')], false, 'RETURN_REQUESTED'],
  ['who did not show up', [...LISTED, moveTo('NO_SHOW')], true, 'CLEARED_FOR_RETURN'],
  ['who decided to stay', [noteFacts(), { ...declare(), data: { ...unpledged, decision: 'STAY' } }], false, 'STAYING_RESIDUAL'],
  ['who withdrew', [...LISTED, simply('withdraw')], false, 'STAYING_RESIDUAL'],
  ['who objects', [noteFacts(), simply('stop', { stop: 'OBJECTION' })], false, 'STAYING_RESIDUAL'],
  ['who claims asylum', [...READY, simply('stop', { stop: 'ASYLUM_CLAIM' })], false, 'REFERRED_ASYLUM'],
  ['who escaped', [...READY, noteFacts({ sequence: 4, state: 'ESCAPED' })], false, 'GONE'],
  ['who died on the way', [...BOARDED, moveTo('DECEASED_IN_TRANSIT')], false, 'GONE'],
];

describe('the stage of somebody', () => {
  it.each(rows)('%s', (_who, given, cleared, then) => {
    const { state } = told(given);
    expect(state && stageOf(state, cleared)).toBe(then);
  });
});
