import type { IncomingMessage } from 'node:http';
import { account } from './identities.ts';

export type RouteMatch = { routeKey: string; parameters: Record<string, string> };

/**
 * Content types API Gateway hands to a function as text; anything else, none at all included, arrives base64-encoded.
 * Not documented by AWS: measured by others against a deployed HTTP API.
 */
const isText = (contentType: string) => /^(text\/.*|application\/(json|xml|javascript))$/i.test((contentType.split(';')[0] ?? '').trim());

/** The event of Lambda's payload format 2.0. */
export function httpEvent(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  match: RouteMatch,
  stage: string,
  requestId: string,
  jwt: object | undefined,
) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'cookie' && value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  const text = isText(headers['content-type'] ?? '');
  const now = new Date();
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(request.headers.cookie ? { cookies: request.headers.cookie.split('; ') } : {}),
    headers,
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    ...(Object.keys(match.parameters).length > 0 ? { pathParameters: match.parameters } : {}),
    requestContext: {
      accountId: account,
      apiId: 'local',
      ...(jwt ? { authorizer: { jwt } } : {}),
      domainName: headers.host ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.routeKey,
      stage,
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 ? { body: text ? body.toString() : body.toString('base64') } : {}),
    isBase64Encoded: body.length > 0 && !text,
  };
}

export type HttpAnswer = { status: number; headers: Record<string, string | string[]>; body: Buffer };

/** What the caller gets from what the function returned: format 2.0, where anything without a status code is a JSON body. */
export function httpAnswer(result: string): HttpAnswer {
  const value = JSON.parse(result) as Record<string, unknown> | string | null;
  if (value === null || typeof value !== 'object' || value.statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(typeof value === 'string' ? value : result) };
  }
  const headers: Record<string, string | string[]> = {};
  for (const [name, header] of Object.entries((value.headers ?? {}) as Record<string, unknown>))
    headers[name.toLowerCase()] = String(header);
  if (Array.isArray(value.cookies)) headers['set-cookie'] = value.cookies.map(String);
  headers['content-type'] ??= 'text/plain; charset=utf-8';
  const body =
    typeof value.body === 'string' ? value.body : value.body === undefined || value.body === null ? '' : JSON.stringify(value.body);
  return { status: Number(value.statusCode), headers, body: Buffer.from(body, value.isBase64Encoded ? 'base64' : 'utf8') };
}
