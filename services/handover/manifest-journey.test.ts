import { describe, expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { MANIFEST } from './manifest-house.ts';
import { act, asQuery, by, certificate, later, number, opened, people, range, said, scan, toEmbarking } from './manifest-story.ts';

describe('the way of a manifest', () => {
  test('goes to its reconciliation with a withdrawal on the bus, a no-show, an exception, a refusal, and scans that come twice', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    const { call, settle } = running;
    await people(running, 1, 10);
    await call('POST', '/manifests', { lines: range(1, 10).map(said), query: asQuery });
    await settle();
    expect((await call('GET', `/manifests/${MANIFEST}/receiver-view`)).status).toBe(409);
    expect((await call('POST', '/scans', { body: [scan(1, 'PRESENTED', 1)] })).body.items[0].code).toBe('MANIFEST_NOT_EMBARKING');
    await toEmbarking(running, [{ personalNumber: number(10), reason: 'Not on their list' }]);
    const view = (await call('GET', `/manifests/${MANIFEST}/receiver-view`)).body.items;
    expect(view.filter((item: object) => 'withdrawn' in item)).toEqual([{ line: 10, withdrawn: true }]);
    expect(view[0]).toEqual(said(1));

    // Line 1 withdraws at the gate, 2 does not come; 3 to 9 board, 3 objects on the bus.
    await call('POST', '/declaration-withdrawals', { body: { by: by('P-1'), at: later(9), personalNumber: number(1) } });
    expect(
      (await call('POST', '/line-holds', act('J-5', 10, { lines: [{ personalNumber: number(2), to: 'NO_SHOW' }] }))).body.items[0].outcome,
    ).toBe('ACCEPTED');
    const boarding = range(3, 9).flatMap((n) => [scan(n, 'BOARDED', 12), scan(n, 'PRESENTED', 11)]);
    const first = await call('POST', '/scans', { body: boarding });
    expect(first.body.items.filter(({ outcome }: { outcome: string }) => outcome !== 'ACCEPTED')).toEqual([]);
    await settle();
    const twice = await call('POST', '/scans', { lines: [...boarding.slice(0, 3), scan(3, 'DISEMBARKED_OBJECTED', 13)] });
    expect(twice.body.items.map(({ outcome, repeated }: Record<string, unknown>) => [outcome, repeated])).toEqual([
      ...Array(3).fill(['ACCEPTED', true]),
      ['ACCEPTED', undefined],
    ]);
    const conflict = await call('POST', '/scans', { body: [scan(2, 'PRESENTED', 14)] });
    expect(conflict.body.items[0].outcome).toBe('CONFLICT');
    await settle();
    expect((await call('GET', `/manifests/${MANIFEST}/conflicts`)).body.items[0]).toMatchObject({
      line: 2,
      stands: 'NO_SHOW',
      claimed: 'PRESENTED',
    });

    const heads = (count: number) => ({
      headCounts: [
        { officer: 'J-5', count },
        { officer: 'J-2', count },
      ],
    });
    expect((await call('POST', '/departures', act('J-5', 15, heads(7)))).body.code).toBe('HEAD_COUNT_DIFFERS');
    expect((await call('POST', '/departures', act('J-5', 15, heads(6)))).status).toBe(201);
    expect((await call('POST', '/arrivals', act('J-5', 60, { place: 'Al-Qaim' }))).status).toBe(201);
    await call('POST', '/scans', { body: range(4, 9).map((n) => scan(n, 'PRESENTED_TO_RECEIVER', 61)) });
    const answers = range(4, 9).map((n) => ({
      personalNumber: number(n),
      response: n === 9 ? 'REFUSED' : 'ACCEPTED',
      ...(n === 9 && { reason: 'Name' }),
    }));
    const accepting = act('J-2', 62, { receiver: 'R-1', place: 'Al-Qaim', channel: 'SIGNED_PAPER', lines: answers });
    expect(
      (await call('POST', '/acceptances', { ...accepting, key: 'acceptance' })).body.items.every(
        ({ outcome }: { outcome: string }) => outcome === 'ACCEPTED',
      ),
    ).toBe(true);
    expect(
      (await call('POST', '/acceptances', { ...accepting, key: 'acceptance' })).body.items.every(
        ({ repeated }: { repeated: boolean }) => repeated,
      ),
    ).toBe(true);
    await settle();
    const signed = await call('POST', '/certificates', act('J-2', 70, certificate));
    expect([signed.status, signed.body.state]).toEqual([201, 'HANDED_OVER_PARTIAL']);
    await settle();
    const closed = await call('POST', '/reconciliations', act('J-1', 80, { certificateScan: 'SCAN-1' }));
    expect([closed.status, closed.body.state]).toEqual([201, 'RECONCILED']);
    expect(closed.body.figures).toMatchObject({
      manifested: 10,
      boarded: 7,
      noShow: 1,
      withdrew: 1,
      removed: 1,
      disembarked: 1,
      presented: 6,
      accepted: 5,
      refused: 1,
      open: 0,
    });

    const paper = (await call('GET', `/manifests/${MANIFEST}/certificate`)).body;
    expect(paper.contentHash).toBe((await running.show()).contentHash);
    expect(paper.annexes.A.count).toBe(5);
    expect(
      paper.annexes.B.lines
        .filter(({ outcome }: { outcome: string }) => outcome === 'NOT_PRESENTED')
        .map(({ line }: { line: number }) => line),
    ).toEqual([1, 2, 3, 10]);
    expect(paper.annexes.B.lines.at(-2)).toEqual({ line: 9, outcome: 'REFUSED', personalNumber: number(9), reason: 'Name' });
    expect((await call('GET', `/manifests/${MANIFEST}/certificate/accepted`)).body.items.map(({ line }: { line: number }) => line)).toEqual(
      [4, 5, 6, 7, 8],
    );
    // The convoy left on paper and is entered later: every event says when it happened and that it was recorded afterwards.
    const history = (await call('GET', `/manifests/${MANIFEST}/events`)).body.items;
    const acts = history.filter(({ actor }: { actor: { officer?: string } }) => actor.officer);
    expect(acts.length).toBeGreaterThan(9);
    expect(acts.filter(({ backfilled }: { backfilled?: boolean }) => !backfilled)).toEqual([]);
    expect(history.find(({ type }: { type: string }) => type === 'departed').at).toBe(new Date(later(15)).toISOString());
    const late = await call('POST', '/scans', { body: [scan(4, 'PRESENTED', 11)], mayBackfill: false });
    expect(late.body.items[0].code).toBe('BACKFILL_NOT_ALLOWED');
    const operation = (await call('GET', '/handover/reconciliation')).body;
    expect([operation.balanced, operation.total.accepted, operation.caseload.remaining]).toEqual([true, 5, 5]);
  });
});
