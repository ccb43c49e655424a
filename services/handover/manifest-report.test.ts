import { expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { MANIFEST } from './manifest-house.ts';
import { reported } from './manifest-store.ts';
import { number, opened, people, range, said, submission } from './manifest-story.ts';

const outcome = (line: number, record: number, code = 'DECLARATION_MISSING') => ({
  ...{ pk: `LINES#${MANIFEST}`, sk: `${String(line).padStart(6, '0')}!${record}` },
  ...{ record, line, personalNumber: number(line), code, message: 'x' },
});

test('a line that a cut-off run could not list and a later one could is reported once, also over the end of a page', async () => {
  const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
  await people(running, 1, 2);
  await running.call('POST', '/manifests', { body: submission(range(1, 2).map(said)) });
  await running.settle();
  const { rows } = await running.store.rows.page<{ pk: string; sk: string; line: number }>({ pk: `LINES#${MANIFEST}` });
  const [first, second] = rows as never[];
  const cutOff = outcome(1, 1) as never;
  const twice = outcome(1, 9, 'DUPLICATE_LINE') as never;
  expect(await reported(running.store, MANIFEST, [first, cutOff, twice, second] as never)).toEqual([first, twice, second]);
  expect(await reported(running.store, MANIFEST, [cutOff, second] as never)).toEqual([second]);
});
