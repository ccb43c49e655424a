import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../infra/bundle.ts';
import { routes } from '../../services/handover/routes.ts';
import { openEndpoint } from './endpoint.ts';
import { plus, type Tally } from './tally.ts';

const FUNCTIONS = ['api', 'inbox', 'outbox'] as const;
/** Environments of the inbox, each with one batch at a time: as many as chunks of a manifest are under way. */
const INBOXES = 2;
type FunctionName = (typeof FUNCTIONS)[number];
type Answered = { readonly n: number; readonly answer?: unknown; readonly fault?: string; readonly rssKb: number };
export type Posted = {
  readonly method?: string;
  readonly path: string;
  readonly id: string;
  readonly query?: object;
  readonly type?: string;
  readonly body: string;
};

const STREAM_BATCH = 100;
const QUEUE_BATCH = 10;
/** Lambda gives 5 % of a function's memory to each half of V8's new space. The old one of a function of 256 MB is held below what is Lambda's, to see that it suffices. */
const heap = (memoryMb: number) => [`--max-semi-space-size=${Math.floor(memoryMb / 20)}`, `--max-old-space-size=${memoryMb - 144}`];

const running = `
  const { handler } = require(process.argv[1]);
  process.on('message', async ({ n, event }) => {
    const say = (said) => process.send({ n, ...said, rssKb: process.resourceUsage().maxRSS });
    try { say({ answer: await handler(event, {}) }); } catch (error) { say({ fault: String(error.stack) }); }
  });`;

function started(file: string, env: Record<string, string>, memoryMb: number) {
  const args = [...heap(memoryMb), '-e', running, file];
  const child: ChildProcess = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const waiting = new Map<number, (answered: Answered) => void>();
  let [calls, rssKb] = [0, 0];
  child.on('message', (answered: Answered) => {
    rssKb = answered.rssKb;
    waiting.get(answered.n)?.(answered);
    waiting.delete(answered.n);
  });
  child.once('exit', () => {
    for (const answer of waiting.values()) answer({ n: 0, fault: 'the function ended', rssKb });
  });
  return {
    async call(event: object): Promise<unknown> {
      const n = ++calls;
      const answered = new Promise<Answered>((resolve) => waiting.set(n, resolve));
      child.send({ n, event });
      const { answer, fault } = await answered;
      if (fault) throw new Error(fault);
      return answer;
    },
    rssMb: () => Math.round(rssKb / 1024),
    stop: () => child.kill(),
  };
}

/** Handover alone, its three functions as they are deployed, each a process of its own, on a counted endpoint. */
export async function openProcesses(identityKey: string, memory: Readonly<Record<FunctionName, number>>) {
  const folder = mkdtempSync(join(tmpdir(), 'amana-functions-'));
  bundle(
    FUNCTIONS.map((name) => `services/handover/${name}.ts`),
    folder,
  );
  const endpoint = await openEndpoint(['handover']);
  const env = {
    AMANA_SERVICE: 'handover',
    AMANA_STAGE: 'bench',
    AMANA_TABLE: 'handover',
    IDENTITY_KEY: identityKey,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint.url,
    AWS_ENDPOINT_URL_SQS: endpoint.url,
    ...Object.fromEntries(
      ['REGISTRATION', 'CUSTODY', 'HANDOVER'].map((each) => [`QUEUE_${each}`, `${endpoint.url}/000000000000/${each.toLowerCase()}`]),
    ),
  };
  const start = (name: FunctionName) => started(join(folder, 'services/handover', name, 'index.js'), env, memory[name]);
  const functions = Object.fromEntries(FUNCTIONS.map((name) => [name, start(name)])) as Record<FunctionName, ReturnType<typeof started>>;
  const inboxes = [functions.inbox, ...Array.from({ length: INBOXES - 1 }, () => start('inbox'))];

  /** @throws when the call is refused */
  async function post({
    method = 'POST',
    path,
    id,
    query,
    type = 'application/json',
    body,
  }: Posted): Promise<{ status: number; text: string }> {
    const route = routes.find((each) => each.method === method && new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
    if (!route) throw new Error(`no route ${method} ${path}`);
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const values = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(path)?.slice(1) ?? [];
    const answer = (await functions.api.call({
      version: '2.0',
      routeKey: `${method} ${route.path}`,
      rawPath: path,
      rawQueryString: '',
      headers: { 'content-type': type, accept: 'application/json', 'idempotency-key': id },
      ...(query && { queryStringParameters: query }),
      pathParameters: Object.fromEntries(names.map((name, index) => [name, values[index]])),
      requestContext: { authorizer: { jwt: { claims: { client_id: 'bench', scope: `${route.scope} amana/backfill` } } } },
      body,
    })) as { statusCode: number; body: string };
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body.slice(0, 500)}`);
    return { status: answer.statusCode, text: answer.body };
  }

  async function tell(): Promise<boolean> {
    const mine = endpoint.stored.splice(0, STREAM_BATCH);
    if (mine.length) await functions.outbox.call({ Records: mine.map(({ item }) => ({ dynamodb: { NewImage: item } })) });
    return mine.length > 0;
  }

  async function hear(inbox = functions.inbox): Promise<boolean> {
    const batch = endpoint.queues.get('handover')?.splice(0, QUEUE_BATCH) ?? [];
    if (batch.length === 0) return false;
    const { batchItemFailures } = (await inbox.call({ Records: batch })) as { batchItemFailures: object[] };
    if (batchItemFailures.length) throw new Error('a message was not read');
    return true;
  }

  return {
    url: endpoint.url,
    counted: endpoint.counted,
    post,
    /** Whatever was stored is told and read, until nothing is left. Lambda's poller receives a batch and deletes it: two requests. */
    async settle(): Promise<Tally> {
      let received = 0;
      for (let busy = true; busy; ) {
        busy = await tell();
        if (endpoint.stored.length >= STREAM_BATCH) continue;
        while (await hear()) {
          received += 1;
          busy = true;
        }
      }
      return plus(endpoint.counted(), { queueRequests: 2 * received });
    },
    /** The same with outbox and inboxes side by side, as they run when nobody counts. */
    async settleTogether(): Promise<void> {
      const workers = [tell, ...inboxes.map((inbox) => () => hear(inbox))];
      const busy = new Set<unknown>();
      const idle = () => busy.size === 0 && endpoint.stored.length === 0 && !endpoint.queues.get('handover')?.length;
      await Promise.all(
        workers.map(async (work) => {
          while (!idle()) {
            busy.add(work);
            const did = await work();
            busy.delete(work);
            if (!did) await new Promise((resolve) => setTimeout(resolve, 1));
          }
        }),
      );
    },
    read: (message: object) => functions.inbox.call({ Records: [{ messageId: 'm', body: JSON.stringify(message) }] }),
    rssMb: () => Object.fromEntries(FUNCTIONS.map((name) => [name, functions[name].rssMb()])) as Record<FunctionName, number>,
    async close(): Promise<void> {
      for (const each of [...Object.values(functions), ...inboxes]) each.stop();
      await endpoint.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Processes = Awaited<ReturnType<typeof openProcesses>>;
