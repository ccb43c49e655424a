import type { Route } from '#shared/lambda/route.ts';
import { type Endpoint, openEndpoint, type Stored } from './endpoint.ts';
import { plus, type Tally } from './tally.ts';

const SERVICES = ['registration', 'custody', 'handover'] as const;
type ServiceName = (typeof SERVICES)[number];
type Handler = (event: object, context: object) => Promise<unknown>;
type Service = { readonly name: ServiceName; readonly routes: readonly Route[]; readonly api: Handler; inbox: Handler; outbox: Handler };

export type Call = {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly id?: string;
  readonly body?: string;
  readonly type?: string;
  readonly query?: Readonly<Record<string, string>>;
};
export type Answered = { readonly status: number; readonly text: string };
/** What follows a command: by the outboxes, and by the inboxes that hear of it. */
export type After = { readonly outbox: Tally; readonly inbox: Tally };
export type House = Awaited<ReturnType<typeof openHouse>>;

/** As the template sets them. */
const STREAM_BATCH = 100;
const QUEUE_BATCH = 10;
const RECEIVES = 10;
/** Longer than any register is kept by a function that looked it up. */
const FORGOTTEN_MS = 16_000;

/**
 * The three services in this process: the entry files themselves, called with the events that Lambda would hand them. One function runs
 * at a time, so that every request has its cause.
 */
export async function openHouse() {
  const endpoint = await openEndpoint(SERVICES);
  const realNow = Date.now;
  let ahead = 0;
  Date.now = () => realNow() + ahead;
  const services: Service[] = [];
  for (const name of SERVICES) services.push(await load(name, endpoint));
  const events: Stored[] = [];

  /** Calls the API function that has the route. */
  async function call({ method = 'POST', path, id, body = '', type = 'application/json', query }: Call): Promise<Answered> {
    const { service, route, parameters } = routed(services, method, path);
    const text = /^(text\/|application\/json)/.test(type);
    const answer = (await service.api(
      {
        version: '2.0',
        routeKey: `${method} ${route.path}`,
        rawPath: path,
        rawQueryString: '',
        headers: { 'content-type': type, accept: 'application/json', ...(id && { 'idempotency-key': id }) },
        ...(query && { queryStringParameters: query }),
        pathParameters: parameters,
        requestContext: {
          authorizer: { jwt: { claims: { client_id: 'bench', scope: `${route.scope} amana/backfill` } } },
          http: { method, path },
        },
        body: text ? body : Buffer.from(body).toString('base64'),
        isBase64Encoded: !text,
      },
      {},
    )) as { statusCode: number; body?: string };
    return { status: answer.statusCode, text: answer.body ?? '' };
  }

  async function outbox(service: Service): Promise<boolean> {
    const mine = endpoint.stored.filter(({ table }) => table === service.name).slice(0, STREAM_BATCH);
    if (mine.length === 0) return false;
    const taken = new Set(mine);
    const left = endpoint.stored.filter((each) => !taken.has(each));
    endpoint.stored.splice(0, endpoint.stored.length, ...left);
    events.push(...mine);
    await service.outbox({ Records: mine.map(({ item }) => ({ eventName: 'INSERT', dynamodb: { NewImage: item } })) }, {});
    return true;
  }

  const received = new Map<string, number>();
  async function inbox(service: Service): Promise<boolean> {
    const queue = endpoint.queues.get(service.name) ?? [];
    const batch = queue.splice(0, QUEUE_BATCH);
    if (batch.length === 0) return false;
    const { batchItemFailures } = (await service.inbox({ Records: batch }, {})) as { batchItemFailures: { itemIdentifier: string }[] };
    for (const { itemIdentifier } of batchItemFailures) {
      const again = batch.find(({ messageId }) => messageId === itemIdentifier);
      const times = (received.get(itemIdentifier) ?? 0) + 1;
      received.set(itemIdentifier, times);
      if (!again || times === RECEIVES) throw new Error(`${service.name} does not read a message: ${again?.body}`);
      queue.push(again);
    }
    return true;
  }

  /** Runs outboxes and inboxes until nothing waits. */
  async function settle(): Promise<After> {
    let after: After = { outbox: endpoint.counted(), inbox: endpoint.counted() };
    for (let busy = true; busy; ) {
      busy = false;
      for (const service of services) {
        while (await outbox(service)) busy = true;
        after = { ...after, outbox: plus(after.outbox, endpoint.counted()) };
        // Lambda's poller receives a batch and deletes it: two requests.
        while (await inbox(service)) {
          busy = true;
          after = { ...after, inbox: plus(after.inbox, { queueRequests: 2 }) };
        }
        after = { ...after, inbox: plus(after.inbox, endpoint.counted()) };
      }
    }
    return after;
  }

  return {
    call,
    settle,
    counted: endpoint.counted,
    /** Every event the tables hold, as stored. */
    events,
    /** From now on no function remembers what it had looked up, as in a new execution environment. */
    forget(): void {
      ahead += FORGOTTEN_MS;
    },
    async close(): Promise<void> {
      Date.now = realNow;
      await endpoint.close();
    },
  };
}

/** Loads a service's entry files with the environment of its functions; each of them reads it when it is loaded. */
async function load(name: ServiceName, { url }: Endpoint): Promise<Service> {
  Object.assign(process.env, {
    AMANA_SERVICE: name,
    AMANA_STAGE: 'bench',
    AMANA_TABLE: name,
    IDENTITY_KEY: 'k'.repeat(64),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_ENDPOINT_URL_SQS: url,
    ...Object.fromEntries(SERVICES.map((each) => [`QUEUE_${each.toUpperCase()}`, `${url}/000000000000/${each}`])),
  });
  const part = async (file: string) => import(new URL(`../../services/${name}/${file}.ts`, import.meta.url).href);
  const [{ handler: api }, { handler: inbox }, { handler: outbox }, { routes }] = [
    await part('api'),
    await part('inbox'),
    await part('outbox'),
    await part('routes'),
  ];
  return { name, api, inbox, outbox, routes };
}

function routed(services: readonly Service[], method: string, path: string) {
  for (const service of services) {
    for (const route of service.routes) {
      const pattern = route.path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
      const found = route.method === method ? new RegExp(`^${pattern}$`).exec(path) : null;
      if (found) return { service, route, parameters: { ...found.groups } };
    }
  }
  throw new Error(`No service has the route ${method} ${path}`);
}
