import { describe, expect, it } from 'vitest';
import {
  custodyAtWork,
  heard,
  intake,
  lotNumber,
  registrar,
  rifle,
  SITE,
  second,
  seconds,
  signers,
  storeKeeper,
  toStore,
  weaponNumber,
} from '#test/custody-at-work.ts';
import { approval, keyEnrolment, type Signer, signer } from '#test/scenario/officer-keys.ts';
import { noteCommittee } from './facts.ts';

const subject = `WEAPON#${weaponNumber(0)}`;
const { 'D-1': defence, 'I-1': interior, 'I-2': colleague } = signers;
const DAY = 86_400;

/** A rifle under a hold, in a store. */
async function held() {
  const custody = await custodyAtWork();
  const { call } = custody;
  await call('POST', '/weapons', { lines: [rifle(0), rifle(1)] });
  await call('POST', '/movements', { body: toStore(0) });
  const earlier: string = (await call('GET', `/weapons/${weaponNumber(0)}`)).body.head;
  await call('POST', '/holds', {
    body: { by: intake, custodyNumber: weaponNumber(0), reference: 'H-1', holdType: 'EVIDENCE', authority: 'Court 3' },
  });
  const head: string = (await call('GET', `/weapons/${weaponNumber(0)}`)).body.head;
  const enrol = (of: Signer, { client, by = registrar }: { client?: string; by?: typeof registrar } = {}) =>
    call('POST', '/officer-keys', { body: keyEnrolment(by, of, seconds()), ...(client && { client }) });
  const lift = (approvals: readonly string[], more: object = {}, client?: string) =>
    call('POST', '/hold-liftings', {
      body: { by: intake, custodyNumber: weaponNumber(0), reference: 'H-1', reason: 'closed', approvals, ...more },
      ...(client && { client }),
    });
  return { ...custody, earlier, head, enrol, lift };
}
type Held = Awaited<ReturnType<typeof held>>;

const over = (head: string, more: object = {}) => ({ action: 'lift-hold', head, subject, ...more });
const signed = (by: Signer, head: string, more: object = {}, iat = seconds()) => approval(by, over(head, more), iat);
const encoded = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');

const refusals: [what: string, approvals: (held: Held) => unknown[] | Promise<unknown[]>, code: string, field: string][] = [
  [
    'the requester',
    async ({ head, enrol }) => {
      const own = signer(1, intake);
      // Nobody registers a key of his own.
      expect((await enrol(own, { by: intake })).body.code).toBe('ONE_OFFICER');
      return [signed(own, head), signed(defence, head)];
    },
    'KEY_UNKNOWN',
    'approvals.0',
  ],
  [
    'the same person with two keys, registered through two systems',
    async ({ head, enrol }) => {
      const other = signer(1, storeKeeper, 2);
      expect((await enrol(other, { client: 'another-ministry' })).status).toBe(201);
      return [signed(defence, head), signed(other, head)];
    },
    'ONE_OFFICER',
    'approvals.1',
  ],
  ['the same signature twice', ({ head }) => [signed(defence, head), signed(defence, head)], 'ONE_OFFICER', 'approvals.1'],
  ['one department', ({ head }) => [signed(interior, head), signed(colleague, head)], 'ONE_DEPARTMENT', 'approvals.1'],
  [
    'who signed yesterday',
    ({ head }) => [signed(defence, head), signed(interior, head, {}, seconds() - DAY - 10)],
    'APPROVAL_EXPIRED',
    'approvals.1',
  ],
  [
    'who signs tomorrow',
    ({ head }) => [signed(defence, head), signed(interior, head, {}, seconds() + 400)],
    'APPROVAL_AHEAD',
    'approvals.1',
  ],
  [
    'who saw an older state',
    ({ head, earlier }) => [signed(defence, earlier), signed(interior, head)],
    'APPROVAL_HEAD_MOVED',
    'approvals.0',
  ],
  [
    'who meant another weapon',
    async ({ call, head }) => {
      const { head: its } = (await call('GET', `/weapons/${weaponNumber(1)}`)).body;
      return [signed(defence, its, { subject: `WEAPON#${weaponNumber(1)}` }), signed(interior, head)];
    },
    'APPROVAL_NOT_FOR_THIS',
    'approvals.0',
  ],
  [
    'who meant this state under the number of another weapon',
    ({ head }) => [signed(defence, head, { subject: `WEAPON#${weaponNumber(1)}` }), signed(interior, head)],
    'APPROVAL_NOT_FOR_THIS',
    'approvals.0',
  ],
  [
    'who meant another act',
    ({ head }) => [signed(defence, head, { action: 'release' }), signed(interior, head)],
    'APPROVAL_NOT_FOR_THIS',
    'approvals.0',
  ],
  [
    "who borrowed another's name",
    ({ head }) => [
      signed(defence, head),
      colleague.sign(JSON.stringify(over(head)), seconds(), { alg: 'ES256', kid: interior.kid, iat: seconds() }),
    ],
    'APPROVAL_NOT_FOR_THIS',
    'approvals.1',
  ],
  [
    'one officer who registered a key for each of two others',
    async ({ head, enrol }) => {
      const made = [signer(3, storeKeeper), signer(3, { officer: 'I-2', committee: 'ARM-2' })] as const;
      for (const key of made) expect((await enrol(key, { by: intake })).status).toBe(201);
      return made.map((key) => signed(key, head));
    },
    'KEY_REGISTERED_BY_PARTY',
    'approvals.0',
  ],
  [
    'an approver who registered the key of the other',
    async ({ head, enrol }) => {
      const made = signer(3, { officer: 'I-2', committee: 'ARM-2' });
      expect((await enrol(made, { by: storeKeeper })).status).toBe(201);
      return [signed(defence, head), signed(made, head)];
    },
    'KEY_REGISTERED_BY_PARTY',
    'approvals.1',
  ],
  [
    'an approver who put a key of his own making in the place of the other one',
    async ({ head, call }) => {
      const made = signer(3, { officer: 'I-1', committee: 'ARM-1' });
      expect((await call('POST', '/officer-keys', { body: keyEnrolment(storeKeeper, made, seconds(), interior.kid) })).status).toBe(201);
      return [signed(defence, head), signed(made, head)];
    },
    'KEY_REGISTERED_BY_PARTY',
    'approvals.1',
  ],
  ['a key nobody knows', ({ head }) => [signed(signer(2, storeKeeper), head), signed(interior, head)], 'KEY_UNKNOWN', 'approvals.0'],
  [
    'a revoked key',
    async ({ head, call }) => {
      const approvals = [signed(defence, head), signed(interior, head)];
      const revoked = { by: intake, kid: interior.kid, reason: 'COMPROMISED' };
      expect((await call('POST', '/officer-key-revocations', { body: revoked })).status).toBe(201);
      return approvals;
    },
    'KEY_REVOKED',
    'approvals.1',
  ],
  [
    'an officer who left',
    async ({ head, store }) => {
      await noteCommittee({ sequence: 2, committee: 'ARM-1', officers: { 'D-1': 'DEFENCE' } }, heard('left'), store);
      return [signed(defence, head), signed(interior, head)];
    },
    'OFFICER_NOT_ENROLLED',
    'approvals.1',
  ],
  ['what is no JWS', ({ head }) => [signed(defence, head), 'yes'], 'APPROVAL_MALFORMED', 'approvals.1'],
  [
    'what carries its payload',
    ({ head }) => [signed(defence, head).replace('..', `.${encoded(over(head))}.`), signed(interior, head)],
    'APPROVAL_MALFORMED',
    'approvals.0',
  ],
  [
    'a signature of nothing',
    ({ head }) => [`${encoded({ alg: 'none', kid: defence.kid, iat: seconds() })}..`, signed(interior, head)],
    'APPROVAL_ALGORITHM',
    'approvals.0',
  ],
  [
    'a header that says more',
    ({ head }) => {
      const header = { alg: 'ES256', kid: defence.kid, iat: seconds(), jwk: defence.jwk };
      return [defence.sign(JSON.stringify(over(head)), seconds(), header), signed(interior, head)];
    },
    'APPROVAL_HEADER',
    'approvals.0',
  ],
  ['one alone', ({ head }) => [signed(defence, head)], 'INVALID_FIELDS', 'approvals'],
  ['three', ({ head }) => [signed(defence, head), signed(interior, head), signed(colleague, head)], 'INVALID_FIELDS', 'approvals'],
];

describe('a hold is not lifted, and nothing stored, by', () => {
  it.each(refusals)('%s', async (_what, approvals, code, field) => {
    const custody = await held();
    const { call, lift, head } = custody;
    const { body, status } = await lift((await approvals(custody)) as string[]);
    expect([body.code, body.errors?.[0]?.field]).toEqual([code, field]);
    expect(status).toBe(code === 'APPROVAL_HEAD_MOVED' ? 409 : 422);
    expect((await call('GET', `/weapons/${weaponNumber(0)}`)).body).toMatchObject({ head, holds: { 'H-1': 'EVIDENCE' } });
  });

  it('an approver who asks for it himself', async () => {
    const { lift, head } = await held();
    const { body } = await lift([signed(defence, head), signed(interior, head)], { by: storeKeeper });
    expect([body.code, body.errors[0].field]).toEqual(['APPROVER_REQUESTS', 'approvals.0']);
  });
});

describe('a hold is lifted by two persons', () => {
  it('once: the signatures are void with the event they allowed, and the event keeps them', async () => {
    const { lift, head, call } = await held();
    const approvals = [signed(interior, head), signed(defence, head)];
    const lifted = await lift(approvals, {}, 'another-ministry');
    expect(lifted.status).toBe(201);
    await call('POST', '/holds', {
      body: { by: intake, custodyNumber: weaponNumber(0), reference: 'H-1', holdType: 'EVIDENCE', authority: 'Court 3' },
    });
    expect((await lift(approvals)).body.code).toBe('APPROVAL_HEAD_MOVED');
    const history = (await call('GET', `/weapons/${weaponNumber(0)}/events`)).body.items;
    expect(history.find(({ type }: { type: string }) => type === 'hold-lifted').data).toEqual({
      reference: 'H-1',
      reason: 'closed',
      approvals,
    });
  });

  it('of two calls with the same signatures one is carried out', async () => {
    const { lift, head } = await held();
    const approvals = [signed(interior, head), signed(defence, head)];
    const answers = await Promise.all([lift(approvals), lift(approvals)]);
    expect(answers.map(({ status }) => status).sort()).not.toEqual([201, 201]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });
});

describe('a call that is repeated while it is under way', () => {
  it('is answered as the first time', async () => {
    const { call, head } = await held();
    const body = {
      ...{ by: intake, custodyNumber: weaponNumber(0), reference: 'H-1', reason: 'closed' },
      approvals: [signed(interior, head), signed(defence, head)],
    };
    const answers = await Promise.all([1, 2, 3, 4].map(() => call('POST', '/hold-liftings', { body, key: 'lift' })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ body: { receipt } }) => receipt.hash)).size).toBe(1);
  });
});

describe('out of trust', () => {
  const condemned = { by: intake, custodyNumber: weaponNumber(0), ground: 'UNSAFE', reason: 'Cracked receiver', inspection: 'TI-1' };
  const destroyed = {
    by: intake,
    custodyNumber: weaponNumber(0),
    releasedBy: storeKeeper,
    certificate: 'EOD-1',
    photos: [{ ref: 'P-9', sha256: 'b'.repeat(64), view: 'LEFT' }],
    witness: { name: 'هدى سليم', organisation: 'UNMAS' },
    sealBefore: 'S-1',
  };
  const released = {
    by: second,
    custodyNumber: weaponNumber(0),
    releasedBy: storeKeeper,
    documentNo: 'M-9',
    sealBefore: 'S-1',
    ruling: { court: 'Court of Anbar', number: 'R-1', date: '2024-12-20' },
    owner: { name: 'سالم يوسف الحمد', document: 'ID-1' },
  };
  const free = async () => {
    const custody = await custodyAtWork();
    await custody.call('POST', '/weapons', { body: rifle(0) });
    await custody.call('POST', '/movements', { body: toStore(0) });
    const { head } = (await custody.call('GET', `/weapons/${weaponNumber(0)}`)).body;
    return { ...custody, by: (action: string) => [signed(defence, head, { action }), signed(interior, head, { action })] };
  };

  it('goes what is unsafe: approved by two, destroyed before a third party, whose name stays personal', async () => {
    const { call, by } = await free();
    expect((await call('POST', '/destructions', { body: destroyed })).body.code).toBe('STATE_NOT_READY');
    expect((await call('POST', '/destruction-approvals', { body: { ...condemned, approvals: by('release') } })).body.code).toBe(
      'APPROVAL_NOT_FOR_THIS',
    );
    const erased = { ...condemned, ground: 'ERASED_MARKS', approvals: by('approve-destruction') };
    expect((await call('POST', '/destruction-approvals', { body: erased })).body.code).toBe('MARKS_NOT_ERASED');
    expect((await call('POST', '/destruction-approvals', { body: { ...condemned, approvals: by('approve-destruction') } })).status).toBe(
      201,
    );
    for (const organisation of ['INTERIOR', 'DEFENCE']) {
      const partial = { ...destroyed, witness: { name: 'x', organisation } };
      expect((await call('POST', '/destructions', { body: partial })).body.code).toBe('WITNESS_TAKES_PART');
    }
    expect((await call('POST', '/destructions', { body: destroyed })).status).toBe(201);
    const { body } = await call('GET', `/weapons/${weaponNumber(0)}`);
    expect(body).toMatchObject({ state: 'DESTROYED' });
    expect(body).not.toHaveProperty('keeper');
    const events = (await call('GET', `/weapons/${weaponNumber(0)}/events`)).body.items;
    expect(events.at(-1)).toMatchObject({ type: 'destroyed', data: { certificate: 'EOD-1', witnessOf: 'UNMAS' } });
    expect(JSON.stringify(events)).not.toContain('هدى');
  });

  it('go rounds, as two approve of the lot as it is, and else nothing is stored', async () => {
    const { call, head } = await held();
    const { by, depositor, issuer, acknowledged } = rifle(0);
    const lot = { by, depositor, issuer, acknowledged, custodyNumber: lotNumber(0), calibreOrType: '7.62×39', quantity: 90 };
    const stowed = { verifier: second, location: { site: SITE, container: 'A-1', seal: 'S-9' } };
    const kind = { unitOfCount: 'ROUND', packaging: 'LOOSE', condition: 'UNSAFE' };
    const deposited = await call('POST', '/ammunition', { body: { ...lot, ...kind, ...stowed } });
    const issue = { by, custodyNumber: lotNumber(0), movement: 'ISSUE', purpose: 'DESTRUCTION', eodCertificate: 'EOD-1', verifier: second };
    const more = {
      ...issue,
      purpose: undefined,
      eodCertificate: undefined,
      movement: 'RECEIVE',
      foundReport: { reference: 'F', place: 'P' },
    };
    await call('POST', '/ammunition-movements', { body: { ...more, quantity: 10 } });
    const stands = await call('GET', `/ammunition/${lotNumber(0)}`);
    const say = { head: stands.body.head, action: 'approve-destruction', subject: `LOT#${lotNumber(0)}` };
    const sign = (each: Signer, other: object = {}, iat = seconds()) => approval(each, { ...say, ...other }, iat);
    const one = sign(defence);
    const refused: [approvals: string[] | undefined, code: string][] = [
      [undefined, 'INVALID_FIELDS'],
      [[one], 'INVALID_FIELDS'],
      [[one, one], 'ONE_OFFICER'],
      [[sign(interior), sign(colleague)], 'ONE_DEPARTMENT'],
      [[one, sign(interior, {}, seconds() - DAY - 10)], 'APPROVAL_EXPIRED'],
      [[one, sign(interior, { head: deposited.body.receipt.hash })], 'APPROVAL_HEAD_MOVED'],
      [[one, sign(interior, { subject, head })], 'APPROVAL_NOT_FOR_THIS'],
      [[one, sign(interior, { action: 'confirm-loss' })], 'APPROVAL_NOT_FOR_THIS'],
      [[one, sign(signer(2, storeKeeper))], 'KEY_UNKNOWN'],
    ];
    const destroy = (approvals: unknown, body: object = {}) =>
      call('POST', '/ammunition-movements', { body: { ...issue, quantity: 60, approvals, ...body } });
    for (const [approvals, code] of refused) expect((await destroy(approvals)).body.code).toBe(code);
    expect((await destroy([one, sign(interior)], { by: storeKeeper, verifier: { officer: 'I-2', committee: 'ARM-2' } })).body.code).toBe(
      'APPROVER_REQUESTS',
    );
    expect((await call('GET', `/ammunition/${lotNumber(0)}`)).body).toEqual(stands.body);
    expect((await destroy([one, sign(interior)])).status).toBe(201);
    expect((await destroy([one, sign(interior)], { quantity: 1 })).body.code).toBe('APPROVAL_HEAD_MOVED');
    await call('POST', '/officer-key-revocations', { body: { by, kid: interior.kid, reason: 'COMPROMISED' } });
    const { head: now, ...left } = (await call('GET', `/ammunition/${lotNumber(0)}`)).body;
    expect(left).toMatchObject({ quantity: 40, destroyed: 60 });
    const again = [sign(defence, { head: now }), sign(interior, { head: now })];
    expect((await destroy(again, { quantity: 1 })).body.code).toBe('KEY_REVOKED');
  });

  it('goes what a court gives to its owner', async () => {
    const { call, tell, sent, by } = await free();
    expect((await call('POST', '/releases-to-owner', { body: { ...released, approvals: by('hand-over') } })).body.code).toBe(
      'APPROVAL_NOT_FOR_THIS',
    );
    expect((await call('POST', '/releases-to-owner', { body: { ...released, approvals: by('release') } })).status).toBe(201);
    await tell();
    expect(sent.at(-1)?.data).toMatchObject({ custodyNumber: weaponNumber(0), state: 'RETURNED_TO_PRIVATE_OWNER' });
    const statement = (await call('GET', '/custody/statement')).body;
    expect(JSON.stringify(statement)).toContain('"returnedToPrivateOwner":1');
  });
});
