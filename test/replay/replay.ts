import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Order } from '../scenario/establishment.ts';
import { readLines } from '../scenario/files.ts';
import { adjudicate, suspectPairs } from './adjudication.ts';
import { postAll } from './batches.ts';
import type { Ministry, Outcome, Posted } from './ministry.ts';
import type { Progress } from './progress.ts';
import { everybodyCleared, returnDays, sendHome } from './return.ts';

export type Ministries = Readonly<Record<Client, Ministry>>;
export type Replay = {
  readonly folder: string;
  readonly ministries: Ministries;
  readonly progress: Progress;
  /** How many scans a call brings; 400 if nothing is said. */
  readonly scansAtOnce?: number;
};

/** The operation as the ministries' systems posted it. Every call has an id of its own, so that a second replay changes nothing. */
export async function replay(operation: Replay): Promise<void> {
  await untilCleared(operation);
  for (const day of returnDays(operation.folder)) await sendHome(operation, day);
}

/** Everything before the first manifest. */
export async function untilCleared(operation: Replay): Promise<void> {
  await establish(operation);
  const registered = register(operation);
  await Promise.all([registered, takeWeapons(operation)]);
  await hear(operation);
  await everybodyCleared(operation, returnDays(operation.folder));
  await custodyTold(operation);
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

/** Each person is screened and then says, in private, whether to return. A person of whom handover has not heard yet is asked again. */
async function hear(operation: Replay): Promise<void> {
  const joint = operation.ministries['joint-operations'];
  await papers(operation, joint, '/screenings', 'screenings');
  await papers(operation, joint, '/declarations', 'declarations');
}

/** The weapons statement of the handover pack is custody's own: the office waits until both count the same. */
async function custodyTold({ ministries }: Replay): Promise<void> {
  const joint = ministries['joint-operations'];
  for (const until = Date.now() + 60_000; ; await pause(300)) {
    const { total } = await joint.get<{ total: number }>('/handover/weapons-in-trust');
    const custody = await joint.get<{ total: { inTrust: number } }>('/custody/statement');
    if (total === custody.total.inTrust) return;
    if (Date.now() > until) throw new Error(`Handover knows of ${total} weapons in trust, custody of ${custody.total.inTrust}`);
  }
}

/** Every weapon gets its receipt at the reception point, then its place in the armoury. */
async function takeWeapons(operation: Replay): Promise<void> {
  const { defence } = operation.ministries;
  await papers(operation, defence, '/weapons', 'weapons');
  await papers(operation, defence, '/voided-receipts', 'voided-receipts');
  await papers(operation, defence, '/ammunition', 'ammunition');
  await papers(operation, defence, '/movements', 'movements');
}
