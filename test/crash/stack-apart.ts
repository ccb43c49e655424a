import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Kind } from './killer.ts';
import type { Order, Place, Start, Word } from './stack-process.ts';

/** A stack in a process group of its own. */
export type Apart = Place & {
  /** Kills no function any more. */
  spare(): Promise<void>;
  /** Resolves once nothing runs and nothing waits in a queue or a stream. */
  settle(): Promise<void>;
  stop(): Promise<void>;
  /** `kill -9` of everything at once: the gateway, the queues, the database and every function. */
  killAll(): Promise<void>;
};

const program = fileURLToPath(new URL('./stack-process.ts', import.meta.url));

/** Boots a stack apart. @throws when it ends before it is ready. */
export async function bootApart(start: Start, killed: (kind: Kind) => void = () => undefined): Promise<Apart> {
  const child = fork(program, [JSON.stringify(start)], { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const gone = once(child, 'exit');
  const waiting = new Map<Order, () => void>();
  const place = await new Promise<Place>((ready, fail) => {
    void gone.then(() => fail(new Error('the stack ended before it was ready')));
    child.on('message', (word: Word) => {
      if ('ready' in word) ready(word.ready);
      else if ('killed' in word) killed(word.killed);
      else waiting.get(word.done)?.();
    });
  });
  const order = async (what: Order) => {
    const done = new Promise<void>((resolve) => waiting.set(what, resolve));
    child.send(what);
    await Promise.race([
      done,
      gone.then(() => {
        throw new Error(`the stack ended before: ${what}`);
      }),
    ]);
  };
  return {
    ...place,
    spare: () => order('spare'),
    settle: () => order('settle'),
    stop: async () => {
      await order('stop');
      await gone;
    },
    killAll: async () => {
      process.kill(-(child.pid as number), 'SIGKILL');
      await gone;
    },
  };
}
