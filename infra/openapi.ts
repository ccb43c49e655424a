import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { BACKFILL_SCOPE, type Route } from '#shared/lambda/route.ts';
import { routes as custody } from '../services/custody/routes.ts';
import { routes as handover } from '../services/handover/routes.ts';
import { routes as registration } from '../services/registration/routes.ts';

const services: Readonly<Record<string, readonly Route[]>> = { registration, custody, handover };

const problem = {
  type: 'object',
  description: 'RFC 9457. `code` is stable; each error names line, field and rule.',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { line: { type: 'integer' }, field: { type: 'string' }, rule: { type: 'string' } },
        required: ['rule'],
      },
    },
  },
};
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'The same key makes a repeated call safe. A line of a batch may carry its own `id` instead.',
  schema: { type: 'string', minLength: 1, maxLength: 64 },
};

/** JSON Schema of a document as a client writes it: defaults are optional. */
function schemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  return rest;
}

function queryParameters(schema: z.ZodType): object[] {
  const { properties = {}, required = [] } = schemaOf(schema) as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(properties).map(([name, each]) => ({ name, in: 'query', required: required.includes(name), schema: each }));
}

function requestBody({ body, batch, documents }: Route): object | undefined {
  const content = {
    ...(body && { 'application/json': { schema: schemaOf(body) } }),
    ...(batch && {
      'application/x-ndjson': {
        schema: { type: 'string', description: 'Up to 500 documents, one a line; the answer has one outcome a line.' },
      },
    }),
    ...Object.fromEntries(
      (documents ?? []).map((type) => [type, { schema: type === 'application/json' && body ? schemaOf(body) : { type: 'string' } }]),
    ),
  };
  return Object.keys(content).length ? { required: true, content } : undefined;
}

function operation(service: string, route: Route): object {
  const { method, path, scope, summary, description, status = 200, lists, query, answer } = route;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const media = lists ? ['application/json', 'application/x-ndjson', 'text/csv'] : ['application/json'];
  const object = answer ? schemaOf(answer) : { type: 'object' };
  const accepted = {
    description: summary,
    content: Object.fromEntries(media.map((type) => [type, { schema: type === 'application/json' ? object : { type: 'string' } }])),
  };
  const body = requestBody(route);
  return {
    tags: [service],
    operationId: `${method.toLowerCase()}${path.replaceAll(/[/{}-]+(\w?)/g, (_all, next: string) => next.toUpperCase())}`,
    summary,
    ...(description && { description }),
    security: [{ ministries: [scope] }],
    parameters: [...inPath, ...(query ? queryParameters(query) : []), ...(method === 'GET' ? [] : [idempotencyKey])],
    ...(body && { requestBody: body }),
    responses: {
      [status]: accepted,
      '4XX': {
        description: 'A rule said no; nothing is stored',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
      503: {
        description: 'Not now: repeat the call with the same key',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** The OpenAPI 3.1 description of all three services, made from their routes alone. */
export function openapi(serverUrl = '/'): object {
  const { version, description } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const paths: Record<string, Record<string, object>> = {};
  for (const [service, routes] of Object.entries(services)) {
    for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(service, route) };
  }
  const scopes = [...new Set(Object.values(services).flatMap((routes) => routes.map(({ scope }) => scope as string)))];
  return {
    openapi: '3.1.0',
    info: { title: 'Amana', version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: serverUrl }],
    tags: Object.keys(services).map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: {
        ministries: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: '/oauth2/token',
              scopes: Object.fromEntries([...scopes, BACKFILL_SCOPE].map((scope) => [scope, scope])),
            },
          },
        },
      },
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(`${JSON.stringify(openapi(), undefined, 2)}\n`);
