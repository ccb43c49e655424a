import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import type { ServiceName } from '#shared/contracts/envelope.ts';
import { eventStore } from '#shared/lambda/event-store.ts';
import { eventWalk } from '#shared/lambda/event-walk.ts';
import type { Chance } from '#test/scenario/chance.ts';
import type { Faults } from './faults.ts';
import { queue } from './memory-queue.ts';
import { tableStream } from './memory-stream.ts';
import { type Asked, type Item, memoryTable } from './memory-table.ts';
import { type Plant, planted } from './plant.ts';
import { type Handler, type Handlers, SERVICES, type Service } from './services.ts';
import type { Life, World } from './world.ts';

type Kind = keyof Handlers;
/** An execution environment of a function: one run at a time, its caches kept from run to run, gone with a crash. */
type Environment = { readonly skewMs: number; readonly handler: Handler; life?: Life };
export type Ended = { done(result: unknown): void; failed(error: unknown): void; crashed(): void };
export type Invoke = (kind: Kind, event: object, ended: Ended) => void;
export type House = ReturnType<typeof house>;
type Send = (command: never) => Promise<unknown>;

/** As in the template: api 29 s, inbox 5 s, outbox 60 s. */
const TIMEOUT_MS: Readonly<Record<Kind, number>> = { api: 29_000, inbox: 5000, outbox: 60_000 };
const RETRIES = 3;
const STALE_MS = 1000;
const SKEW_MS = 2000;

/** The three services on tables, streams and queues in memory, each function in environments of its own, all of it in the world's hands. */
export function house({
  world,
  faults,
  draw,
  plant,
  seen,
}: {
  world: World;
  faults: Faults;
  draw: Chance;
  plant?: Plant | undefined;
  seen: (code: string) => void;
}) {
  const order = new Map<string, number>();
  let failures = 0;

  /** A request on its way: it may not arrive, its reply may not come back, and its sender may be no more. */
  function outside(life: () => Life | undefined, perform: (command: never) => object): Send {
    return (command) =>
      new Promise((resolve, reject) => {
        const own = life();
        const attempt = (tried: number) => ({
          life: own,
          reach: () => void quietly(() => perform(command)),
          go() {
            if (own && world.now() > own.deadline) {
              faults.note('function-timeout');
              return world.kill(own);
            }
            const publisher = own?.of === 'outbox' ? ('publisher-' as const) : '';
            const forced = faults.due() ? draw.pick(['crash-before', 'crash-after', 'lost-reply'] as const) : undefined;
            if (forced && own) faults.note(forced);
            if (own && (forced === 'crash-before' || faults.strikes(`${publisher}crash-before`))) return world.kill(own);
            if (own && faults.strikes('slow-request')) return world.after(draw.int(2000, 40_000), attempt(tried));
            if (faults.strikes('failed-request')) {
              if (draw.often(0.5)) quietly(() => perform(command));
              return reject(named('TimeoutError'));
            }
            if (tried < RETRIES && faults.strikes('throttled-request')) return world.soon(attempt(tried + 1));
            let answer: object;
            try {
              answer = perform(command);
            } catch (error) {
              return reject(error);
            }
            if (own && (forced === 'crash-after' || faults.strikes(`${publisher}crash-after`))) return world.kill(own);
            if (tried < RETRIES && (forced === 'lost-reply' || faults.strikes('lost-reply'))) return world.soon(attempt(tried + 1));
            resolve(answer);
          },
        });
        world.soon(attempt(0));
      });
  }

  function open(name: ServiceName) {
    const service = SERVICES[name] as Service;
    const stream = tableStream({
      world,
      faults,
      draw,
      invoke: (kind, event, ended) => invoke(kind, event, ended),
      unannounced: (body) => unannounced.push(body),
    });
    const table = memoryTable({
      now: world.now,
      inserted(item: Item) {
        if (!item.type) return;
        order.set(`${name} ${item.pk?.S}#${item.sk?.S}`, order.size);
        stream.push(item);
      },
    });
    const inbox = queue({ world, faults, draw, batch: 10, visibilityMs: 30_000, invoke: (event, ended) => invoke('inbox', event, ended) });
    const unannounced = queue({
      world,
      faults,
      draw,
      batch: 1,
      visibilityMs: 360_000,
      invoke: (event, ended) => invoke('outbox', event, ended),
    });
    const idle: Record<Kind, Environment[]> = { api: [], inbox: [], outbox: [] };

    function perform(command: Asked): object {
      return table.perform(command, {
        ...(faults.strikes('short-page') && { shortPage: draw.int(3, 6) }),
        ...(faults.strikes('unprocessed-items') && { leave: draw.int(1, 5) }),
        ...(faults.strikes('stale-read') && { stale: (at: number) => world.now() - at < STALE_MS }),
      });
    }

    function environment(kind: Kind): Environment {
      const made: { life?: Life } = {};
      const wrap = (send: Send) => ({ send }) as never;
      const dynamodb = planted(plant).client(name, outside(() => made.life, perform as never) as never);
      const sqs = planted(plant).sqs(name, outside(() => made.life, deliver as never) as never);
      const skewMs = draw.often(0.3) ? draw.int(-SKEW_MS, SKEW_MS) : 0;
      if (skewMs) faults.note('clock-skew');
      const handler = service.handler(kind, { client: wrap(dynamodb as Send), sqs: wrap(sqs as Send), plant, seen, draw });
      return Object.assign(made, { skewMs, handler });
    }

    function invoke(kind: Kind, event: object, { done, failed, crashed }: Ended): void {
      const free = idle[kind];
      const env = free.length ? (free.splice(draw.int(0, free.length - 1), 1)[0] as Environment) : environment(kind);
      const life: Life = { of: kind, skewMs: env.skewMs, deadline: world.now() + TIMEOUT_MS[kind], dead: false, crashed };
      env.life = life;
      world.within(life, () => {
        env.handler(event, {} as Context).then(
          (result) => {
            if (life.dead) return;
            free.push(env);
            done(result);
          },
          (error) => {
            if (life.dead) return;
            failures += 1;
            free.push(env);
            failed(error);
          },
        );
      });
    }

    /** The table as it stands, for somebody to whom nothing happens on the way. */
    const client = { send: async (command: Asked) => table.perform(command) } as never;
    const reader = service.handler('api', { client, sqs: client, seen: () => {}, draw });
    const at = { client, table: name };
    return { name, table, inbox, unannounced, stream, invoke, reader, store: eventStore(at), walk: eventWalk(at) };
  }

  /** A batch of messages to the queue of a service; of some batches some are not taken, and say so. */
  function deliver(command: Asked): object {
    if (!(command instanceof SendMessageBatchCommand)) throw new Error('the services send batches of messages only');
    const { QueueUrl = '', Entries = [] } = command.input;
    if (Entries.length === 0 || Entries.length > 10) throw new Error('a batch has 1 to 10 messages');
    const taken = faults.strikes('messages-not-taken') ? draw.int(0, Entries.length - 1) : Entries.length;
    for (const { MessageBody = '' } of Entries.slice(0, taken)) services[QueueUrl as ServiceName].inbox.push(MessageBody);
    return { Failed: Entries.slice(taken).map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })) };
  }

  const services = { registration: open('registration'), custody: open('custody'), handover: open('handover') };
  return {
    services,
    /** The place of an event among all that were stored, by service and `KIND#id#sequence key`. */
    placeOf: (service: ServiceName, key: string) => order.get(`${service} ${key}`) ?? -1,
    stored: () => order.size,
    failures: () => failures,
  };
}

const named = (name: string) => Object.assign(new Error(name), { name });

function quietly(work: () => unknown): void {
  try {
    work();
  } catch {
    // The request arrived and was refused; there is nobody to hear it.
  }
}
