import { tokenFrom } from '../../infra/custody-bundle.ts';
import type { LocalStack } from '../../infra/local/stack.ts';
import type { Client } from '../scenario/establishment.ts';
import { type Meter, ministry } from './ministry.ts';
import type { Ministries } from './replay.ts';

const CLIENTS: readonly Client[] = ['administration', 'interior', 'defence', 'joint-operations', 'foreign-affairs'];

/** The client of the stack's issuer that a ministry's system has. @throws when the template has none. */
export function clientOf({ clients }: Pick<LocalStack, 'clients'>, name: Client) {
  const found = clients.find((client) => client.name.includes(`Pool${name.replaceAll('-', '')}`));
  if (!found) throw new Error(`The template has no client ${name}`);
  return found;
}

/** Tokens of a ministry's system, for whoever calls the API otherwise. */
export function tokenOf(stack: Pick<LocalStack, 'tokenUrl' | 'clients'>, name: Client): () => Promise<string> {
  const { id, secret } = clientOf(stack, name);
  return tokenFrom(stack.tokenUrl, id, secret);
}

export function connect(stack: Pick<LocalStack, 'url' | 'clients'>, meter: Meter): Ministries {
  return Object.fromEntries(CLIENTS.map((name) => [name, ministry(stack.url, clientOf(stack, name), meter)])) as unknown as Ministries;
}
