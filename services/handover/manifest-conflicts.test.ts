import { describe, expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { MANIFEST } from './manifest-house.ts';
import { act, asQuery, number, opened, people, range, said, scan, toEmbarking } from './manifest-story.ts';

const other = { device: 'HH-2' };
const settling = (n: number, to: string, minute: number, more: object = {}) =>
  act('J-5', minute, { lines: [{ personalNumber: number(n), to, reason: 'Counted at the door of the bus', ...more }] });
const heads = (count: number) => ({ headCounts: ['J-5', 'J-2'].map((officer) => ({ officer, count })) });

describe('claims of two devices that contradict each other', () => {
  test('go to a human with both shown, who finds for one until departure makes it final; then it is corrected by an addendum', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    const { call, settle } = running;
    await people(running, 1, 3);
    await call('POST', '/manifests', { lines: range(1, 3).map(said), query: asQuery });
    await settle();
    await toEmbarking(running);
    const outcome = async (path: string, options: object) => {
      const [first] = (await call('POST', path, options)).body.items;
      return first.outcome === 'REFUSED' ? first.code : first.outcome;
    };
    await call('POST', '/scans', {
      body: [scan(1, 'NO_SHOW', 10), ...range(2, 3).flatMap((n) => [scan(n, 'PRESENTED', 10), scan(n, 'BOARDED', 11)])],
    });
    expect(await outcome('/conflict-settlements', settling(1, 'BOARDED', 12, { reconfirmed: true }))).toBe('NOT_UNDER_REVIEW');
    expect(await outcome('/scans', { body: [scan(1, 'BOARDED', 11, other)] })).toBe('CONFLICT');
    expect(await outcome('/scans', { body: [scan(2, 'NO_SHOW', 12, other)] })).toBe('CONFLICT');
    await settle();
    const shown = (await call('GET', `/manifests/${MANIFEST}/conflicts`)).body.items;
    expect(shown).toMatchObject([
      { line: 1, stands: 'NO_SHOW', claimed: 'BOARDED', device: 'HH-2', now: { state: 'NO_SHOW', device: 'HH-1', officer: 'J-5' } },
      { line: 2, stands: 'BOARDED', claimed: 'NO_SHOW', device: 'HH-2', now: { state: 'BOARDED', device: 'HH-1', officer: 'J-5' } },
    ]);

    expect(await outcome('/conflict-settlements', settling(1, 'BOARDED', 13))).toBe('NOT_RECONFIRMED');
    const boarded = { ...settling(1, 'BOARDED', 13, { reconfirmed: true }), key: 'settled' };
    expect(await outcome('/conflict-settlements', boarded)).toBe('ACCEPTED');
    expect(await outcome('/conflict-settlements', boarded)).toBe('ACCEPTED');
    expect(await outcome('/conflict-settlements', settling(2, 'NO_SHOW', 13))).toBe('ACCEPTED');
    expect(await outcome('/conflict-settlements', settling(3, 'NO_SHOW', 13))).toBe('NOT_UNDER_REVIEW');
    await settle();
    expect((await running.show()).states).toEqual({ BOARDED: 2, NO_SHOW: 1 });

    expect((await call('POST', '/departures', act('J-5', 15, heads(2)))).status).toBe(201);
    expect(await outcome('/scans', { body: [scan(2, 'BOARDED', 14, other)] })).toBe('CONFLICT');
    expect(await outcome('/scans', { body: [scan(3, 'NO_SHOW', 14, other)] })).toBe('CONFLICT');
    expect(await outcome('/conflict-settlements', settling(2, 'BOARDED', 16, { reconfirmed: true }))).toBe('FINAL_SINCE_DEPARTURE');
    await settle();
    expect((await running.show()).states).toEqual({ BOARDED: 2, NO_SHOW: 1 });
    expect((await call('GET', `/manifests/${MANIFEST}/reconciliation`)).body.agrees).toBe(true);
    expect((await call('GET', `/manifests/${MANIFEST}/conflicts`)).body.items).toHaveLength(4);
  });
});
