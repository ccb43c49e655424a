import { describe, expect, it } from 'vitest';
import { custodyNumber } from '#shared/kernel/numbers.ts';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import {
  type Discrepancy,
  discrepancy,
  isOfItem,
  type NoteOutcome,
  type OpenReport,
  outcomesOf,
  type Settle,
  type Settlement,
  suspects,
} from './discrepancy.ts';
import type { StockCheck } from './stock-check.ts';
import { FINDING_TYPES, type Finding } from './stock-findings.ts';

const N = custodyNumber('WA', 1);
const L = custodyNumber('AA', 1);
const AT = '2025-01-05T00:00:00.000Z';
const findings: Finding[] = [
  { type: 'SHORTAGE', item: N },
  { type: 'SHORTAGE', item: 'RIFLE', book: 9, physical: 8 },
  { type: 'SURPLUS', item: 'UNTAGGED-1', kind: 'PISTOL', read: 'X-1' },
  { type: 'SURPLUS', item: 'UNTAGGED-2', kind: 'OTHER' },
  { type: 'AMMO_QTY', item: L, book: 9, physical: 8 },
  { type: 'SEAL_BROKEN', item: 'C-1', read: 'S-1' },
];
const opens = (found = findings): Told<OpenReport> => ({
  type: 'open',
  at: AT,
  data: { discrepancy: 'DR-SC-1', site: 'RUTBA', check: 'SC-1', findings: found },
});
const settles = (data: Partial<Settlement> = {}, facts: object = {}): Told<Settle> => ({
  type: 'settle',
  data: {
    discrepancy: 'DR-SC-1',
    type: 'SEAL_BROKEN',
    item: 'C-1',
    outcome: 'RECORDED',
    verifier: { officer: 'D-1', committee: 'ARM-1' },
    documents: ['P-1'],
    ...data,
  },
  facts: { verifierDepartment: 'DEFENCE', ...facts },
});
const notes = (data: Partial<NoteOutcome['data']> = {}): Told<NoteOutcome> => ({
  type: 'note-outcome',
  data: { type: 'SHORTAGE', item: N, outcome: 'FOUND', event: `WEAPON#${N}#3`, ...data },
});
const kind = { type: 'SHORTAGE', item: 'RIFLE' } as const;
const surplus = { type: 'SURPLUS', item: 'UNTAGGED-1', outcome: 'REGISTERED', custodyNumber: custodyNumber('WA', 2) } as const;
const second = { ...surplus, item: 'UNTAGGED-2', custodyNumber: custodyNumber('WA', 3) };
const pistol = (discrepancy = 'DR-SC-1', kind = 'PISTOL') => ({ registered: { discrepancy, kind }, finding: findings[2] });
const traced = (more: Partial<StockCheck> = {}) =>
  settles(
    { ...kind, outcome: 'TRACED', tracedBy: 'SC-2' },
    { tracedBy: { site: 'RUTBA', type: 'HALF_YEARLY', status: 'CLOSED', openedAt: '2025-01-06T00:00:00.000Z', ...more } },
  );

const cases: [
  rule: string,
  given: Told<OpenReport | Settle | NoteOutcome>[],
  when: Told<OpenReport | Settle | NoteOutcome>,
  then: string,
][] = [
  ['it is opened', [], opens(), 'discrepancy-opened'],
  ['and again it is the same', [opens()], opens(), 'nothing'],
  ['what was not opened is unknown', [], settles(), 'DISCREPANCY_UNKNOWN'],
  ['an item is settled', [opens()], settles(), 'item-settled'],
  ['an item of this report', [opens()], settles({ item: 'C-2' }), 'ITEM_UNKNOWN'],
  ['not one that every object has', [opens()], settles({ type: 'constructor' as never, item: '' }), 'ITEM_UNKNOWN'],
  ['once', [opens(), settles()], settles(), 'ITEM_SETTLED'],
  ['by an outcome such a finding can have', [opens()], settles({ outcome: 'LOST' }), 'OUTCOME_NOT_POSSIBLE'],
  ['a kind of weapon is not lost, weapons are', [opens()], settles({ ...kind, outcome: 'LOST' }), 'OUTCOME_NOT_POSSIBLE'],
  ['by two people', [opens()], settles({ verifier: { officer: 'O-1', committee: 'RC-1' } }), 'ONE_OFFICER'],
  ['of two departments', [opens()], settles({}, { verifierDepartment: 'INTERIOR' }), 'ONE_DEPARTMENT'],
  ['a clerical error names both papers', [opens()], settles({ ...kind, outcome: 'CLERICAL' }), 'BOTH_DOCUMENTS'],
  ['then it is one', [opens()], settles({ ...kind, outcome: 'CLERICAL', documents: ['P-1', 'P-2'] }), 'item-settled'],
  ['where a weapon is, its own stream says', [opens()], settles({ type: 'SHORTAGE', item: N, outcome: 'FOUND' }), 'OUTCOME_OF_ITEM'],
  [
    'of one that has left trust meanwhile the report says that a paper was wrong',
    [opens()],
    settles({ type: 'SHORTAGE', item: N, outcome: 'CLERICAL', documents: ['P-1', 'P-2'] }, { gone: true }),
    'item-settled',
  ],
  ['and nothing else', [opens()], settles({ type: 'SHORTAGE', item: N, outcome: 'FOUND' }, { gone: true }), 'OUTCOME_OF_ITEM'],
  ['and the report notes it', [opens()], notes(), 'item-settled'],
  ['once', [opens(), notes()], notes(), 'nothing'],
  ['what no report asks, none notes', [], notes(), 'nothing'],
  ['a check of all traces which weapon of the kind it is', [opens()], traced(), 'item-settled'],
  ['when it is closed', [opens()], traced({ status: 'COUNTED' }), 'CHECK_TRACES_NOTHING'],
  ['of this store', [opens()], traced({ site: 'QAIM' }), 'CHECK_TRACES_NOTHING'],
  ['of all serials', [opens()], traced({ type: 'WEEKLY' }), 'CHECK_TRACES_NOTHING'],
  ['and opened after the report', [opens()], traced({ openedAt: '2025-01-04T00:00:00.000Z' }), 'CHECK_TRACES_NOTHING'],
  ['what is too much is registered', [opens()], settles(surplus, pistol()), 'item-settled'],
  ['for this report', [opens()], settles(surplus, pistol('DR-SC-9')), 'NOT_REGISTERED'],
  ['as the kind that was seen', [opens()], settles(surplus, pistol('DR-SC-1', 'RIFLE')), 'KIND_DIFFERS'],
  [
    'and as the outcome of one item',
    [opens(), settles(surplus, pistol())],
    settles({ ...surplus, item: 'UNTAGGED-2' }, pistol()),
    'REGISTERED_FOR_ANOTHER',
  ],
  ['another weapon is another one', [opens(), settles(surplus, pistol())], settles(second, pistol()), 'item-settled'],
  ['or not at all', [opens()], settles(surplus), 'NOT_REGISTERED'],
];

describe('a discrepancy report', () => {
  it.each(cases)('%s', (_rule, given, when, then) => expect(answerTo(discrepancy, given, when).said).toBe(then));

  it('counts what is open', () => {
    const states = streamOf<Discrepancy, OpenReport | Settle | NoteOutcome>(discrepancy, [opens(), settles(), notes()]).map(
      ({ state }) => state,
    );
    expect(states.map(({ open }) => open)).toEqual([6, 5, 4]);
    expect(states[2]?.items).toMatchObject({ 'SEAL_BROKEN C-1': 'RECORDED', [`SHORTAGE ${N}`]: 'FOUND', 'SHORTAGE RIFLE': 'OPEN' });
  });

  it('suspects the weapons whose serial was not seen', () => {
    expect(suspects([...findings, { type: 'SERIAL_MISMATCH', item: custodyNumber('WA', 7), read: 'X' }])).toEqual([
      N,
      custodyNumber('WA', 7),
    ]);
  });

  it('has an outcome for every finding, and a loss only of what has a number', () => {
    for (const type of FINDING_TYPES) expect(outcomesOf({ type, item: N }).length).toBeGreaterThan(0);
    expect(outcomesOf({ type: 'SHORTAGE', item: 'RIFLE' })).not.toContain('LOST');
    expect(isOfItem({ type: 'AMMO_QTY', item: L, outcome: 'FOUND' })).toBe(false);
    expect(isOfItem({ type: 'AMMO_QTY', item: L, outcome: 'FOUND', counted: 8 })).toBe(true);
  });
});
