import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { Envelope } from '#shared/contracts/envelope.ts';
import { identityDigest } from '#shared/kernel/identity-digest.ts';
import { personalNumber } from '#shared/kernel/numbers.ts';
import { enrolment } from '#shared/lambda/enrolment.ts';
import type { Item } from '#shared/lambda/event-item.ts';
import { eventStore } from '#shared/lambda/event-store.ts';
import { eventWalk } from '#shared/lambda/event-walk.ts';
import { api } from '#shared/lambda/http.ts';
import { outbox } from '#shared/lambda/outbox.ts';
import { inbox } from '#shared/lambda/queue.ts';
import { routeKey } from '#shared/lambda/route.ts';
import { openTestTable } from '#test/dynamodb.ts';
import { caseSayings } from './case-announcements.ts';
import { caseReaders } from './case-readers.ts';
import { NEVER_COVERED } from './domain/amnesty.ts';
import { manifestSayings } from './manifest-announcements.ts';
import { manifestReaders } from './manifest-readers.ts';
import { reads } from './reads.ts';
import { routes } from './routes.ts';
import { projects } from './store.ts';
import { type Deps, useCases } from './use-cases.ts';

const KEY = 'a key for tests only';
const MANIFEST = 'RM-20241219-QM-01';
const AT = '2024-12-19T06:00:00Z';
const later = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
const by = (officer: string) => ({ officer, committee: 'JC-1' });
const OFFICERS = {
  'J-1': 'INTERIOR',
  'J-2': 'DEFENCE',
  'J-3': 'LEGAL',
  'J-4': 'MEDICAL',
  'J-5': 'ESCORT',
  'P-1': 'PROTECTION',
  'P-2': 'LEGAL',
};
const GIVEN = ['سامر', 'فراس', 'عمار', 'زياد'] as const;
const number = (n: number) => personalNumber('SY', n);
const said = (n: number) => ({
  line: n,
  personalNumber: number(n),
  given: GIVEN[n % 4] as string,
  father: 'حسن',
  family: 'العلي',
  dateOfBirth: '1994-02-03',
  sex: 'M' as const,
  nationality: 'SYR',
});

type Options = { body?: unknown; lines?: object[]; csv?: string; query?: Record<string, string>; key?: string };

/** The whole service on a table of its own. What is put is told to the outbox and read from the queue when `settle` is called. */
async function house(faults: { lose?: (message: Envelope) => boolean } = {}) {
  const table = await openTestTable(`handover-${crypto.randomUUID()}`);
  const told: Item[] = [];
  const requests: Record<string, number> = {};
  const client = {
    send: async (command: { constructor: { name: string }; input: { Item?: Item } }) => {
      requests[command.constructor.name] = (requests[command.constructor.name] ?? 0) + 1;
      const answer = await table.client.send(command as never);
      if (command.input.Item?.type) told.push(command.input.Item);
      return answer;
    },
  } as unknown as DynamoDBClient;
  const at = { client, table: table.table };
  const store = eventStore(at);
  const deps: Deps = { store, walk: eventWalk(at), department: enrolment(store), identityKey: KEY };
  const handler = api({ routes, useCases: { ...useCases, ...reads }, deps });
  const reader = inbox({ readers: { ...caseReaders, ...manifestReaders }, deps });
  const waiting: Envelope[] = [];
  const sqs = {
    send: async ({ input }: { input: { QueueUrl: string; Entries: { MessageBody: string }[] } }) => {
      if (input.QueueUrl === 'handover') waiting.push(...input.Entries.map(({ MessageBody }) => JSON.parse(MessageBody)));
      return {};
    },
  } as unknown as SQSClient;
  const publish = outbox(
    { service: 'handover', heads: ['CASE'], announces: (event) => [...caseSayings(event), ...manifestSayings(event)], projects },
    { ...deps, sqs, queues: { registration: 'registration', custody: 'custody', handover: 'handover' } },
  );
  let calls = 0;

  async function call(method: string, path: string, { body, lines, csv, query = {}, key = `k${++calls}` }: Options = {}) {
    const matching = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
    const route = routes.find((each) => each.method === method && matching(each.path).test(path));
    if (!route) throw new Error(`no route ${method} ${path}`);
    const type = csv !== undefined ? 'text/csv' : lines ? 'application/x-ndjson' : 'application/json';
    const event = {
      routeKey: routeKey(route),
      rawPath: path,
      rawQueryString: new URLSearchParams(query).toString(),
      queryStringParameters: query,
      pathParameters: { manifestNo: matching(route.path).exec(path)?.[1], personalNumber: matching(route.path).exec(path)?.[1] },
      headers: { 'content-type': type, 'idempotency-key': key },
      requestContext: { authorizer: { jwt: { claims: { scope: `${route.scope} amana/backfill`, client_id: 'joint-operations' } } } },
      body: csv ?? (lines ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : JSON.stringify(body)),
    } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
    const answer = await handler(event, {} as Context);
    const text = answer.body ?? '';
    const ofLines = String(answer.headers?.['content-type']).includes('ndjson');
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      body: ofLines
        ? text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line))
        : JSON.parse(text),
    };
  }

  /** Everything told and everything said, until nothing is left. */
  async function settle() {
    while (told.length || waiting.length) {
      const images = told.splice(0, 100);
      if (images.length) await publish({ Records: images.map((NewImage) => ({ dynamodb: { NewImage } })) } as never, {} as Context);
      const messages = waiting.splice(0, 10).filter((message) => !faults.lose?.(message));
      if (!messages.length) continue;
      const Records = messages.map((message) => ({ messageId: crypto.randomUUID(), body: JSON.stringify(message) }));
      expect(await reader({ Records } as never, {} as Context)).toEqual({ batchItemFailures: [] });
    }
  }

  function hear(type: string, subject: string, data: object) {
    waiting.push({
      specversion: '1.0',
      id: `${subject}#${type}`,
      source: 'amana/registration',
      type: `registration.${type}.v1`,
      subject,
      time: AT,
      datacontenttype: 'application/json',
      data,
    } as Envelope);
  }

  /** Tallies of a manifest, all tables' requests so far, and what a GET shows. */
  const show = async (manifestNo = MANIFEST) => (await call('GET', `/manifests/${manifestNo}`)).body;
  const lines = async (query: Record<string, string> = {}) =>
    (await call('GET', `/manifests/${MANIFEST}/lines`, { query: { limit: '1000', ...query } })).body.items;
  return { call, settle, hear, show, lines, store, requests };
}

type House = Awaited<ReturnType<typeof house>>;

/** People who are housed, have declared, pledged and been screened. */
async function people(running: House, from: number, to: number) {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  for (const n of numbers) {
    const identity = identityDigest(KEY, said(n));
    const facts = {
      sequence: 3,
      personalNumber: number(n),
      state: 'HOUSED',
      category: 'INTERNED_OTHER_RANK',
      child: false,
      identityDigest: identity,
    };
    running.hear('person-changed', number(n), { ...facts, fitToTravel: true, effectsOpen: 0, duplicateSuspected: false });
  }
  await running.settle();
  const topics = ['RIGHT_TO_REFUSE', 'AMNESTY_TEXT', 'SAFETY_SITUATION', 'ALTERNATIVE_TO_RETURN', 'WEAPONS_NOT_RETURNED'];
  for (let start = 0; start < numbers.length; start += 500) {
    const some = numbers.slice(start, start + 500);
    const common = { at: '2024-12-16T08:00:00Z' };
    const yes = { free: true, informed: true, express: true, privateInterview: true };
    const declared = some.map((n) => ({
      ...common,
      ...yes,
      by: by('J-1'),
      personalNumber: number(n),
      declarationNo: `VRD-${n}`,
      decision: 'RETURN',
      initiatedBy: 'PERSON',
      topics,
      language: 'ar',
      interviewer: 'J-1',
      witness: { officer: 'J-2' },
      signed: 'SIGNATURE',
      amnesty: 'SY-2024-12',
    }));
    expect(
      (await running.call('POST', '/declarations', { lines: declared })).body.filter(({ status }: { status: number }) => status !== 201),
    ).toEqual([]);
    await running.settle();
    const screened = some.map((n) => ({
      ...common,
      by: by('P-1'),
      personalNumber: number(n),
      risk: 'NONE_IDENTIFIED',
      basis: ['INTERVIEW'],
      reviewer: 'P-2',
    }));
    expect(
      (await running.call('POST', '/screenings', { lines: screened })).body.filter(({ status }: { status: number }) => status !== 201),
    ).toEqual([]);
    await running.settle();
  }
}

/** A house with committee, amnesty and receiving authority. */
async function opened(faults?: Parameters<typeof house>[0]) {
  const running = await house(faults);
  running.hear('committee-enrolled', 'JC-1', { sequence: 1, committee: 'JC-1', officers: OFFICERS });
  await running.settle();
  const common = { by: by('J-3'), at: '2024-12-12T00:00:00Z', amnesty: 'SY-2024-12' };
  const amnesty = {
    issuer: 'Interim authority',
    issuerStatus: 'De facto',
    issuedOn: '2024-12-10',
    effectiveFrom: '2024-12-10T00:00:00Z',
    scope: 'All',
    covers: ['INTERNED_OTHER_RANK'],
    exclusions: [...NEVER_COVERED],
  };
  const authority = {
    by: by('J-1'),
    authority: 'OPS-EAST',
    name: 'Protection force',
    country: 'SYR',
    capacity: 'PROTECTION_FORCE',
    receivers: [{ receiver: 'R-1', name: 'قائد القوة', rank: 'عقيد', capacity: 'Commander' }],
    assurance: {
      givenBy: 'قائد القوة',
      textHash: 'c'.repeat(64),
      legal: true,
      physical: true,
      material: true,
      monitoringAccess: true,
      signedAt: AT,
    },
  };
  expect((await running.call('POST', '/amnesties', { body: { ...common, ...amnesty } })).status).toBe(201);
  expect((await running.call('POST', '/amnesty-status-changes', { body: { ...common, status: 'IN_FORCE', reason: 'Read' } })).status).toBe(
    201,
  );
  expect((await running.call('POST', '/receiving-authorities', { body: authority })).status).toBe(201);
  await running.settle();
  return running;
}

const header = { manifestNo: MANIFEST, crossing: 'Al-Qaim', receivingAuthority: 'OPS-EAST' };
const asQuery = { ...header, officer: 'J-1', committee: 'JC-1', from: AT, to: later(600), at: AT };
const csvOf = (lines: ReturnType<typeof said>[]) =>
  ['line,personalNumber,given,father,family,dateOfBirth,sex,nationality', ...lines.map((line) => Object.values(line).join(','))].join(
    '\r\n',
  );
const submission = (lines: unknown[]) => ({ by: by('J-1'), at: AT, ...header, window: { from: AT, to: later(600) }, lines });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

let sequence = 0;
const scan = (n: number, type: string, minute: number, more: object = {}) => ({
  by: by('J-5'),
  device: 'HH-1',
  deviceSequence: ++sequence,
  type,
  manifestNo: MANIFEST,
  personalNumber: number(n),
  capturedAt: later(minute),
  ...(type === 'BOARDED' && { reconfirmed: true, baggage: { pieces: 1, kg: 20 } }),
  ...more,
});
const act = (officer: string, minute: number, more: object = {}) => ({
  body: { by: by(officer), at: later(minute), manifestNo: MANIFEST, ...more },
});

/** From VALIDATED to EMBARKING. */
async function toEmbarking({ call, settle }: House, exceptions: object[] = []) {
  const steps: [string, Options][] = [
    ['/legal-reviews', act('J-3', 1, { reference: 'LR-1' })],
    ['/approvals', act('J-2', 2)],
    ['/seals', act('J-2', 3)],
    ['/clearance-requests', act('J-2', 4, { legalBasis: 'Agreement on return' })],
    ['/clearances', act('J-2', 5, { reference: 'CL-1', receiver: 'R-1', exceptions })],
    ['/embarkations', act('J-5', 6, { vehicles: [{ vehicle: 'BUS 1', capacity: 50, escortCommander: 'J-5' }] })],
  ];
  for (const [path, options] of steps) expect([path, (await call('POST', path, options)).status]).toEqual([path, 201]);
  await settle();
}

const certificate = {
  certificateNo: 'HC-1',
  place: 'Al-Qaim',
  deliverer: 'J-2',
  receiver: 'R-1',
  capacity: 'Commander',
  signatories: { deliverer: { name: 'ضابط التسليم' }, receiver: { name: 'قائد القوة' } },
};

describe('a return manifest', () => {
  test('lists a CSV in chunks, one put a line and little beside, and answers the same when it is posted again', async () => {
    const running = await opened();
    await people(running, 1, 110);
    for (const name of Object.keys(running.requests)) delete running.requests[name];
    const csv = csvOf(range(1, 110).map(said));
    const answer = await running.call('POST', '/manifests', { csv, query: asQuery, key: 'submit' });
    expect([answer.status, answer.body.state, answer.headers?.location]).toEqual([202, 'DRAFT', `/manifests/${MANIFEST}`]);
    await running.settle();
    const shown = await running.show();
    const { PutItemCommand = 0, ...beside } = running.requests;
    const total = Object.values(running.requests).reduce((sum, count) => sum + count, 0);
    expect([shown.state, shown.counts.manifested, shown.counts.pending]).toEqual(['VALIDATED', 110, 0]);
    // Two slices, the submission, two tallies, one of them after a lost race.
    expect(PutItemCommand).toBeLessThanOrEqual(110 + 6);
    expect(Object.values(beside).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(32);

    const before = total;
    const again = await running.call('POST', '/manifests', { csv, query: asQuery, key: 'another-key' });
    expect([again.status, again.body.lines, again.body.state]).toEqual([202, 110, 'DRAFT']);
    expect(Object.values(running.requests).reduce((sum, count) => sum + count, 0) - before).toBeLessThanOrEqual(5);
    const other = await running.call('POST', '/manifests', { csv: csvOf(range(1, 109).map(said)), query: asQuery });
    expect([other.status, other.body.code]).toEqual([409, 'MANIFEST_DIFFERS']);
  });

  test('says of every line that is not listed which and why, and lists the others', async () => {
    const running = await opened();
    await people(running, 1, 6);
    await running.call('POST', '/stops', { body: { by: by('J-1'), at: AT, personalNumber: number(3), stop: 'ASYLUM_CLAIM' } });
    const lines = [
      said(1),
      { ...said(2), given: 'خالد' },
      said(3),
      { ...said(4), sex: 'male?' },
      said(5),
      { ...said(5), line: 6 },
      { ...said(6), line: 1 },
      { ...said(77), line: 8 },
      { ...said(1), line: 9, personalNumber: 'WA000001-2' },
    ];
    expect((await running.call('POST', '/manifests', { body: submission(lines) })).status).toBe(202);
    await running.settle();
    const found = (await running.lines({ outcome: 'NOT_LISTED' })).map(({ line, code, field }: Record<string, unknown>) => [
      line,
      code,
      field,
    ]);
    expect(found).toEqual([
      [1, 'DUPLICATE_LINE', 'line'],
      [2, 'IDENTITY_MISMATCH', undefined],
      [3, 'ASYLUM_CLAIM_OPEN', undefined],
      [4, 'INVALID_FIELDS', 'sex'],
      [6, 'DUPLICATE_PERSON', 'personalNumber'],
      [8, 'PERSON_UNKNOWN', 'personalNumber'],
      [9, 'WEAPON_ON_PERSON_MANIFEST', 'personalNumber'],
    ]);
    const { counts, state } = await running.show();
    expect([state, counts.lines, counts.manifested, counts.notListed]).toEqual(['VALIDATED', 9, 2, 7]);
  });

  test('foresees the outcomes without storing anything, and holds a commit to its plan', async () => {
    const running = await opened();
    await people(running, 1, 3);
    const body = submission([said(1), said(2), said(99)]);
    const plan = await running.call('POST', '/manifests', { body, query: { mode: 'validate' } });
    expect([plan.status, plan.body.listed, plan.body.outcomes[0].code]).toEqual([200, 2, 'PERSON_UNKNOWN']);
    expect((await running.call('GET', `/manifests/${MANIFEST}`)).status).toBe(404);
    await running.call('POST', '/stops', { body: { by: by('J-1'), at: AT, personalNumber: number(2), stop: 'LEGAL_HOLD' } });
    await running.settle();
    const { planDigest } = plan.body;
    expect((await running.call('POST', '/manifests', { body, query: { planDigest } })).body.code).toBe('PLAN_CHANGED');
    const anew = await running.call('POST', '/manifests', { body, query: { mode: 'validate' } });
    expect((await running.call('POST', '/manifests', { body, query: { planDigest: anew.body.planDigest } })).status).toBe(202);
  });

  test('goes to its reconciliation with a withdrawal on the bus, a no-show, an exception, a refusal, and scans that come twice', async () => {
    const running = await opened();
    const { call, settle } = running;
    await people(running, 1, 10);
    await call('POST', '/manifests', { lines: range(1, 10).map(said), query: asQuery });
    await settle();
    expect((await call('GET', `/manifests/${MANIFEST}/receiver-view`)).status).toBe(409);
    expect((await call('POST', '/scans', { body: [scan(1, 'PRESENTED', 1)] })).body.items[0].code).toBe('MANIFEST_NOT_EMBARKING');
    await toEmbarking(running, [{ personalNumber: number(10), reason: 'Not on their list' }]);
    const view = (await call('GET', `/manifests/${MANIFEST}/receiver-view`)).body.items;
    expect(view.filter((item: object) => 'withdrawn' in item)).toEqual([{ line: 10, withdrawn: true }]);
    expect(view[0]).toEqual(said(1));

    // Line 1 withdraws at the gate, 2 does not come; 3 to 9 board, 3 objects on the bus.
    await call('POST', '/declaration-withdrawals', { body: { by: by('P-1'), at: later(9), personalNumber: number(1) } });
    expect(
      (await call('POST', '/line-holds', act('J-5', 10, { lines: [{ personalNumber: number(2), to: 'NO_SHOW' }] }))).body.items[0].outcome,
    ).toBe('ACCEPTED');
    const boarding = range(3, 9).flatMap((n) => [scan(n, 'BOARDED', 12), scan(n, 'PRESENTED', 11)]);
    const first = await call('POST', '/scans', { body: boarding });
    expect(first.body.items.filter(({ outcome }: { outcome: string }) => outcome !== 'ACCEPTED')).toEqual([]);
    await settle();
    const twice = await call('POST', '/scans', { lines: [...boarding.slice(0, 3), scan(3, 'DISEMBARKED_OBJECTED', 13)] });
    expect(twice.body.items.map(({ outcome, repeated }: Record<string, unknown>) => [outcome, repeated])).toEqual([
      ...Array(3).fill(['ACCEPTED', true]),
      ['ACCEPTED', undefined],
    ]);
    const conflict = await call('POST', '/scans', { body: [scan(2, 'PRESENTED', 14)] });
    expect(conflict.body.items[0].outcome).toBe('CONFLICT');
    await settle();
    expect((await call('GET', `/manifests/${MANIFEST}/conflicts`)).body.items[0]).toMatchObject({
      line: 2,
      stands: 'NO_SHOW',
      claimed: 'PRESENTED',
    });

    const heads = (count: number) => ({
      headCounts: [
        { officer: 'J-5', count },
        { officer: 'J-2', count },
      ],
    });
    expect((await call('POST', '/departures', act('J-5', 15, heads(7)))).body.code).toBe('HEAD_COUNT_DIFFERS');
    expect((await call('POST', '/departures', act('J-5', 15, heads(6)))).status).toBe(201);
    expect((await call('POST', '/arrivals', act('J-5', 60, { place: 'Al-Qaim' }))).status).toBe(201);
    await call('POST', '/scans', { body: range(4, 9).map((n) => scan(n, 'PRESENTED_TO_RECEIVER', 61)) });
    const answers = range(4, 9).map((n) => ({
      personalNumber: number(n),
      response: n === 9 ? 'REFUSED' : 'ACCEPTED',
      ...(n === 9 && { reason: 'Name' }),
    }));
    const accepting = act('J-2', 62, { receiver: 'R-1', place: 'Al-Qaim', channel: 'SIGNED_PAPER', lines: answers });
    expect(
      (await call('POST', '/acceptances', { ...accepting, key: 'acceptance' })).body.items.every(
        ({ outcome }: { outcome: string }) => outcome === 'ACCEPTED',
      ),
    ).toBe(true);
    expect(
      (await call('POST', '/acceptances', { ...accepting, key: 'acceptance' })).body.items.every(
        ({ repeated }: { repeated: boolean }) => repeated,
      ),
    ).toBe(true);
    await settle();
    const signed = await call('POST', '/certificates', act('J-2', 70, certificate));
    expect([signed.status, signed.body.state]).toEqual([201, 'HANDED_OVER_PARTIAL']);
    await settle();
    const closed = await call('POST', '/reconciliations', act('J-1', 80, { certificateScan: 'SCAN-1' }));
    expect([closed.status, closed.body.state]).toEqual([201, 'RECONCILED']);
    expect(closed.body.figures).toMatchObject({
      manifested: 10,
      boarded: 7,
      noShow: 1,
      withdrew: 1,
      removed: 1,
      disembarked: 1,
      presented: 6,
      accepted: 5,
      refused: 1,
      open: 0,
    });

    const paper = (await call('GET', `/manifests/${MANIFEST}/certificate`)).body;
    expect(paper.contentHash).toBe((await running.show()).contentHash);
    expect(paper.annexes.A.count).toBe(5);
    expect(
      paper.annexes.B.lines
        .filter(({ outcome }: { outcome: string }) => outcome === 'NOT_PRESENTED')
        .map(({ line }: { line: number }) => line),
    ).toEqual([1, 2, 3, 10]);
    expect(paper.annexes.B.lines.at(-2)).toEqual({ line: 9, outcome: 'REFUSED', personalNumber: number(9), reason: 'Name' });
    expect((await call('GET', `/manifests/${MANIFEST}/certificate/accepted`)).body.items.map(({ line }: { line: number }) => line)).toEqual(
      [4, 5, 6, 7, 8],
    );
    const operation = (await call('GET', '/handover/reconciliation')).body;
    expect([operation.balanced, operation.total.accepted, operation.caseload.remaining]).toEqual([true, 5, 5]);
  });

  test('lets its people go when it is cancelled', async () => {
    const running = await opened();
    await people(running, 1, 30);
    await running.call('POST', '/manifests', { lines: range(1, 30).map(said), query: asQuery });
    await running.settle();
    expect((await running.call('POST', '/cancellations', act('J-2', 2, { reason: 'Crossing closed' }))).status).toBe(201);
    await running.settle();
    expect((await running.show()).states).toEqual({ REMOVED_BY_APPROVAL: 30 });
    const again = { ...asQuery, manifestNo: 'RM-20241220-QM-01' };
    await running.call('POST', '/manifests', { lines: range(1, 30).map(said), query: again });
    await running.settle();
    expect((await running.show('RM-20241220-QM-01')).counts.manifested).toBe(30);
  });
});
