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
type Store = { db: Level };
type Refused = { statusCode: number; body: object };
type Operation = {
  validation: { types: object; custom: unknown };
  action(store: Store, request: object, callback: (error: Refused | Error | null, answer?: object) => void): void;
};
type Validations = {
  checkTypes(request: object, types: object): object;
  checkValidations(request: object, types: object, custom: unknown, store: Store): void;
};

/** dynalite without its socket. */
export type DynaliteEngine = {
  /** Whether `run` knows the operation. */
  runs(operation: string): boolean;
  /** One operation, without HTTP, signature and request id around it: a quarter of the cost. */
  run(operation: string, request: object): Promise<Answer>;
  /** Any request, malformed ones too, answered as dynalite's own server would. */
  handle(request: Request): Promise<Answer>;
  close(): Promise<void>;
};

const names = ['PutItem', 'GetItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchGetItem', 'BatchWriteItem'];

/** dynalite 4.0.0 over a LevelDB at `folder`, with `mend` applied to its database. */
export async function dynaliteEngine(folder: string): Promise<DynaliteEngine> {
  const require = createRequire(import.meta.url);
  const databases: { create(options: Options): Store } = require('dynalite/db');
  const dynalite: (options: Options) => Server = require('dynalite');
  const validations: Validations = require('dynalite/validations');
  const operations = new Map(
    names.map((name): [string, Operation] => {
      const file = `${name[0]?.toLowerCase()}${name.slice(1)}`;
      return [name, { validation: require(`dynalite/validations/${file}`), action: require(`dynalite/actions/${file}`) }];
    }),
  );

  const { create } = databases;
  const stores: Store[] = [];
  databases.create = (options) => {
    const made = create(options);
    mend(made.db);
    stores.push(made);
    return made;
  };
  const server = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  databases.create = create;
  const [store] = stores as [Store];
  await store.db.open();
  const handler = server.listeners('request')[0] as (request: object, response: object) => void;

  const refusal = (error: unknown): Answer => {
    const { statusCode, body } = error as Refused;
    if (!statusCode) throw error;
    return { status: statusCode, body: JSON.stringify(body) };
  };

  async function run(name: string, request: object): Promise<Answer> {
    const { validation, action } = operations.get(name) as Operation;
    try {
      const checked = validations.checkTypes({ ...request }, validation.types);
      validations.checkValidations(checked, validation.types, validation.custom, store);
      const answer = await new Promise((settle, fail) => action(store, checked, (error, done) => (error ? fail(error) : settle(done))));
      return { status: 200, body: JSON.stringify(answer) };
    } catch (error) {
      return refusal(error);
    }
  }

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
    runs: (name) => operations.has(name),
    run,
    handle,
    close: () => new Promise((resolve, reject) => store.db.close((error) => (error ? reject(error) : resolve()))),
  };
}

/**
 * A query left its iterator open for ever (20 KB each, and the files under it); it is closed now. An item and its index
 * rows, written one after another, are one write: a crash parts them no more. Reads no longer go through the thread pool.
 */
function mend(level: Level): void {
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
}
