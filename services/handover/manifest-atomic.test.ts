import { describe, expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { AT, KEY, MANIFEST } from './manifest-house.ts';
import { listChunk } from './manifest-processing.ts';
import { asQuery, by, number, opened, people, range, said } from './manifest-story.ts';

const all = { ...asQuery, atomic: 'all' };

describe('a manifest of which all lines are listed or none', () => {
  test('is listed when every line can be', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 110);
    await running.call('POST', '/manifests', { lines: range(1, 110).map(said), query: all });
    expect(await running.show()).toMatchObject({ state: 'DRAFT', atomic: 'all', checking: { chunks: 0, refused: 0 } });
    await running.settle();
    const shown = await running.show();
    expect([shown.state, shown.counts.manifested, shown.counts.pending]).toEqual(['VALIDATED', 110, 0]);
    expect((await running.call('GET', `/manifests/${MANIFEST}/reconciliation`)).body.agrees).toBe(true);
  });

  test('lists nobody when one line cannot be, says which and why, and the others may be sent again', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 110);
    await running.call('POST', '/stops', { body: { by: by('J-1'), at: AT, personalNumber: number(105), stop: 'ASYLUM_CLAIM' } });
    await running.settle();
    const lines = [...range(1, 110).map(said), { ...said(999), sex: '?' }];
    await running.call('POST', '/manifests', { lines, query: all });
    await running.settle();
    const shown = await running.show();
    expect([shown.state, shown.refusedAsAWhole, shown.counts]).toMatchObject([
      'CANCELLED',
      true,
      { lines: 111, manifested: 0, notListed: 111, pending: 0 },
    ]);
    const found = await running.lines();
    const because = found.filter(({ code }: { code: string }) => code !== 'NOT_ALL_LISTED');
    expect(found.length).toBe(111);
    expect(because.map(({ record, code }: Record<string, unknown>) => [record, code])).toEqual([
      [105, 'ASYLUM_CLAIM_OPEN'],
      [111, 'INVALID_FIELDS'],
    ]);
    expect((await running.store.newest('CASE', number(1)))?.type).toBe('screened');
  });

  test('lets those go who were listed, when what was found possible is not any more', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 210);
    await running.call('POST', '/manifests', { lines: range(1, 210).map(said), query: all });
    const list = (chunk: number) =>
      listChunk({ manifestNo: MANIFEST, chunk }, { recordedAt: AT }, { store: running.store, identityKey: KEY });
    for (const chunk of [3, 1, 1, 2]) await list(chunk);
    await list(1);
    await running.call('POST', '/stops', { body: { by: by('J-1'), at: AT, personalNumber: number(150), stop: 'LEGAL_HOLD' } });
    await Promise.all([list(2), list(3)]);
    await running.settle();
    const shown = await running.show();
    expect([shown.state, shown.counts.pending, shown.counts.open]).toEqual(['CANCELLED', 0, 0]);
    expect(Object.keys(shown.states)).toEqual(['REMOVED_BY_APPROVAL']);
    expect((await running.call('GET', `/manifests/${MANIFEST}/reconciliation`)).body).toMatchObject({ agrees: true, balanced: true });
    const again = { ...asQuery, manifestNo: 'RM-20241220-QM-01' };
    await running.call('POST', '/manifests', { lines: range(1, 210).map(said), query: again });
    await running.settle();
    expect((await running.show('RM-20241220-QM-01')).counts).toMatchObject({ manifested: 209, notListed: 1 });
  });
});
