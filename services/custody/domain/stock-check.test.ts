import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { custodyNumber } from '#shared/kernel/numbers.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import { unlisted } from './number-list.ts';
import { drawn } from './sample.ts';
import {
  type AbandonCheck,
  type CloseCheck,
  type CountStock,
  type OpenCheck,
  type Opened,
  type StockCheck,
  stockCheck,
} from './stock-check.ts';
import type { CountSheet } from './stock-count.ts';

const N = (n: number) => custodyNumber('WA', n);
const L = custodyNumber('AA', 0);
const one = { officer: 'O-1', committee: 'RC-1' };
const other = { officer: 'I-1', committee: 'ARM-1' };
const book = { weapons: new Map([0, 1, 2].map((n) => [N(n), 'RIFLE'])), lots: { [L]: 100 } };
const facts = { departments: ['INTERIOR', 'INTERIOR'] as const, keyholders: ['D-1@ARM-1'], book, seed: 'ab' };
const now = new Map([0, 1, 2].map((n) => [N(n), { state: 'IN_TRUST' as const, kind: 'RIFLE' as const, site: 'RUTBA', container: 'C-1' }]));

const opens = (data: Partial<OpenCheck['data']> = {}, more: object = {}): Told<OpenCheck> => ({
  type: 'open',
  data: { check: 'SC-1', site: 'RUTBA', checkType: 'HALF_YEARLY', counters: [one, other], ...data },
  facts: { ...facts, ...more },
});
const known = new Map([0, 1, 2].map((n) => [N(n), { serialStatus: 'PRESENT' as const, serialAsMarked: `KM-${n}`, container: 'C-1' }]));
const counts = (by: { officer: string; committee: string }, more: Partial<CountSheet> = {}): Told<CountStock> => ({
  type: 'count',
  actor: { client: 'interior', ...by },
  data: {
    check: 'SC-1',
    kinds: [{ kind: 'RIFLE', count: 3 }],
    lots: [{ custodyNumber: L, quantity: 100 }],
    serials: [0, 1, 2].map((n) => ({ tag: N(n), serial: `km ${n}` })),
    ...more,
  },
  facts: { wanted: [...now.keys()], known },
});
const short = { kinds: [{ kind: 'RIFLE' as const, count: 2 }] };
const closes = (more: object = {}): Told<CloseCheck> => ({
  type: 'close',
  data: { check: 'SC-1' },
  facts: {
    before: [...now.keys()],
    now,
    others: new Map(),
    lots: { [L]: 100 },
    touched: new Set(),
    count: { kinds: { RIFLE: 3 }, lots: { [L]: 100 }, sheet: '' },
    ...more,
  },
});
const abandons = (officer = 'O-8', verifier = 'D-8', verifierDepartment = 'DEFENCE'): Told<AbandonCheck> => ({
  type: 'abandon',
  actor: { client: 'interior', officer, committee: 'RC-9', department: 'INTERIOR' },
  data: { check: 'SC-1', reason: 'A counter fell ill', verifier: { officer: verifier, committee: 'ARM-9' } },
  facts: { verifierDepartment },
});
type Any = Told<OpenCheck | CountStock | CloseCheck | AbandonCheck>;

const untagged = (many: number) =>
  Array.from({ length: many }, (_, n) => ({ kind: 'RIFLE' as const, serial: `KM-${'7'.repeat(20)}${10_000 + n}` }));
const manyLots = (many: number) => Object.fromEntries(Array.from({ length: many }, (_, n) => [custodyNumber('AA', n), 100]));
const cases: [rule: string, given: Any[], when: Any, then: string][] = [
  ['it is opened', [], opens(), 'check-opened'],
  ['once', [opens()], opens(), 'CHECK_EXISTS'],
  ['two people count', [], opens({ counters: [one, one] }), 'ONE_OFFICER'],
  ['of two committees or departments', [], opens({ counters: [one, { officer: 'O-2', committee: 'RC-1' }] }), 'ONE_DEPARTMENT'],
  [
    'two departments of one committee do',
    [],
    opens({ counters: [one, { officer: 'O-2', committee: 'RC-1' }] }, { departments: ['A', 'B'] }),
    'check-opened',
  ],
  ['nobody who has the keys', [], opens({ counters: [one, { officer: 'D-1', committee: 'ARM-1' }] }), 'COUNTER_KEEPS_KEYS'],
  ['one check of a store at a time', [], opens({}, { underWay: 'STOCK-CHECK#SC-0' }), 'CHECK_UNDER_WAY'],
  ['it is a check of a book', [], opens({}, { book: undefined }), 'BOOK_MISSING'],
  ['what was not opened is not counted', [], counts(one), 'CHECK_UNKNOWN'],
  ['nor closed', [], closes(), 'CHECK_UNKNOWN'],
  ['a counter counts', [opens()], counts(one), 'stock-counted'],
  ['nobody else does', [opens()], counts({ officer: 'O-9', committee: 'RC-1' }), 'NOT_A_COUNTER'],
  ['not twice before the other', [opens(), counts(one)], counts(one), 'COUNT_IN'],
  ['a tag is read once', [opens()], counts(one, { serials: [{ tag: N(0) }, { tag: N(0) }] }), 'TAG_TWICE'],
  ['one count closes nothing', [opens(), counts(one)], closes(), 'COUNT_MISSING'],
  ['two that differ neither', [opens(), counts(one), counts(other, short)], closes(), 'COUNT_MISSING'],
  ['each counts again then', [opens(), counts(one), counts(other, short)], counts(one), 'stock-counted'],
  ['two that agree close', [opens(), counts(one), counts(other)], closes(), 'check-closed'],
  ['and are not made again', [opens(), counts(one), counts(other)], counts(one), 'COUNT_IN'],
  ['it is abandoned by two', [opens(), counts(one), counts(other, short)], abandons(), 'check-abandoned'],
  ['of two departments', [opens()], abandons('O-8', 'D-8', 'INTERIOR'), 'ONE_DEPARTMENT'],
  ['not by one', [opens()], abandons('O-8', 'O-8'), 'ONE_OFFICER'],
  ['not by a counter', [opens()], abandons('O-1'), 'COUNTER_ABANDONS'],
  ['nor with one', [opens()], abandons('O-8', 'I-1'), 'COUNTER_ABANDONS'],
  ['not what was not opened', [], abandons(), 'CHECK_UNKNOWN'],
  ['then it is over', [opens(), abandons()], closes(), 'CHECK_CLOSED'],
  ['for good', [opens(), abandons()], abandons(), 'CHECK_CLOSED'],
  ['and not counted', [opens(), abandons()], counts(one), 'COUNT_IN'],
  ['what is closed is not abandoned', [opens(), counts(one), counts(other), closes()], abandons(), 'CHECK_CLOSED'],
  ['a count has room in one event', [opens()], counts(one, { serials: untagged(12_000) }), 'COUNT_TOO_LARGE'],
  ['which is room enough for thousands', [opens()], counts(one, { serials: untagged(7_000) }), 'stock-counted'],
  ['and its findings in one report', [opens(), counts(one), counts(other)], closes({ lots: manyLots(6_000) }), 'FINDINGS_TOO_MANY'],
  ['what is too much for a report is abandoned', [opens(), counts(one), counts(other)], abandons(), 'check-abandoned'],
  ['it is closed once', [opens(), counts(one), counts(other), closes()], closes(), 'CHECK_CLOSED'],
];

describe('a stock check', () => {
  it.each(cases)('%s', (_rule, given, when, then) => expect(answerTo(stockCheck, given, when).said).toBe(then));

  const stateAfter = (...told: Any[]) => streamOf(stockCheck, told).at(-1)?.state as StockCheck;

  it('says in what two counts differ, and forgets it when they agree', () => {
    const apart = [opens(), counts(one), counts(other, { ...short, sealsBroken: [{ container: 'C-1', seal: 'S-1' }] })];
    expect(stateAfter(...apart)).toMatchObject({ status: 'OPEN', round: 2, in: {}, differed: ['kinds', 'seals'] });
    const agreed = stateAfter(...apart, counts(other), counts(one));
    expect(agreed).toMatchObject({ status: 'COUNTED', round: 2 });
    expect(agreed).not.toHaveProperty('differed');
  });

  it('takes characters that are mistaken for one another as one', () => {
    const cyrillic = counts(other, { serials: [{ tag: N(0), serial: 'КМ-О' }, ...[1, 2].map((n) => ({ tag: N(n), serial: `КМ${n}` }))] });
    expect(stateAfter(opens(), counts(one), cyrillic).status).toBe('COUNTED');
  });

  it('keeps the book in its opening event, and no figure of it in its state', () => {
    const [opened] = streamOf(stockCheck, [opens()]) as [StoredEvent<StockCheck, Opened>];
    const { weapons, lots, seed, snapshot } = opened.data;
    expect(unlisted(weapons)).toEqual([...book.weapons.keys()]);
    expect({ lots, seed }).toEqual({ lots: book.lots, seed: 'ab' });
    expect(snapshot).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(opened.state).sort()).toEqual(['counters', 'in', 'n', 'openedAt', 'round', 'site', 'status', 'type']);
  });
});

describe('the draw', () => {
  const many = Array.from({ length: 1234 }, (_, n) => N(n));

  it('takes at least a tenth, all of a check of all, and from no book nothing', () => {
    expect(drawn(many, 'ab', 'WEEKLY')).toHaveLength(124);
    expect(drawn(many, 'ab', 'PRE_HANDOVER')).toEqual(many);
    expect(drawn(many.slice(0, 1), 'ab', 'SPOT')).toHaveLength(1);
    expect(drawn([], 'ab', 'WEEKLY')).toEqual([]);
  });

  it('is never less than a tenth nor more than one above it, each number once', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.string(), (size, seed) => {
        const sample = drawn(many.slice(0, size), seed, 'WEEKLY');
        expect(sample.length * 10).toBeGreaterThanOrEqual(size);
        expect((sample.length - 1) * 10).toBeLessThan(Math.max(size, 1));
        expect(new Set(sample).size).toBe(sample.length);
      }),
      { numRuns: 50 },
    );
  });

  it('is the same for everybody, whatever the order of the book, and another one by another seed', () => {
    expect(drawn(many.toReversed(), 'ab', 'WEEKLY')).toEqual(drawn(many, 'ab', 'WEEKLY'));
    expect(drawn(many, 'cd', 'WEEKLY')).not.toEqual(drawn(many, 'ab', 'WEEKLY'));
  });
});
