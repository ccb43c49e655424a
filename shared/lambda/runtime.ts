import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ServiceName } from '#shared/contracts/envelope.ts';
import { eventStore, type Guard } from './event-store.ts';
import { eventWalk } from './event-walk.ts';
import { SigningHash } from './signing-hash.ts';

/** The value of an environment variable the template sets; a missing one is a fault of the deployment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment has no ${name}`);
  return value;
}

const silent = () => undefined;
/** Without `info` the clients do not make a copy of every request and answer for a log that nobody keeps: 5 % of their time. */
const logger = { trace: silent, debug: silent, warn: silent, error: silent, info: undefined as never };

/**
 * The service's own table: its streams, with the guard before every append, and the walk over all of them. `cacheMiddleware`: nobody changes what a
 * request goes through on its way, and putting that together anew is a sixth of what a put costs the processor.
 */
export function openTable({ guard }: { guard?: Guard } = {}) {
  const at = {
    client: new DynamoDBClient({ maxAttempts: 4, logger, sha256: SigningHash, cacheMiddleware: true }),
    table: setting('AMANA_TABLE'),
  };
  return { store: eventStore({ ...at, guard }), walk: eventWalk(at) };
}

// The names are read off the environment: those in the contracts would bring zod into every outbox.
const QUEUE = 'QUEUE_';

/** The inbox queues that this function's role may send to, by the service that reads them. */
export function openQueues() {
  const queues: Partial<Record<ServiceName, string>> = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, url]) => (name.startsWith(QUEUE) ? [[name.slice(QUEUE.length).toLowerCase(), url]] : [])),
  );
  return { sqs: new SQSClient({ maxAttempts: 4, logger }), queues };
}
