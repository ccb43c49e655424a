import { describe, expect, it } from 'vitest';
import {
  approvals,
  custodyAtWork,
  intake,
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

const lot = (n: number, container: string, more: object = {}) => {
  const { by, depositor, issuer, acknowledged } = rifle(n);
  const item = { calibreOrType: '7.62×39', quantity: 100, unitOfCount: 'ROUND', packaging: 'LOOSE', condition: 'SERVICEABLE' };
  const location = { site: SITE, container, seal: `S-${container}` };
  return { by, custodyNumber: lotNumber(n), depositor, issuer, acknowledged, ...item, verifier: second, location, ...more };
};
const into = (container: string) => ({ to: { site: SITE, container } });
const corrected = (n: number, serial: string, more: object = {}) => {
  const { kind, assetScope, make, model, calibre, serialStatus, serialLocation, photos } = rifle(n);
  return {
    by: intake,
    custodyNumber: weaponNumber(n),
    identity: { kind, assetScope, make, model, calibre, serialStatus, serialLocation, photos, serialAsMarked: serial },
    reason: 'misread',
    evidence: ['P-9'],
    verifier: { ...second, serialRead: serial },
    ...more,
  };
};

describe('a refused act claims no container', () => {
  const relocated = {
    by: intake,
    custodyNumber: lotNumber(5),
    movement: 'RELOCATE',
    documentNo: 'M-1',
    sealBefore: 'S-1',
    sealAfter: 'S-2',
  };
  it.each<[act: string, path: string, document: object, code: string]>([
    ['a movement of an unknown weapon', '/movements', toStore(5), 'WEAPON_UNKNOWN'],
    ['a movement by another than its keeper', '/movements', toStore(0, { releasedBy: otherKeeper }), 'CHAIN_BROKEN'],
    ['a deposit under a used number', '/weapons', rifle(0, { location: { site: SITE, container: 'C-1', seal: 'S-1' } }), 'NUMBER_USED'],
  ])('%s', async (_act, path, document, code) => {
    const { call } = await custodyAtWork();
    await call('POST', '/weapons', { body: rifle(0) });
    expect((await call('POST', path, { body: document })).body.code).toBe(code);
    expect((await call('POST', '/ammunition', { body: lot(0, 'C-1') })).status).toBe(201);
  });

  it.each<[act: string, path: string, document: object, code: string]>([
    [
      'a relocation of an unknown lot',
      '/ammunition-movements',
      { ...relocated, releasedBy: intake, receivedBy: storeKeeper, ...into('C-1') },
      'LOT_UNKNOWN',
    ],
    ['a lot under a used number', '/ammunition', lot(0, 'C-1'), 'NUMBER_USED'],
  ])('%s', async (_act, path, document, code) => {
    const { call } = await custodyAtWork();
    await call('POST', '/ammunition', { body: lot(0, 'A-1') });
    await call('POST', '/weapons', { body: rifle(0) });
    expect((await call('POST', path, { body: document })).body.code).toBe(code);
    expect((await call('POST', '/movements', { body: toStore(0) })).status).toBe(201);
  });

  it('and neither does a repeat, which answers as the first time, or refuses other content', async () => {
    const { call } = await custodyAtWork();
    await call('POST', '/weapons', { body: rifle(0) });
    const first = await call('POST', '/movements', { body: toStore(0), key: 'one' });
    expect(first.status).toBe(201);
    expect((await call('POST', '/movements', { body: toStore(0), key: 'one' })).body).toEqual(first.body);
    expect((await call('POST', '/movements', { body: toStore(0, into('C-2')), key: 'one' })).body.code).toBe('COMMAND_ID_REUSED');
    expect((await call('POST', '/ammunition', { body: lot(0, 'C-2') })).status).toBe(201);
  });
});

describe('a refused serial is not found', () => {
  const matches = async (call: Awaited<ReturnType<typeof custodyAtWork>>['call'], n: number, serial: string) =>
    (await call('POST', '/weapons', { body: near(n, serial, { model: 'AKMS' }) })).body.nearMatches;

  it('when a deposit repeats a command id with another serial; the first one stays', async () => {
    const { call } = await custodyAtWork();
    await call('POST', '/weapons', { body: near(0, 'KM-1234'), key: 'one' });
    expect((await call('POST', '/weapons', { body: near(0, 'TX-7777'), key: 'one' })).body.code).toBe('COMMAND_ID_REUSED');
    expect((await call('POST', '/weapons', { body: near(0, 'KM-1234', { make: 'OTHER' }), key: 'one' })).body.code).toBe(
      'COMMAND_ID_REUSED',
    );
    expect((await call('POST', '/weapons', { body: near(0, 'RR-5555') })).body.code).toBe('NUMBER_USED');
    expect(await matches(call, 1, 'TX-7777')).toEqual([]);
    expect(await matches(call, 2, 'RR-5555')).toEqual([]);
    expect(await matches(call, 3, 'KM-1234')).toEqual([weaponNumber(0)]);
  });

  it('when a correction is refused', async () => {
    const { call } = await custodyAtWork();
    await call('POST', '/weapons', { body: near(0, 'KM-1234') });
    const approved = { approvals: await approvals({ call }, 'correct-identity', 0) };
    const alone = corrected(0, 'TX-7777', { ...approved, verifier: { officer: 'O-3', committee: 'RC-1', serialRead: 'TX-7777' } });
    expect((await call('POST', '/weapon-corrections', { body: alone })).body.code).toBe('ONE_DEPARTMENT');
    expect((await call('POST', '/weapon-corrections', { body: corrected(9, 'TX-7777', approved) })).body.code).toBe('WEAPON_UNKNOWN');
    const unapproved = corrected(0, 'TX-7777', { approvals: await approvals({ call }, 'lift-hold', 0) });
    expect((await call('POST', '/weapon-corrections', { body: unapproved })).body.code).toBe('APPROVAL_NOT_FOR_THIS');
    expect(await matches(call, 1, 'TX-7777')).toEqual([]);
  });
});

describe('of two corrections at the same moment', () => {
  it('one sees the other', async () => {
    const { call } = await custodyAtWork();
    for (let n = 0; n < 10; n += 2) {
      await call('POST', '/weapons', { lines: [near(n, `AB${n}1111`), near(n + 1, `CD${n}9999`)] });
      const papers = [corrected(n, `TX4512${n}`), corrected(n + 1, `TX4521${n}`)];
      const signed = await Promise.all([n, n + 1].map((each) => approvals({ call }, 'correct-identity', each)));
      const answers = await Promise.all(
        papers.map((paper, index) => call('POST', '/weapon-corrections', { body: { ...paper, approvals: signed[index] } })),
      );
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      const seen = answers.flatMap(({ body }) => body.nearMatches);
      expect(seen.some((number) => [weaponNumber(n), weaponNumber(n + 1)].includes(number))).toBe(true);
    }
  });
});
