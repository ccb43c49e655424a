import { describe, expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { AT, KEY, MANIFEST } from './manifest-house.ts';
import { listChunk } from './manifest-processing.ts';
import { act, asQuery, by, csvOf, number, opened, people, range, said, submission } from './manifest-story.ts';

describe('a return manifest', () => {
  test('lists a CSV in chunks, one put a line and little beside, and answers the same when it is posted again', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 110);
    for (const name of Object.keys(running.requests)) delete running.requests[name];
    const csv = csvOf(range(1, 110).map(said));
    const answer = await running.call('POST', '/manifests', { csv, query: asQuery, key: 'submit' });
    expect([answer.status, answer.body.state, answer.headers?.location]).toEqual([202, 'DRAFT', `/manifests/${MANIFEST}`]);
    await running.settle();
    const shown = await running.show();
    const { PutItemCommand = 0, ...beside } = running.requests;
    const total = Object.values(running.requests).reduce((sum, count) => sum + count, 0);
    expect([shown.state, shown.counts.manifested, shown.counts.pending]).toEqual(['VALIDATED', 110, 0]);
    // Two slices, the key, the submission, two tallies, one of them after a lost race.
    expect(PutItemCommand).toBeLessThanOrEqual(110 + 7);
    expect(Object.values(beside).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(32);

    const before = total;
    const again = await running.call('POST', '/manifests', { csv, query: asQuery, key: 'another-key' });
    expect([again.status, again.body.lines, again.body.state]).toEqual([202, 110, 'DRAFT']);
    expect(Object.values(running.requests).reduce((sum, count) => sum + count, 0) - before).toBeLessThanOrEqual(5);
    const lines = [...range(1, 104), 106, 108].map(said).map((line) => (line.line === 7 ? { ...line, given: 'خالد' } : line));
    const other = await running.call('POST', '/manifests', { csv: csvOf([...lines, said(111)]), query: asQuery });
    expect([other.status, other.body.code]).toEqual([409, 'MANIFEST_DIFFERS']);
    expect(other.body.difference).toEqual({
      header: [],
      added: { count: 1, lines: '111' },
      removed: { count: 4, lines: '105,107,109-110' },
      changed: { count: 1, lines: '7' },
      unchanged: 105,
    });
    expect(JSON.stringify(other.body)).not.toContain('خالد');
    const reused = await running.call('POST', '/manifests', { csv: csvOf([said(1)]), query: asQuery, key: 'submit' });
    expect([reused.status, reused.body.code]).toEqual([422, 'COMMAND_ID_REUSED']);
    const query = { ...asQuery, manifestNo: 'RM-20241219-QM-77' };
    const elsewhere = await running.call('POST', '/manifests', { csv, query, key: 'submit' });
    expect([elsewhere.status, elsewhere.body.code, elsewhere.body.manifestNo]).toEqual([422, 'COMMAND_ID_REUSED', MANIFEST]);
    // Nor does it matter that the other manifest would be refused as it is.
    const supplement = { manifestNo: query.manifestNo, supplementTo: 'RM-20241219-QM-78' };
    const { lines: _lines, ...header } = submission([]);
    for (const call of [{ csv, query: { ...asQuery, ...supplement } }, { body: { ...header, ...supplement } }]) {
      const either = await running.call('POST', '/manifests', { ...call, key: 'submit' });
      expect([either.status, either.body.code]).toEqual([422, 'COMMAND_ID_REUSED']);
    }
    expect((await running.call('GET', `/manifests/${query.manifestNo}`)).status).toBe(404);
  });

  test('says of every line that is not listed which and why, and lists the others', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 6);
    await running.call('POST', '/stops', { body: { by: by('J-1'), at: AT, personalNumber: number(3), stop: 'ASYLUM_CLAIM' } });
    const lines = [
      said(1),
      { ...said(2), given: 'خالد' },
      said(3),
      { ...said(4), sex: 'male?' },
      said(5),
      { ...said(5), line: 6 },
      { ...said(6), line: 1 },
      { ...said(77), line: 8 },
      { ...said(1), line: 9, personalNumber: 'WA000001-2' },
    ];
    expect((await running.call('POST', '/manifests', { body: submission(lines) })).status).toBe(202);
    await running.settle();
    const found = (await running.lines({ outcome: 'NOT_LISTED' })).map(({ line, code, field }: Record<string, unknown>) => [
      line,
      code,
      field,
    ]);
    expect(found).toEqual([
      [1, 'DUPLICATE_LINE', 'line'],
      [2, 'IDENTITY_MISMATCH', undefined],
      [3, 'ASYLUM_CLAIM_OPEN', undefined],
      [4, 'INVALID_FIELDS', 'sex'],
      [6, 'DUPLICATE_PERSON', 'personalNumber'],
      [8, 'PERSON_UNKNOWN', 'personalNumber'],
      [9, 'WEAPON_ON_PERSON_MANIFEST', 'personalNumber'],
    ]);
    const { counts, state } = await running.show();
    expect([state, counts.lines, counts.manifested, counts.notListed]).toEqual(['VALIDATED', 9, 2, 7]);

    // What stands in the way of a claim of asylum or an unknown number may go; a wrong line stays wrong.
    const path = `/manifests/${MANIFEST}/unprocessed`;
    expect((await running.call('GET', path)).body.items).toEqual([said(3), { ...said(77), line: 8 }]);
    const page = await running.call('GET', path, { query: { limit: '1' } });
    expect(page.body.items).toEqual([said(3)]);
    const next = await running.call('GET', path, { query: { limit: '1', cursor: page.body.next } });
    expect([next.body.items, next.body.next]).toEqual([[{ ...said(77), line: 8 }], undefined]);
    await people(running, 77, 77);
    const again = await running.call('GET', path, { accept: 'text/csv' });
    await running.call('POST', '/manifests', { csv: again.text, query: { ...asQuery, manifestNo: 'RM-20241219-QM-02' } });
    await running.settle();
    expect((await running.show('RM-20241219-QM-02')).counts).toMatchObject({ manifested: 1, notListed: 1 });
    expect((await running.call('GET', path, { accept: 'application/x-ndjson' })).body).toEqual([said(3)]);
  });

  test('that cannot be read is refused as a whole, and nothing of it is stored', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    const csv = csvOf([said(1)]);
    const refused = async (options: object) => {
      const { status, body } = await running.call('POST', '/manifests', options);
      return [status, body.code];
    };
    const { receivingAuthority: _authority, ...headless } = asQuery;
    const puts = running.requests.PutItemCommand;
    expect(await refused({ csv, query: asQuery, type: 'text/plain' })).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(await refused({ csv, query: headless })).toEqual([400, 'INVALID_QUERY']);
    expect(await refused({ csv: 'unit,weapon', query: asQuery })).toEqual([422, 'UNKNOWN_COLUMN']);
    expect(await refused({ body: submission([]) })).toEqual([422, 'NO_LINES']);
    expect(await refused({ body: { ...submission([said(1)]), manifestNo: 'RM-1' } })).toEqual([422, 'INVALID_FIELDS']);
    expect(await refused({ csv, query: { ...asQuery, receivingAuthority: 'NOBODY' } })).toEqual([422, 'AUTHORITY_UNKNOWN']);
    expect(await refused({ csv, query: { ...asQuery, supplementTo: 'RM-20241218-QM-01' } })).toEqual([422, 'ORIGINAL_NOT_SEALED']);
    expect(await refused({ csv, query: { ...asQuery, officer: 'X-9' } })).toEqual([422, 'OFFICER_NOT_ENROLLED']);
    expect(running.requests.PutItemCommand).toBe(puts);
  });

  test('counts a chunk once though three carry it out at the same time, and one of them again', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 20);
    await running.call('POST', '/manifests', { lines: range(1, 21).map(said), query: asQuery });
    const list = () => listChunk({ manifestNo: MANIFEST, chunk: 1 }, { recordedAt: AT }, { store: running.store, identityKey: KEY });
    await Promise.all([list(), list(), list()]);
    await running.settle();
    await list();
    const { counts, states } = await running.show();
    expect([counts.manifested, counts.notListed, counts.pending, states]).toEqual([20, 1, 0, { LISTED: 20 }]);
    expect((await running.call('GET', `/manifests/${MANIFEST}/reconciliation`)).body.agrees).toBe(true);
  });

  test('has a tag: unchanged it is not sent again, and who acts on what they saw does not act on something later', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 2);
    await running.call('POST', '/manifests', { lines: [said(1), said(2)], query: asQuery });
    const path = `/manifests/${MANIFEST}`;
    const draft = String((await running.call('GET', path)).headers?.etag);
    expect((await running.call('GET', path, { headers: { 'if-none-match': draft } })).status).toBe(304);
    await running.settle();
    const seen = await running.call('GET', path, { headers: { 'if-none-match': draft } });
    expect(seen.status).toBe(200);
    const review = act('J-3', 1, { reference: 'LR-1' });
    const stale = await running.call('POST', '/legal-reviews', { ...review, headers: { 'if-match': draft } });
    expect([stale.status, stale.body.code]).toEqual([412, 'MANIFEST_CHANGED']);
    const tag = String(seen.headers?.etag);
    expect((await running.call('POST', '/legal-reviews', { ...review, key: 'review', headers: { 'if-match': tag } })).status).toBe(201);
    expect((await running.call('POST', '/legal-reviews', { ...review, key: 'review', headers: { 'if-match': tag } })).status).toBe(201);
  });

  test('lets its people go when it is cancelled', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 30);
    await running.call('POST', '/manifests', { lines: range(1, 30).map(said), query: asQuery });
    await running.settle();
    expect((await running.call('POST', '/cancellations', act('J-2', 2, { reason: 'Crossing closed' }))).status).toBe(201);
    await running.settle();
    expect((await running.show()).states).toEqual({ REMOVED_BY_APPROVAL: 30 });
    expect((await running.call('GET', `/manifests/${MANIFEST}/unprocessed`)).body.items).toEqual(range(1, 30).map(said));
    const again = { ...asQuery, manifestNo: 'RM-20241220-QM-01' };
    await running.call('POST', '/manifests', { lines: range(1, 30).map(said), query: again });
    await running.settle();
    expect((await running.show('RM-20241220-QM-01')).counts.manifested).toBe(30);
  });

  test('counts what a run that was cut off had listed before the manifest was cancelled', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 3);
    await running.call('POST', '/manifests', { lines: range(1, 3).map(said), query: asQuery });
    const cutOff = {
      ...running.store,
      execute: ((rules: { kind: string }, ...rest: never[]) =>
        rules.kind === 'MANIFEST'
          ? Promise.reject(new Error('cut off'))
          : (running.store.execute as (...all: unknown[]) => unknown)(rules, ...rest)) as never,
    };
    const when = { recordedAt: new Date().toISOString() };
    await expect(listChunk({ manifestNo: MANIFEST, chunk: 1 }, when, { store: cutOff, identityKey: KEY } as never)).rejects.toThrow(
      'cut off',
    );
    expect((await running.call('POST', '/cancellations', act('J-2', 1, { reason: 'No road' }))).status).toBe(201);
    await running.settle();
    expect((await running.show()).counts).toMatchObject({ lines: 3, manifested: 3, removed: 3, notListed: 0, open: 0, pending: 0 });
    expect((await running.call('GET', `/manifests/${MANIFEST}/reconciliation`)).body).toMatchObject({ agrees: true });
  });
});
