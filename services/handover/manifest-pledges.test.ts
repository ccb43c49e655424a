import { expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { AT, MANIFEST } from './manifest-house.ts';
import { asQuery, by, number, opened, people, range, said } from './manifest-story.ts';

const ceremony = (numbers: number[], more: object = {}) => ({
  by: by('J-1'),
  at: AT,
  ceremony: 'PC-1',
  textVersion: '2024-12-a',
  language: 'ar',
  textHash: 'b'.repeat(64),
  elements: ['OWN_WISH_TO_RETURN', 'REQUESTS_INCLUSION_IN_AMNESTY'],
  amnesty: 'SY-2024-12',
  witnesses: [{ officer: 'J-2' }, { name: 'مندوب اللجنة', capacity: 'ICRC' }],
  pledges: numbers.map((n) => ({ personalNumber: number(n), pledgeNo: `PL-${n}` })),
  ...more,
});

test('one ceremony covers a whole manifest, each pledge on record in its own case and printable', async () => {
  const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
  const { call, settle } = running;
  const policy = { from: '2024-12-12T00:00:00Z', pledgeRequired: true, noClaimOnWeaponsAllowed: false, reference: 'L-7', reason: 'Order' };
  await call('POST', '/pledge-policies', { body: { by: by('J-3'), ...policy } });
  await people(running, 1, 12);
  await call('POST', '/declaration-withdrawals', { body: { by: by('P-1'), at: AT, personalNumber: number(12) } });
  await call('POST', '/manifests', { lines: range(1, 12).map(said), query: asQuery });
  await settle();
  expect((await running.show()).counts.manifested).toBe(0);

  const held = await call('POST', '/pledge-ceremonies', { body: ceremony(range(1, 12)), key: 'held' });
  const outcomes = held.body.items.map(({ outcome, code }: Record<string, unknown>) => code ?? outcome);
  expect(outcomes).toEqual([...Array(11).fill('RECORDED'), 'DECLARATION_MISSING']);
  const again = await call('POST', '/pledge-ceremonies', { body: ceremony(range(1, 12)), key: 'held' });
  expect(again.body).toEqual(held.body);
  const twice = await call('POST', '/pledge-ceremonies', { body: ceremony([1, 1]) });
  expect(twice.body.code).toBe('DUPLICATE_PERSON');
  const waiving = await call('POST', '/pledge-ceremonies', { body: ceremony([2], { elements: ['NO_CLAIM_ON_WEAPONS'] }) });
  expect(waiving.body.items[0].code).toBe('WAIVER_NOT_ALLOWED');
  await settle();

  const left = (await call('GET', `/manifests/${MANIFEST}/unprocessed`)).body.items;
  expect(left).toHaveLength(12);
  const next = 'RM-20241219-QM-02';
  await call('POST', '/manifests', { lines: left, query: { ...asQuery, manifestNo: next } });
  await settle();
  expect((await running.show(next)).counts.manifested).toBe(11);
  const printed = (await call('GET', `/manifests/${next}/pledges`)).body.items;
  expect(printed.map(({ line, personalNumber }: Record<string, unknown>) => [line, personalNumber])).toEqual(
    range(1, 11).map((n) => [n, number(n)]),
  );
  expect(printed[0]).toMatchObject({ pledge: { pledgeNo: 'PL-1', ceremony: 'PC-1', witnesses: ['J-2', 'OUTSIDER'] } });
  expect(printed[0].names.pledge.witnesses).toEqual([{ name: 'مندوب اللجنة', capacity: 'ICRC' }]);
});
