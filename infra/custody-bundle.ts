import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { canonical, canonicalEvent } from '#shared/kernel/event-chain.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { bundleLines } from '../services/custody/verifier/bundle-writer.ts';

/** Calls the API of a running stack: answers with the body, and with the cursor of the next page of a list. */
type Api = (method: 'GET' | 'POST', path: string) => Promise<{ body: unknown; next?: string }>;
type Entry = { index: number; hash: string; event?: StoredEvent };
type Checkpoint = { size: number; note: string; list?: string };
type Opening = { index: number; personal: object };
type Local = { url: string; tokenUrl: string; clients: { name: string; id: string; secret: string }[] };

const PAGE = 1000;
const PATIENCE_MS = 120_000;

/** An API with a token of its own, renewed when it ends. */
export function apiAt(url: string, token: () => Promise<string>): Api {
  let known: Promise<string> | undefined;
  return async (method, path) => {
    for (let attempt = 0; ; attempt++) {
      known ??= token();
      const headers = {
        authorization: `Bearer ${await known}`,
        ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': `bundle-${Date.now()}` }),
      };
      const answer = await fetch(url + path, { method, headers, ...(method === 'POST' && { body: '{}' }) });
      if (answer.status === 401 && attempt === 0) known = undefined;
      else if (answer.status >= 500 && attempt < 5) await new Promise((resolve) => setTimeout(resolve, 1000));
      else if (answer.status >= 300) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
      else {
        const body = (await answer.json()) as { next?: string };
        return { body, ...(body.next !== undefined && { next: body.next }) };
      }
    }
  };
}

async function all<T>(api: Api, path: string): Promise<T[]> {
  const items: T[] = [];
  let next: string | undefined;
  do {
    const cursor = next === undefined ? '' : `&cursor=${encodeURIComponent(next)}`;
    const page = await api('GET', `${path}?limit=${PAGE}${cursor}`);
    items.push(...(page.body as { items: T[] }).items);
    next = page.next;
  } while (next !== undefined);
  return items;
}

/** Has a checkpoint signed that covers everything up to now, and waits for it. Answers its size. */
export async function checkpointNow(api: Api): Promise<number> {
  const { request } = (await api('POST', '/custody/checkpoints')).body as { request: string };
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; ) {
    const shown = (await api('GET', `/custody/checkpoint-requests/${encodeURIComponent(request)}`)).body as {
      state: string;
      checkpoint?: Checkpoint;
    };
    if (shown.state === 'SIGNED' && shown.checkpoint) return shown.checkpoint.size;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the requested checkpoint was not signed within two minutes');
}

/** The lines of a bundle of the whole log, as of a checkpoint with a list that is signed for it. `personal`: with the openings. */
export async function* exportBundle(api: Api, { personal = false } = {}): AsyncGenerator<string> {
  const size = await checkpointNow(api);
  const { origin, keys } = (await api('GET', '/custody/verification-key')).body as { origin: string; keys: { publicKey: string }[] };
  const entries = (await all<Entry>(api, '/custody/log')).slice(0, size);
  const notes = (await all<Checkpoint>(api, '/custody/checkpoints')).filter((each) => each.size <= size).reverse();
  const list = await all<{ line: string }>(api, `/custody/lists/${size}`);
  const openings = personal ? (await all<Opening>(api, '/custody/openings')).filter(({ index }) => index < size) : [];
  yield* bundleLines({
    origin,
    keys: keys.map(({ publicKey }) => publicKey),
    entries: entries.map(({ hash, event }) => ({ hash, text: event && canonicalEvent(event) })),
    notes: notes.map(({ note }) => note),
    list: list.map(({ line }) => line),
    openings: openings.map((each) => ({ index: each.index, text: canonical(each.personal) })),
  });
}

/** A token by client credentials. */
export function tokenFrom(tokenUrl: string, id: string, secret: string): () => Promise<string> {
  return async () => {
    const authorization = `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const answer = await fetch(tokenUrl, { method: 'POST', headers: { authorization }, body });
    if (!answer.ok) throw new Error(`no token was given: ${answer.status}`);
    return ((await answer.json()) as { access_token: string }).access_token;
  };
}

const USAGE = `npm run bundle -- --out FILE [--data DIR | --outputs FILE] [--personal]

  --out       where the bundle is written
  --data      folder of a running local stack (default .amana)
  --outputs   what \`npm run deploy\` wrote; then AMANA_CLIENT_ID and AMANA_CLIENT_SECRET name a client of the user pool
  --personal  with the personal data, by which they are checked; needs the scope amana/custody.open`;

function apiOf({ data, outputs }: { data: string; outputs?: string | undefined }): Api {
  if (outputs) {
    const { ApiUrl, TokenUrl } = JSON.parse(readFileSync(outputs, 'utf8')).Amana;
    const { AMANA_CLIENT_ID: id, AMANA_CLIENT_SECRET: secret } = process.env;
    if (!id || !secret) throw new Error(USAGE);
    return apiAt(ApiUrl, tokenFrom(TokenUrl, id, secret));
  }
  const local = JSON.parse(readFileSync(join(data, 'endpoints.json'), 'utf8')) as Local;
  // The system that keeps the weapons may read the log and open what it committed to.
  const client = local.clients.find(({ name }) => name.includes('Pooldefence'));
  if (!client) throw new Error(`the stack in ${data} has no client that keeps weapons`);
  return apiAt(local.url, tokenFrom(local.tokenUrl, client.id, client.secret));
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string' },
      data: { type: 'string', default: '.amana' },
      outputs: { type: 'string' },
      personal: { type: 'boolean', default: false },
    },
  });
  if (!values.out) throw new Error(USAGE);
  const file = openSync(values.out, 'w', 0o600);
  for await (const line of exportBundle(apiOf(values), values)) writeSync(file, `${line}\n`);
  closeSync(file);
}

if (process.argv[1]?.endsWith('custody-bundle.ts')) {
  main(process.argv.slice(2)).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
