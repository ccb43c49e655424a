import { describe, expect, it } from 'vitest';
import { compared, differences, digestOf } from './digest.ts';

type Item = Record<string, unknown>;
const event = (pk: string, sequence: number, type: string, data: object, more: Item = {}): Item => ({
  table: 'handover',
  pk,
  sk: String(sequence).padStart(8, '0'),
  type,
  at: '2024-12-18T06:00:00.000Z',
  recordedAt: '2026-11-22T12:00:00.000Z',
  dayKey: `2026-11-22T12:00:00.000Z#${sequence}`,
  commandId: `${pk}/${sequence}`,
  data,
  state: { n: sequence },
  ...more,
});
const counted = (sequence: number, unit: string, lines: string, listed: number): Item =>
  event('MANIFEST#M-1', sequence, 'lines-tallied', { unit, counted: lines, delta: { listed, states: { LISTED: listed } } });

const night: Item[] = [
  event('CASE#SY000001-2', 1, 'listed', { manifest: 'M-1', line: 1 }, { recent: 'a' }),
  event('CASE#SY000001-2', 2, 'boarded', { manifest: 'M-1', line: 1 }),
  event('MANIFEST#M-1', 1, 'submitted', { lines: 4 }),
  counted(2, 'M-1/c1', '1-2', 2),
  counted(3, 'M-1/c2', '3-4', 2),
  event('MANIFEST#M-1', 4, 'sealed', { contentHash: 'by chance' }, { state: { n: 4, tally: { listed: 4 } } }),
  { table: 'handover', pk: 'LINES#M-1', sk: '000001', state: 'BOARDED' },
  { table: 'handover', pk: 'LINES#M-1', sk: '0000 aa', entries: ['1 SY000001-2', '2 SY000002-3'] },
];
const same = (other: readonly Item[]) => digestOf(compared(night)) === digestOf(compared(other));
const without = (at: number) => night.filter((_, index) => index !== at);
const changed = (at: number, change: Item) => night.map((item, index) => (index === at ? { ...item, ...change } : item));

describe('the digest is the same', () => {
  it.each([
    ['in whatever order the tables are read', night.toReversed()],
    [
      'at another time, under another salt',
      changed(0, { recordedAt: '2026-11-22T13:00:00.000Z', recent: 'b', data: { manifest: 'M-1', line: 1, salt: 's' } }),
    ],
    [
      'when chunks were counted in another order, one in two pieces',
      [
        ...night.slice(0, 3),
        counted(2, 'M-1/c2', '4', 1),
        counted(3, 'M-1/c1', '1-2', 2),
        counted(4, 'M-1/c2~1', '3', 1),
        { ...night[5], sk: '00000005' },
        ...night.slice(6),
      ],
    ],
    [
      'when what shares a row was written in two, and in part once more',
      [
        ...night.slice(0, 7),
        { ...night[7], sk: '0000 bb', entries: ['1 SY000001-2'] },
        { ...night[7], sk: '0000 cc', entries: ['1 SY000001-2', '2 SY000002-3'] },
      ],
    ],
    ['when the operators walked', [...night, event('OPERATION#1', 1, 'operation-started', {})]],
    ['when a batch was sent twice', [...night, event('SCANS#1', 2, 'received-again', {}), event('SCANS#1', 3, 'scans-concluded', {})]],
  ])('%s', (_, other) => expect(same(other)).toBe(true));
});

describe('the digest is another', () => {
  it.each([
    ['an event is lost', without(1)],
    ['an event is there twice', [...night, event('CASE#SY000001-2', 3, 'boarded', { manifest: 'M-1', line: 1 })]],
    ['an event says something else', changed(1, { data: { manifest: 'M-1', line: 2 } })],
    ['it was at another time of the operation', changed(1, { at: '2024-12-18T07:00:00.000Z' })],
    ['another command brought it about', changed(1, { commandId: 'x' })],
    ['a chunk is not counted', without(3)],
    ['a line is counted twice', [...night, counted(5, 'M-1/c1~1', '2', 1)]],
    ['a count is another one at the seal', changed(5, { state: { n: 4, tally: { listed: 5 } } })],
    ['a row is stale', changed(6, { state: 'LISTED' })],
    ['a row is missing', without(6)],
    ['an entry of a shared row is missing', changed(7, { entries: ['1 SY000001-2'] })],
    ['a stranger has an event', [...night, event('CASE#SY000009-9', 1, 'listed', {})]],
  ])('%s', (_, other) => {
    expect(same(other)).toBe(false);
    expect(differences(compared(night), compared(other))[0]).toMatch(/^[12] of/);
  });
});
