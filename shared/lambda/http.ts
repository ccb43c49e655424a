import middy from '@middy/core';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { type Body, batchLines, bodyOf, json, type Line, utf8 } from './body.ts';
import { clock } from './clock.ts';
import type { Context } from './command-context.ts';
import type { EventStore } from './event-store.ts';
import { type Listed, listAnswer } from './listing.ts';
import { faultFields, log } from './logger.ts';
import { faultsOf, type Problem, problem, problemOf } from './problem.ts';
import { type Route, routeKey } from './route.ts';

type HttpEvent = APIGatewayProxyEventV2WithJWTAuthorizer;
type HttpAnswer = APIGatewayProxyStructuredResultV2;

/** What a use case gets: the validated document, and what the call is. */
export type Request<B = unknown, Q = unknown> = {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  readonly document: Body;
  readonly context: Context;
  /** Of an entity tag in `If-Match`: the number of the event that the caller saw last. */
  readonly ifMatch?: number;
  /** The newest event of a stream as a batch loaded it beforehand: a hint, see `Hint`. */
  head(kind: string, id: string): StoredEvent | undefined;
};

export type Answer =
  | { readonly status?: number; readonly body: object; readonly headers?: Record<string, string> }
  | { readonly list: Listed };
// biome-ignore lint/suspicious/noExplicitAny: each use case types the body its route's schema has validated
export type UseCase<D> = (request: Request<any, any>, deps: D) => Promise<Answer | Refusal>;

export type ApiDeps = { readonly store: EventStore };

const AT_ONCE = 16;
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,64}$/;
const MOST_OF_A_PARAMETER = 200;
const PROBLEM_JSON = 'application/problem+json';

/**
 * The handler of a service's HTTPS routes (HTTP API, payload format 2.0). Accepted commands answer with the route's status; every refusal
 * and every fault of the caller is a 4xx problem+json (RFC 9457). What is not the caller's fault is 503 with Retry-After: repeat the call.
 */
export function api<D extends ApiDeps>({
  routes,
  useCases,
  deps,
}: {
  routes: readonly Route[];
  useCases: Readonly<Record<string, UseCase<D>>>;
  deps: D;
}) {
  const byKey = new Map(routes.map((route) => [routeKey(route), route]));

  async function answer(event: HttpEvent): Promise<HttpAnswer> {
    const route = byKey.get(event.routeKey);
    const use = route && useCases[route.use];
    if (!route || !use) return problemAnswer(problem(404, 'NO_SUCH_ROUTE', 'There is no such route.'));
    const claims = event.requestContext.authorizer?.jwt?.claims ?? {};
    const scopes = String(claims.scope ?? '').split(' ');
    if (!scopes.includes(route.scope)) return problemAnswer(problem(403, 'SCOPE_MISSING', `This route needs the scope ${route.scope}.`));
    const base = { client: String(claims.client_id ?? claims.sub ?? ''), scopes, recordedAt: clock.now(), salt: '' };

    const query = route.query?.safeParse(event.queryStringParameters ?? {});
    if (query && !query.success)
      return problemAnswer(problem(400, 'INVALID_QUERY', 'A query parameter breaks a rule.', faultsOf(query.error)));
    const params = Object.fromEntries(Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, value ?? '']));
    if (Object.values(params).some((value) => value.length > MOST_OF_A_PARAMETER))
      return problemAnswer(problem(404, 'NO_SUCH_THING', 'Nothing has so long a name.'));
    const document = bodyOf(event);
    if (isRefusal(document)) return refusalAnswer(document);
    const ifMatch = /^"(\d+)"$/.exec(event.headers['if-match'] ?? '')?.[1];
    const shared = { params, query: query?.data ?? {}, document, head: () => undefined, ...(ifMatch && { ifMatch: Number(ifMatch) }) };

    const key = event.headers['idempotency-key'];
    if (key !== undefined && !IDEMPOTENCY_KEY.test(key))
      return refusalAnswer(
        refuse('IDEMPOTENCY_KEY_INVALID', 'Idempotency-Key has 1 to 64 visible ASCII characters.', {
          status: 400,
          field: 'Idempotency-Key',
        }),
      );
    if (route.batch && document.mediaType === 'application/x-ndjson') {
      const lines = batchLines(document);
      return isRefusal(lines) ? refusalAnswer(lines) : batchAnswer(await batch(route, use, lines, { ...shared, key, base }));
    }
    if (route.method !== 'GET' && key === undefined) {
      return refusalAnswer(
        refuse('IDEMPOTENCY_KEY_REQUIRED', 'Send an Idempotency-Key: the same key makes a repeated call safe.', {
          status: 400,
          field: 'Idempotency-Key',
        }),
      );
    }
    const context = { ...base, id: key ?? '', salt: clock.salt() };
    const body = route.body ? jsonBody(route, document) : undefined;
    if (isRefusal(body)) return refusalAnswer(body);
    const done = await use({ ...shared, body: body as never, context }, deps);
    if (isRefusal(done)) return refusalAnswer(done);
    if ('list' in done) return listAnswer(event, done.list);
    const etag = done.headers?.etag;
    if (route.method === 'GET' && etag && event.headers['if-none-match'] === etag) return { statusCode: 304, headers: { etag } };
    return {
      statusCode: done.status ?? route.status ?? 200,
      headers: { 'content-type': 'application/json', ...done.headers },
      body: JSON.stringify(done.body),
    };
  }

  type BatchCall = Omit<Request, 'body' | 'context'> & { key: string | undefined; base: Omit<Context, 'id'> };

  /** Runs a batch's lines, those about one record in their order, others side by side; one outcome a line, in the order of the lines. */
  async function batch(route: Route, use: UseCase<D>, lines: readonly Line[], { key, base, ...shared }: BatchCall): Promise<object[]> {
    const heads = new Map<string, StoredEvent>();
    for (const { kind, by } of route.loads ?? []) {
      const ids = lines.flatMap(({ value }) => (typeof field(value, by) === 'string' ? [field(value, by) as string] : []));
      for (const [id, head] of await deps.store.heads(kind, ids)) heads.set(`${kind}#${id}`, head);
    }
    const head = (kind: string, id: string) => heads.get(`${kind}#${id}`);
    const outcomes = new Map<number, object>();
    const one = async ({ line, value, fault }: Line) => {
      const say = (found: Problem) => outcomes.set(line, { line, ...found });
      if (fault) return say(problem(400, 'MALFORMED_JSON', `Line ${line}: ${fault.rule}.`, [fault]));
      const { id: own, ...content } = (value ?? {}) as { id?: unknown };
      const id = typeof own === 'string' ? own : key && `${key}#${line}`;
      if (!id || !IDEMPOTENCY_KEY.test(id))
        return say(
          problem(400, 'IDEMPOTENCY_KEY_REQUIRED', 'A line needs its own id, or the call an Idempotency-Key.', [
            { line, field: 'id', rule: '1 to 64 visible ASCII characters' },
          ]),
        );
      const body = route.body?.safeParse(content);
      if (!body?.success) return say(problem(422, 'INVALID_FIELDS', `Line ${line} breaks a rule.`, body ? faultsOf(body.error, line) : []));
      const done = await use({ ...shared, head, body: body.data as never, context: { ...base, id, salt: clock.salt() } }, deps);
      if (isRefusal(done)) return say({ ...problemOf(done), line, ...(done.retryAfter !== undefined && { retryAfter: done.retryAfter }) });
      return outcomes.set(line, {
        line,
        id,
        status: ('status' in done && done.status) || route.status || 200,
        ...('body' in done ? done.body : {}),
      });
    };
    const by = route.loads?.[0]?.by;
    const queues = new Map<unknown, Line[]>();
    for (const line of lines) {
      const record = (by && field(line.value, by)) ?? line.line;
      queues.set(record, [...(queues.get(record) ?? []), line]);
    }
    const waiting = [...queues.values()];
    const worker = async () => {
      for (let queue = waiting.shift(); queue; queue = waiting.shift()) for (const line of queue) await one(line);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return lines.map(({ line }) => outcomes.get(line) ?? { line });
  }

  return middy<HttpEvent, HttpAnswer>({ timeoutEarlyInMillis: 0 })
    .use({
      onError: (request) => {
        log('error', 'call failed', { route: request.event.routeKey, ...faultFields(request.error) });
        request.response = {
          ...problemAnswer(problem(503, 'TRY_AGAIN', 'The service could not answer; repeat the call.')),
          headers: { 'content-type': PROBLEM_JSON, 'retry-after': '1' },
        };
      },
    })
    .handler(answer);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function jsonBody(route: Route, { bytes, mediaType }: Body): unknown | Refusal {
  if (mediaType !== 'application/json') {
    const accepted = ['application/json', ...(route.batch ? ['application/x-ndjson'] : [])].join(' or ');
    return refuse('UNSUPPORTED_MEDIA_TYPE', `Send ${accepted}.`, { status: 415, field: 'Content-Type' });
  }
  const text = utf8(bytes);
  const value = isRefusal(text) ? text : json(text);
  if (isRefusal(value)) return value;
  const body = route.body?.safeParse(value);
  if (body?.success) return body.data;
  return refuse('INVALID_FIELDS', 'The document breaks a rule.', { status: 422, more: { errors: body ? faultsOf(body.error) : [] } });
}

function batchAnswer(outcomes: readonly object[]): HttpAnswer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/x-ndjson' },
    body: outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''),
  };
}

function refusalAnswer(refusal: Refusal): HttpAnswer {
  const answer = problemAnswer(problemOf(refusal));
  return refusal.retryAfter === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'retry-after': String(refusal.retryAfter) } };
}

function problemAnswer(found: Problem): HttpAnswer {
  return { statusCode: found.status, headers: { 'content-type': PROBLEM_JSON }, body: JSON.stringify(found) };
}
