import { describe, expect, test } from 'vitest';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import { type SettleSlice, type Slice, type SliceLine, type StoreSlice, slice, sliceId } from './slice.ts';

type Tell = Told<StoreSlice | SettleSlice>;
const line: SliceLine = { line: 1, personalNumber: 'SY000123-4', given: 'سامر', dateOfBirth: '1994', sex: 'M', nationality: 'SYR' };
const fault = { record: 2, line: 2, code: 'INVALID_FIELDS', message: 'a rule' };
const store = { type: 'store', data: { manifestNo: 'M', chunk: 1, records: 2, faults: [fault] }, personal: { lines: [line] } } as Tell;
const settle = (...codes: string[]) =>
  ({
    type: 'settle',
    data: { unit: 'M/c1', outcomes: codes.map((code, index) => ({ record: index + 1, line: index + 1, code, message: 'a rule' })) },
  }) as Tell;

describe('a slice', () => {
  test('keeps what its lines say apart from the event', () => {
    const [event] = streamOf<Slice, StoreSlice | SettleSlice>(slice, [store]);
    expect(event?.personal?.lines).toEqual([line]);
    expect(JSON.stringify([event?.data, event?.state])).not.toContain('سامر');
  });

  test('is stored once', () => expect(answerTo(slice, [store], store).said).toBe('nothing'));

  test('is settled after it was stored, and again when a later run came out otherwise', () => {
    expect(answerTo(slice, [], settle('X')).said).toBe('SLICE_UNKNOWN');
    const events = streamOf<Slice, StoreSlice | SettleSlice>(slice, [store, settle('X', 'Y'), settle('Y')]);
    expect(events.map(({ state }) => state.notListed)).toEqual([1, 2, 1]);
    expect(events[1]?.data).toMatchObject({ manifestNo: 'M' });
  });

  test('of other bytes has another name', () => {
    const of = (digest: string) => sliceId({ manifestNo: 'M', digest: digest.repeat(64), chunk: 3 });
    expect(of('a')).not.toBe(of('b'));
  });
});
