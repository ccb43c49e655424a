import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { brokenLink, seal } from '#shared/kernel/event-chain.ts';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import { complete } from '#test/decider.ts';
import { openTestTable } from '#test/dynamodb.ts';
import { headItem, toItem } from './event-item.ts';
import { type Accepted, type EventStore, eventStore, type Guard } from './event-store.ts';
import { eventWalk } from './event-walk.ts';

type Add = Command<'add', { amount: number }, { note: string }>;
/** A counter that may not pass a hundred. */
const counter: Aggregate<{ sum: number }, Add> = {
  kind: 'COUNTER',
  decide: (state, { data, personal }) => {
    if (data.amount === 0) return 'nothing';
    if ((state?.sum ?? 0) + data.amount > 100) return refuse('TOO_MUCH', 'At most a hundred.');
    return { type: 'added', data, ...(personal && { personal }) };
  },
  evolve: (state, event) => ({ sum: (state?.sum ?? 0) + (event.data as Add['data']).amount }),
};

const add = (id: string, amount = 1, more: Partial<Add> = {}): Add => complete<Add>({ type: 'add', data: { amount }, id, ...more });

let client: DynamoDBClient;
let table: string;
let store: EventStore;
beforeAll(async () => {
  ({ client, table } = await openTestTable());
  store = eventStore({ client, table });
});

const accepted = (answer: Accepted | { refused: true; code: string }): Accepted => {
  if (isRefusal(answer)) throw new Error(answer.code);
  return answer as Accepted;
};

describe('the event store', () => {
  it('appends every one of many commands that meet on one stream, in one unbroken chain', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => store.execute(counter, 'race', add(`r${n}`))));
    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(8);
    const { events } = await store.history('COUNTER', 'race');
    expect(events.at(-1)?.state).toEqual({ sum: 8 });
    expect(brokenLink(events)).toBeUndefined();
  });

  it('answers a repeated command with its first event, however long ago', async () => {
    const first = accepted(await store.execute(counter, 'repeat', add('first')));
    for (let n = 0; n < 40; n++) await store.execute(counter, 'repeat', add(`n${n}`));
    const again = accepted(await store.execute(counter, 'repeat', add('first')));
    expect(again).toEqual({ event: first.event, repeated: true });
    expect((await store.newest('COUNTER', 'repeat'))?.sequence).toBe(41);
  });

  it('refuses other content under a used command id, and remembers no refused command', async () => {
    await store.execute(counter, 'content', add('a', 90));
    expect(await store.execute(counter, 'content', add('a', 91))).toMatchObject({ code: 'COMMAND_ID_REUSED', status: 422 });
    expect(await store.execute(counter, 'content', add('b', 90))).toMatchObject({ code: 'TOO_MUCH' });
    expect(accepted(await store.execute(counter, 'content', add('b', 5))).event.sequence).toBe(2);
  });

  it('compares a repeat under the salt of the first, and answers 410 when its personal data are erased', async () => {
    const personal = { note: 'يوسف' };
    const first = accepted(await store.execute(counter, 'erased', add('p', 1, { personal, salt: 'aa' })));
    const repeat = () => store.execute(counter, 'erased', add('p', 1, { personal, salt: 'bb' }));
    expect(accepted(await repeat()).event.hash).toBe(first.event.hash);
    expect(await store.execute(counter, 'erased', add('p', 1, { personal: { note: 'other' }, salt: 'bb' }))).toMatchObject({ status: 422 });
    const { personal: _gone, ...item } = toItem(first.event);
    await client.send(new PutItemCommand({ TableName: table, Item: item }));
    expect(await repeat()).toMatchObject({ code: 'ERASED', status: 410 });
    expect(brokenLink((await store.history('COUNTER', 'erased')).events)).toBeUndefined();
  });

  it('is not misled by a stale hint, whether it would grant or refuse', async () => {
    const full = accepted(await store.execute(counter, 'stale', add('a', 100))).event;
    await store.execute(counter, 'stale', add('b', -50));
    expect(accepted(await store.execute(counter, 'stale', add('c', 10), { head: full })).event.sequence).toBe(3);
    const early = seal(counter, 'stale', undefined, add('a', 1), { type: 'added', data: { amount: 1 } });
    expect(await store.execute(counter, 'stale', add('d', 60), { head: early })).toMatchObject({ code: 'TOO_MUCH' });
    expect(accepted(await store.execute(counter, 'stale', add('e', 1), { fresh: true })).event.sequence).toBe(4);
  });

  it('finds its own event when the answer to its put was lost', async () => {
    const drops = { left: 1 };
    const lossy = Object.create(client, {
      send: {
        value: async (command: PutItemCommand) => {
          const answer = await client.send(command);
          if (command instanceof PutItemCommand && drops.left-- > 0) throw new Error('connection reset');
          return answer;
        },
      },
    }) as DynamoDBClient;
    const unlucky = eventStore({ client: lossy, table });
    await expect(unlucky.execute(counter, 'lost', add('x'))).rejects.toThrow('connection reset');
    expect(accepted(await unlucky.execute(counter, 'lost', add('x')))).toMatchObject({ repeated: true, event: { sequence: 1 } });
  });

  it('puts nothing that the guard refuses, and shows it the event before', async () => {
    const seen: unknown[] = [];
    const guard: Guard = async (sealed, head) => {
      seen.push([head?.sequence, sealed.sequence]);
      return sealed.sequence > 1 ? refuse('GUARDED', 'One is enough.') : undefined;
    };
    const guarded = eventStore({ client, table, guard });
    const { event } = accepted(await guarded.execute(counter, 'guarded', add('a')));
    expect(await guarded.execute(counter, 'guarded', add('b'), { head: event })).toMatchObject({ code: 'GUARDED' });
    expect((await store.newest('COUNTER', 'guarded'))?.sequence).toBe(1);
    expect(seen).toEqual([
      [undefined, 1],
      [1, 2],
    ]);
  });

  it('decides again what the guard refused after an event that is the newest no more', async () => {
    const guard: Guard = async ({ sequence }) => {
      if (sequence > 1) return undefined;
      await store.execute(counter, 'raced', add('a'));
      return refuse('GUARDED', 'Not after this one.');
    };
    const guarded = eventStore({ client, table, guard });
    expect(accepted(await guarded.execute(counter, 'raced', add('a')))).toMatchObject({ repeated: true, event: { sequence: 1 } });
  });

  it('stores nothing when nothing is to change', async () => {
    const { event } = accepted(await store.execute(counter, 'idle', add('a', 3)));
    expect(await store.execute(counter, 'idle', add('b', 0))).toEqual({ event, unchanged: true });
  });

  it('loads heads of many streams at once, without personal data', async () => {
    const { event } = accepted(await store.execute(counter, 'head', add('a', 3, { personal: { note: 'n' }, salt: 'aa' })));
    await store.rows.change([{ putItem: headItem(toItem(event)) }]);
    const { personal: _personal, ...rest } = event;
    expect((await store.heads('COUNTER', ['head', 'nobody', 'head'])).get('head')).toEqual(rest);
  });

  it('walks all events of a span once, those of a stream in their order', async () => {
    const { walk, page } = eventWalk({ client, table });
    const span = { from: '2024-12-08T00:00:00Z', to: '2024-12-09T00:00:00Z' };
    const seen: string[] = [];
    for await (const events of walk(span)) seen.push(...events.map(({ id, sequence }) => `${id}#${sequence}`));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((each) => each.startsWith('repeat#'))).toHaveLength(41);
    const small: string[] = [];
    let cursor: string | undefined;
    do {
      const found: Awaited<ReturnType<typeof page>> = await page(span, cursor, 7);
      small.push(...found.events.map(({ id, sequence }) => `${id}#${sequence}`));
      cursor = found.next;
    } while (cursor);
    expect(small.sort()).toEqual(seen.sort());
  });
});

describe('rows', () => {
  it('are paged by cursor, each once and in order', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => ({ pk: 'LIST', sk: String(n).padStart(3, '0'), n }));
    await store.rows.change(rows.map((put) => ({ put })));
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page: { rows: { n: number }[]; next?: string } = await store.rows.page<{ n: number }>({ pk: 'LIST', after, limit: 7 });
      seen.push(...page.rows.map(({ n }) => n));
      after = page.next;
    } while (after);
    expect(seen).toEqual(rows.map(({ n }) => n));
  });

  it('keep the last change per key', async () => {
    await store.rows.change([
      { put: { pk: 'K', sk: 'a', n: 1 } },
      { remove: { pk: 'K', sk: 'a' } },
      { put: { pk: 'K', sk: 'b', n: 1 } },
      { put: { pk: 'K', sk: 'b', n: 2 } },
    ]);
    expect(await store.rows.all({ pk: 'K' })).toEqual([{ pk: 'K', sk: 'b', n: 2 }]);
  });
});
