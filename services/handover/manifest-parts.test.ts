import { describe, expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { submissionPart } from './domain/submission-parts.ts';
import type { House } from './manifest-house.ts';
import { AT, MANIFEST } from './manifest-house.ts';
import { by, csvOf, number, opened, people, range, said, submission } from './manifest-story.ts';

const { lines: _lines, ...header } = submission([]);
const part = (running: House, n: number, csv: string, more: object = {}) =>
  running.call('PUT', `/manifests/${MANIFEST}/parts/${n}`, { csv, ...more });
const whole = (
  running: House,
  parts: number,
  { query, key, ...more }: { query?: Record<string, string>; key?: string; lines?: number; by?: object } = {},
) =>
  running.call('POST', `/manifests/${MANIFEST}/complete`, {
    body: { by: by('J-1'), at: AT, parts, ...more },
    ...(query && { query }),
    ...(key && { key }),
  });
const unnumbered = (numbers: number[]) =>
  csvOf(numbers.map(said))
    .split('\r\n')
    .map((row) => row.slice(row.indexOf(',') + 1))
    .join('\n');

describe('a manifest in parts', () => {
  test('is opened, received in any order and made whole; each step again answers the same', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 130);
    const open = await running.call('POST', '/manifests', { body: header });
    expect([open.status, open.body.state, open.headers?.location]).toEqual([202, 'OPEN', `/manifests/${MANIFEST}`]);
    expect((await running.call('POST', '/manifests', { body: header })).body).toEqual(open.body);
    expect((await running.call('POST', '/manifests', { body: { ...header, crossing: 'Trebil' } })).body.code).toBe('MANIFEST_DIFFERS');
    const second = await part(running, 2, unnumbered(range(21, 130)));
    expect([second.status, second.body.lines, second.body.faults]).toEqual([200, 110, 0]);
    expect((await part(running, 2, unnumbered(range(21, 130)))).body).toEqual(second.body);
    const missing = (await whole(running, 2)).body;
    expect([missing.code, missing.missing]).toEqual(['PARTS_MISSING', '1']);
    await part(running, 1, unnumbered(range(1, 19)));
    await part(running, 1, unnumbered(range(1, 20)));
    expect(await running.show()).toMatchObject({ state: 'OPEN' });
    expect((await whole(running, 2, { lines: 131 })).body.code).toBe('LINES_DIFFER');
    const byAnother = await whole(running, 2, { lines: 130, by: by('J-2') });
    expect([byAnother.status, byAnother.body.code]).toEqual([403, 'PREPARER_DIFFERS']);
    const done = await whole(running, 2, { lines: 130, key: 'whole' });
    expect([done.status, done.body.lines, done.body.chunks]).toEqual([202, 130, 3]);
    expect((await whole(running, 2, { lines: 130, key: 'whole' })).body).toEqual(done.body);
    expect((await whole(running, 2)).body).toEqual(done.body);
    await running.settle();
    const { counts, state } = await running.show();
    expect([state, counts.manifested, counts.notListed, counts.pending]).toEqual(['VALIDATED', 130, 0, 0]);
    expect((await running.lines()).map(({ line, personalNumber }: Record<string, unknown>) => [line, personalNumber])).toEqual(
      range(1, 130).map((n) => [n, number(n)]),
    );
    expect((await part(running, 1, unnumbered(range(1, 20)))).status).toBe(200);
    expect((await part(running, 1, unnumbered(range(1, 19)))).body.code).toBe('MANIFEST_SUBMITTED');
    expect((await whole(running, 1)).body.code).toBe('MANIFEST_DIFFERS');
  });

  test('says of lines and people that an earlier part has that they come twice, as of every fault, by their place in the whole', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 8);
    await running.call('POST', '/manifests', { body: header });
    await part(running, 1, csvOf(range(1, 4).map(said)));
    await part(running, 2, csvOf([said(5), { ...said(6), line: 2 }, { ...said(3), line: 7 }, { ...said(8), sex: '?' as 'M' }]));
    const plan = await whole(running, 2, { query: { mode: 'validate' } });
    expect([plan.status, plan.body.listed, plan.body.listedRecords]).toEqual([200, 5, '1-5']);
    expect((await whole(running, 2, { query: { planDigest: '0'.repeat(64) } })).status).toBe(412);
    expect((await whole(running, 2, { query: { planDigest: plan.body.planDigest } })).status).toBe(202);
    await running.settle();
    const found = (await running.lines({ outcome: 'NOT_LISTED' })).map(({ line, record, code }: Record<string, unknown>) => [
      record,
      line,
      code,
    ]);
    expect(found).toEqual([
      [6, 2, 'DUPLICATE_LINE'],
      [7, 7, 'DUPLICATE_PERSON'],
      [8, 8, 'INVALID_FIELDS'],
    ]);
    expect((await running.show()).counts).toMatchObject({ lines: 8, manifested: 5, notListed: 3, pending: 0 });
    expect((await running.call('GET', `/manifests/${MANIFEST}/reconciliation`)).body.agrees).toBe(true);
  });

  test('is refused where nothing was opened, where a part cannot be read, and where another call is still storing the same', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    expect((await part(running, 1, csvOf([said(1)]))).body.code).toBe('MANIFEST_NOT_OPEN');
    expect((await whole(running, 1)).body.code).toBe('MANIFEST_NOT_OPEN');
    expect((await running.call('POST', '/manifests', { body: { ...header, receivingAuthority: 'NOBODY' } })).body.code).toBe(
      'AUTHORITY_UNKNOWN',
    );
    await running.call('POST', '/manifests', { body: header });
    expect((await part(running, 201, csvOf([said(1)]))).body.code).toBe('PART_NUMBER');
    expect((await part(running, 1, 'unit,weapon')).body.code).toBe('UNKNOWN_COLUMN');
    expect((await part(running, 1, csvOf([said(1)]), { type: 'text/plain' })).status).toBe(415);
    expect((await part(running, 1, 'x'.repeat(3_000_001))).status).toBe(413);
    const both = await Promise.all([part(running, 1, csvOf([said(1)])), part(running, 1, csvOf([said(1)]))]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('STILL_IN_PROGRESS');
  });

  test('comes under one key a call: with other bytes, for another part or another step it is refused, and nothing of it is stored', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 2);
    const open = { body: header, key: 'open' };
    await running.call('POST', '/manifests', open);
    const first = await part(running, 1, csvOf([said(1)]), { key: 'first' });
    expect((await part(running, 1, csvOf([said(1)]), { key: 'first' })).body).toEqual(first.body);
    expect((await part(running, 1, csvOf([said(1)]), { key: 'again' })).body).toEqual(first.body);
    const { PutItemCommand: puts = 0 } = running.requests;
    const reused = async (answer: ReturnType<House['call']>) => {
      const { status, body } = await answer;
      expect([status, body.code, body.manifestNo]).toEqual([422, 'COMMAND_ID_REUSED', MANIFEST]);
    };
    for (const key of ['first', 'again', 'open']) {
      await reused(part(running, 2, csvOf([said(2)]), { key }));
      await reused(part(running, 1, csvOf([said(2)]), { key }));
    }
    await reused(whole(running, 1, { key: 'open' }));
    await reused(whole(running, 1, { key: 'first' }));
    await reused(running.call('POST', '/manifests', { body: { ...header, manifestNo: 'RM-20241219-QM-02' }, key: 'first' }));
    expect((await running.show()).state).toBe('OPEN');
    // Only the conditions of the claims failed.
    expect((running.requests.PutItemCommand ?? 0) - puts).toBe(9);
    expect((await whole(running, 1, { key: 'whole' })).status).toBe(202);
    expect((await whole(running, 1, { key: 'whole-again' })).status).toBe(202);
    await reused(part(running, 2, csvOf([said(2)]), { key: 'whole-again' }));
    for (const name of Object.keys(running.requests)) delete running.requests[name];
    await part(running, 1, csvOf([said(1)]), { key: 'first' });
    expect(Object.values(running.requests).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(5);
  });

  test('has as many lines in all its parts as a manifest may have, and no more', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await running.call('POST', '/manifests', { body: header });
    const at = { at: AT, recordedAt: AT, actor: { client: 'joint-operations' } };
    const receive = (n: number, records: number) => {
      const data = { part: n, digest: `${n}${records}`.padEnd(64, '0'), records, faults: records, lines: '', people: {} };
      return running.store.execute(submissionPart, `${MANIFEST}/${n}`, { id: `${n}/${records}`, type: 'receive', ...at, data });
    };
    await receive(1, 60_000);
    await receive(2, 40_001);
    const tooMany = await whole(running, 2);
    expect([tooMany.status, tooMany.body.code]).toEqual([413, 'TOO_MANY_LINES']);
    expect((await running.show()).state).toBe('OPEN');
    await receive(2, 40_000);
    const done = await whole(running, 2, { lines: 100_000 });
    expect([done.status, done.body.lines, done.body.chunks]).toEqual([202, 100_000, 1000]);
  });
});
