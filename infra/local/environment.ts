import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Call, Reply } from './runtime.ts';

export type FunctionFacts = {
  name: string;
  arn: string;
  codeFolder: string;
  handler: string;
  timeoutMs: number;
  memoryMb: number;
  variables: Record<string, string>;
  logFile: string;
};
export type Outcome = { result?: string; error?: { errorType: string; errorMessage: string; trace?: string[] } };

/** One process that runs one invocation at a time, until it dies, times out or is stopped. */
export type Environment = {
  pid: number;
  alive(): boolean;
  invoke(id: string, event: string): Promise<Outcome>;
  /** The invocation that was handed to the process and is not answered yet. */
  inHand(): string | undefined;
  /** Ends the process as `kill -9` does. Answers whether the invocation in hand was lost with it. */
  kill(): Promise<boolean>;
};

/** Lambda's own limit for loading a function; the invocation's timeout starts after it. */
const initMs = 10_000;
const runtime = fileURLToPath(new URL('./runtime.ts', import.meta.url));

/** Starts a process for `facts`; `onEnd` is told when it is gone, for whatever reason. */
export function startEnvironment(facts: FunctionFacts, onEnd: () => void): Environment {
  const log = openSync(facts.logFile, 'a', 0o600);
  const child: ChildProcess = fork(runtime, [facts.codeFolder, facts.handler], {
    env: facts.variables,
    cwd: facts.codeFolder,
    execArgv: [`--max-old-space-size=${facts.memoryMb}`],
    serialization: 'advanced',
    stdio: ['ignore', log, log, 'ipc'],
  });
  const platform = (id: string, text: string) => writeSync(log, `${new Date().toISOString()} ${id} ${text}\n`);
  let alive = true;
  let pending: { id: string; settle(outcome: Outcome): void } | undefined;
  let handed: string | undefined;
  let lost: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let loaded: () => void;
  const ready = new Promise<void>((resolve) => {
    loaded = resolve;
  });

  function settle(outcome: Outcome) {
    clearTimeout(timer);
    pending?.settle(outcome);
    pending = undefined;
  }
  function fail(errorType: string, errorMessage: string) {
    alive = false;
    if (!pending) return;
    platform(pending.id, errorMessage);
    lost = pending.id;
    settle({ error: { errorType, errorMessage } });
  }
  function limit(milliseconds: number, type: string, message: string) {
    timer = setTimeout(() => {
      fail(type, message);
      child.kill('SIGKILL');
    }, milliseconds);
  }

  const gone = new Promise<void>((resolve) => {
    const end = (how: string) => {
      fail('Runtime.ExitError', `Runtime exited ${how}`);
      loaded();
      closeSync(log);
      onEnd();
      resolve();
    };
    child.once('exit', (code, signal) => end(signal ? `with signal ${signal}` : `with code ${code}`));
    child.once('error', (error) => child.pid === undefined && end(error.message));
  });
  child.on('message', (message: Reply | 'ready') => {
    if (message === 'ready') loaded();
    else if (message.id === pending?.id) settle({ result: message.result, error: message.error });
  });

  async function invoke(id: string, event: string): Promise<Outcome> {
    const outcome = new Promise<Outcome>((answer) => {
      pending = { id, settle: answer };
    });
    limit(initMs, 'Sandbox.Timedout', 'The function did not load in 10 seconds');
    await ready;
    if (!alive) return outcome;
    clearTimeout(timer);
    limit(facts.timeoutMs, 'Sandbox.Timedout', `Task timed out after ${(facts.timeoutMs / 1000).toFixed(2)} seconds`);
    const call: Call = { id, event, deadline: Date.now() + facts.timeoutMs, arn: facts.arn };
    handed = id;
    child.send(call, (error) => error && fail('Runtime.ExitError', 'Runtime exited before the invocation reached it'));
    return outcome;
  }

  const inHand = () => (pending && pending.id === handed ? handed : undefined);

  return {
    pid: child.pid ?? 0,
    alive: () => alive,
    invoke,
    inHand,
    kill: async () => {
      const id = inHand();
      child.kill('SIGKILL');
      await gone;
      return id !== undefined && id === lost;
    },
  };
}
