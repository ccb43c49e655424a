import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SERVICE_NAMES } from '#shared/contracts/envelope.ts';
import { eventStore } from './event-store.ts';
import { eventWalk } from './event-walk.ts';

/** The value of an environment variable the template sets; a missing one is a fault of the deployment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment has no ${name}`);
  return value;
}

/** Time and randomness, handed in here and nowhere else. */
export const clock = { now: () => new Date().toISOString(), salt: () => randomBytes(16).toString('hex') };

/** The service's own table: its streams, and the walk over all of them. */
export function openTable() {
  const at = { client: new DynamoDBClient({ maxAttempts: 4 }), table: setting('AMANA_TABLE') };
  return { store: eventStore(at), walk: eventWalk(at) };
}

/** The inbox queues that this function's role may send to. */
export function openQueues() {
  const queues = Object.fromEntries(
    SERVICE_NAMES.flatMap((name) => {
      const url = process.env[`QUEUE_${name.toUpperCase()}`];
      return url ? [[name, url]] : [];
    }),
  );
  return { sqs: new SQSClient({ maxAttempts: 4 }), queues };
}
