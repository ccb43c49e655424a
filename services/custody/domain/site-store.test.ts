import { describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import type { CheckType } from './sample.ts';
import {
  type BeginCheck,
  type ChangeKeys,
  type CloseReport,
  type DropCheck,
  daysSince,
  type EndCheck,
  type SiteStore,
  siteStore,
  stillFault,
} from './site-store.ts';

const keeper = { officer: 'D-1', committee: 'ARM-1' };
const other = { officer: 'D-2', committee: 'ARM-2' };
const at = (day: number) => new Date(Date.UTC(2025, 0, day)).toISOString();
const begins = (check: string): Told<BeginCheck> => ({ type: 'begin-check', data: { check } });
const ends = (check: string, data: Partial<EndCheck['data']> = {}, day = 1): Told<EndCheck> => ({
  type: 'end-check',
  at: at(day),
  data: { check, checkType: 'WEEKLY', openedAt: at(day), ...data },
});
const drops = (check: string): Told<DropCheck> => ({ type: 'drop-check', data: { check } });
const settles = (discrepancy: string): Told<CloseReport> => ({ type: 'close-report', data: { discrepancy } });
const hands = (data: Partial<ChangeKeys['data']> = {}, day = 1): Told<ChangeKeys> => ({
  type: 'change-keys',
  at: at(day),
  data: { site: 'RUTBA', keySet: 'K-1', from: keeper, to: other, documentNo: 'KB-1', ...data },
});
const opens = { type: 'open-store', at: at(1), data: { site: 'RUTBA' } } as const;
type Any = typeof opens | Told<BeginCheck | EndCheck | DropCheck | CloseReport | ChangeKeys>;
const left = (...told: Any[]) => streamOf(siteStore, told).at(-1)?.state as SiteStore;

describe('what holds a store still', () => {
  it('is a check until it is closed, and then its report until every item has an outcome', () => {
    expect(left(begins('SC-1')).stillFor).toEqual(['STOCK-CHECK#SC-1']);
    expect(left(begins('SC-1'), ends('SC-1')).stillFor).toEqual([]);
    const reported = [begins('SC-1'), ends('SC-1', { discrepancy: 'DR-SC-1' })];
    expect(left(...reported).stillFor).toEqual(['DISCREPANCY#DR-SC-1']);
    expect(left(...reported, begins('SC-2'), ends('SC-2')).stillFor).toEqual(['DISCREPANCY#DR-SC-1']);
    expect(left(...reported, settles('DR-SC-1')).stillFor).toEqual([]);
    expect(left(...reported, begins('SC-2'), drops('SC-2'))).toMatchObject({
      stillFor: ['DISCREPANCY#DR-SC-1'],
      checks: { WEEKLY: at(1) },
    });
    expect(left(begins('SC-1'), drops('SC-1'))).toMatchObject({ stillFor: [], checks: {} });
  });

  it('refuses a movement, and nothing else does', () => {
    const no = stillFault({ stillFor: ['STOCK-CHECK#SC-1'] }, 'RUTBA');
    expect(isRefusal(no) && no).toMatchObject({ code: 'STORE_FROZEN', more: { site: 'RUTBA', stillFor: ['STOCK-CHECK#SC-1'] } });
    expect(stillFault({ stillFor: [] }, 'RUTBA')).toBeUndefined();
  });
});

const keyCases: [rule: string, given: Any[], when: Told<ChangeKeys>, then: string][] = [
  ['keys are handed over', [], hands(), 'keys-changed'],
  ['to another officer', [], hands({ to: keeper }), 'ONE_OFFICER'],
  ['by who received them last', [hands()], hands(), 'KEYS_NOT_HELD'],
  ['whatever the set is called', [hands()], hands({ keySet: 'constructor' }), 'keys-changed'],
  ['each set of its own', [hands()], hands({ keySet: 'K-2' }), 'keys-changed'],
];

describe('keys', () => {
  it.each(keyCases)('%s', (_rule, given, when, then) => expect(answerTo(siteStore, given, when).said).toBe(then));

  it.each<[rule: string, check: Told<EndCheck>, due: boolean]>([
    ['a key check that began afterwards', ends('SC-1', { checkType: 'KEY_CHANGE' }, 3), false],
    ['a check of all', ends('SC-1', { checkType: 'HALF_YEARLY' }, 3), false],
    ['no weekly one', ends('SC-1', {}, 3), true],
    ['none that began before', ends('SC-1', { checkType: 'KEY_CHANGE', openedAt: at(1) }, 3), true],
  ])('a change is answered by %s', (_rule, check, due) => {
    const state = left(hands({}, 2), check);
    expect(daysSince(state, at(4)).overdue.includes('KEY_CHANGE')).toBe(due);
  });
});

describe('days since', () => {
  it('are counted from the last check of each type, or from the opening of the store', () => {
    const state = left(opens, ends('SC-1', {}, 5), ends('SC-2', { checkType: 'HALF_YEARLY' }, 2));
    const on = (day: number) =>
      Object.fromEntries(daysSince(state, at(day)).checks.map(({ type, days, overdue }) => [type, [days, overdue]]));
    expect(on(12)).toEqual({
      SPOT: [11, false],
      WEEKLY: [7, false],
      HALF_YEARLY: [10, false],
      KEY_CHANGE: [11, false],
      PRE_HANDOVER: [11, false],
    });
    expect(on(13).WEEKLY).toEqual([8, true]);
    expect([on(185).HALF_YEARLY, on(186).HALF_YEARLY]).toEqual([
      [183, false],
      [184, true],
    ]);
  });

  it.each<[check: CheckType, counts: object]>([
    ['PRE_HANDOVER', { SPOT: 1, WEEKLY: 9, HALF_YEARLY: 9, KEY_CHANGE: 1, PRE_HANDOVER: 9 }],
    ['HALF_YEARLY', { SPOT: 1, WEEKLY: 9, HALF_YEARLY: 9, KEY_CHANGE: 1, PRE_HANDOVER: 1 }],
    ['KEY_CHANGE', { SPOT: 1, WEEKLY: 1, HALF_YEARLY: 1, KEY_CHANGE: 9, PRE_HANDOVER: 1 }],
    ['WEEKLY', { SPOT: 1, WEEKLY: 9, HALF_YEARLY: 1, KEY_CHANGE: 1, PRE_HANDOVER: 1 }],
  ])('are counted from %s where it reads no less than the term asks', (checkType, counts) => {
    const state = left(opens, ends('SC-1', { checkType }, 9));
    const from = daysSince(state, at(20)).checks.map(({ type, days }) => [type, 20 - days]);
    expect(Object.fromEntries(from)).toEqual(counts);
  });

  it('are counted from the newer one, of its own type or of all', () => {
    const both = [ends('SC-1', {}, 12), ends('SC-2', { checkType: 'PRE_HANDOVER' }, 9)];
    for (const told of [both, both.toReversed()])
      expect(daysSince(left(opens, ...told), at(20)).checks).toContainEqual({
        type: 'WEEKLY',
        last: at(12),
        days: 8,
        term: 7,
        overdue: true,
      });
    expect(daysSince(left(opens, ends('SC-1', { checkType: 'PRE_HANDOVER' }, 199)), at(200)).overdue).toEqual([]);
  });

  it('make a store overdue that was never counted', () => {
    expect(daysSince(left(opens), at(9)).overdue).toEqual(['WEEKLY']);
    expect(daysSince(left(opens), at(200)).overdue).toEqual(['WEEKLY', 'HALF_YEARLY']);
  });

  it('are of the newest check, in whatever order checks are told', () => {
    expect(left(ends('SC-2', {}, 9), ends('SC-1', {}, 2)).checks.WEEKLY).toBe(at(9));
  });
});
