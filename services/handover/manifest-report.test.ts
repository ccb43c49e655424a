import { expect, test } from 'vitest';
import type { Row } from '#shared/lambda/row-store.ts';
import { openTestTable } from '#test/dynamodb.ts';
import { MANIFEST } from './manifest-house.ts';
import { type LineRow, linePage, type OutcomeRow, recountOf } from './manifest-store.ts';
import { number, opened, people, range, said, submission } from './manifest-story.ts';

const PK = `LINES#${MANIFEST}`;
const key = (line: number) => String(line).padStart(6, '0');
const outcome = (line: number, record: number, code = 'DECLARATION_MISSING'): Row => ({
  ...{ pk: PK, sk: `${key(line)}!${record}`, record, line, personalNumber: number(line), code, message: 'x' },
});
const listed = (line: number) => ({
  share: { pk: PK, sk: key(line).slice(0, 4) },
  entry: `${line} ${number(line)} 2024-12-19T06:00:00.000Z`,
});
const moved = (line: number, state: string) => ({ put: { pk: PK, sk: key(line), line, personalNumber: number(line), state } });
const table = () => openTestTable(`handover-${crypto.randomUUID()}`);
const shown = (row: LineRow | OutcomeRow) => ('state' in row ? `${row.line} ${row.state}` : `${row.line} ${row.code} ${row.record}`);

/** Every line in pages of so many. */
async function inPages(store: Awaited<ReturnType<typeof opened>>['store'], limit: number): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof linePage>> = await linePage(store, MANIFEST, { after, limit });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    seen.push(...page.rows.map(shown));
    after = page.next;
  }
  return seen;
}

test('a line that a cut-off run could not list and a later one could is reported once, however long a page is', async () => {
  const { store, ...running } = await opened(await table());
  await people({ store, ...running }, 1, 2);
  await running.call('POST', '/manifests', { body: submission(range(1, 2).map(said)) });
  await running.settle();
  await store.rows.change([{ put: outcome(1, 1) }, { put: outcome(1, 9, 'DUPLICATE_LINE') }]);
  for (const limit of [1, 2, 3, 100]) expect(await inPages(store, limit)).toEqual(['1 LISTED', '1 DUPLICATE_LINE 9', '2 LISTED']);
  expect(await recountOf(store, MANIFEST)).toMatchObject({ notListed: 1, states: { LISTED: 2 } });
});

test('lines that share rows, in however many writes, and lines that moved since stand in one order and once each', async () => {
  const { store } = await opened(await table());
  const lines = [...range(1, 7), 99, 100, 101, ...range(150, 260), 70_000];
  // Two writes of the same hundreds, the second with lines of the first again; some have a row of their own by then.
  await store.rows.change(lines.filter((line) => line % 2).map(listed));
  await store.rows.change([moved(5, 'BOARDED'), ...lines.filter((line) => line % 3 || line === 99).map(listed), { put: outcome(4, 4) }]);
  await store.rows.change([moved(100, 'NO_SHOW'), moved(160, 'PRESENTED'), { put: outcome(8, 8) }]);
  const state: Record<number, string> = { 5: 'BOARDED', 100: 'NO_SHOW', 160: 'PRESENTED' };
  const expected = lines
    .filter((line) => line % 2 || line % 3)
    .map((line) => `${line} ${state[line] ?? 'LISTED'}`)
    .toSpliced(6, 0, '8 DECLARATION_MISSING 8');
  for (const limit of [1, 3, 10, 50, 1000]) expect(await inPages(store, limit)).toEqual(expected);
  expect(await recountOf(store, MANIFEST)).toMatchObject({ notListed: 1, states: { BOARDED: 1, NO_SHOW: 1, PRESENTED: 1 } });
});

test('the report comes as CSV and as NDJSON, each page with the same columns; of a manifest that is not there it is no empty one', async () => {
  const { call, ...running } = await opened(await table());
  await people({ call, ...running }, 1, 2);
  const path = `/manifests/${MANIFEST}/lines`;
  const missing = await call('GET', path, { accept: 'text/csv' });
  expect([missing.status, missing.body.code]).toEqual([404, 'MANIFEST_UNKNOWN']);
  const body = submission([said(1), { ...said(2), sex: '=1+1' }, said(77)]);
  const { lines: _lines, ...header } = body;
  const inParts = 'RM-20241219-QM-02';
  await call('POST', '/manifests', { body: { ...header, manifestNo: inParts } });
  expect((await call('GET', `/manifests/${inParts}/lines`)).body).toEqual({ items: [] });
  await call('POST', '/manifests', { body });
  expect([(await call('GET', path)).status, (await call('GET', path)).body]).toEqual([200, { items: [] }]);
  await running.settle();

  const of = (n: number, more: object) => ({ line: n, personalNumber: number(n), ...more });
  const listedLine = of(1, { outcome: 'LISTED', state: 'LISTED', at: '2024-12-19T06:00:00.000Z' });
  const invalid = of(2, { outcome: 'NOT_LISTED', code: 'INVALID_FIELDS', field: 'sex', record: 2 });
  const unknown = of(77, { outcome: 'NOT_LISTED', code: 'PERSON_UNKNOWN', field: 'personalNumber', record: 3 });
  const ndjson = await call('GET', path, { accept: 'application/x-ndjson' });
  expect([ndjson.headers?.['content-type'], ndjson.body]).toMatchObject(['application/x-ndjson', [listedLine, invalid, unknown]]);

  const columns = 'line,personalNumber,outcome,state,code,field,message,record,at,reason,receiver,place';
  const rows: string[] = [];
  for (let query: Record<string, string> | undefined = { limit: '1' }; query; ) {
    const page: Awaited<ReturnType<typeof call>> = await call('GET', path, { accept: 'text/csv', query });
    expect(page.headers?.['content-type']).toBe('text/csv; charset=utf-8');
    const [head, ...lines] = page.text
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split('\r\n');
    expect(head).toBe(columns);
    rows.push(...lines);
    const next = /cursor=([^&>]+)/.exec(String(page.headers?.link ?? ''))?.[1];
    query = next ? { limit: '1', cursor: next } : undefined;
  }
  expect(rows.map((row) => row.split(',').slice(0, 6).join())).toEqual([
    `1,${number(1)},LISTED,LISTED,,`,
    `2,${number(2)},NOT_LISTED,,INVALID_FIELDS,sex`,
    `77,${number(77)},NOT_LISTED,,PERSON_UNKNOWN,personalNumber`,
  ]);
});

test('an empty page alone asks whether there is such a manifest', async () => {
  const { call, requests, ...running } = await opened(await table());
  await people({ call, requests, ...running }, 1, 1);
  await call('POST', '/manifests', { body: submission([said(1)]) });
  const asked = async () => {
    const before = Object.values(requests).reduce((sum, count) => sum + count, 0);
    await call('GET', `/manifests/${MANIFEST}/lines`);
    return Object.values(requests).reduce((sum, count) => sum + count, 0) - before;
  };
  const empty = await asked();
  await running.settle();
  expect(await asked()).toBe(empty - 1);
});
