import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type { Answer } from './stream-tap.ts';

type Request = { method?: string; url?: string; headers: object; body: Buffer };
type Callback = (error: unknown, value?: unknown) => void;
type Iterator = { nextv(count: number): Promise<unknown[]>; close(): Promise<void> };
type Write = { type: 'put' | 'del'; key: string; value?: unknown };
type Level = {
  open(): Promise<void>;
  close(callback: Callback): void;
  get(key: string, callback: Callback): void;
  getSync(key: string): unknown;
  put(key: string, value: unknown, callback: Callback): void;
  del(key: string, callback: Callback): void;
  batch(writes: Write[], callback: Callback): void;
  values(options: object): Iterator;
  createValueStream(options: object): Readable;
};
type Options = { path: string; createTableMs: number; deleteTableMs: number; updateTableMs: number };

/** dynalite without its socket: requests are handed to its own handler, at half the cost of a proxy in front of it. */
export type DynaliteEngine = {
  handle(request: Request): Promise<Answer>;
  /** One operation of the stack's own. */
  run(operation: string, body: string): Promise<Answer>;
  close(): Promise<void>;
};

const ownHeaders = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20241201T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=local/20241201/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
};

/** dynalite 4.0.0 over a LevelDB at `folder`, with `mend` applied to its database. */
export async function dynaliteEngine(folder: string): Promise<DynaliteEngine> {
  const require = createRequire(import.meta.url);
  const databases: { create(options: Options): { db: Level } } = require('dynalite/db');
  const dynalite: (options: Options) => Server = require('dynalite');
  const { create } = databases;
  let level: Level | undefined;
  databases.create = (options) => {
    const store = create(options);
    level = mend(store.db);
    return store;
  };
  const server = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  databases.create = create;
  await level?.open();
  const handler = server.listeners('request')[0] as (request: object, response: object) => void;

  const handle = ({ method, url, headers, body }: Request) =>
    new Promise<Answer>((settle) => {
      const on = (event: string, listener: (data?: Buffer) => void) => {
        if (event === 'data' && body.length > 0) listener(body);
        if (event === 'end') listener();
      };
      const nothing = () => undefined;
      const response = { statusCode: 200, setHeader: nothing, end: (text = '') => settle({ status: response.statusCode, body: text }) };
      handler({ method, url, headers, on, removeAllListeners: nothing }, response);
    });

  return {
    handle,
    run: (operation, body) =>
      handle({
        method: 'POST',
        url: '/',
        headers: { ...ownHeaders, 'x-amz-target': `DynamoDB_20120810.${operation}` },
        body: Buffer.from(body),
      }),
    close: () => new Promise((resolve, reject) => level?.close((error) => (error ? reject(error) : resolve()))),
  };
}

/**
 * A query left its iterator open for ever (20 KB each, and the files under it); it is closed now. An item and its index
 * rows, written one after another, are one write: a crash parts them no more. Reads no longer go through the thread pool.
 */
function mend(level: Level): Level {
  const writeBatch = level.batch;
  let waiting: { write: Write; callback: Callback }[] = [];
  const flush = () => {
    const now = waiting;
    waiting = [];
    writeBatch(
      now.map(({ write }) => write),
      (error) => {
        for (const { callback } of now) callback(error);
      },
    );
  };
  const enqueue = (write: Write, callback: Callback) => {
    // An index row is answered for at once, so that its item follows within the tick and both are written as one.
    const ofIndex = write.key.startsWith('index-');
    if (ofIndex) process.nextTick(callback, null);
    if (waiting.push({ write, callback: ofIndex ? () => undefined : callback }) === 1) setImmediate(flush);
  };
  level.put = (key, value, callback) => enqueue({ type: 'put', key, value }, callback);
  level.del = (key, callback) => enqueue({ type: 'del', key }, callback);
  level.get = (key, callback) => {
    let value: unknown;
    let error: unknown = null;
    try {
      value = level.getSync(key);
    } catch (caught) {
      error = caught;
    }
    process.nextTick(callback, error, value);
  };
  level.createValueStream = (options) => {
    const iterator = level.values(options);
    return new Readable({
      objectMode: true,
      read() {
        iterator.nextv(100).then(
          (values) => {
            for (const value of values) this.push(value);
            if (values.length === 0) this.push(null);
          },
          (error) => this.destroy(error),
        );
      },
      destroy: (error, callback) => void iterator.close().then(() => callback(error), callback),
    });
  };
  return level;
}
