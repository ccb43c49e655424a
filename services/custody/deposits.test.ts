import { describe, expect, it } from 'vitest';
import { custodyMessages } from '#shared/contracts/custody.ts';
import {
  approvals,
  custodyAtWork,
  depositor,
  intake,
  near,
  otherKeeper,
  rifle,
  SITE,
  second,
  signers,
  storeKeeper,
  toStore,
  weaponNumber,
} from '#test/custody-at-work.ts';
import { markedAs } from './domain/near-match.ts';
import { serialIndex } from './serial-index.ts';

describe('a weapon deposited in trust', () => {
  it('has a receipt, stands in the register and in the statement, and handover hears of it', async () => {
    const { call, tell, sent } = await custodyAtWork();
    const done = await call('POST', '/weapons', { body: rifle(0) });
    expect(done).toMatchObject({ status: 201, body: { custodyNumber: weaponNumber(0), nearMatches: [], receipt: { sequence: 1 } } });
    expect(done.body.custodyReceipt).toMatchObject({
      copy: 'ORIGINAL',
      depositor: { personalNumber: depositor, name: 'سالم يوسف الحمد' },
      issuer: { rank: 'نقيب' },
    });
    await tell();
    expect((await call('GET', '/weapons')).body.items).toMatchObject([
      { custodyNumber: weaponNumber(0), state: 'RECEIPTED', make: 'IZHMASH' },
    ]);
    expect((await call('GET', '/custody/statement')).body).toMatchObject({
      total: { received: 1, inTrust: 1, released: 0 },
      balanced: true,
    });
    expect((await call('GET', `/weapons/${weaponNumber(0)}/receipt`)).body).toEqual({ ...done.body.custodyReceipt, copy: 'DUPLICATE' });
    expect(sent.map(({ data }) => custodyMessages['custody.weapon-changed.v1'].parse(data))).toEqual([
      { sequence: 1, custodyNumber: weaponNumber(0), depositor, kind: 'ASSAULT_RIFLE', state: 'RECEIPTED' },
    ]);
    expect(JSON.stringify(sent)).not.toMatch(/400000|سالم/);
  });

  it('answers a repeated call with its first answer, and other content under its id with a refusal', async () => {
    const { call } = await custodyAtWork();
    const first = await call('POST', '/weapons', { body: rifle(0), key: 'one' });
    expect((await call('POST', '/weapons', { body: rifle(0), key: 'one' })).body).toEqual(first.body);
    expect((await call('POST', '/weapons', { body: rifle(0, { make: 'OTHER' }), key: 'one' })).body.code).toBe('COMMAND_ID_REUSED');
    // The index still knows the weapon that was deposited.
    expect((await call('POST', '/weapons', { body: near(1, 'KM-400000') })).body.nearMatches).toEqual([weaponNumber(0)]);
    expect((await call('POST', '/weapons', { body: rifle(0), key: 'two' })).body.code).toBe('NUMBER_USED');
  });

  it.each<[rule: string, document: object, status: number, code: string, field?: string]>([
    ['a number with a wrong check digit', rifle(0, { custodyNumber: 'WA000000-0' }), 422, 'INVALID_FIELDS', 'custodyNumber'],
    ['an unknown field', rifle(0, { colour: 'black' }), 422, 'INVALID_FIELDS', 'colour'],
    [
      'an officer who is not enrolled',
      rifle(0, { verifier: { officer: 'X', committee: 'RC-1' } }),
      422,
      'OFFICER_NOT_ENROLLED',
      'verifier.officer',
    ],
    [
      'a committee that is not known yet',
      rifle(0, { by: { officer: 'O-1', committee: 'RC-9' } }),
      409,
      'COMMITTEE_UNKNOWN',
      'by.committee',
    ],
    [
      'one department',
      rifle(0, { verifier: { officer: 'O-3', committee: 'RC-1', serialRead: 'KM400000' } }),
      422,
      'ONE_DEPARTMENT',
      'verifier',
    ],
    [
      'readings that differ',
      rifle(0, { verifier: { ...second, serialRead: 'KM400010' } }),
      422,
      'SERIAL_READINGS_DIFFER',
      'verifier.serialRead',
    ],
    ['a number of no book', rifle(1000), 422, 'NUMBER_NOT_ISSUED', 'custodyNumber'],
  ])('refuses %s and stores nothing', async (_rule, document, status, code, field) => {
    const { call, tell } = await custodyAtWork();
    const answer = await call('POST', '/weapons', { body: document });
    expect(answer).toMatchObject({ status, body: { code, errors: [{ field }] } });
    expect(JSON.stringify(answer.body)).not.toMatch(/4000|سالم/);
    await tell();
    expect((await call('GET', '/weapons')).body.items).toEqual([]);
    expect((await call('POST', '/weapons', { body: near(1, 'KM-400000') })).body.nearMatches).toEqual([]);
  });
});

describe('a near-match', () => {
  it('is an alert in the answer and in the event, within kind and calibre, never a refusal', async () => {
    const { call } = await custodyAtWork();
    const done = await call('POST', '/weapons', {
      lines: [near(0, 'KM-1234'), near(1, 'KM-9999'), near(2, 'AB-1234', { kind: 'LMG' })],
    });
    expect(done.body.map(({ status }: { status: number }) => status)).toEqual([201, 201, 201]);
    expect((await call('POST', '/weapons', { body: near(3, 'KM 1243') })).body.nearMatches).toEqual([weaponNumber(0)]);
    expect((await call('POST', '/weapons', { body: near(4, 'АВ1234') })).body.nearMatches).toEqual([]);
    const twin = near(5, 'KM1234', { serialStatus: 'DUPLICATE_GENUINE' });
    expect(await call('POST', '/weapons', { body: twin })).toMatchObject({
      status: 201,
      body: { nearMatches: [weaponNumber(0), weaponNumber(3)] },
    });
    const { body } = await call('GET', `/weapons/${weaponNumber(5)}`);
    expect(body).toMatchObject({
      nearMatches: [weaponNumber(0), weaponNumber(3)],
      assignedSerial: expect.stringMatching(/^IQ-TR-000005-/),
    });
  });

  it('of two deposits at the same moment is seen by one of them', async () => {
    const { call } = await custodyAtWork();
    for (let n = 0; n < 20; n += 2) {
      const answers = await Promise.all([
        call('POST', '/weapons', { body: near(n, `TX4512${n}`) }),
        call('POST', '/weapons', { body: near(n + 1, `TX4521${n}`) }),
      ]);
      const seen = answers.flatMap(({ body }) => body.nearMatches);
      expect(seen.some((number) => [weaponNumber(n), weaponNumber(n + 1)].includes(number))).toBe(true);
    }
  });
});

describe('the very marks of another weapon in trust', () => {
  const another = (more: object = {}) => near(1, 'km 1234', more);
  const told = { status: 409, body: { code: 'SERIAL_OF_ANOTHER', custodyNumber: weaponNumber(0), errors: [{ field: 'serialAsMarked' }] } };

  it('are refused at a deposit, naming the other by its number, and nothing is stored', async () => {
    const { call, store, tell } = await custodyAtWork();
    const first = await call('POST', '/weapons', { body: near(0, 'KM-1234'), key: 'one' });
    expect(await call('POST', '/weapons', { body: another({ location: { site: SITE, container: 'C-9', seal: 'S-9' } }) })).toMatchObject(
      told,
    );
    await tell();
    expect((await call('GET', '/weapons')).body.items).toHaveLength(1);
    expect((await call('GET', '/weapons', { query: { serial: 'KM1234' } })).body.items).toHaveLength(1);
    expect([await store.newest('SEAL', 'S-9'), await store.newest('CONTAINER', `${SITE}|C-9`)]).toEqual([undefined, undefined]);
    expect((await call('POST', '/weapons', { body: near(0, 'KM-1234'), key: 'one' })).body).toEqual(first.body);
  });

  it.each<[string, object]>([
    ['of another make', { make: 'OTHER' }],
    ['of another model', { model: 'AKMS' }],
    ['of another calibre', { calibre: '5.45×39' }],
    ['of another kind', { kind: 'LMG' }],
    ['that is a genuine duplicate', { serialStatus: 'DUPLICATE_GENUINE' }],
    ['of which only a part is read', { serialStatus: 'ILLEGIBLE' }],
  ])('are not those of a weapon %s, whichever comes first', async (_what, more) => {
    const { call } = await custodyAtWork();
    for (const [n, one, other] of [[0, {}, more] as const, [2, more, {}] as const]) {
      const serial = `KM-123${n}`;
      const both = [near(n, serial, one), near(n + 1, serial, other)];
      for (const body of both) expect((await call('POST', '/weapons', { body })).status).toBe(201);
    }
  });

  it('are free again when the other has left trust', async () => {
    const { call, tell } = await custodyAtWork();
    await call('POST', '/weapons', { body: near(0, 'KM-1234') });
    await call('POST', '/movements', { body: toStore(0) });
    const released = {
      ...{ by: second, custodyNumber: weaponNumber(0), releasedBy: storeKeeper, documentNo: 'M-9', sealBefore: 'S-1' },
      ...{ ruling: { court: 'Court 3', number: 'R-1', date: '2024-12-20' }, owner: { name: 'سالم', document: 'ID-1' } },
    };
    const signed = await approvals({ call }, 'release', 0);
    expect((await call('POST', '/releases-to-owner', { body: { ...released, approvals: signed } })).status).toBe(201);
    await tell();
    expect((await call('POST', '/weapons', { body: another() })).status).toBe(201);
  });

  it('are refused at a correction, and free where one superseded them', async () => {
    const { call, tell } = await custodyAtWork();
    await call('POST', '/weapons', { lines: [near(0, 'KM-1234'), near(1, 'TX-7777')] });
    const { by, verifier, depositor: _d, issuer: _i, location: _l, custodyNumber: _c, ...rest } = near(1, 'KM-1234');
    const { kind, assetScope, make, model, calibre, serialStatus, serialAsMarked, serialLocation, photos } = rest;
    const identity = { kind, assetScope, make, model, calibre, serialStatus, serialAsMarked, serialLocation, photos };
    const correct = async (n: number, more: object = {}, serialRead = 'KM1234') => {
      const paper = { by, custodyNumber: weaponNumber(n), reason: 'Read again', evidence: ['E-1'], verifier: { ...verifier, serialRead } };
      const signed = await approvals({ call }, 'correct-identity', n);
      return call('POST', '/weapon-corrections', { body: { ...paper, identity: { ...identity, ...more }, approvals: signed } });
    };
    expect(await correct(1)).toMatchObject(told);
    expect((await call('GET', `/weapons/${weaponNumber(1)}`)).body).toMatchObject({ serialAsMarked: 'TX-7777' });
    expect((await correct(0, { photos: [{ ...photos[0], ref: 'P-9' }] })).status).toBe(201);
    expect((await correct(0, { serialAsMarked: 'KM-4321' }, 'KM 4321')).status).toBe(201);
    await tell();
    expect((await correct(1)).status).toBe(201);
  });

  it('of two deposits at the same moment are refused to one at least, and to none for good', async () => {
    const { call } = await custodyAtWork();
    for (let n = 0; n < 20; n += 2) {
      const deposit = (each: number) => call('POST', '/weapons', { body: near(each, `TX-45${n}1`), key: `same-${each}` });
      const answers = await Promise.all([deposit(n), deposit(n + 1)]);
      expect(answers.filter(({ status }) => status === 201).length).toBeLessThan(2);
      for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe('SERIAL_OF_ANOTHER');
      const again = [(await deposit(n)).status, (await deposit(n + 1)).status];
      expect(again.toSorted()).toEqual([201, 409]);
    }
  });

  it("are nobody's after a minute, when a call that entered them crashed", async () => {
    const { call, store } = await custodyAtWork();
    const serials = serialIndex(store);
    const marked = markedAs(weaponNumber(0), near(0, 'KM-1234') as never) ?? expect.fail('no key');
    await serials.enter(marked, 'crashed', new Date().toISOString());
    expect(await call('POST', '/weapons', { body: another() })).toMatchObject({ ...told, headers: { 'retry-after': '1' } });
    await serials.enter(marked, 'crashed', new Date(Date.now() - 61_000).toISOString());
    expect((await call('POST', '/weapons', { body: another() })).status).toBe(201);
  });
});

describe('the chain of custody', () => {
  it('goes from the table to the store, out for inspection and back, every step by two', async () => {
    const { call, tell } = await custodyAtWork();
    await call('POST', '/weapons', { body: rifle(0) });
    await call('POST', '/weapons', { body: rifle(1) });
    expect((await call('POST', '/movements', { lines: [toStore(0), toStore(1), toStore(2)] })).body).toMatchObject([
      { status: 201 },
      { status: 201 },
      { status: 404, code: 'WEAPON_UNKNOWN' },
    ]);
    const out = {
      by: storeKeeper,
      custodyNumber: weaponNumber(0),
      releasedBy: storeKeeper,
      receivedBy: otherKeeper,
      documentNo: 'R-1',
      sealBefore: 'S-1',
      purpose: 'INSPECTION',
    };
    const approved = { approvedBy: { officer: 'I-1', committee: 'ARM-1' }, dueBack: '2030-01-01T00:00:00Z' };
    expect((await call('POST', '/temporary-removals', { body: { ...out, ...approved, releasedBy: intake } })).body.code).toBe(
      'CHAIN_BROKEN',
    );
    expect((await call('POST', '/temporary-removals', { body: { ...out, ...approved } })).status).toBe(201);
    await tell();
    expect((await call('GET', '/custody/statement')).body).toMatchObject({
      total: { received: 2, inTrust: 1, temporarilyRemoved: 1 },
      balanced: true,
    });
    const back = {
      by: storeKeeper,
      custodyNumber: weaponNumber(0),
      releasedBy: otherKeeper,
      receivedBy: storeKeeper,
      documentNo: 'R-2',
      to: { site: SITE, container: 'C-1' },
      sealAfter: 'S-2',
    };
    expect((await call('POST', '/returns-to-store', { body: back })).status).toBe(201);
    expect((await call('GET', `/weapons/${weaponNumber(0)}`)).body).toMatchObject({
      state: 'IN_TRUST',
      place: { container: 'C-1', seal: 'S-2' },
      keeper: storeKeeper,
    });
    const history = (await call('GET', `/weapons/${weaponNumber(0)}/events`)).body.items;
    expect(history.map(({ type }: { type: string }) => type)).toEqual(['deposited', 'stored', 'temporarily-removed', 'stored']);
    expect(JSON.stringify(history)).not.toMatch(/سالم|كريم/);
  });

  it('is held by a court and freed by two persons', async () => {
    const { call } = await custodyAtWork();
    await call('POST', '/weapons', { body: rifle(0) });
    const hold = { by: intake, custodyNumber: weaponNumber(0), reference: 'H-1' };
    expect((await call('POST', '/holds', { body: { ...hold, holdType: 'EVIDENCE', authority: 'Court 3' } })).status).toBe(201);
    expect((await call('GET', `/weapons/${weaponNumber(0)}`)).body.holds).toEqual({ 'H-1': 'EVIDENCE' });
    const early = { ...hold, reason: 'closed', approvals: await approvals({ call }, 'lift-hold', 0, [signers['I-1'], signers['I-2']]) };
    expect((await call('POST', '/hold-liftings', { body: early })).body.code).toBe('ONE_DEPARTMENT');
    const lifting = { ...hold, reason: 'closed', approvals: await approvals({ call }, 'lift-hold', 0) };
    const lifted = await call('POST', '/hold-liftings', { body: lifting, key: 'lift' });
    expect(lifted.status).toBe(201);
    expect((await call('POST', '/hold-liftings', { body: lifting, key: 'lift' })).body).toEqual(lifted.body);
  });
});
