import { expect, it } from 'vitest';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { custodyAtWork, otherKeeper, SITE, storeKeeper, toStore, weaponNumber } from '#test/custody-at-work.ts';
import { storeAtWork } from '#test/stock-at-work.ts';
import { discrepancy, type OpenReport, type Settle } from './domain/discrepancy.ts';
import { projects } from './store.ts';

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

it('a store counts all that is out of it and every seal that is not broken, however many there are, here and elsewhere', async () => {
  const { call, store, tell } = await storeAtWork(0, { quantity: 1 });
  const many = Array.from({ length: 1100 }, (_, n) => `X-${String(n).padStart(4, '0')}`);
  const rows = (event: object) => projects({ at: '2024-12-09T05:00:00Z', sequence: 2, data: {}, ...event } as StoredEvent);
  const out = (id: string, site: string, dueBack: string) =>
    rows({ kind: 'WEAPON', id, type: 'temporarily-removed', data: { purpose: 'INSPECTION' }, state: { site, dueBack } });
  const [past, future] = ['2024-12-10T00:00:00.000Z', '2999-01-01T00:00:00.000Z'];
  await store.rows.change([
    ...many.flatMap((id) => out(id, 'ANBAR', past)),
    ...many.flatMap((id, n) => out(`Y${id}`, SITE, n < 1050 ? past : future)),
    ...many.flatMap((id) =>
      [undefined, true].flatMap((broken) => rows({ kind: 'SEAL', id, type: 'seal', state: { on: `${SITE}|A-0`, broken } })),
    ),
    ...rows({ kind: 'SEAL', id: 'Z-1', type: 'seal', state: { on: `${SITE}|Z-1` } }),
  ]);
  await tell();
  const { body } = await call('GET', `/stores/${SITE}`);
  expect(body).toMatchObject({ removalsOut: 1100, removalsOverdue: 1050, sealsIntact: 2 });
  expect(body.removals).toHaveLength(1000);
  expect(body.seals).toMatchObject([{ seal: 'SA-0' }, { seal: 'Z-1' }]);
  const listed = await call('GET', '/temporary-removals', { query: { site: SITE, limit: '2' } });
  expect(listed.body.items).toMatchObject([{ custodyNumber: 'YX-0000' }, { custodyNumber: 'YX-0001' }]);
});

it('what comes back to another store is out of the one it left no more', async () => {
  const { call, tell } = await storeAtWork(1, { quantity: 0 });
  const removal = {
    by: storeKeeper,
    custodyNumber: weaponNumber(0),
    releasedBy: storeKeeper,
    receivedBy: otherKeeper,
    approvedBy: { officer: 'I-1', committee: 'ARM-1' },
    documentNo: 'R-1',
    purpose: 'INSPECTION',
    dueBack: new Date(Date.now() + 86_400_000).toISOString(),
    sealBefore: 'S-1',
  };
  expect((await call('POST', '/temporary-removals', { body: removal })).status).toBe(201);
  await tell();
  const out = async () => (await call('GET', `/stores/${SITE}`)).body.removalsOut;
  expect(await out()).toBe(1);
  const {
    purpose: _purpose,
    sealBefore: _seal,
    ...back
  } = toStore(0, { releasedBy: otherKeeper, receivedBy: storeKeeper }) as object & {
    purpose?: string;
    sealBefore?: string;
  };
  const elsewhere = { ...back, to: { site: 'QAIM', container: 'C-1' }, sealAfter: 'S-2' };
  expect((await call('POST', '/returns-to-store', { body: elsewhere })).status).toBe(201);
  await tell();
  expect(await out()).toBe(0);
  expect((await call('GET', '/temporary-removals')).body.items).toEqual([]);
});
