import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';
import { expect } from 'vitest';
import type { Envelope } from '#shared/contracts/envelope.ts';
import { enrolment } from '#shared/lambda/enrolment.ts';
import type { Item } from '#shared/lambda/event-item.ts';
import { eventStore } from '#shared/lambda/event-store.ts';
import { eventWalk } from '#shared/lambda/event-walk.ts';
import { api } from '#shared/lambda/http.ts';
import { outbox } from '#shared/lambda/outbox.ts';
import { inbox } from '#shared/lambda/queue.ts';
import { routeKey } from '#shared/lambda/route.ts';
import { caseSayings } from './case-announcements.ts';
import { caseReaders } from './case-readers.ts';
import { manifestSayings } from './manifest-announcements.ts';
import { manifestReaders } from './manifest-readers.ts';
import { reads } from './reads.ts';
import { routes } from './routes.ts';
import { projects } from './store.ts';
import { type Deps, useCases } from './use-cases.ts';

/** The manifest of the tests, and when its day begins. */
export const MANIFEST = 'RM-20241219-QM-01';
export const AT = '2024-12-19T06:00:00Z';
export const KEY = 'a key for tests only';
export type Table = { readonly client: DynamoDBClient; readonly table: string };
export type Options = {
  body?: unknown;
  lines?: object[];
  csv?: string;
  type?: string;
  query?: Record<string, string>;
  key?: string;
  accept?: string;
  headers?: Record<string, string>;
  mayBackfill?: boolean;
};

/** The whole service on a table of its own. What is put is told to the outbox and read from the queue when `settle` is called. */
export async function house(table: Table) {
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
    {
      service: 'handover',
      heads: ['CASE', 'WEAPON', 'LOT'],
      announces: (event) => [...caseSayings(event), ...manifestSayings(event)],
      projects,
    },
    { ...deps, sqs, queues: { registration: 'registration', custody: 'custody', handover: 'handover' } },
  );
  let calls = 0;

  async function call(
    method: string,
    path: string,
    { body, lines, csv, type: stated, query = {}, key = `k${++calls}`, accept, headers, mayBackfill = true }: Options = {},
  ) {
    const matching = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
    const route = routes.find((each) => each.method === method && matching(each.path).test(path));
    if (!route) throw new Error(`no route ${method} ${path}`);
    const type = stated ?? (csv !== undefined ? 'text/csv' : lines ? 'application/x-ndjson' : 'application/json');
    const event = {
      routeKey: routeKey(route),
      rawPath: path,
      rawQueryString: new URLSearchParams(query).toString(),
      queryStringParameters: query,
      pathParameters: Object.fromEntries(
        [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name], index) => [name, matching(route.path).exec(path)?.[index + 1]]),
      ),
      headers: { 'content-type': type, 'idempotency-key': key, ...(accept && { accept }), ...headers },
      requestContext: {
        authorizer: {
          jwt: { claims: { scope: mayBackfill ? `${route.scope} amana/backfill` : route.scope, client_id: 'joint-operations' } },
        },
      },
      body: csv ?? (lines ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : JSON.stringify(body)),
    } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
    const answer = await handler(event, {} as Context);
    const text = answer.body ?? '';
    const answered = String(answer.headers?.['content-type'] ?? '');
    const read = () => {
      if (answered.includes('ndjson')) return text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
      return answered.includes('json') ? JSON.parse(text) : undefined;
    };
    return { status: answer.statusCode ?? 0, headers: answer.headers, text, body: read() };
  }

  /** Everything told and everything said, until nothing is left or, message by message, until it is enough. */
  async function settle(enough?: () => Promise<boolean>) {
    while ((told.length || waiting.length) && !(await enough?.())) {
      const images = told.splice(0, 100);
      if (images.length) await publish({ Records: images.map((NewImage) => ({ dynamodb: { NewImage } })) } as never, {} as Context);
      const messages = waiting.splice(0, enough ? 1 : 10);
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

export type House = Awaited<ReturnType<typeof house>>;
