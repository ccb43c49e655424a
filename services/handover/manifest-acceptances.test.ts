import { expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { act, asQuery, by, later, number, opened, people, range, said, scan, toEmbarking } from './manifest-story.ts';

const heads = (count: number) => ({ headCounts: ['J-5', 'J-2'].map((officer) => ({ officer, count })) });

test('the receiving authority is told that a line was withdrawn, and never why', async () => {
  const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
  const { call, settle } = running;
  await people(running, 1, 5);
  await call('POST', '/manifests', { lines: range(1, 5).map(said), query: asQuery });
  await settle();
  await toEmbarking(running);
  await call('POST', '/scans', { body: range(1, 5).map((n) => scan(n, n === 5 ? 'NO_SHOW' : 'BOARDED', 12)) });
  await settle();
  expect((await call('POST', '/departures', act('J-5', 15, heads(4)))).status).toBe(201);
  expect((await call('POST', '/arrivals', act('J-5', 60, { place: 'Al-Qaim' }))).status).toBe(201);
  await call('POST', '/scans', { body: range(1, 3).map((n) => scan(n, 'PRESENTED_TO_RECEIVER', 61)) });

  // 1 claims asylum before the receiver, 4 fell ill on the bus, 5 never came.
  const stopping = (n: number, stop: string) => ({ body: { by: by('P-1'), at: later(62), personalNumber: number(n), stop } });
  expect((await call('POST', '/stops', stopping(1, 'ASYLUM_CLAIM'))).status).toBe(201);
  expect((await call('POST', '/stops', stopping(4, 'UNFIT_TO_TRAVEL'))).status).toBe(201);
  const lines = range(1, 5).map((n) => ({
    personalNumber: number(n),
    response: n === 2 ? 'REFUSED' : 'ACCEPTED',
    ...(n === 2 && { reason: 'Name' }),
  }));
  const { items } = (await call('POST', '/acceptances', act('J-2', 63, { receiver: 'R-1', place: 'Al-Qaim', channel: 'RADIO', lines })))
    .body;
  const told = items.map(({ line: _line, manifestNo: _of, personalNumber: _who, claimed: _to, ...rest }: Record<string, unknown>) => rest);
  const withdrawn = { outcome: 'REFUSED', status: 409, code: 'LINE_WITHDRAWN', detail: 'This line was withdrawn.' };
  expect(told).toEqual([
    withdrawn,
    { outcome: 'ACCEPTED', state: 'REFUSED' },
    { outcome: 'ACCEPTED', state: 'ACCEPTED' },
    withdrawn,
    withdrawn,
  ]);
});
