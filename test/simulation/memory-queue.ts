import type { SQSBatchResponse } from 'aws-lambda';
import type { Chance } from '#test/scenario/chance.ts';
import type { Faults } from './faults.ts';
import type { Ended } from './house.ts';
import type { World } from './world.ts';

type Message = { readonly id: string; readonly body: string; visibleAt: number; receives: number };
type Options = {
  readonly world: World;
  readonly faults: Faults;
  readonly draw: Chance;
  readonly batch: number;
  readonly visibilityMs: number;
  readonly invoke: (event: object, ended: Ended) => void;
};

const MOST_RECEIVES = 10;
const CONSUMERS = 3;

/**
 * A standard queue with its mapping to a function: at least once, in any order, some of it late; what a run does not finish comes again
 * after the visibility timeout, and after ten receives goes to the dead letters.
 */
export function queue({ world, faults, draw, batch, visibilityMs, invoke }: Options) {
  const messages = new Map<string, Message>();
  const dead: Message[] = [];
  let running = 0;
  let asked = Number.POSITIVE_INFINITY;
  let numbered = 0;

  function push(body: string): void {
    const id = `${(++numbered).toString(16)}-${draw.int(0, 0xffffff).toString(16)}`;
    const wait = faults.strikes('late-message') ? draw.int(1000, 90_000) : draw.int(0, 200);
    messages.set(id, { id, body, visibleAt: world.now() + wait, receives: 0 });
    ask(world.now() + wait);
  }

  /** Somebody asks a little later than messages can be seen: until then more of them have come. */
  function ask(from: number): void {
    const at = Math.max(from, world.now()) + draw.int(5, 400);
    if (asked <= at) return;
    asked = at;
    world.after(at - world.now(), {
      go() {
        if (asked !== at) return;
        asked = Number.POSITIVE_INFINITY;
        receive();
        if (running < CONSUMERS) askAgain();
      },
    });
  }

  function askAgain(): void {
    let first = Number.POSITIVE_INFINITY;
    for (const { visibleAt } of messages.values()) first = Math.min(first, visibleAt);
    if (messages.size) ask(first);
  }

  function receive(): void {
    if (running >= CONSUMERS) return;
    const taken: Message[] = [];
    const most = draw.often(0.3) ? draw.int(1, batch) : batch;
    for (const message of shuffled([...messages.values()].filter(({ visibleAt }) => visibleAt <= world.now()))) {
      if (taken.length === most) break;
      if (message.receives >= MOST_RECEIVES) {
        faults.note('dead-letter');
        messages.delete(message.id);
        dead.push(message);
        continue;
      }
      message.receives += 1;
      message.visibleAt = world.now() + visibilityMs;
      taken.push(message);
    }
    if (taken.length === 0) return;
    running += 1;
    const end = (failed: ReadonlySet<string>) => {
      running -= 1;
      for (const { id } of taken) if (!failed.has(id) && !faults.strikes('duplicate-message')) messages.delete(id);
      askAgain();
    };
    const all = new Set(taken.map(({ id }) => id));
    invoke(
      {
        Records: taken.map(({ id, body, receives }) => ({
          messageId: id,
          body,
          attributes: { ApproximateReceiveCount: String(receives) },
        })),
      },
      {
        done: (result) =>
          end(new Set((result as SQSBatchResponse | undefined)?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))),
        failed: () => end(all),
        crashed: () => end(all),
      },
    );
  }

  function shuffled(found: Message[]): Message[] {
    return found
      .map((message) => [draw.draw(), message] as const)
      .sort(([a], [b]) => a - b)
      .map(([, message]) => message);
  }

  /** Gives the dead letters back to the queue; the answer is how many there were. */
  function redrive(): number {
    const all = dead.splice(0);
    for (const message of all) {
      messages.set(message.id, { ...message, receives: 0, visibleAt: world.now() });
      ask(world.now());
    }
    return all.length;
  }

  return { push, redrive, dead: dead as readonly Message[], waiting: () => messages.size };
}
