import { beforeAll, describe, expect, test } from 'vitest';
import { custodyAtWork, intake, rifle, SITE, seconds, signers, storeKeeper, toStore, weaponNumber } from '#test/custody-at-work.ts';
import { approval, type Signer } from '#test/scenario/officer-keys.ts';

type Work = Awaited<ReturnType<typeof custodyAtWork>>;
const WEAPONS = 4;
const foreign = { officer: 'FA-1', committee: 'MFA-1' };
const legal = { officer: 'L-1', committee: 'MFA-1' };
const expert = { officer: 'I-2', committee: 'ARM-2' };
const HO = 'HO-1';
const act = {
  by: foreign,
  act: 'MFA-2025-1',
  country: 'SYR',
  government: 'Government of Syria',
  issuer: 'Council of Ministers',
  issuedOn: '2024-12-07',
  textHash: 'e'.repeat(64),
};

let work: Work;
const post = async (path: string, body: object, status = 201) => {
  const answer = await work.call('POST', path, { body });
  expect([path, answer.status, answer.body.code]).toEqual([path, status, status === 201 ? undefined : answer.body.code]);
  return answer.body;
};
const codeOf = async (path: string, body: object): Promise<string> => (await work.call('POST', path, { body })).body.code;
const show = async () => (await work.call('GET', `/weapons-handovers/${HO}`)).body;
const approvals = async (by: readonly Signer[] = [signers['I-1'], signers['D-2']]) => {
  const { head } = await show();
  return by.map((each) => approval(each, { action: 'hand-over', head, subject: `HANDOVER#${HO}` }, seconds()));
};
const propose = { by: storeKeeper, handoverNo: HO, recognition: act.act, country: 'SYR', ministry: 'Defence', agreement: 'AG-1' };
const list = (custodyNumber: string) => ({ by: storeKeeper, handoverNo: HO, custodyNumber, condition: 'SERVICEABLE' });
const accept = (custodyNumber: string, more: object = {}) => ({
  by: expert,
  handoverNo: HO,
  custodyNumber,
  response: 'ACCEPTED',
  releasedBy: storeKeeper,
  documentNo: 'SD-1',
  condition: 'SERVICEABLE',
  ...more,
});

beforeAll(async () => {
  work = await custodyAtWork();
  for (let n = 0; n < WEAPONS; n++) {
    await post('/weapons', rifle(n));
    await post('/movements', toStore(n));
  }
  await work.tell();
});

describe('weapons go to a recognised government and to nobody else', () => {
  test('by an act in force, step by step, on two signatures over the schedule, a line at a time', async () => {
    expect(await codeOf('/weapons-handovers', propose)).toBe('RECEIVER_NOT_RECOGNISED');
    expect(await codeOf('/recognition-acts', { ...act, by: legal })).toBe('DEPARTMENT_NOT_COMPETENT');
    await post('/recognition-acts', act);
    await post('/weapons-handovers', propose);
    const verification = { by: foreign, handoverNo: HO, delegate: 'DEL-1', name: 'نزار العلي', credentials: 'CR-1' };
    const verified = await work.call('POST', '/recipient-verifications', { body: verification, key: 'verify' });
    expect((await work.call('POST', '/recipient-verifications', { body: verification, key: 'verify' })).body).toEqual(verified.body);
    await post('/transfer-clearances', {
      by: legal,
      handoverNo: HO,
      embargo: { reference: 'E-1', result: 'CLEAR' },
      risk: { reference: 'R-1', result: 'ACCEPTABLE' },
    });
    await inventory();
    expect(await codeOf('/handover-listings', list(weaponNumber(0)))).toBe('HANDOVER_NOT_READY');
    await pause();
    await post('/joint-inspections', { by: storeKeeper, handoverNo: HO, reference: 'JI-1', expert, recipientExpert: 'EX-1' });
    await pause();

    await post('/holds', {
      by: intake,
      custodyNumber: weaponNumber(3),
      reference: 'C-7',
      holdType: 'DISPUTE',
      authority: 'Court of Anbar',
    });
    const listed = await work.call('POST', '/handover-listings', { lines: [0, 1, 2].map((n) => list(weaponNumber(n))), key: 'list' });
    const outcomes = (body: { status: number; code?: string }[]) => body.map(({ status, code }) => code ?? status);
    expect(outcomes(listed.body)).toEqual([201, 201, 201]);
    expect(await codeOf('/handover-listings', list(weaponNumber(3)))).toBe('UNDER_HOLD');
    // While the store stands still nothing more is listed, and what was is answered as before.
    await post('/stock-checks', { by: storeKeeper, check: 'SP-1', site: SITE, type: 'SPOT', counters: [expert, legal] });
    expect(await codeOf('/handover-listings', list(weaponNumber(3)))).toBe('STORE_FROZEN');
    const again = await work.call('POST', '/handover-listings', { lines: [0, 1, 2].map((n) => list(weaponNumber(n))), key: 'list' });
    expect(again.body).toEqual(listed.body);
    await post('/stock-check-abandonments', { by: storeKeeper, check: 'SP-1', reason: 'Called off', verifier: intake });
    expect(await codeOf('/weapon-acceptances', accept(weaponNumber(0)))).toBe('HANDOVER_NOT_READY');
    expect(await codeOf('/handover-schedules', { by: storeKeeper, handoverNo: HO, weapons: 4, ammunition: 0 })).toBe(
      'SCHEDULE_COUNT_DIFFERS',
    );
    await work.tell();
    // A court holds one of them meanwhile: it comes off the list, and on again when the hold is lifted.
    await hold(1, 'C-9');
    await work.tell();
    expect(await codeOf('/handover-schedules', { by: storeKeeper, handoverNo: HO, weapons: 3, ammunition: 0 })).toBe('LINE_CHANGED');
    await post('/handover-delistings', { by: storeKeeper, handoverNo: HO, custodyNumber: weaponNumber(1), reason: 'Held' });
    await lift(1, 'C-9');
    await post('/handover-listings', list(weaponNumber(1)));
    await work.tell();
    await post('/handover-schedules', { by: storeKeeper, handoverNo: HO, weapons: 3, ammunition: 0 });
    const schedule = (await work.call('GET', `/weapons-handovers/${HO}/schedule`)).body.items;
    expect(schedule.map(({ custodyNumber }: { custodyNumber: string }) => custodyNumber)).toEqual([0, 1, 2].map(weaponNumber));

    // Listed in the moment after the agreement: it is on no schedule, and comes off the list again.
    const astray = { by: storeKeeper, handoverNo: HO, custodyNumber: weaponNumber(3), reason: 'Too late' };
    expect(await codeOf('/handover-delistings', astray)).toBe('STATE_NOT_READY');
    const approve = (given: string[]) => ({ by: storeKeeper, handoverNo: HO, approvals: given });
    expect(await codeOf('/handover-approvals', approve(await approvals([signers['D-1'], signers['I-1']])))).toBe('APPROVER_REQUESTS');
    expect(await codeOf('/handover-approvals', approve(await approvals([signers['I-1'], signers['I-2']])))).toBe('ONE_DEPARTMENT');
    await post('/handover-approvals', approve(await approvals()));
    await post('/transport-sealings', { by: storeKeeper, handoverNo: HO, weaponsConvoy: 'WC-1', partsConvoy: 'WC-2', seals: ['S-9'] });
    await post('/weapons-deliveries', { by: storeKeeper, handoverNo: HO, place: 'Al-Qaim' });
    await pause();
    await work.tell();
    // Whoever counts the store now misses nothing: the convoy is not in it.
    const left = await counted('WK-1', 'WEEKLY', [3]);
    expect(left).toMatchObject({ findings: [] });

    // A court holds one of them on the way: it stays.
    await post('/holds', {
      by: intake,
      custodyNumber: weaponNumber(1),
      reference: 'C-8',
      holdType: 'EVIDENCE',
      authority: 'Court of Anbar',
    });
    expect(await codeOf('/weapon-acceptances', accept(weaponNumber(1)))).toBe('UNDER_HOLD');
    expect(await codeOf('/weapon-acceptances', accept(weaponNumber(3)))).toBe('STATE_NOT_READY');
    await post('/weapon-acceptances', accept(weaponNumber(0)));
    expect(await codeOf('/handover-conclusions', { by: storeKeeper, handoverNo: HO, certificateNo: 'HC-1' })).toBe('LINES_OPEN');
    const refused = { by: expert, handoverNo: HO, response: 'REFUSED', reason: 'Held by a court' };
    await post('/weapon-acceptances', { ...refused, custodyNumber: weaponNumber(1) });
    await post('/weapon-acceptances', accept(weaponNumber(2)));
    await work.tell();
    const concluded = await post('/handover-conclusions', { by: storeKeeper, handoverNo: HO, certificateNo: 'HC-1' });
    expect(concluded.state).toBe('PARTIALLY_ACCEPTED');
    await post('/handover-closures', { by: storeKeeper, handoverNo: HO, certificateScan: 'SCAN-1' });

    expect(await show()).toMatchObject({ state: 'CLOSED', balance: { weapons: { scheduled: 3, accepted: 2, kept: 1, open: 0 } } });
    await work.tell();
    const statement = (await work.call('GET', '/custody/statement')).body;
    expect(statement).toMatchObject({ balanced: true, total: { received: 4, inTrust: 2, handedOver: 2, released: 2 } });
    expect((await work.call('GET', `/weapons/${weaponNumber(1)}`)).body).toMatchObject({ state: 'IN_TRANSIT_TO_STORE' });
    const lines = (await work.call('GET', `/weapons-handovers/${HO}/lines`)).body.items;
    expect(lines.map(({ state }: { state: string }) => state)).toEqual(['ACCEPTED', 'KEPT', 'ACCEPTED']);
  });

  test('a name that only the credentials have stands in no event that is exported', async () => {
    const exported = (await work.call('GET', '/custody/events')).body;
    expect(JSON.stringify(exported)).not.toContain('نزار');
  });
});

const hold = (n: number, reference: string) =>
  post('/holds', { by: intake, custodyNumber: weaponNumber(n), reference, holdType: 'EVIDENCE', authority: 'Court of Anbar' });

async function lift(n: number, reference: string): Promise<void> {
  const { head } = (await work.call('GET', `/weapons/${weaponNumber(n)}`)).body;
  const said = { action: 'lift-hold', head, subject: `WEAPON#${weaponNumber(n)}` };
  const signed = [signers['I-1'], signers['D-2']].map((each) => approval(each, said, seconds()));
  await post('/hold-liftings', { by: intake, custodyNumber: weaponNumber(n), reference, reason: 'Done', approvals: signed });
}

/** What the lines ask of the handover is known for a second. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 1100));

/** Every store is counted by two, blind: here one with its four weapons. */
async function inventory(): Promise<void> {
  const inventoried = (check: string) => ({ by: storeKeeper, handoverNo: HO, checks: [check] });
  expect(await codeOf('/handover-inventories', inventoried('PH-1'))).toBe('INVENTORY_INCOMPLETE');
  expect(await counted('PH-1', 'PRE_HANDOVER', [0, 1, 2, 3])).toMatchObject({ findings: [] });
  await work.tell();
  await post('/handover-inventories', inventoried('PH-1'));
}

/** Two count a store, blind, with these weapons in it. */
async function counted(check: string, type: string, there: readonly number[]): Promise<object> {
  const counters = [expert, legal];
  await post('/stock-checks', { by: storeKeeper, check, site: SITE, type, counters });
  const serials = there.map((n) => ({ tag: weaponNumber(n), serial: rifle(n).serialAsMarked, container: 'C-1' }));
  const count = { check, kinds: [{ kind: 'ASSAULT_RIFLE', count: there.length }], lots: [], serials };
  for (const by of counters) await post('/stock-counts', { ...count, by });
  const closed = await post('/stock-check-closings', { by: storeKeeper, check });
  await work.tell();
  return closed;
}
