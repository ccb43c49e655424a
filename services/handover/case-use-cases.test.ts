import type { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { type Envelope, envelope } from '#shared/contracts/envelope.ts';
import { handoverMessages } from '#shared/contracts/handover.ts';
import { personalNumber } from '#shared/kernel/numbers.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { enrolment } from '#shared/lambda/enrolment.ts';
import { toItem } from '#shared/lambda/event-item.ts';
import { eventStore } from '#shared/lambda/event-store.ts';
import { eventWalk } from '#shared/lambda/event-walk.ts';
import { api } from '#shared/lambda/http.ts';
import { outbox } from '#shared/lambda/outbox.ts';
import { inbox } from '#shared/lambda/queue.ts';
import { routeKey } from '#shared/lambda/route.ts';
import { openTestTable } from '#test/dynamodb.ts';
import { caseSayings } from './case-announcements.ts';
import { caseReaders } from './case-readers.ts';
import { caseReads } from './case-reads.ts';
import { caseRoutes } from './case-routes.ts';
import { caseRows, hasScreened } from './case-store.ts';
import { caseUseCases, travelFacts } from './case-use-cases.ts';
import { NEVER_COVERED } from './domain/amnesty.ts';
import type { LineState } from './domain/manifest-line.ts';
import { returnCase } from './domain/return-case.ts';
import { BOARDED, LISTED, ON } from './domain/return-case-story.ts';
import type { Deps } from './use-cases.ts';

const DECLARED_AT = '2024-12-16T08:00:00Z';
const CROSSED_AT = '2024-12-18T09:00:00Z';
const returns = (officer: string) => ({ officer, committee: 'JC-1' });
const protection = { officer: 'P-1', committee: 'PC-1' };
const committees = {
  'JC-1': { 'J-1': 'INTERIOR', 'J-2': 'DEFENCE', 'J-3': 'LEGAL', 'J-4': 'MEDICAL', 'J-5': 'ESCORT' },
  'PC-1': { 'P-1': 'PROTECTION', 'P-2': 'LEGAL', 'P-3': 'INTELLIGENCE' },
};
const number = (n: number) => personalNumber('SY', n);
const digest = (n: number) => String(n % 10).repeat(64);

const pledge = {
  pledgeNo: 'PL-000123',
  textVersion: '2024-12-a',
  language: 'ar',
  textHash: 'b'.repeat(64),
  elements: ['OWN_WISH_TO_RETURN', 'AWARE_OF_AMNESTY', 'REQUESTS_INCLUSION_IN_AMNESTY', 'ACK_WEAPONS_IN_TRUST'],
  amnesty: 'SY-2024-12',
  witnesses: [{ officer: 'J-2' }, { name: 'مندوب اللجنة', capacity: 'ICRC' }],
};
const declaration = (n: number, more: object = {}) => ({
  by: returns('J-1'),
  at: DECLARED_AT,
  personalNumber: number(n),
  declarationNo: `VRD-${String(n).padStart(6, '0')}`,
  decision: 'RETURN',
  initiatedBy: 'PERSON',
  topics: ['RIGHT_TO_REFUSE', 'AMNESTY_TEXT', 'SAFETY_SITUATION', 'ALTERNATIVE_TO_RETURN', 'WEAPONS_NOT_RETURNED'],
  language: 'ar',
  privateInterview: true,
  free: true,
  informed: true,
  express: true,
  interviewer: 'J-1',
  witness: { officer: 'J-2' },
  signed: 'SIGNATURE',
  pledge,
  ...more,
});
const screening = (n: number, more: object = {}) => ({
  by: protection,
  at: DECLARED_AT,
  personalNumber: number(n),
  risk: 'NONE_IDENTIFIED',
  basis: ['INTERVIEW', 'COUNTRY_INFORMATION'],
  reviewer: 'P-2',
  ...more,
});
const amnesty = {
  by: returns('J-3'),
  amnesty: 'SY-2024-12',
  issuer: 'Interim authority',
  issuerStatus: 'De facto',
  issuedOn: '2024-12-10',
  effectiveFrom: '2024-12-10T00:00:00Z',
  scope: 'Conscripts',
  covers: ['INTERNED_OTHER_RANK'],
  exclusions: [...NEVER_COVERED],
};

/** What a step says, as devices and the receiving officer say it. */
function said(to: LineState) {
  const scan = { device: 'HH-CROSSING-03', deviceSequence: 1412, capturedAt: CROSSED_AT };
  if (to === 'BOARDED') return { to, scan, reconfirmed: true, baggage: { pieces: 2, kg: 23 } };
  return to === 'ACCEPTED' ? { to, receiver: 'PF-01', place: 'Al-Qaim / Abu Kamal' } : { to, scan };
}

type CallOptions = { body?: object; lines?: object[]; query?: Record<string, string>; accept?: string; key?: string };

/** The case side on a table of its own; `hear` is its inbox, `tell` its outbox, both run by hand. */
async function service() {
  const at = await openTestTable(`handover-${crypto.randomUUID()}`);
  const store = eventStore(at);
  const walk = eventWalk(at);
  const deps: Deps = { store, walk, department: enrolment(store), identityKey: 'key' };
  const handler = api({ routes: caseRoutes, useCases: { ...caseUseCases, ...caseReads }, deps });
  const reader = inbox({ readers: caseReaders, deps });
  const sent: Envelope[] = [];
  const sqs = {
    send: async ({ input }: { input: { Entries: { MessageBody: string }[] } }) => {
      sent.push(...input.Entries.map(({ MessageBody }) => JSON.parse(MessageBody)));
      return {};
    },
  } as unknown as SQSClient;
  const publish = outbox(
    { service: 'handover', heads: ['CASE'], announces: caseSayings, projects: caseRows },
    { store, walk, sqs, queues: { registration: 'r', custody: 'c' } },
  );
  const told = new Set<string>();
  let calls = 0;

  async function call(method: string, path: string, { body, lines, query = {}, accept, key = `k${++calls}` }: CallOptions = {}) {
    const matching = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
    const route = caseRoutes.find((each) => each.method === method && matching(each.path).test(path));
    if (!route) throw new Error(`no route ${method} ${path}`);
    const event = {
      routeKey: routeKey(route),
      rawPath: path,
      rawQueryString: new URLSearchParams(query).toString(),
      queryStringParameters: query,
      pathParameters: { personalNumber: matching(route.path).exec(path)?.[1] },
      headers: { 'content-type': lines ? 'application/x-ndjson' : 'application/json', 'idempotency-key': key, ...(accept && { accept }) },
      requestContext: { authorizer: { jwt: { claims: { scope: `${route.scope} amana/backfill`, client_id: 'joint-operations' } } } },
      body: lines ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : JSON.stringify(body),
    } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
    const answer = await handler(event, {} as Context);
    const text = answer.body ?? '';
    const type = String(answer.headers?.['content-type']);
    const isLines = type.includes('ndjson');
    const parsed = isLines
      ? text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : type.includes('json')
        ? JSON.parse(text)
        : text;
    return { status: answer.statusCode, body: parsed, headers: answer.headers };
  }

  async function hear(from: 'registration' | 'custody', type: string, subject: string, data: { sequence: number }) {
    const message = envelope.parse({
      specversion: '1.0',
      id: `${subject}#${data.sequence}`,
      source: `amana/${from}`,
      type: `${from}.${type}.v1`,
      subject,
      time: CROSSED_AT,
      datacontenttype: 'application/json',
      data,
    });
    const done = await reader({ Records: [{ messageId: crypto.randomUUID(), body: JSON.stringify(message) }] } as never, {} as Context);
    expect(done).toEqual({ batchItemFailures: [] });
  }

  const hearOf = (n: number, changes: object = {}) =>
    hear('registration', 'person-changed', number(n), {
      sequence: 3,
      personalNumber: number(n),
      state: 'HOUSED',
      category: 'INTERNED_OTHER_RANK',
      child: false,
      identityDigest: digest(n),
      fitToTravel: true,
      effectsOpen: 0,
      duplicateSuspected: false,
      ...changes,
    } as { sequence: number });

  async function stored(): Promise<StoredEvent[]> {
    const now = Date.now();
    const span = { from: new Date(now - 86_400_000).toISOString(), to: new Date(now + 60_000).toISOString() };
    const found: StoredEvent[] = [];
    for await (const events of walk.walk(span)) found.push(...events);
    return found;
  }

  async function tell() {
    const fresh = (await stored()).filter(({ hash }) => !told.has(hash));
    for (const { hash } of fresh) told.add(hash);
    await publish({ Records: fresh.map((event) => ({ dynamodb: { NewImage: toItem(event) } })) } as never, {} as Context);
  }

  /** The manifest's part, one step at a time. */
  async function onLine(n: number, steps: readonly ('LISTED' | LineState)[]) {
    for (const step of steps) {
      const template = step === 'LISTED' ? LISTED.at(-1) : BOARDED.at(-1);
      const facts = { ...(await travelFacts(store, CROSSED_AT)), batch: 'f'.repeat(32) };
      const data = step === 'LISTED' ? { ...template?.data, identityDigest: digest(n) } : { manifest: ON.manifest, ...said(step) };
      const recordedAt = new Date().toISOString();
      const command = { ...template, id: `${n}-${step}`, at: CROSSED_AT, recordedAt, facts, data } as never;
      const done = await store.execute(returnCase, number(n), command);
      if (isRefusal(done)) throw new Error(done.code);
    }
  }

  for (const [committee, officers] of Object.entries(committees)) {
    await hear('registration', 'committee-enrolled', committee, { sequence: 1, committee, officers } as { sequence: number });
  }
  return { call, hear, hearOf, tell, onLine, stored, sent, store };
}

async function withAmnesty() {
  const running = await service();
  await running.call('POST', '/amnesties', { body: amnesty });
  await running.call('POST', '/amnesty-status-changes', {
    body: { by: returns('J-3'), at: '2024-12-12T00:00:00Z', amnesty: 'SY-2024-12', status: 'IN_FORCE', reason: 'Read in the gazette' },
  });
  await running.call('POST', '/pledge-policies', {
    body: {
      by: returns('J-3'),
      from: '2024-12-12T00:00:00Z',
      pledgeRequired: true,
      noClaimOnWeaponsAllowed: false,
      reference: 'L-7',
      reason: 'Order',
    },
  });
  await running.tell();
  return running;
}

const bytes = (value: unknown): number =>
  typeof value === 'string' ? Buffer.byteLength(value) : value instanceof Uint8Array ? value.byteLength : 1;

/** An item's size as DynamoDB counts it: names and values. */
function itemBytes(event: StoredEvent): number {
  return Object.entries(toItem(event)).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytes(Object.values(value)[0]), 0);
}

describe('a return case', () => {
  test('goes from housing to the return, and registration and custody hear of it once', async () => {
    const { call, hearOf, tell, onLine, sent } = await withAmnesty();
    expect((await call('POST', '/declarations', { body: declaration(1) })).body).toMatchObject({ status: 409, code: 'PERSON_UNKNOWN' });
    await hearOf(1);
    await tell();
    const at = { at: DECLARED_AT };
    const early = await call('GET', `/return-cases/${number(1)}`, { query: at });
    expect(early.body).toMatchObject({ stage: 'HOUSED', ready: false });
    expect(early.body.guards.map(({ code }: { code: string }) => code)).toEqual([
      'DECLARATION_MISSING',
      'SCREENING_MISSING',
      'AMNESTY_NOT_COVERING',
      'PLEDGE_MISSING',
    ]);

    const declared = await call('POST', '/declarations', { body: declaration(1), key: 'table-1' });
    expect(declared).toMatchObject({
      status: 201,
      body: { personalNumber: number(1), receipt: { stream: `CASE#${number(1)}`, sequence: 2 } },
    });
    expect((await call('POST', '/declarations', { body: declaration(1), key: 'table-1' })).body).toEqual(declared.body);
    expect((await call('POST', '/screenings', { body: screening(1) })).status).toBe(201);
    expect((await call('GET', `/return-cases/${number(1)}`, { query: at })).body).toMatchObject({
      stage: 'CLEARED_FOR_RETURN',
      ready: true,
      guards: [],
    });

    await onLine(1, ['LISTED', 'PRESENTED', 'BOARDED', 'PRESENTED_TO_RECEIVER']);
    await tell();
    expect(sent).toEqual([]);
    await onLine(1, ['ACCEPTED']);
    await tell();
    expect(sent).toHaveLength(2);
    expect(handoverMessages['handover.case-moved.v1'].parse(sent[0]?.data)).toMatchObject({
      personalNumber: number(1),
      stage: 'RETURNED',
      at: CROSSED_AT,
    });
    expect((await call('GET', '/handover/residual-caseload')).body).toMatchObject({ cases: 1, returned: 1, remaining: 0 });
    expect((await call('GET', `/return-cases/${number(1)}`)).body).toMatchObject({ stage: 'RETURNED', guards: [] });
  });

  test('keeps names out of what is listed, exported and told, and shows them on the papers', async () => {
    const { call, hearOf, tell, stored, sent } = await withAmnesty();
    await hearOf(1);
    const signatory = { name: 'أم سالم', relation: 'MOTHER', signedIn: 'دير الزور' };
    const body = declaration(1, {
      interpreter: 'ليلى حداد',
      destination: 'دير الزور',
      familyPledge: { ...pledge, pledgeNo: 'PL-2', signatory },
    });
    await call('POST', '/declarations', { body });
    await call('POST', '/screenings', { body: screening(1, { narrative: 'سرد المقابلة' }) });
    await tell();
    const arabic = /\p{Script=Arabic}/u;
    const open = await Promise.all(['', '/events'].map((path) => call('GET', `/return-cases/${number(1)}${path}`)));
    expect(JSON.stringify([...open, sent, await call('GET', '/return-cases')])).not.toMatch(arabic);
    const { body: papers } = await call('GET', `/return-cases/${number(1)}/papers`);
    expect(JSON.stringify(papers)).toContain('ليلى حداد');
    expect(papers.items[0].names.familyPledge.signatory).toEqual(signatory);
    expect(JSON.stringify(papers)).not.toContain('سرد المقابلة');
    const events = (await stored()).filter(({ kind }) => kind === 'CASE');
    expect(JSON.stringify(events.map(({ personal: _personal, ...event }) => event))).not.toMatch(arabic);
  });

  test('costs one write unit an event, two where declaration and pledge are signed at one table', async () => {
    const { call, hearOf, onLine, stored } = await withAmnesty();
    for (const sequence of [3, 4, 5]) await hearOf(1, { sequence });
    await call('POST', '/declarations', { body: declaration(1), key: 'replay-declarations-0004#500' });
    await call('POST', '/screenings', { body: screening(1), key: 'replay-screenings-0004#500' });
    await onLine(1, ['LISTED', 'PRESENTED', 'BOARDED', 'PRESENTED_TO_RECEIVER', 'ACCEPTED']);
    const sizes = (await stored()).filter(({ kind }) => kind === 'CASE').map((event) => [event.type, itemBytes(event)]);
    expect(sizes.filter(([type, size]) => Number(size) > (type === 'declared' ? 2048 : 1024))).toEqual([]);
    expect(sizes).toHaveLength(10);
  });

  test('is told in batches, one outcome a line, the same again when repeated', async () => {
    const { call, hearOf, tell } = await withAmnesty();
    for (const n of [1, 2, 3]) await hearOf(n);
    await tell();
    const lines = [
      declaration(1),
      declaration(2, { free: false }),
      { ...declaration(3), surplus: 1 },
      declaration(4),
      { ...declaration(3), personalNumber: 'SY000003-0' },
    ];
    const first = await call('POST', '/declarations', { lines, key: 'batch-1' });
    expect(first.body.map(({ status, code }: { status: number; code?: string }) => [status, code])).toEqual([
      [201, undefined],
      [422, 'NOT_FREE'],
      [422, 'INVALID_FIELDS'],
      [409, 'PERSON_UNKNOWN'],
      [422, 'INVALID_FIELDS'],
    ]);
    await tell();
    expect((await call('POST', '/declarations', { lines, key: 'batch-1' })).body).toEqual(first.body);
  });

  test('is listed by stage and guard, page by page, as JSON, NDJSON and CSV', async () => {
    const { call, hearOf, tell, onLine } = await withAmnesty();
    for (const n of [1, 2, 3, 1001]) await hearOf(n);
    await call('POST', '/declarations', { lines: [declaration(1), declaration(2)], key: 'b1' });
    await call('POST', '/screenings', { lines: [screening(1), screening(2)], key: 'b2' });
    await onLine(1, ['LISTED']);
    await tell();
    const at = { at: DECLARED_AT };
    const listed = async (query: Record<string, string>) =>
      (await call('GET', '/return-cases', { query: { ...at, ...query } })).body.items.map(
        (item: { personalNumber: string }) => item.personalNumber,
      );
    expect(await listed({})).toEqual([1, 2, 3, 1001].map(number));
    expect(await listed({ state: 'MANIFESTED' })).toEqual([number(1)]);
    expect(await listed({ state: 'CLEARED_FOR_RETURN' })).toEqual([number(2)]);
    expect(await listed({ guard: 'DECLARATION_MISSING' })).toEqual([number(3), number(1001)]);
    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body }: Awaited<ReturnType<typeof call>> = await call('GET', '/return-cases', {
        query: { limit: '2', ...(cursor && { cursor }) },
      });
      seen.push(...body.items.map((item: { personalNumber: string }) => item.personalNumber));
      cursor = body.next;
    }
    expect(seen).toEqual([1, 2, 3, 1001].map(number));
    expect((await call('GET', '/return-cases', { accept: 'application/x-ndjson' })).body).toHaveLength(4);
    expect((await call('GET', '/return-cases', { accept: 'text/csv' })).body.split('\n')[0]).toContain('personalNumber');
    const residual = await call('GET', '/handover/residual-caseload', { query: at });
    expect(residual.body).toMatchObject({
      cases: 4,
      remaining: 4,
      byCategory: { INTERNED_OTHER_RANK: { remaining: 4, byStage: { HOUSED: 2, MANIFESTED: 1, CLEARED_FOR_RETURN: 1 } } },
    });
  });
});

describe('what stops a return', () => {
  test('takes effect at once, takes the line along, and is lifted by the competent alone', async () => {
    const { call, hearOf, onLine, store } = await withAmnesty();
    await hearOf(1);
    await call('POST', '/declarations', { body: declaration(1) });
    await call('POST', '/screenings', { body: screening(1) });
    await onLine(1, ['LISTED']);
    const stop = { by: returns('J-2'), at: CROSSED_AT, personalNumber: number(1), stop: 'LEGAL_HOLD', reference: 'K-9', note: 'محضر' };
    expect((await call('POST', '/stops', { body: stop, key: 'stop-1' })).status).toBe(201);
    const head = await store.newest('CASE', number(1));
    expect(head).toMatchObject({
      type: 'legal-hold',
      data: { was: 'LISTED', to: 'LEGAL_HOLD', batch: 'stop-1' },
      state: { stops: [{ stop: 'LEGAL_HOLD', ref: 'K-9' }] },
    });
    const lifting = { personalNumber: number(1), at: CROSSED_AT, stop: 'LEGAL_HOLD', reference: 'K-9', outcome: 'HOLD_ENDED' };
    expect((await call('POST', '/stop-liftings', { body: { by: returns('J-1'), ...lifting } })).body).toMatchObject({
      status: 403,
      code: 'DEPARTMENT_NOT_COMPETENT',
    });
    expect((await call('POST', '/stop-liftings', { body: { by: returns('J-3'), ...lifting } })).status).toBe(201);
    expect((await call('GET', `/return-cases/${number(1)}`, { query: { at: CROSSED_AT } })).body).toMatchObject({
      stage: 'CLEARED_FOR_RETURN',
    });
  });

  test.each([
    ['the escort interviews', declaration(1, { interviewer: 'J-5' }), 'INTERVIEWER_OF_ESCORT'],
    ['the escort witnesses', declaration(1, { witness: { officer: 'J-5' } }), 'WITNESS_OF_ESCORT'],
    ['somebody not enrolled witnesses', declaration(1, { witness: { officer: 'J-77' } }), 'OFFICER_NOT_ENROLLED'],
  ])('a declaration is refused where %s', async (_what, body, code) => {
    const { call, hearOf } = await withAmnesty();
    await hearOf(1);
    expect((await call('POST', '/declarations', { body })).body).toMatchObject({ code });
  });

  test('a screening is for protection alone, and names its screeners for the approval of manifests', async () => {
    const { call, hearOf, tell, store } = await withAmnesty();
    await hearOf(1);
    expect((await call('POST', '/screenings', { body: screening(1, { by: returns('J-5'), reviewer: 'J-1' }) })).body).toMatchObject({
      code: 'SCREENER_NOT_PROTECTION',
    });
    expect((await call('POST', '/screenings', { body: screening(1, { reviewer: 'P-3' }) })).body).toMatchObject({
      code: 'REVIEWER_OF_ESCORT',
    });
    await call('POST', '/screenings', { body: screening(1) });
    await tell();
    expect([await hasScreened(store, 'P-1'), await hasScreened(store, 'J-1')]).toEqual([true, false]);
  });

  test('an amnesty that is revoked puts everybody under it back, from then on', async () => {
    const { call, hearOf, store } = await withAmnesty();
    await hearOf(1);
    await call('POST', '/declarations', { body: declaration(1) });
    await call('POST', '/screenings', { body: screening(1) });
    const revoked = {
      by: returns('J-3'),
      at: '2024-12-17T00:00:00Z',
      amnesty: 'SY-2024-12',
      status: 'REVOKED',
      reason: 'Officers left out',
    };
    expect((await call('POST', '/amnesty-status-changes', { body: revoked })).status).toBe(201);
    expect((await travelFacts(store, '2024-12-16T12:00:00Z')).amnesties).toEqual({ 'SY-2024-12': ['INTERNED_OTHER_RANK'] });
    expect((await call('GET', `/return-cases/${number(1)}`, { query: { at: CROSSED_AT } })).body).toMatchObject({
      ready: false,
      guards: [{ code: 'AMNESTY_NOT_COVERING' }],
    });
  });
});

describe('the registers beside the cases', () => {
  test('show amnesties, the policy, authorities without names, and the counts others claim', async () => {
    const { call, tell } = await withAmnesty();
    const authority = {
      by: returns('J-3'),
      authority: 'AB-1',
      name: 'Border security, Abu Kamal',
      country: 'SYR',
      capacity: 'PROTECTION_FORCE',
      receivers: [{ receiver: 'R-1', name: 'ياسر النجار', rank: 'عقيد', capacity: 'Commander' }],
      assurance: {
        givenBy: 'ياسر النجار',
        textHash: 'e'.repeat(64),
        legal: true,
        physical: true,
        material: false,
        monitoringAccess: true,
        signedAt: DECLARED_AT,
      },
    };
    expect((await call('POST', '/receiving-authorities', { body: authority })).status).toBe(201);
    const recognised = { ...authority, recognitionRef: 'X-1' };
    expect((await call('POST', '/receiving-authorities', { body: recognised })).body).toMatchObject({
      code: 'INVALID_FIELDS',
      errors: [{ field: 'recognitionRef' }],
    });
    const claim = { by: returns('J-1'), claim: 'EC-1', source: 'A newspaper', figure: 2400, countedOn: '2024-12-19', scope: 'ENTERED' };
    expect((await call('POST', '/external-counts', { body: claim })).status).toBe(201);
    await tell();
    expect((await call('GET', '/amnesties')).body.items).toMatchObject([{ amnesty: 'SY-2024-12', status: 'IN_FORCE' }]);
    const authorities = (await call('GET', '/receiving-authorities')).body.items;
    expect(authorities).toMatchObject([{ authority: 'AB-1', receivers: ['R-1'] }]);
    expect(JSON.stringify(authorities)).not.toMatch(/\p{Script=Arabic}/u);
    expect((await call('GET', '/external-counts')).body.items).toMatchObject([{ claim: 'EC-1', figure: 2400, source: 'A newspaper' }]);
    expect((await call('GET', '/pledge-policies', { query: { at: CROSSED_AT } })).body).toMatchObject({ pledgeRequired: true });
    expect((await call('GET', '/pledge-policies', { query: { at: '2024-12-01T00:00:00Z' } })).body).toMatchObject({
      pledgeRequired: false,
    });
    expect((await call('GET', '/handover/residual-caseload')).body).toMatchObject({ cases: 0, externalClaims: [{ figure: 2400 }] });
  });

  test("count custody's weapons by kind, the newest word of each, whatever the order", async () => {
    const { call, hear, tell } = await service();
    const weapon = (custodyNumber: string, sequence: number, state: string) =>
      hear('custody', 'weapon-changed', custodyNumber, { sequence, custodyNumber, kind: 'PISTOL', state } as { sequence: number });
    await weapon('WA000001-9', 2, 'IN_TRUST');
    await weapon('WA000001-9', 1, 'RECEIPTED');
    await weapon('WA000002-7', 1, 'RECEIPTED');
    await weapon('WA000003-5', 1, 'VOIDED');
    const lot = { sequence: 1, custodyNumber: 'AA000001-1', calibre: '9×19', unit: 'ROUND', quantity: 60, state: 'IN_TRUST' };
    await hear('custody', 'lot-changed', lot.custodyNumber, lot);
    await tell();
    expect((await call('GET', '/handover/weapons-in-trust')).body).toMatchObject({
      total: 2,
      byKind: { PISTOL: 2 },
      ammunition: [{ calibre: '9×19', unit: 'ROUND', quantity: 60 }],
    });
    expect((await call('GET', '/handover/weapons-in-trust', { query: { at: CROSSED_AT } })).body).toMatchObject({ total: 0 });
  });
});
