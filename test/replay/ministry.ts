import { setTimeout as pause } from 'node:timers/promises';

/** Counts what goes over the wire, repeats included. */
export type Meter = { requests: number };
export type Credentials = { readonly id: string; readonly secret: string };
export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };
/** The outcome of a batch's line: the receipt, or a problem (RFC 9457) with the seconds after which a repeat may succeed. */
export type Outcome = { readonly line: number; readonly status: number; readonly code?: string; readonly retryAfter?: number } & Readonly<
  Record<string, unknown>
>;
export type Posted = { readonly id: string } & Readonly<Record<string, unknown>>;
export type Ministry = ReturnType<typeof ministry>;

const PATIENCE_MS = 180_000;
const NDJSON = 'application/x-ndjson';

/** A call or a line that the API refuses for good. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(what: string, status: number, code: string, detail = '') {
    super(`${what} was refused: ${status} ${code} ${detail}`.trim());
    this.status = status;
    this.code = code;
  }
}

/**
 * A ministry's system: its own token by client credentials, kept-alive connections, and every call repeated under the same key until it
 * is answered. What may be repeated: a broken connection, a 5xx, and whatever answers with Retry-After.
 */
export function ministry(url: string, { id, secret }: Credentials, meter: Meter) {
  let token: Promise<string> | undefined;

  async function call(path: string, options: RequestInit): Promise<Answer> {
    meter.requests += 1;
    const answer = await fetch(url + path, options);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  async function askToken(): Promise<string> {
    const authorization = `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
    const answer = await patiently(() =>
      call('/oauth2/token', {
        method: 'POST',
        headers: { authorization },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      }),
    );
    if (answer.status !== 200) throw new Refused('A token', answer.status, 'TOKEN');
    return (JSON.parse(answer.text) as { access_token: string }).access_token;
  }

  async function send(path: string, options: RequestInit & { headers: Record<string, string> }): Promise<Answer> {
    const once = async () => {
      token ??= askToken().catch((error) => {
        token = undefined;
        throw error;
      });
      return call(path, { ...options, headers: { ...options.headers, authorization: `Bearer ${await token}` } });
    };
    const answer = await patiently(once);
    if (answer.status !== 401) return answer;
    token = undefined;
    return patiently(once);
  }

  /** Posts a document under a command id. The answer may be a refusal for good. */
  function tryPost(path: string, key: string, body: object | string, type = 'application/json'): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return send(path, { method: 'POST', headers: { 'content-type': type, 'idempotency-key': key }, body: text });
  }

  /** Puts a part of a document, under its own path. */
  function tryPut(path: string, key: string, text: string, type: string): Promise<Answer> {
    return send(path, { method: 'PUT', headers: { 'content-type': type, 'idempotency-key': key }, body: text });
  }

  /** Posts a document that must be accepted; answers with the receipt. */
  async function post<T = Record<string, unknown>>(path: string, key: string, body: object | string, type?: string): Promise<T> {
    const { status, text } = await tryPost(path, key, body, type);
    if (status >= 300) throw refusedCall(`POST ${path} (${key})`, status, text);
    return JSON.parse(text) as T;
  }

  /** Posts a batch, then again the lines that may succeed later, until none is left; one outcome a line, in their order. */
  async function tryBatch(path: string, lines: readonly Posted[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    let waiting = lines.map((line, index) => ({ line, index }));
    const until = Date.now() + PATIENCE_MS;
    while (waiting.length > 0) {
      const { status, text } = await tryPost(
        path,
        `${waiting[0]?.line.id}`,
        waiting.map(({ line }) => JSON.stringify(line)).join('\n'),
        NDJSON,
      );
      if (status !== 200) throw refusedCall(`POST ${path}`, status, text);
      const answered = parsed<Outcome>(text);
      const again = waiting.filter((_, index) => answered[index]?.retryAfter !== undefined);
      for (const [index, each] of waiting.entries()) outcomes[each.index] = answered[index] as Outcome;
      waiting = Date.now() < until ? again : [];
      if (waiting.length > 0) await pause(300);
    }
    return outcomes;
  }

  /** Posts a batch of which every line must be accepted. */
  async function batch(path: string, lines: readonly Posted[]): Promise<Outcome[]> {
    const outcomes = await tryBatch(path, lines);
    const failed = outcomes.findIndex(({ status }) => status >= 300);
    if (failed < 0) return outcomes;
    const { status, code, detail, errors } = outcomes[failed] as Outcome;
    throw new Refused(`${path} ${lines[failed]?.id}`, status, code ?? '', `${detail ?? ''} ${errors ? JSON.stringify(errors) : ''}`);
  }

  async function tryGet(path: string, accept = 'application/json'): Promise<Answer> {
    return send(path, { headers: { accept } });
  }

  async function get<T = Record<string, unknown>>(path: string): Promise<T> {
    const { status, text } = await tryGet(path);
    if (status !== 200) throw refusedCall(`GET ${path}`, status, text);
    return JSON.parse(text) as T;
  }

  /** All lines of a list, page after page, by `Link: rel="next"`. */
  async function list<T = Record<string, unknown>>(path: string, limit = 1000): Promise<T[]> {
    const found: T[] = [];
    let next: string | undefined = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`;
    while (next) {
      const answer: Answer = await tryGet(next, NDJSON);
      if (answer.status !== 200) throw refusedCall(`GET ${path}`, answer.status, answer.text);
      found.push(...parsed<T>(answer.text));
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    return found;
  }

  return { tryPost, tryPut, post, tryBatch, batch, tryGet, get, list };
}

function parsed<T>(text: string): T[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

function refusedCall(what: string, status: number, text: string): Refused {
  const {
    code = '',
    detail = '',
    errors,
  } = /^\s*\{/.test(text) ? (JSON.parse(text) as { code?: string; detail?: string; errors?: object }) : {};
  return new Refused(what, status, code, `${detail} ${errors ? JSON.stringify(errors) : ''}`);
}

/** Repeats a call while its connection breaks, the other side fails, or it asks for a repeat. */
async function patiently(once: () => Promise<Answer>): Promise<Answer> {
  const until = Date.now() + PATIENCE_MS;
  for (let wait = 100; ; wait = Math.min(wait * 2, 2000)) {
    let answer: Answer | undefined;
    try {
      answer = await once();
    } catch (error) {
      if (error instanceof Refused || Date.now() > until) throw error;
    }
    const retryAfter = answer?.headers.get('retry-after');
    if (answer && ((answer.status < 500 && !retryAfter) || Date.now() > until)) return answer;
    await pause(retryAfter ? Math.min(Number(retryAfter) * 1000, 500) : wait);
  }
}
