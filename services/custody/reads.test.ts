import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { custodyMessages } from '#shared/contracts/custody.ts';
import { personalNumber } from '#shared/kernel/numbers.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { toItem } from '#shared/lambda/event-item.ts';
import {
  approvals,
  custodyAtWork,
  depositor,
  heard,
  intake,
  lotApprovals,
  lotNumber,
  near,
  otherKeeper,
  rifle,
  SITE,
  second,
  storeKeeper,
  toStore,
  weaponNumber,
} from '#test/custody-at-work.ts';
import { noteDeparture, noteRegistration } from './facts.ts';

describe('what is listed', () => {
  it('is found by kind, state, site, depositor and serial, in pages, also as CSV', async () => {
    const { call, tell } = await custodyAtWork();
    const lines = [
      near(0, 'KM-1234'),
      near(1, 'XY-5678', { kind: 'LMG', location: { site: 'QAIM' } }),
      near(2, 'QQ-9999', { depositor: { personalNumber: personalNumber('SY', 9), name: 'فلان' } }),
    ];
    await call('POST', '/weapons', { lines });
    await call('POST', '/voided-receipts', { body: { by: intake, custodyNumber: weaponNumber(3), reason: 'torn' } });
    await tell();
    const listed = async (query: Record<string, string>) =>
      (await call('GET', '/weapons', { query })).body.items.map(({ custodyNumber: number }: { custodyNumber: string }) => number);
    expect(await listed({})).toEqual([0, 1, 2].map(weaponNumber));
    expect(await listed({ kind: 'LMG' })).toEqual([weaponNumber(1)]);
    expect(await listed({ site: 'QAIM' })).toEqual([weaponNumber(1)]);
    expect(await listed({ state: 'VOIDED' })).toEqual([weaponNumber(3)]);
    expect(await listed({ depositor })).toEqual([weaponNumber(0), weaponNumber(1)]);
    const one = await call('GET', '/weapons', { query: { limit: '2' } });
    expect(one.body.items).toHaveLength(2);
    expect(await listed({ limit: '2', cursor: one.body.next })).toEqual([weaponNumber(2)]);
    const csv = (await call('GET', '/weapons', { accept: 'text/csv' })).body.split('\r\n');
    expect(csv).toHaveLength(5);
    expect(csv[0]).toContain('serialAsMarked');
  });

  it('is found by tag, container and seal', async () => {
    const { call, tell } = await custodyAtWork();
    await call('POST', '/weapons', { lines: [rifle(0), rifle(1), rifle(2)] });
    await call('POST', '/movements', { lines: [toStore(0), toStore(1, { to: { site: SITE, container: 'C-2' }, sealAfter: 'S-2' })] });
    await tell();
    const listed = async (query: Record<string, string>) =>
      (await call('GET', '/weapons', { query })).body.items.map(({ custodyNumber: number }: { custodyNumber: string }) => number);
    expect(await listed({ tag: weaponNumber(2) })).toEqual([weaponNumber(2)]);
    expect(await listed({ tag: weaponNumber(7) })).toEqual([]);
    expect(await listed({ site: SITE, container: 'C-2' })).toEqual([weaponNumber(1)]);
    expect(await listed({ seal: 'S-1' })).toEqual([weaponNumber(0)]);
    expect(await listed({ seal: 'S-1', container: 'C-2' })).toEqual([]);
  });

  it('is found where it is now, at one query a page however many are elsewhere', async () => {
    const { call, tell, store, requests } = await custodyAtWork();
    await call('POST', '/weapons', { lines: [0, 1, 2, 3].map((n) => rifle(n)) });
    await call('POST', '/movements', { lines: [0, 1, 2, 3].map((n) => toStore(n)) });
    const onwards = {
      releasedBy: storeKeeper,
      receivedBy: otherKeeper,
      purpose: 'BETWEEN_STORES',
      documentNo: 'M-2',
      sealBefore: 'S-1',
      sealAfter: 'S-2',
      to: { site: SITE, container: 'C-10', rack: 'R1', slot: '1' },
    };
    expect((await call('POST', '/movements', { body: toStore(1, onwards) })).status).toBe(201);
    const away = { ...onwards, sealAfter: 'S-3', to: { site: 'QAIM', building: 'B1', container: 'C-1' }, documentNo: 'M-3' };
    expect((await call('POST', '/movements', { body: toStore(3, away) })).status).toBe(201);
    await tell();
    const elsewhere = Array.from({ length: 1100 }, (_, n) => ({ pk: 'WEAPONS', sk: `VA${n}`, custodyNumber: `VA${n}`, site: 'QAIM' }));
    await store.rows.change(elsewhere.map((put) => ({ put })));
    const page = async (query: Record<string, string>) => {
      const before = requests.now();
      const { body } = await call('GET', '/weapons', { query });
      expect(requests.of(before).QueryCommand).toBe(1);
      return { ...body, numbers: body.items.map(({ custodyNumber: number }: { custodyNumber: string }) => number) };
    };
    const numbers = async (query: Record<string, string>) => (await page(query)).numbers;
    expect(await numbers({ site: SITE })).toEqual([0, 2, 1].map(weaponNumber));
    expect(await numbers({ site: SITE, container: 'C-1' })).toEqual([0, 2].map(weaponNumber));
    expect(await numbers({ site: SITE, building: 'B1' })).toEqual([0, 2].map(weaponNumber));
    expect(await numbers({ site: SITE, building: 'B1', container: 'C-10' })).toEqual([]);
    expect(await numbers({ site: SITE, container: 'C-1', rack: 'R1' })).toEqual([0, 2].map(weaponNumber));
    expect(await numbers({ site: SITE, container: 'C-1', rack: 'R1', slot: '2' })).toEqual([weaponNumber(2)]);
    expect(await numbers({ site: 'QAIM', building: 'B1' })).toEqual([weaponNumber(3)]);
    expect(await numbers({ seal: 'S-1' })).toEqual([0, 2].map(weaponNumber));
    expect(await numbers({ seal: 'S-2' })).toEqual([weaponNumber(1)]);
    const { next, numbers: first } = await page({ site: SITE, limit: '2' });
    expect([first, await numbers({ site: SITE, limit: '2', cursor: next })]).toEqual([[0, 2].map(weaponNumber), [weaponNumber(1)]]);
  });

  it('leaves the index of a place and of a seal with what is there', async () => {
    const { call, tell, store } = await custodyAtWork();
    await call('POST', '/weapons', { body: rifle(0) });
    await tell();
    await call('POST', '/movements', { body: toStore(0) });
    await tell();
    const keys = async (...pks: string[]) => (await Promise.all(pks.map((pk) => store.rows.all({ pk })))).flat().map(({ sk }) => sk);
    const at = `WEAPONS-AT#${SITE}`;
    expect(await keys(at, `${at}|B1`, 'WEAPONS-UNDER#S-1')).toEqual([
      `C-1#R1#0#${weaponNumber(0)}`,
      `C-1#R1#0#${weaponNumber(0)}`,
      weaponNumber(0),
    ]);
    const holds = { by: storeKeeper, custodyNumber: weaponNumber(0), reference: 'H', holdType: 'EVIDENCE', authority: 'Court' };
    expect((await call('POST', '/holds', { body: holds })).status).toBe(201);
    const onTheWay = { releasedBy: storeKeeper, receivedBy: otherKeeper, to: undefined, sealAfter: undefined, sealBefore: 'S-1' };
    expect((await call('POST', '/movements', { body: toStore(0, { ...onTheWay, purpose: 'BETWEEN_STORES' }) })).status).toBe(201);
    await tell();
    expect(await keys(at, `${at}|B1`, 'WEAPONS-UNDER#S-1')).toEqual([`###${weaponNumber(0)}`]);
  });

  it.each([
    [{ container: 'C-1' }, 'with the site it is in'],
    [{ site: SITE, rack: 'R1' }, 'with the container it is in'],
    [{ site: SITE, container: 'C-1', slot: '1' }, 'with the rack it is in'],
  ])('is asked for by %o only %s', async (query, message) => {
    const { call } = await custodyAtWork();
    for (const path of ['/weapons', '/ammunition']) {
      const { status, body } = await call('GET', path, { query });
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(message)]);
    }
  });

  it('knows a serial as marked, normalised, confusable, assigned and old', async () => {
    const { call, tell } = await custodyAtWork();
    await call('POST', '/weapons', { body: near(0, 'KM-1234') });
    const none = { serialStatus: 'NONE', serialAsMarked: undefined, serialLocation: undefined, verifier: second };
    const unmarked = await call('POST', '/weapons', { body: rifle(1, none) });
    await tell();
    const matched = async (serial: string) =>
      (await call('GET', '/weapons', { query: { serial } })).body.items.map(({ custodyNumber: number, match }: Record<string, string>) => [
        number,
        match,
      ]);
    expect(await matched('KM-1234')).toEqual([[weaponNumber(0), 'AS_MARKED']]);
    expect(await matched('km 1234')).toEqual([[weaponNumber(0), 'NORMALISED']]);
    expect(await matched('КМ-I234')).toEqual([[weaponNumber(0), 'CONFUSABLE']]);
    expect(await matched('KM-1235')).toEqual([]);
    expect(await matched(unmarked.body.custodyReceipt.item.assignedSerial)).toEqual([[weaponNumber(1), 'ASSIGNED']]);
    const { kind, assetScope, make, model, calibre, serialStatus, serialLocation, photos } = rifle(0);
    const identity = { kind, assetScope, make, model, calibre, serialStatus, serialLocation, photos, serialAsMarked: 'KM-1243' };
    const correction = {
      by: intake,
      custodyNumber: weaponNumber(0),
      identity,
      reason: 'misread',
      evidence: ['P-9'],
      verifier: { ...second, serialRead: 'KM1243' },
      approvals: await approvals({ call }, 'correct-identity', 0),
    };
    expect((await call('POST', '/weapon-corrections', { body: correction })).status).toBe(201);
    await tell();
    expect(await matched('KM-1234')).toEqual([[weaponNumber(0), 'OLD']]);
    expect(await matched('KM-1243')).toEqual([[weaponNumber(0), 'AS_MARKED']]);
    expect((await call('GET', `/weapons/${weaponNumber(0)}`)).body.serialAsMarked).toBe('KM-1243');
  });
});

describe('ammunition', () => {
  const lot = (n: number, more: object = {}) => {
    const { depositor: from, issuer, acknowledged, by } = rifle(n);
    const item = {
      calibreOrType: '7.62×39',
      lotNumber: '539-04',
      quantity: 1200,
      unitOfCount: 'ROUND',
      packaging: 'OPENED',
      condition: 'UNSAFE',
    };
    return {
      by,
      custodyNumber: lotNumber(n),
      depositor: from,
      issuer,
      acknowledged,
      ...item,
      verifier: second,
      location: { site: SITE, container: 'A-1', seal: 'S-9' },
      ...more,
    };
  };

  it('is counted by lot, never negative, and never shares a container with weapons', async () => {
    const { call, tell, sent } = await custodyAtWork();
    const done = await call('POST', '/ammunition', { body: lot(0) });
    expect(done).toMatchObject({
      status: 201,
      body: { custodyReceipt: { copy: 'ORIGINAL', item: { quantity: 1200, condition: 'UNSAFE' } } },
    });
    await call('POST', '/weapons', { body: rifle(0) });
    expect((await call('POST', '/movements', { body: toStore(0, { to: { site: SITE, container: 'A-1' } }) })).body.code).toBe(
      'CONTAINER_MIXED',
    );
    await call('POST', '/movements', { body: toStore(0) });
    expect(
      (await call('POST', '/ammunition', { body: lot(1, { location: { site: SITE, container: 'C-1', seal: 'S-9' } }) })).body.code,
    ).toBe('CONTAINER_MIXED');
    const issue = {
      by: intake,
      custodyNumber: lotNumber(0),
      movement: 'ISSUE',
      purpose: 'DESTRUCTION',
      eodCertificate: 'EOD-1',
      verifier: second,
      approvals: await lotApprovals({ call }, 'approve-destruction', 0),
    };
    expect((await call('POST', '/ammunition-movements', { body: { ...issue, quantity: 1201 } })).body.code).toBe('NOT_SO_MUCH');
    expect((await call('POST', '/ammunition-movements', { body: { ...issue, quantity: 200 } })).status).toBe(201);
    await tell();
    expect((await call('GET', '/custody/statement')).body).toMatchObject({
      ammunition: [{ received: 1200, inTrust: 1000, destroyed: 200, lost: 0 }],
      balanced: true,
    });
    expect((await call('GET', `/ammunition/${lotNumber(0)}`)).body).toMatchObject({ quantity: 1000, unit: 'ROUND', lotNumber: '539-04' });
    expect((await call('GET', '/ammunition')).body.items).toMatchObject([{ custodyNumber: lotNumber(0), quantity: 1000 }]);
    const lots = sent
      .filter(({ type }) => type === 'custody.lot-changed.v1')
      .map(({ data }) => custodyMessages['custody.lot-changed.v1'].parse(data));
    expect(lots.at(-1)).toMatchObject({ custodyNumber: lotNumber(0), quantity: 1000, depositor });
  });

  it('is found by depositor, place, seal and tag, in pages', async () => {
    const { call, tell } = await custodyAtWork();
    const other = { depositor: { personalNumber: personalNumber('SY', 9), name: 'فلان' } };
    const shelved = { site: SITE, building: 'B2', container: 'A-1', rack: 'R1', slot: '7', seal: 'S-9' };
    await call('POST', '/ammunition', { lines: [lot(0), lot(1, other), lot(2, { location: shelved })] });
    const elsewhere = { site: 'QAIM', building: 'B3', container: 'A-1' };
    const moved = {
      by: storeKeeper,
      custodyNumber: lotNumber(1),
      movement: 'RELOCATE',
      releasedBy: intake,
      receivedBy: storeKeeper,
      documentNo: 'M-1',
      to: elsewhere,
      sealBefore: 'S-9',
      sealAfter: 'S-10',
    };
    expect((await call('POST', '/ammunition-movements', { body: moved })).status).toBe(201);
    await tell();
    const listed = async (query: Record<string, string>) =>
      (await call('GET', '/ammunition', { query })).body.items.map(({ custodyNumber: number }: { custodyNumber: string }) => number);
    expect(await listed({ depositor })).toEqual([0, 2].map(lotNumber));
    expect(await listed({ depositor, site: 'QAIM' })).toEqual([]);
    expect(await listed({ site: 'QAIM' })).toEqual([lotNumber(1)]);
    expect(await listed({ site: SITE })).toEqual([0, 2].map(lotNumber));
    expect(await listed({ site: SITE, container: 'A-1', rack: 'R1', slot: '7' })).toEqual([lotNumber(2)]);
    expect(await listed({ site: SITE, building: 'B2' })).toEqual([lotNumber(2)]);
    expect(await listed({ seal: 'S-9' })).toEqual([0, 2].map(lotNumber));
    expect(await listed({ seal: 'S-10' })).toEqual([lotNumber(1)]);
    expect(await listed({ tag: lotNumber(1) })).toEqual([lotNumber(1)]);
    const { items, next } = (await call('GET', '/ammunition', { query: { seal: 'S-9', limit: '1' } })).body;
    expect(items).toMatchObject([{ custodyNumber: lotNumber(0), seal: 'S-9' }]);
    expect(await listed({ seal: 'S-9', limit: '1', cursor: next })).toEqual([lotNumber(2)]);
  });
});

describe("the other services' word", () => {
  it('confirms a depositor, and when he has left the weapon stays', async () => {
    const { call, tell, store } = await custodyAtWork();
    await call('POST', '/weapons', { body: rifle(0) });
    const of = async () => (await call('GET', `/weapons/${weaponNumber(0)}`)).body.depositor;
    expect(await of()).toEqual({ personalNumber: depositor, confirmed: false });
    const person = {
      sequence: 1,
      personalNumber: depositor,
      state: 'REGISTERED',
      category: 'INTERNED_OTHER_RANK',
      child: false,
      identityDigest: '',
      fitToTravel: true,
      effectsOpen: 0,
      duplicateSuspected: false,
    } as const;
    await noteRegistration(person, heard('m1'), store);
    await noteRegistration(person, heard('m1'), store);
    const left = { sequence: 9, personalNumber: depositor, stage: 'RETURNED', manifest: 'RM-1', at: '2024-12-18T00:00:00Z' } as const;
    await noteDeparture({ ...left, stage: 'AVAILABLE' }, heard('m2'), store);
    expect(await of()).toEqual({ personalNumber: depositor, confirmed: true });
    await noteDeparture(left, heard('m3'), store);
    expect(await of()).toEqual({ personalNumber: depositor, confirmed: true, left: true, manifest: 'RM-1' });
    await tell();
    expect((await call('GET', '/custody/statement')).body.total).toMatchObject({ received: 1, inTrust: 1 });
  });
});

describe('the statement', () => {
  it('is as of any moment, and a fold of the exported events agrees with it', async () => {
    const { call, tell } = await custodyAtWork();
    const at = (day: number) => `2024-12-${String(day).padStart(2, '0')}T12:00:00Z`;
    await call('POST', '/weapons', { lines: [rifle(0, { at: at(8) }), rifle(1, { at: at(10), kind: 'PISTOL' })] });
    await call('POST', '/voided-receipts', { body: { by: intake, custodyNumber: weaponNumber(2), reason: 'torn', at: at(11) } });
    await call('POST', '/movements', { body: toStore(0, { at: at(12) }) });
    await tell();
    const on = async (day: number) => (await call('GET', '/custody/statement', { query: { at: at(day) } })).body;
    expect((await on(7)).total.received).toBe(0);
    expect(await on(9)).toMatchObject({
      total: { received: 1, inTrust: 1 },
      receipts: [{ book: 'WA000', used: 1, voided: 0 }],
      balanced: true,
    });
    expect(await on(31)).toMatchObject({
      total: { received: 2, inTrust: 2 },
      receipts: [{ used: 2, voided: 1, blank: 997 }],
      balanced: true,
    });
    expect((await call('GET', '/receipt-books/WA000')).body).toMatchObject({ used: 2, voided: 1, blank: 997, skipped: 0 });
    const events = (await call('GET', '/custody/events', { query: { limit: '1000' } })).body.items;
    expect(JSON.stringify(events)).not.toMatch(/سالم|كريم/);
    const deposits = events.filter(({ type }: { type: string }) => type === 'deposited');
    expect(deposits).toHaveLength((await call('GET', '/custody/statement')).body.total.received);
  });
});

describe('what it costs', () => {
  it('is at most four requests a deposit and two a movement; 2 KB and 1 KB an event', async () => {
    const { call, tell, requests, store } = await custodyAtWork();
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, n) => total + n, 0);
    const start = requests.now();
    await call('POST', '/weapons', { lines: Array.from({ length: 100 }, (_, n) => rifle(n)), key: 'replay-weapons-0123456789-0123456789' });
    const deposits = requests.of(start);
    expect(deposits.PutItemCommand).toBe(100);
    expect(sum(deposits)).toBeLessThan(4 * 100);
    await tell();
    const then = requests.now();
    await call('POST', '/movements', {
      lines: Array.from({ length: 100 }, (_, n) => toStore(n)),
      key: 'replay-movements-0123456789-0123456789',
    });
    expect(sum(requests.of(then))).toBeLessThan(2 * 100);
    const sizes = await Promise.all([1, 2].map(async (sequence) => bytes(await store.event('WEAPON', weaponNumber(99), sequence))));
    expect(sizes[0]).toBeLessThan(2048);
    expect(sizes[1]).toBeLessThan(1024);
  });
});

/** Size of an event's item as DynamoDB counts it. */
function bytes(event: StoredEvent | undefined): number {
  if (!event) throw new Error('no such event');
  const value = ({ S, B, N, BOOL }: AttributeValue) => (S ? Buffer.byteLength(S) : (B?.length ?? N?.length ?? (BOOL ? 1 : 0)));
  return Object.entries(toItem(event)).reduce((sum, [name, each]) => sum + name.length + value(each), 0);
}
