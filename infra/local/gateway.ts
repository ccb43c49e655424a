import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Verdict } from './authorizer.ts';
import type { LocalFunction } from './functions.ts';
import { httpAnswer, httpEvent } from './http-event.ts';
import type { Issuer } from './issuer.ts';
import type { RouteTable } from './route-table.ts';

export type Target = {
  run: LocalFunction;
  authorize?: (header: string | undefined, scopes: string[]) => Promise<Verdict>;
  scopes: string[];
  timeoutMs: number;
};
export type Gateway = { routes: RouteTable<Target>; stage: string; issuer: Issuer; openapi?: object };

export type Listening = { url: string; open(gateway: Gateway): void; busy(): number; close(): void };

const bodyLimit = 10 * 1024 * 1024;

/**
 * Listens on 127.0.0.1; requests wait until `open` says what to route. Each gets a line in `accessLog`, without the path
 * as asked: it may tell of a person.
 */
export async function listen(port: number, accessLog: string, log: (line: string) => void): Promise<Listening> {
  const access = createWriteStream(accessLog, { flags: 'a', mode: 0o600 });
  let busy = 0;
  let opened: (gateway: Gateway) => void = () => undefined;
  const gateway = new Promise<Gateway>((resolve) => {
    opened = resolve;
  });
  const server = createServer(async (request, response) => {
    const since = Date.now();
    busy += 1;
    try {
      const routeKey = await handle(await gateway, request, response);
      const line = { at: new Date(since).toISOString(), routeKey, status: response.statusCode, ms: Date.now() - since };
      if (server.listening) access.write(`${JSON.stringify(line)}\n`);
    } catch (error) {
      // A caller that hangs up half way is no trouble of the gateway's.
      if (request.complete) log(`The gateway failed: ${String((error as Error).stack ?? error)}`);
      json(response, 500, { message: 'Internal Server Error' });
    } finally {
      busy -= 1;
    }
  });
  server.once('close', () => access.end());
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { close, url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, open: opened, busy: () => busy };
}

/** Answers one request; resolves to the key of the route that took it. */
async function handle(gateway: Gateway, request: IncomingMessage, response: ServerResponse): Promise<string | undefined> {
  const url = new URL(`http://local${request.url ?? '/'}`);
  const body = await read(request);
  if (await ownEndpoint(gateway, request, url, body, response)) return 'local';
  const prefix = gateway.stage === '$default' ? '' : `/${gateway.stage}`;
  const match = url.pathname.startsWith(`${prefix}/`)
    ? gateway.routes(request.method ?? 'GET', url.pathname.slice(prefix.length))
    : undefined;
  if (!match) return json(response, 404, { message: 'Not Found' });
  await take(gateway, match, request, url, body, response);
  return match.routeKey;
}

type Match = NonNullable<ReturnType<RouteTable<Target>>>;

async function take(
  { stage }: Gateway,
  match: Match,
  request: IncomingMessage,
  url: URL,
  body: Buffer | undefined,
  response: ServerResponse,
): Promise<void> {
  const { target } = match;

  const verdict = await target.authorize?.(request.headers.authorization, target.scopes);
  if (verdict?.allowed === false) {
    if (verdict.status === 401) response.setHeader('www-authenticate', 'Bearer');
    return json(response, verdict.status, { message: verdict.status === 401 ? 'Unauthorized' : 'Forbidden' });
  }
  if (!body) return json(response, 413, { message: 'Request Entity Too Large' });

  const requestId = randomUUID();
  const jwt = verdict && { claims: verdict.claims, scopes: verdict.scopes };
  const event = JSON.stringify(httpEvent(request, url, body, match, stage, requestId, jwt));
  response.setHeader('apigw-requestid', requestId);
  const outcome = await within(target.timeoutMs, target.run.invoke(event));
  if (!outcome) return json(response, 503, { message: 'Service Unavailable' });
  if (outcome.error?.errorType === 'RequestEntityTooLargeException') return json(response, 413, { message: 'Request Entity Too Large' });
  if (outcome.error) return json(response, 500, { message: 'Internal Server Error' });
  const { status, headers, body: bytes } = httpAnswer(outcome.result ?? 'null');
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** What the stack answers itself: the issuer's endpoints, and the description of the API, which the deployed one does not serve. */
async function ownEndpoint(
  { issuer, openapi }: Gateway,
  request: IncomingMessage,
  url: URL,
  body: Buffer | undefined,
  response: ServerResponse,
): Promise<boolean> {
  if (request.method === 'POST' && url.pathname === '/oauth2/token') {
    const { status, body: answer } = await issuer.token(request.headers.authorization, new URLSearchParams(body?.toString()));
    response.setHeader('cache-control', 'no-store');
    json(response, status, answer);
    return true;
  }
  if (request.method !== 'GET') return false;
  if (url.pathname.endsWith('/.well-known/jwks.json')) json(response, 200, issuer.keys);
  else if (url.pathname === '/openapi.json' && openapi) json(response, 200, openapi);
  else return false;
  return true;
}

/** The whole body; undefined when it is over the limit, which is read to its end all the same so that the answer arrives. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  return size <= bodyLimit ? Buffer.concat(chunks) : undefined;
}

function json(response: ServerResponse, status: number, value: object): undefined {
  if (response.headersSent) return undefined;
  const bytes = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
