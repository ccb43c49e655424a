import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { refuse } from '#shared/kernel/refusal.ts';
import { type Answer, api, type Request } from './http.ts';
import { paging } from './listing.ts';
import type { Route } from './route.ts';

const document = z.strictObject({ name: z.string().max(5), count: z.number().int().optional() });
const routes: Route[] = [
  {
    method: 'POST',
    path: '/things',
    scope: 'amana/custody.write',
    status: 201,
    use: 'make',
    body: document,
    batch: true,
    loads: [{ kind: 'THING', by: 'name' }],
    summary: 'make',
  },
  { method: 'GET', path: '/things', scope: 'amana/custody.read', use: 'list', lists: true, query: z.strictObject(paging), summary: 'list' },
];

type Seen = { name: string; id: string };
function service() {
  const seen: Seen[] = [];
  const useCases = {
    make: async ({ body, context }: Request<z.infer<typeof document>>): Promise<Answer | ReturnType<typeof refuse>> => {
      if (body.name === 'crash') throw new Error('يوسف');
      if (body.name === 'later') return refuse('NOT_YET', 'Wait a little.', { retryAfter: 1 });
      if (body.name === 'bad') return refuse('NAME_TAKEN', 'This name is taken.', { field: 'name' });
      seen.push({ name: body.name, id: context.id });
      return { body: { name: body.name } };
    },
    list: async () => ({ list: { items: [{ name: '=1+1', place: { site: 'S' }, tags: ['a', 'b'] }], next: 'after-me' } }),
  };
  const handler = api({ routes, useCases, deps: { store: { heads: async () => new Map() } as never } });
  return { seen, handler };
}

type Call = {
  route?: string;
  body?: string;
  type?: string;
  key?: string | null;
  scope?: string;
  accept?: string;
  query?: Record<string, string>;
  base64?: boolean;
};

async function call(
  { route = 'POST /things', body, type = 'application/json', key = 'k1', scope = 'amana/custody.write', accept, query, base64 }: Call,
  { handler } = service(),
) {
  const event = {
    version: '2.0',
    routeKey: route,
    rawPath: '/things',
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { 'content-type': type, ...(key !== null && { 'idempotency-key': key }), ...(accept && { accept }) },
    queryStringParameters: query,
    requestContext: { authorizer: { jwt: { claims: { scope, client_id: 'interior' }, scopes: [] } } },
    body: base64 && body !== undefined ? Buffer.from(body, 'latin1').toString('base64') : body,
    isBase64Encoded: base64 ?? false,
  } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
  const answer = await handler(event, {} as never, {} as never);
  const text = String(answer?.body ?? '');
  return {
    status: answer?.statusCode,
    headers: answer?.headers ?? {},
    text,
    problem: (() => {
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
    })(),
  };
}

const refusals: [what: string, call: Call, status: number, code: string, error?: object][] = [
  ['malformed JSON, by line', { body: '{"name":\n"a",,}' }, 400, 'MALFORMED_JSON', { line: 2 }],
  ['text that is not UTF-8', { body: '{"name":"\xff"}', base64: true }, 400, 'NOT_UTF8'],
  ['half a surrogate pair, which can be neither stored nor hashed', { body: '{"name":"\\ud83d"}' }, 400, 'MALFORMED_JSON'],
  ['an unknown field', { body: '{"name":"a","colour":1}' }, 422, 'INVALID_FIELDS', { field: 'colour', rule: 'unknown field' }],
  ['a field of the wrong kind', { body: '{"name":7}' }, 422, 'INVALID_FIELDS', { field: 'name' }],
  ['no body', {}, 400, 'MALFORMED_JSON'],
  ['a media type of no document', { body: '<a/>', type: 'text/xml' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['a call without a key', { body: '{"name":"a"}', key: null }, 400, 'IDEMPOTENCY_KEY_REQUIRED'],
  ['a key with spaces', { body: '{"name":"a"}', key: 'a b' }, 400, 'IDEMPOTENCY_KEY_INVALID'],
  ['a body of more than 3 MB', { body: `{"name":"${'a'.repeat(3_000_000)}"}` }, 413, 'BODY_TOO_LARGE'],
  ['a token without the scope', { body: '{"name":"a"}', scope: 'amana/custody.read' }, 403, 'SCOPE_MISSING'],
  ['a route that is none', { route: 'GET /nowhere' }, 404, 'NO_SUCH_ROUTE'],
  ['a refusal of the domain', { body: '{"name":"bad"}' }, 409, 'NAME_TAKEN', { field: 'name' }],
  ['a batch of no lines', { body: '\n\n', type: 'application/x-ndjson' }, 400, 'NO_LINES'],
  ['a batch of 501 lines', { body: '{"name":"a"}\n'.repeat(501), type: 'application/x-ndjson' }, 413, 'TOO_MANY_LINES'],
  [
    'a query parameter out of range',
    { route: 'GET /things', scope: 'amana/custody.read', query: { limit: '5000' } },
    400,
    'INVALID_QUERY',
    { field: 'limit' },
  ],
  [
    'an unknown query parameter',
    { route: 'GET /things', scope: 'amana/custody.read', query: { colour: 'x' } },
    400,
    'INVALID_QUERY',
    { field: 'colour' },
  ],
];

describe('the HTTPS entry', () => {
  it.each(refusals)('refuses %s, and nothing reaches a use case', async (_what, wrong, status, code, error) => {
    const made = service();
    const answer = await call(wrong, made);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.problem).toMatchObject({
      status,
      code,
      type: expect.stringMatching(/^urn:amana:problem:/),
      ...(error && { errors: [expect.objectContaining(error)] }),
    });
    expect(made.seen).toEqual([]);
  });

  it('answers an accepted command with the status of its route', async () => {
    expect(await call({ body: '{"name":"a"}' })).toMatchObject({ status: 201, text: '{"name":"a"}' });
  });

  it('says when to repeat a call that may succeed later', async () => {
    expect((await call({ body: '{"name":"later"}' })).headers['retry-after']).toBe('1');
  });

  it('answers 503 to a fault of its own and quotes nothing of it', async () => {
    const answer = await call({ body: '{"name":"crash"}' });
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(answer.text).not.toContain('يوسف');
  });

  it('answers a batch with one outcome a line, in order, each line its own command', async () => {
    const made = service();
    const body = ['{"name":"a"}', '{"name":', '', '{"id":"own","name":"b"}', '{"name":"bad"}', '{"name":"toolong"}'].join('\r\n');
    const answer = await call({ body, type: 'application/x-ndjson', key: 'batch' }, made);
    const outcomes = answer.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(outcomes.map(({ line, status, code }) => [line, status, code])).toEqual([
      [1, 201, undefined],
      [2, 400, 'MALFORMED_JSON'],
      [4, 201, undefined],
      [5, 409, 'NAME_TAKEN'],
      [6, 422, 'INVALID_FIELDS'],
    ]);
    expect(outcomes[4].errors).toEqual([{ line: 6, field: 'name', rule: expect.any(String) }]);
    expect(made.seen.map(({ id }) => id).sort()).toEqual(['batch#1', 'own']);
  });

  it('needs a key or an id on every line of a batch', async () => {
    const answer = await call({ body: '{"name":"a"}', type: 'application/x-ndjson', key: null });
    expect(JSON.parse(answer.text)).toMatchObject({ line: 1, code: 'IDEMPOTENCY_KEY_REQUIRED' });
  });

  it('answers a list as JSON, NDJSON or safe CSV, with the link to its next page', async () => {
    const list = (accept: string) => call({ route: 'GET /things', scope: 'amana/custody.read', accept, query: { limit: '1' }, key: null });
    const json = await list('application/json');
    expect(JSON.parse(json.text)).toEqual({ items: [{ name: '=1+1', place: { site: 'S' }, tags: ['a', 'b'] }], next: expect.any(String) });
    expect(json.headers.link).toMatch(/^<\/things\?limit=1&cursor=[\w-]+>; rel="next"$/);
    expect((await list('text/csv')).text).toBe("name,place.site,tags\r\n'=1+1,S,a b\r\n");
    expect((await list('application/x-ndjson')).text).toBe('{"name":"=1+1","place":{"site":"S"},"tags":["a","b"]}\n');
  });
});
