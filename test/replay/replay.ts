import type { Client, Order } from '../scenario/establishment.ts';
import { readLines } from '../scenario/files.ts';
import { adjudicate, suspectPairs } from './adjudication.ts';
import { postAll } from './batches.ts';
import type { Ministry, Outcome, Posted } from './ministry.ts';
import type { Progress } from './progress.ts';

export type Ministries = Readonly<Record<Client, Ministry>>;
export type Replay = { readonly folder: string; readonly ministries: Ministries; readonly progress: Progress };

/** The operation as the ministries' systems posted it. Every call has an id of its own, so that a second replay changes nothing. */
export async function replay(operation: Replay): Promise<void> {
  await establish(operation);
  const registered = register(operation);
  await Promise.all([registered, takeWeapons(operation)]);
}

/** Committees, books, sites, the approval: one document after another. */
async function establish({ folder, ministries, progress }: Replay): Promise<void> {
  const orders = readLines<Order>(folder, 'establishment.ndjson');
  const done = progress.stream('establishment', orders.length);
  for (const { client, path, id, document } of orders) {
    await ministries[client].post(path, id, document);
    done(1);
  }
}

async function papers({ folder, progress }: Replay, from: Ministry, path: string, file: string, abreast = 2): Promise<Outcome[]> {
  const lines = readLines<Posted>(folder, `${file}.ndjson`);
  return postAll(from, path, lines, { abreast, done: progress.stream(file, lines.length) });
}

/** Three committees register; then beds, the answer to every suspicion, reception cards, what goes back to its owner. */
async function register(operation: Replay): Promise<void> {
  const { interior } = operation.ministries;
  const registered = await papers(operation, interior, '/persons', 'persons');
  await papers(operation, interior, '/voided-numbers', 'voided-numbers');
  await papers(operation, interior, '/housings', 'housings');
  const pairs = suspectPairs(registered);
  const done = operation.progress.stream('suspects', pairs.length);
  for (const pair of pairs) {
    await adjudicate(interior, pair);
    done(1);
  }
  await papers(operation, interior, '/reception-cards', 'reception-cards');
  await papers(operation, interior, '/restitutions', 'restitutions');
}

/** Every weapon gets its receipt at the reception point, then its place in the armoury. */
async function takeWeapons(operation: Replay): Promise<void> {
  const { defence } = operation.ministries;
  await papers(operation, defence, '/weapons', 'weapons');
  await papers(operation, defence, '/voided-receipts', 'voided-receipts');
  await papers(operation, defence, '/ammunition', 'ammunition');
  await papers(operation, defence, '/movements', 'movements');
}
