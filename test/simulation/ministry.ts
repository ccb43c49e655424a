import type { ServiceName } from '#shared/contracts/envelope.ts';
import { type Route, routeKey } from '#shared/lambda/route.ts';
import type { Chance } from '#test/scenario/chance.ts';
import type { Faults } from './faults.ts';
import type { House } from './house.ts';
import { SERVICES } from './services.ts';
import type { World } from './world.ts';

export type Call = {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly lines?: readonly object[];
  readonly csv?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly key?: string;
  /** The scopes of the caller's token; without them those of the route and backfill. */
  readonly scopes?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How often a refusal that may pass is waited for. */
  readonly patience?: number;
};
/** What came back. `body` of a batch or list are its outcomes. */
// biome-ignore lint/suspicious/noExplicitAny: documents of a hundred routes
export type Answer = { readonly status: number; readonly body: any; readonly headers: Readonly<Record<string, unknown>> };
/** One answer as somebody heard it: which call it was, and between which stored events it was made. */
export type Heard = {
  readonly service: ServiceName;
  readonly call: Call & { key: string };
  readonly answer: Answer;
  readonly began: number;
  readonly ended: number;
  /** Another try of the same call was under way. */
  readonly overlapped: boolean;
};
export type Ministry = ReturnType<typeof ministry>;

const NEVER = 80;
/** Calls whose work the service itself carries on. */
const ON_LINES = ['/scans', '/acceptances', '/line-holds', '/clearances', '/conflict-settlements'];

/** The ministries' systems: every call is repeated under its key until it is answered, and what was answered is kept. */
export function ministry({
  world,
  faults,
  house,
  draw,
  seen,
}: {
  world: World;
  faults: Faults;
  house: House;
  draw: Chance;
  seen: (code: string) => void;
}) {
  const heard: Heard[] = [];
  const underWay = new Map<string, number>();
  let keys = 0;
  let commands = 0;

  function eventOf(service: ServiceName, { method = 'POST', path, body, lines, csv, query = {}, key, scopes, headers }: Call) {
    const route = routeOf(service, method, path);
    return {
      routeKey: routeKey(route),
      rawPath: path,
      rawQueryString: '',
      queryStringParameters: query,
      pathParameters: route.params,
      headers: {
        'content-type': csv !== undefined ? 'text/csv' : lines ? 'application/x-ndjson' : 'application/json',
        ...(method !== 'GET' && { 'idempotency-key': key }),
        ...headers,
      },
      requestContext: { authorizer: { jwt: { claims: { scope: scopes ?? `${route.scope} amana/backfill`, client_id: 'a-ministry' } } } },
      body:
        csv ?? (lines ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : body === undefined ? undefined : JSON.stringify(body)),
    };
  }

  /** One try; nothing when no answer came. */
  function attempt(service: ServiceName, call: Call & { key: string }, event: object): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const began = { at: -1, overlapped: false };
      const nothing = (ms: number) => world.after(ms, { go: () => resolve(undefined) });
      const leave = () => {
        began.overlapped ||= (underWay.get(call.key) ?? 0) > 1;
        underWay.set(call.key, (underWay.get(call.key) ?? 1) - 1);
      };
      const go = () => {
        began.at = house.stored();
        began.overlapped = (underWay.get(call.key) ?? 0) > 0;
        underWay.set(call.key, (underWay.get(call.key) ?? 0) + 1);
        house.services[service].invoke('api', event, {
          done(result) {
            leave();
            const answer = parsed(result as Gateway);
            heard.push({ service, call, answer, began: began.at, ended: house.stored(), overlapped: began.overlapped });
            codesOf(answer).forEach(seen);
            if (faults.strikes('lost-answer')) return nothing(draw.int(1000, 30_000));
            world.after(draw.int(1, 40), { go: () => resolve(answer) });
          },
          failed() {
            leave();
            nothing(50);
          },
          crashed() {
            leave();
            nothing(draw.int(100, 30_000));
          },
        });
      };
      world.after(draw.int(1, 40), { go });
    });
  }

  async function call(service: ServiceName, asked: Call): Promise<Answer> {
    const key = asked.key ?? `m${++keys}`;
    const complete = { ...asked, key };
    const event = eventOf(service, complete);
    if (asked.method !== 'GET') commands += asked.lines && !asked.path.startsWith('/manifests') ? asked.lines.length : 1;
    let patience = asked.patience ?? 20;
    for (let tries = 0; tries < NEVER; tries++) {
      if (faults.strikes('duplicate-call')) void attempt(service, complete, event);
      const answer = await attempt(service, complete, event);
      const passing = answer && (answer.headers['retry-after'] !== undefined || linesPassing(answer));
      if (answer && answer.status < 500 && !(passing && patience-- > 0)) return answer;
      if (!answer && ON_LINES.includes(asked.path) && faults.strikes('caller-gone')) break;
      await world.pause(draw.int(1500, 5000) * Math.min(1 + tries, 6));
    }
    return { status: 599, body: {}, headers: {} };
  }

  return { call, eventOf, heard: heard as readonly Heard[], commands: () => commands };
}

type Gateway = { statusCode: number; headers?: Record<string, unknown>; body?: string };

export function parsed({ statusCode, headers = {}, body = '' }: Gateway): Answer {
  const lines = String(headers['content-type']).includes('ndjson');
  const read = () =>
    lines
      ? body
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      : JSON.parse(body || '{}');
  return { status: statusCode, headers, body: read() };
}

/** A batch some of whose lines may succeed when they are sent again. */
function linesPassing({ body }: Answer): boolean {
  return Array.isArray(body) && body.some((line: { retryAfter?: number }) => line.retryAfter !== undefined);
}

export function codesOf({ body }: Answer): string[] {
  const items = Array.isArray(body) ? body : [body, ...(body?.items ?? []), ...(body?.outcomes ?? [])];
  return items.flatMap((item: { code?: string }) => (typeof item?.code === 'string' ? [item.code] : []));
}

type Known = { readonly route: Route; readonly match: RegExp; readonly names: readonly string[] };
const known = new Map<string, readonly Known[]>();

function routesOf(service: ServiceName, method: string): readonly Known[] {
  const routes = SERVICES[service].routes.filter((route) => route.method === method);
  return routes.map((route) => ({
    route,
    match: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`),
    names: [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string),
  }));
}

export function routeOf(service: ServiceName, method: string, path: string) {
  const routes = known.get(`${service} ${method}`) ?? routesOf(service, method);
  known.set(`${service} ${method}`, routes);
  const straight = routes.find(({ route }) => route.path === path);
  const found = straight ?? routes.find(({ match }) => match.test(path));
  if (!found) throw new Error(`no route ${method} ${path}`);
  const { route, match, names } = found;
  const values = match.exec(path)?.slice(1) ?? [];
  return { ...route, params: Object.fromEntries(names.map((name, index) => [name, values[index]])) };
}
