import { randomUUID } from 'node:crypto';
import { type Environment, type FunctionFacts, type Outcome, startEnvironment } from './environment.ts';

const payloadLimit = 6 * 1024 * 1024;

export type LocalFunction = {
  name: string;
  arn: string;
  /** Process ids of its execution environments. */
  pids(): number[];
  /** Invocations running or waiting. */
  busy(): number;
  /** Invocations that a process has in hand at this moment. `kill` ends that process as `kill -9` does; it answers whether the invocation was lost with it. */
  atWork(): { invocation: string; kill(): Promise<boolean> }[];
  /** Runs the handler once, `event` as JSON text. Never rejects: a failure is an outcome with `error`. */
  invoke(event: string): Promise<Outcome>;
  stop(): Promise<void>;
};

/** A function with at most `concurrency` environments, started when first needed; further invocations wait their turn. */
export function localFunction(facts: FunctionFacts, concurrency: number): LocalFunction {
  const environments = new Set<Environment>();
  const idle: Environment[] = [];
  const waiting: ((environment: Environment | undefined) => void)[] = [];
  let busy = 0;
  let stopping = false;

  function start(): Environment {
    const environment = startEnvironment(facts, () => {
      environments.delete(environment);
      const at = idle.indexOf(environment);
      if (at >= 0) idle.splice(at, 1);
      if (!stopping) waiting.shift()?.(start());
    });
    environments.add(environment);
    return environment;
  }

  /** The next free environment; none once the stack stops. */
  function take(): Promise<Environment | undefined> {
    if (stopping) return Promise.resolve(undefined);
    const free = idle.pop();
    if (free) return Promise.resolve(free);
    if (environments.size < concurrency) return Promise.resolve(start());
    return new Promise((settle) => waiting.push(settle));
  }

  function giveBack(environment: Environment) {
    if (!environment.alive()) return;
    const next = waiting.shift();
    if (next) next(environment);
    else idle.push(environment);
  }

  return {
    name: facts.name,
    arn: facts.arn,
    pids: () => [...environments].map(({ pid }) => pid),
    busy: () => busy,
    atWork: () =>
      [...environments].flatMap(({ inHand, kill }) => {
        const invocation = inHand();
        return invocation === undefined ? [] : [{ invocation, kill }];
      }),
    invoke: async (event) => {
      if (Buffer.byteLength(event) > payloadLimit) return tooLarge('request', event);
      busy += 1;
      try {
        const environment = await take();
        if (!environment) return { error: { errorType: 'Runtime.ExitError', errorMessage: 'The stack is stopping' } };
        const outcome = await environment.invoke(randomUUID(), event);
        giveBack(environment);
        return Buffer.byteLength(outcome.result ?? '') > payloadLimit ? tooLarge('response', outcome.result ?? '') : outcome;
      } finally {
        busy -= 1;
      }
    },
    stop: async () => {
      stopping = true;
      for (const settle of waiting.splice(0)) settle(undefined);
      await Promise.all([...environments].map((environment) => environment.kill()));
    },
  };
}

const tooLarge = (side: string, text: string): Outcome => ({
  error: {
    errorType: side === 'request' ? 'RequestEntityTooLargeException' : 'Function.ResponseSizeTooLarge',
    errorMessage: `${Buffer.byteLength(text)} byte ${side} payload is too large: the limit is ${payloadLimit} bytes`,
  },
});
