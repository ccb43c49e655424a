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
