import { describe, expect, it } from 'vitest';
import {
  approvals,
  intake,
  lotApprovals,
  lotNumber,
  otherKeeper,
  rifle,
  SITE,
  storeKeeper,
  toStore,
  weaponNumber,
} from '#test/custody-at-work.ts';
import { ammunition, counters, serialOf, storeAtWork } from '#test/stock-at-work.ts';

const removal = (n: number, more: object = {}) => ({
  by: storeKeeper,
  custodyNumber: weaponNumber(n),
  releasedBy: storeKeeper,
  receivedBy: otherKeeper,
  approvedBy: { officer: 'I-2', committee: 'ARM-2' },
  documentNo: 'M-2',
  purpose: 'INSPECTION',
  dueBack: '2030-01-01T00:00:00Z',
  sealBefore: 'S-1',
  ...more,
});
const board = { reference: 'B-1', date: '2025-01-02', members: ['J-1', 'J-2', 'J-3'] };
const shortage = { discrepancy: 'DR-SC-1', type: 'SHORTAGE', item: weaponNumber(4) };

/** Every number that an answer has as a value, and every text. */
function values(answer: unknown): unknown[] {
  if (typeof answer !== 'object' || answer === null) return [answer];
  return Object.values(answer).flatMap(values);
}

describe('a stock check', () => {
  it('is blind: no answer has a figure of the book or a serial before the count is in', async () => {
    const { call, open, sheet, count, close } = await storeAtWork(53);
    const answers = [await open('SC-1', 'WEEKLY')];
    const sample = answers[0]?.body.readSerialsOf;
    const show = async () => answers.push(await call('GET', '/stock-checks/SC-1'), await call('GET', '/stock-checks'));
    await show();
    const wrong = { kinds: [{ kind: 'ASSAULT_RIFLE', count: 7 }], lots: [], serials: [] };
    answers.push(await count('SC-1', wrong));
    await show();
    answers.push(await count('SC-1', sheet(sample), counters[1]));
    await show();
    expect(answers.at(-2)?.body).toMatchObject({ status: 'RECOUNT', round: 2, differed: ['kinds', 'lots', 'serials'] });
    answers.push(await count('SC-1', sheet(sample)), await close('SC-1'));
    await show();
    answers.push(await call('GET', '/stores'), await call('GET', `/stores/${SITE}`));
    const said = answers.flatMap(({ body }) => values(body));
    const figures = [53, 40, 13, 1234];
    expect(said.filter((value) => figures.includes(value as number))).toEqual([]);
    expect(JSON.stringify(answers)).not.toMatch(/KM|КМ/);
    await count('SC-1', sheet(sample), counters[1]);
    expect((await close('SC-1')).body).toMatchObject({ findings: [] });
    expect((await call('GET', '/stock-checks/SC-1')).body).toMatchObject({
      status: 'CLOSED',
      book: { weapons: 53, lots: { [lotNumber(0)]: 1234 } },
    });
  });

  it('reads a tenth of the serials, drawn anew each time, and all of them for a check of all', async () => {
    const { call, open } = await storeAtWork(53, { quantity: 0 });
    const weekly = await open('SC-1', 'WEEKLY');
    expect(weekly.body.readSerialsOf).toHaveLength(6);
    expect((await call('GET', '/stock-checks/SC-1')).body.readSerialsOf).toEqual(weekly.body.readSerialsOf);
    expect((await open('SC-2', 'SPOT')).body).toMatchObject({ code: 'CHECK_UNDER_WAY', underWay: 'STOCK-CHECK#SC-1' });
  });

  it('is repeated without harm, and refuses what is against its rules', async () => {
    const { call, open, sheet, count, close, tell } = await storeAtWork(2, { quantity: 0 });
    const body = { by: storeKeeper, check: 'SC-1', site: SITE, type: 'SPOT', counters };
    expect((await open('SC-9', 'SPOT', { site: 'NOWHERE' })).body.code).toBe('STORE_UNKNOWN');
    expect((await count('SC-1', sheet('ALL'))).body.code).toBe('CHECK_UNKNOWN');
    expect((await close('SC-1')).body.code).toBe('CHECK_UNKNOWN');
    expect((await call('GET', '/stock-checks/SC-1')).status).toBe(404);
    const first = await call('POST', '/stock-checks', { body, key: 'one' });
    await tell();
    expect((await call('POST', '/stock-checks', { body, key: 'one' })).body.receipt).toEqual(first.body.receipt);
    const keepers = [storeKeeper, counters[1]];
    await call('POST', '/key-changes', {
      body: { by: intake, site: SITE, keySet: 'K-1', from: otherKeeper, to: storeKeeper, documentNo: 'KB-1' },
    });
    await call('POST', '/stock-counts', { body: { by: counters[0], check: 'SC-1', ...sheet('ALL') } });
    await call('POST', '/stock-counts', { body: { by: counters[1], check: 'SC-1', ...sheet('ALL') } });
    expect((await close('SC-1')).status).toBe(201);
    expect((await open('SC-2', 'SPOT', { counters: keepers })).body.code).toBe('COUNTER_KEEPS_KEYS');
  });

  it('finds what was planted, opens a report and suspects what is missing', async () => {
    const { call, check, sent, tell } = await storeAtWork(30);
    const done = await check('SC-1', 'HALF_YEARLY', [4, 5], { lots: [{ custodyNumber: lotNumber(0), quantity: 1200 }] });
    expect(done.body.findings).toEqual([
      { type: 'SHORTAGE', item: weaponNumber(4) },
      { type: 'SHORTAGE', item: weaponNumber(5) },
      { type: 'AMMO_QTY', item: lotNumber(0), book: 1234, physical: 1200 },
    ]);
    expect((await call('GET', `/weapons/${weaponNumber(4)}`)).body).toMatchObject({ state: 'SUSPECTED_MISSING', missing: 'DR-SC-1' });
    await tell();
    await tell();
    expect((await call('GET', '/discrepancies', { query: { open: 'true' } })).body.items).toMatchObject([
      { discrepancy: 'DR-SC-1', site: SITE, check: 'SC-1', open: 3 },
    ]);
    expect((await call('GET', '/discrepancies/DR-SC-1')).body.items).toHaveLength(3);
    expect((await call('GET', '/discrepancies/DR-NONE')).status).toBe(404);
    expect((await call('GET', '/custody/statement')).body).toMatchObject({ total: { received: 30, inTrust: 30 }, balanced: true });
    expect(sent.some(({ data }) => JSON.stringify(data).includes('SUSPECTED_MISSING'))).toBe(true);
  });

  it('finds nothing of what moved while it was being opened', async () => {
    const { call, open, sheet, count, close, tell, store } = await storeAtWork(3, { quantity: 0 });
    const opened = await open('SC-1', 'HALF_YEARLY');
    // As if the movement had asked before the store was held, and was appended after it.
    const held = await store.newest('SITE-STORE', SITE);
    expect(held?.state).toMatchObject({ stillFor: ['STOCK-CHECK#SC-1'] });
    const late = {
      id: 'late',
      type: 'carried',
      at: held?.at ?? '',
      recordedAt: new Date(Date.now() + 5).toISOString(),
      actor: { client: 'a' },
    };
    await store.execute(
      {
        kind: 'WEAPON',
        decide: () => ({ type: 'carried', data: { receivedBy: 'D-2@ARM-2' } }),
        evolve: (state) => ({ ...(state as object), state: 'IN_TRANSIT_TO_STORE', place: undefined }),
      },
      weaponNumber(1),
      { ...late, data: {} },
    );
    await tell();
    for (const by of counters) await count('SC-1', sheet(opened.body.readSerialsOf, [1]), by);
    expect((await close('SC-1')).body).toMatchObject({ findings: [], moved: [weaponNumber(1)] });
    await expect(call('GET', `/stores/${SITE}`)).resolves.toMatchObject({ body: { frozen: false } });
  });
});

describe('ammunition that is short', () => {
  it.each<[what: string, type: string, quantity: number, found: number]>([
    ['is found although its lot was listed for a handover meanwhile', 'handover-listed', 1234, 1],
    ['is not found of a lot of which some went meanwhile', 'handed-over', 1200, 0],
  ])('%s', async (_what, type, quantity, found) => {
    const { open, sheet, count, close, tell, store } = await storeAtWork(0);
    await open('SC-1', 'WEEKLY');
    const at = new Date(Date.now() + 5).toISOString();
    await store.execute(
      { kind: 'LOT', decide: () => ({ type, data: {} }), evolve: (state) => ({ ...(state as object), quantity }) },
      lotNumber(0),
      { id: 'meanwhile', type, at, recordedAt: at, actor: { client: 'a' }, data: {} },
    );
    await tell();
    for (const by of counters) await count('SC-1', sheet([], [], { lots: [{ custodyNumber: lotNumber(0), quantity: 1200 }] }), by);
    expect((await close('SC-1')).body.findings).toHaveLength(found);
  });
});

describe('a check that nobody can finish', () => {
  it('is abandoned by two who do not count: the store moves again, the check has no date, and what was counted is shown', async () => {
    const { call, open, sheet, count, tell } = await storeAtWork(2, { quantity: 0 });
    await open('SC-1', 'WEEKLY');
    await count('SC-1', sheet('ALL', [1]));
    const abandons = (by: object, verifier: object) =>
      call('POST', '/stock-check-abandonments', { body: { by, verifier, check: 'SC-1', reason: 'A counter fell ill' } });
    expect((await abandons(intake, storeKeeper)).body.code).toBe('COUNTER_ABANDONS');
    const second = { officer: 'I-1', committee: 'ARM-1' };
    expect((await abandons(storeKeeper, otherKeeper)).body.code).toBe('ONE_DEPARTMENT');
    expect((await abandons(storeKeeper, second)).body).toMatchObject({ check: 'SC-1', status: 'ABANDONED' });
    await tell();
    expect((await call('GET', `/stores/${SITE}`)).body).toMatchObject({ frozen: false, stillFor: [] });
    expect((await call('GET', `/stores/${SITE}`)).body.checks).not.toContainEqual(expect.objectContaining({ last: expect.anything() }));
    const shown = (await call('GET', '/stock-checks/SC-1')).body;
    expect(shown).toMatchObject({ status: 'ABANDONED', reason: 'A counter fell ill', verifier: 'I-1@ARM-1', counts: [{ counter: 0 }] });
    expect((await call('POST', '/temporary-removals', { body: removal(0) })).status).toBe(201);
    expect((await open('SC-2', 'WEEKLY')).status).toBe(201);
  });
});

describe('a store that stands still', () => {
  it('lets nothing in or out, neither while people count nor before every difference has an outcome; elsewhere it goes on', async () => {
    const { call, open, sheet, count, close, settle } = await storeAtWork(6);
    await call('POST', '/weapons', { lines: [rifle(6), rifle(7), rifle(8)] });
    const refused = async () => [
      (await call('POST', '/temporary-removals', { body: removal(0) })).body.code,
      (await call('POST', '/movements', { body: toStore(6) })).body.code,
      (
        await call('POST', '/movements', {
          body: toStore(0, {
            releasedBy: storeKeeper,
            receivedBy: intake,
            to: { site: 'QAIM', container: 'Q-1' },
            sealBefore: 'S-1',
            sealAfter: 'S-3',
          }),
        })
      ).body.code,
      (await call('POST', '/ammunition', { body: ammunition(1, 5) })).body.code,
      (await call('POST', '/weapons', { body: rifle(9, { location: { site: SITE, container: 'C-1', seal: 'S-4' } }) })).body.code,
    ];
    const frozen = Array.from({ length: 5 }, () => 'STORE_FROZEN');
    await open('SC-1', 'HALF_YEARLY');
    expect(await refused()).toEqual(frozen);
    for (const by of counters) await count('SC-1', sheet('ALL', [4]), by);
    expect(await refused()).toEqual(frozen);
    await close('SC-1');
    expect(await refused()).toEqual(frozen);
    const elsewhere = { to: { site: 'QAIM', container: 'Q-1' }, sealAfter: 'SQ-1' };
    expect((await call('POST', '/movements', { body: toStore(7, elsewhere) })).status).toBe(201);
    expect((await call('POST', '/weapons', { body: rifle(9) })).status).toBe(201);
    expect((await settle(shortage, { outcome: 'FOUND' })).body).toMatchObject({ open: 0 });
    expect((await call('POST', '/movements', { body: toStore(6) })).status).toBe(201);
    expect((await call('POST', '/temporary-removals', { body: removal(0) })).status).toBe(201);
  });

  it('answers a movement that was accepted before as the first time', async () => {
    const { call, open } = await storeAtWork(2, { quantity: 0 });
    const first = await call('POST', '/temporary-removals', { body: removal(0), key: 'one' });
    await open('SC-1', 'SPOT');
    expect((await call('POST', '/temporary-removals', { body: removal(0), key: 'one' })).body).toEqual(first.body);
    expect((await call('POST', '/temporary-removals', { body: removal(1) })).body).toMatchObject({
      code: 'STORE_FROZEN',
      stillFor: ['STOCK-CHECK#SC-1'],
    });
  });

  it('answers a batch that was accepted before as the first time, also while the newest events are not projected yet', async () => {
    const { call, open } = await storeAtWork(2, { quantity: 0 });
    const batch = () => call('POST', '/temporary-removals', { lines: [removal(0)], key: 'one' });
    const first = await batch();
    await open('SC-1', 'SPOT');
    expect((await batch()).body).toEqual(first.body);
  });
});

describe('an outcome', () => {
  it('brings a weapon back into trust where it was found, and a kind is traced by a check of all', async () => {
    const { call, check, settle, tell } = await storeAtWork(30, { quantity: 0 });
    const weekly = await check('SC-1', 'SPOT', [4]);
    const [found] = weekly.body.findings;
    // By its number if it was drawn, else by its kind.
    if (found.item === 'ASSAULT_RIFLE') {
      const traced = { discrepancy: 'DR-SC-1', ...found, book: undefined, physical: undefined, outcome: 'TRACED', tracedBy: 'SC-2' };
      expect((await settle(traced)).body.code).toBe('CHECK_TRACES_NOTHING');
      await check('SC-2', 'HALF_YEARLY', [4]);
      expect((await settle(traced)).body).toMatchObject({ open: 0 });
      expect((await settle({ ...shortage, discrepancy: 'DR-SC-2', outcome: 'FOUND' })).body).toMatchObject({ open: 0 });
    } else expect((await settle({ ...shortage, outcome: 'FOUND' })).body).toMatchObject({ open: 0 });
    await tell();
    expect((await call('GET', `/weapons/${weaponNumber(4)}`)).body).toMatchObject({ state: 'IN_TRUST', place: { container: 'C-1' } });
    expect((await call('GET', `/stores/${SITE}`)).body).toMatchObject({ frozen: false, discrepancies: [] });
  });

  it('brings nothing into another store that stands still', async () => {
    const { call, check, settle, tell } = await storeAtWork(3, { quantity: 0 });
    await call('POST', '/weapons', { body: rifle(6) });
    const to = { site: 'QAIM', container: 'Q-1' };
    await call('POST', '/movements', { body: toStore(6, { to, sealAfter: 'SQ-1' }) });
    await tell();
    await check('SC-1', 'HALF_YEARLY', [1]);
    await call('POST', '/stock-checks', { body: { by: storeKeeper, check: 'SC-2', site: 'QAIM', type: 'SPOT', counters } });
    const found = { discrepancy: 'DR-SC-1', type: 'SHORTAGE', item: weaponNumber(1), outcome: 'FOUND' };
    const there = { to, sealAfter: 'SQ-2' };
    expect((await settle(found, there)).body).toMatchObject({ code: 'STORE_FROZEN', stillFor: ['STOCK-CHECK#SC-2'] });
    expect((await settle(found, { to: { site: SITE, container: 'C-2' }, sealAfter: 'S-2' })).body).toMatchObject({ open: 0 });
  });

  it('is a loss only by a board and two persons; the equation holds, and nothing is deleted', async () => {
    const { call, check, settle, tell } = await storeAtWork(12);
    await check('SC-1', 'PRE_HANDOVER', [4], { lots: [{ custodyNumber: lotNumber(0), quantity: 1200 }] });
    const lose = async (item: object, signed: unknown, more: object = {}) =>
      call('POST', '/confirmed-losses', { body: { by: intake, outcome: 'STOLEN', board, approvals: signed, ...item, ...more } });
    const signed = await approvals({ call }, 'confirm-loss', 4);
    expect((await settle(shortage, { outcome: 'LOST' })).body.code).toBe('INVALID_FIELDS');
    expect((await lose(shortage, await approvals({ call }, 'release', 4))).body.code).toBe('APPROVAL_NOT_FOR_THIS');
    expect((await lose(shortage, signed, { board: { ...board, members: ['J-1'] } })).body.code).toBe('BOARD_INCOMPLETE');
    expect((await lose({ ...shortage, item: weaponNumber(5) }, await approvals({ call }, 'confirm-loss', 5))).body.code).toBe(
      'STATE_NOT_READY',
    );
    expect((await lose(shortage, signed)).body).toMatchObject({ open: 1 });
    const lot = { discrepancy: 'DR-SC-1', type: 'AMMO_QTY', item: lotNumber(0) };
    const both = await lotApprovals({ call }, 'confirm-loss', 0);
    expect((await lose(lot, both, { counted: 1100 })).body.code).toBe('COUNT_OUTSIDE');
    expect((await lose(lot, both)).body).toMatchObject({ open: 0 });
    await tell();
    expect((await call('GET', '/custody/statement')).body).toMatchObject({
      total: { received: 12, inTrust: 11, lost: 1 },
      ammunition: [{ received: 1234, inTrust: 1200, lost: 34 }],
      lots: [{ custodyNumber: lotNumber(0), inTrust: 1200, lost: 34 }],
      balanced: true,
    });
    expect((await call('GET', `/weapons/${weaponNumber(4)}`)).body).toMatchObject({ state: 'CONFIRMED_LOST' });
    const { outcomes } = (await call('GET', '/discrepancies/DR-SC-1')).body;
    expect(outcomes).toMatchObject([{ outcome: 'STOLEN', by: 'O-1' }, { outcome: 'STOLEN' }]);
  });

  it('of a weapon that has left trust meanwhile is a clerical error of the report', async () => {
    const { call, check, settle, tell } = await storeAtWork(6, { quantity: 0 });
    await check('SC-1', 'HALF_YEARLY', [4]);
    await tell();
    // Found again by a second check, and still an item of the first report when a board says that it is lost.
    const done = await check('SC-2', 'HALF_YEARLY');
    expect(done.body.findings).toEqual([{ type: 'LOCATION', item: weaponNumber(4), book: 'SUSPECTED_MISSING', physical: SITE }]);
    const approved = await approvals({ call }, 'confirm-loss', 4);
    const lost = { by: intake, outcome: 'LOST', board, approvals: approved, ...shortage };
    expect((await call('POST', '/confirmed-losses', { body: lost })).body).toMatchObject({ open: 0 });
    const location = { discrepancy: 'DR-SC-2', type: 'LOCATION', item: weaponNumber(4), outcome: 'CLERICAL' };
    expect((await settle(location, { documents: ['P-1', 'P-2'] })).body).toMatchObject({ open: 0 });
    expect((await call('GET', `/stores/${SITE}`)).body).toMatchObject({ frozen: false });
  });

  it('of what was too much is a weapon registered as found for the report', async () => {
    const { call, check, settle } = await storeAtWork(3, { quantity: 0 });
    const stranger = [{ kind: 'SMG', serial: 'X-1' }];
    const read = [0, 1, 2].map((n) => ({ tag: weaponNumber(n), serial: serialOf(n) }));
    const kinds = [
      { kind: 'ASSAULT_RIFLE', count: 3 },
      { kind: 'SMG', count: 1 },
    ];
    const done = await check('SC-1', 'HALF_YEARLY', [], { serials: [...read, ...stranger], kinds });
    expect(done.body.findings).toEqual([{ type: 'SURPLUS', item: 'UNTAGGED-1', kind: 'SMG', read: 'X-1' }]);
    const surplus = { discrepancy: 'DR-SC-1', type: 'SURPLUS', item: 'UNTAGGED-1', outcome: 'REGISTERED' };
    expect((await settle(surplus, { custodyNumber: weaponNumber(0) })).body.code).toBe('NOT_REGISTERED');
    const foundReport = { reference: 'F-1', place: 'Rack 3', discrepancy: 'DR-SC-1' };
    const found = rifle(3, { kind: 'SMG', depositor: undefined, foundReport, acknowledged: { as: 'NOBODY' } });
    expect((await call('POST', '/weapons', { body: found })).status).toBe(201);
    expect((await settle(surplus, { custodyNumber: weaponNumber(3) })).body).toMatchObject({ open: 0 });
  });

  it('of ammunition is found, or a clerical error with both papers', async () => {
    const { call, check, settle } = await storeAtWork(0);
    const seen = (quantity: number) => ({ lots: [{ custodyNumber: lotNumber(0), quantity }] });
    await check('SC-1', 'WEEKLY', [], seen(1200));
    const item = { discrepancy: 'DR-SC-1', type: 'AMMO_QTY', item: lotNumber(0) };
    expect((await settle(item, { outcome: 'FOUND', counted: 1234 })).body.code).toBe('NOTHING_CHANGES');
    expect((await settle(item, { outcome: 'FOUND' })).body).toMatchObject({ open: 0 });
    await check('SC-2', 'WEEKLY', [], seen(1200));
    const clerical = { ...item, discrepancy: 'DR-SC-2', outcome: 'CLERICAL', counted: 1200 };
    expect((await settle(clerical)).body.code).toBe('BOTH_DOCUMENTS');
    expect((await settle(clerical, { documents: ['P-1', 'P-2'] })).body).toMatchObject({ open: 0 });
    expect((await call('GET', `/ammunition/${lotNumber(0)}`)).body).toMatchObject({ received: 1200, quantity: 1200, lost: 0 });
  });
});

describe('stores', () => {
  it('say how many days ago each check was, and what is overdue', async () => {
    const { call, open, sheet, count, tell } = await storeAtWork(2, { quantity: 0 });
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const opened = await open('SC-1', 'WEEKLY', { at: ago(8) });
    for (const by of counters) await count('SC-1', { at: ago(8), ...sheet(opened.body.readSerialsOf) }, by);
    await call('POST', '/stock-check-closings', { body: { by: storeKeeper, check: 'SC-1', at: ago(7.5) } });
    await tell();
    const store = async () => (await call('GET', '/stores')).body.items.find(({ site }: { site: string }) => site === SITE);
    const weekly = async () => (await store()).checks.find(({ type }: { type: string }) => type === 'WEEKLY');
    expect(await weekly()).toMatchObject({ days: 7, term: 7, overdue: true });
    expect((await store()).overdue).toEqual(['WEEKLY']);
    const again = await open('SC-2', 'WEEKLY');
    for (const by of counters) await count('SC-2', sheet(again.body.readSerialsOf), by);
    await call('POST', '/stock-check-closings', { body: { by: storeKeeper, check: 'SC-2' } });
    await tell();
    expect(await weekly()).toMatchObject({ days: 0, overdue: false });
    const keys = { by: intake, site: SITE, keySet: 'K-1', from: storeKeeper, to: otherKeeper, documentNo: 'KB-1' };
    expect((await call('POST', '/key-changes', { body: keys })).body).toMatchObject({ countDue: true });
    expect((await call('POST', '/key-changes', { body: keys })).body).toMatchObject({ code: 'KEYS_NOT_HELD', holder: 'D-2@ARM-2' });
    expect((await call('GET', `/stores/${SITE}`)).body).toMatchObject({ overdue: ['KEY_CHANGE'], keys: { 'K-1': 'D-2@ARM-2' } });
    expect((await call('GET', '/stores/NOWHERE')).status).toBe(404);
  });

  it('say what is out, and what is overdue until it is back', async () => {
    const { call, tell } = await storeAtWork(3, { quantity: 0, long: true });
    await call('POST', '/temporary-removals', { body: removal(0) });
    await call('POST', '/temporary-removals', { body: removal(1, { at: '2024-12-20T00:00:00Z', dueBack: '2024-12-22T00:00:00Z' }) });
    await tell();
    const out = async (query: Record<string, string> = {}) =>
      (await call('GET', '/temporary-removals', { query })).body.items.map(({ custodyNumber }: { custodyNumber: string }) => custodyNumber);
    expect(await out()).toEqual([weaponNumber(0), weaponNumber(1)]);
    expect(await out({ overdue: 'true' })).toEqual([weaponNumber(1)]);
    expect(await out({ overdue: 'false', site: SITE })).toEqual([weaponNumber(0)]);
    expect(await out({ site: 'QAIM' })).toEqual([]);
    expect((await call('GET', `/stores/${SITE}`)).body).toMatchObject({ removalsOverdue: 1, overdue: ['WEEKLY', 'HALF_YEARLY'] });
    const { approvedBy: _approved, purpose: _purpose, dueBack: _due, sealBefore: _seal, ...back } = removal(1);
    const returned = { ...back, releasedBy: otherKeeper, receivedBy: storeKeeper, to: { site: SITE, container: 'C-1' }, sealAfter: 'S-9' };
    expect((await call('POST', '/returns-to-store', { body: returned })).status).toBe(201);
    await tell();
    expect(await out()).toEqual([weaponNumber(0)]);
  });
});
