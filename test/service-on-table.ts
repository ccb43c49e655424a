import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';
import type { Envelope } from '#shared/contracts/envelope.ts';
import { toItem } from '#shared/lambda/event-item.ts';
import { type EventStore, eventStore, type Guard } from '#shared/lambda/event-store.ts';
import { type EventWalk, eventWalk } from '#shared/lambda/event-walk.ts';
import { type ApiDeps, api, type UseCase } from '#shared/lambda/http.ts';
import { type Outbox, outbox } from '#shared/lambda/outbox.ts';
import { type Route, routeKey } from '#shared/lambda/route.ts';
import { openTestTable } from './dynamodb.ts';

type Service<D> = {
  readonly routes: readonly Route[];
  readonly useCases: Readonly<Record<string, UseCase<D>>>;
  /** `follows` is made of the store, as the service's outbox makes it. */
  readonly publisher: Outbox;
  readonly follows?: (store: EventStore) => Outbox['follows'];
  readonly guard?: Guard;
  readonly deps: (table: { store: EventStore; walk: EventWalk }) => D;
};
type Asked = { body?: object; lines?: object[]; query?: Record<string, string>; accept?: string; key?: string; client?: string };

/**
 * A service's handlers on a table of its own. `call` asks a route as the gateway would; `tell` runs the outbox by hand over what is new:
 * projections into the table, messages into `sent`. `requests` counts the requests to the table by operation.
 */
export async function serviceOnTable<D extends ApiDeps>({ routes, useCases, publisher, follows, guard, deps }: Service<D>) {
  const at = await openTestTable(`test-${crypto.randomUUID()}`);
  const requests = count(at.client);
  const table = { store: eventStore({ ...at, guard }), walk: eventWalk(at) };
  const { store, walk } = table;
  const handler = api({ routes, useCases, deps: deps(table) });
  const sent: Envelope[] = [];
  const sqs = {
    send: async ({ input }: { input: { Entries: { MessageBody: string }[] } }) => {
      sent.push(...input.Entries.map(({ MessageBody }) => JSON.parse(MessageBody)));
      return {};
    },
  } as unknown as SQSClient;
  const publish = outbox({ ...publisher, follows: follows?.(store) ?? publisher.follows } as Outbox, {
    store,
    walk,
    sqs,
    queues: { registration: 'q', custody: 'q', handover: 'q' },
  });
  const told = new Set<string>();
  let calls = 0;

  async function call(
    method: string,
    path: string,
    { body, lines, query = {}, accept, key = `k${++calls}`, client = 'a-ministry' }: Asked = {},
  ) {
    const route = routes.find((each) => each.method === method && new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
    if (!route) throw new Error(`no route ${method} ${path}`);
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
    const values = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(path)?.slice(1) ?? [];
    const event = {
      routeKey: routeKey(route),
      rawPath: path,
      rawQueryString: new URLSearchParams(query).toString(),
      queryStringParameters: query,
      pathParameters: Object.fromEntries(names.map((name, index) => [name, values[index]])),
      headers: { 'content-type': lines ? 'application/x-ndjson' : 'application/json', 'idempotency-key': key, ...(accept && { accept }) },
      requestContext: { authorizer: { jwt: { claims: { scope: `${route.scope} amana/backfill`, client_id: client } } } },
      body: lines ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : JSON.stringify(body),
    } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
    const answer = await handler(event, {} as Context);
    const text = answer.body ?? '';
    const type = String(answer.headers?.['content-type']);
    const parsed = type.includes('ndjson')
      ? text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : type.includes('json')
        ? JSON.parse(text)
        : text;
    return { status: answer.statusCode, body: parsed, headers: answer.headers };
  }

  async function tell() {
    const today = new Date();
    const span = { from: new Date(today.getTime() - 86_400_000).toISOString(), to: today.toISOString() };
    for await (const events of walk.walk(span)) {
      const fresh = events.filter((event) => !told.has(event.hash));
      for (const { hash } of fresh) told.add(hash);
      if (fresh.length)
        await publish({ Records: fresh.map((event) => ({ dynamodb: { NewImage: toItem(event) } })) } as never, {} as Context);
    }
  }

  return { call, tell, sent, requests, store, walk };
}

/** Counts the requests to the table by operation. */
function count(client: DynamoDBClient) {
  const counts: Record<string, number> = {};
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        counts[commandName] = (counts[commandName] ?? 0) + 1;
        return next(args);
      },
    { step: 'initialize' },
  );
  return {
    of: (before: Record<string, number> = {}) =>
      Object.fromEntries(
        Object.entries(counts)
          .map(([name, n]) => [name, n - (before[name] ?? 0)])
          .filter(([, n]) => n),
      ),
    now: () => ({ ...counts }),
  };
}
