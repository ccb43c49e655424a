import { expect, it } from 'vitest';
import { custodyAtWork } from '#test/custody-at-work.ts';
import { discrepancy, type OpenReport, type Settle } from './domain/discrepancy.ts';

it('a report of more than a megabyte is shown as it stands, its outcomes page by page', async () => {
  const { call, store } = await custodyAtWork();
  const at = new Date().toISOString();
  const told = { at, recordedAt: at, actor: { client: 'a', officer: 'O-1', department: 'INTERIOR' } };
  const findings = [0, 1, 2, 3, 4, 5].map((n) => ({ type: 'SEAL_BROKEN' as const, item: `C-${n}${'x'.repeat(25_000)}` }));
  const about = { discrepancy: 'DR-1', site: 'RUTBA', check: 'SC-1', findings };
  await store.execute(discrepancy, 'DR-1', { ...told, id: 'open', type: 'open', data: about } as OpenReport);
  for (const { type, item } of findings) {
    const verifier = { officer: 'D-1', committee: 'ARM-1' };
    const data = { discrepancy: 'DR-1', type, item, outcome: 'RECORDED', verifier, documents: ['P-1'] };
    await store.execute(discrepancy, 'DR-1', {
      ...told,
      id: item,
      type: 'settle',
      data,
      facts: { verifierDepartment: 'DEFENCE' },
    } as Settle);
  }
  const outcomes: object[] = [];
  for (let after: string | undefined = '1'; after !== undefined; ) {
    const { body } = await call('GET', '/discrepancies/DR-1', { query: { after } });
    expect(body).toMatchObject({ open: 0, items: findings.map(() => ({ outcome: 'RECORDED' })) });
    outcomes.push(...body.outcomes);
    after = body.next === undefined ? undefined : String(body.next);
  }
  expect(outcomes).toMatchObject(findings.map(({ item }) => ({ item })));
});
