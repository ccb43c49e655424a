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
    expect((await call('POST', '/weapons', { body: near(1, 'КМ-400000') })).body.nearMatches).toEqual([weaponNumber(0)]);
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
