import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ScheduleLine, SLICE, scheduleOf, scheduleSlice, slicesOf } from './handover-schedule.ts';

const line = fc.record({
  custodyNumber: fc.integer({ min: 0, max: 999_999 }).map((n) => `WA${String(n).padStart(6, '0')}-0`),
  head: fc.stringMatching(/^[0-9a-f]{64}$/),
});
const schedule = fc.uniqueArray(line, { selector: ({ custodyNumber }) => custodyNumber, maxLength: 20 });

describe('a schedule', () => {
  it('has one digest whatever the order of its lines, and another one for other lines', () => {
    fc.assert(
      fc.property(schedule, (lines) => {
        const { digest } = scheduleOf(lines).schedule;
        expect(scheduleOf(lines.toReversed()).schedule).toEqual({ lines: lines.length, digest });
        const [first, ...others] = lines;
        if (!first) return;
        expect(scheduleOf(others).schedule.digest).not.toBe(digest);
        expect(scheduleOf([{ ...first, head: 'f'.repeat(63) }, ...others]).schedule.digest).not.toBe(digest);
        expect(scheduleOf([{ ...first, quantity: 1 }, ...others]).schedule.digest).not.toBe(digest);
      }),
    );
  });

  it('is kept in slices by whose names it is found again, every line once', () => {
    const lines: ScheduleLine[] = Array.from({ length: SLICE + 1 }, (_, n) => ({ custodyNumber: `N${n + 1000}`, head: 'a' }));
    const { schedule: agreed, slices } = scheduleOf(lines);
    expect(slices.map(({ id }) => id)).toEqual(slicesOf(agreed));
    expect(slices.map((slice) => slice.lines.length)).toEqual([SLICE, 1]);
    expect(slices.flatMap((slice) => slice.lines)).toEqual(lines);
    expect(slicesOf(scheduleOf([]).schedule)).toEqual([]);
  });

  it('is stored once', () => {
    const store = { id: 'x', type: 'store', at: '', recordedAt: '', actor: { client: 'custody' }, data: { lines: [] } } as const;
    expect(scheduleSlice.decide(undefined, store)).toEqual({ type: 'schedule-stored', data: { lines: [] } });
    expect(scheduleSlice.decide({ lines: 0 }, store)).toBe('nothing');
  });
});
