import { hash } from 'node:crypto';
import { inclusionPath } from '#shared/kernel/merkle-log.ts';
import { rowStore } from '#shared/lambda/row-store.ts';
import { ORIGIN, testKey, unlogged } from '#test/log-at-work.ts';
import { chance } from '#test/scenario/chance.ts';
import { BATCH } from '../../services/custody/log-rows.ts';
import { sequencer } from '../../services/custody/sequencing.ts';
import { endOf, lineAfter, type Part, partFrom } from '../../services/custody/verifier/bundle-lines.ts';
import { verifyBundle } from '../../services/custody/verifier/verify.ts';
import { events, exportOf, newKey, written } from '../tamper/exports.ts';
import { median } from './cold-start.ts';
import { clientOf, openEndpoint } from './endpoint.ts';

/** What the log costs: write units an event at full batches, hashes of a proof, and the time of verification by that of hashing alone. */
export type LogCost = {
  readonly events: number;
  readonly writeUnitsAnEvent: number;
  readonly entries: number;
  readonly hashesOfAProof: number;
};
export type Verification = {
  readonly events: number;
  readonly bytes: number;
  readonly seconds: number;
  /** By the time of SHA-256, one shot after another, over the same byte strings: events, leaves, nodes, lines of the list. */
  readonly byBareHashing: number;
  /** By the time of SHA-256 over the events alone. */
  readonly byHashingEvents: number;
};

const MILLION = 1_000_000;

/** Logs so many full batches of custody's events on a counted table. */
export async function measureLog(batches: number): Promise<LogCost> {
  const endpoint = await openEndpoint(['custody']);
  const client = clientOf(endpoint);
  try {
    const { signer } = testKey();
    const rows = rowStore({ client, table: 'custody' });
    const sequence = sequencer({
      rows,
      signer,
      archive: { put: async () => undefined, keys: async () => [], get: async () => '' },
      origin: ORIGIN,
    });
    const made = events(chance(1, 'log'), batches * BATCH);
    for (let from = 0; from < made.length; from += BATCH) await sequence(made.slice(from, from + BATCH).map(unlogged));
    const { writeUnits } = endpoint.counted();
    const places = Array.from({ length: 1000 }, (_, n) => n * 1000 + 999);
    const hashesOfAProof = Math.max(...places.map((index) => inclusionPath(index, MILLION).length));
    return { events: made.length, writeUnitsAnEvent: writeUnits / made.length, entries: MILLION, hashesOfAProof };
  } finally {
    client.destroy();
    await endpoint.close();
  }
}

/** Verifies an export of so many events, interleaved with hashing alone. */
export function measureVerification(count: number, pairs: number): Verification {
  const { bundle, key } = whole(count);
  const lines = ranges(bundle);
  const [leaf, node] = [Buffer.alloc(33), Buffer.alloc(65)];
  const timed = (work: () => void) => {
    const from = performance.now();
    work();
    return (performance.now() - from) / 1000;
  };
  const hashEvents = () => {
    for (const [from, to] of lines.events) hash('sha256', bundle.subarray(from, to));
  };
  const hashAll = () => {
    hashEvents();
    for (let n = lines.events.length; n > 0; n--) {
      hash('sha256', leaf);
      hash('sha256', node);
    }
    for (const [from, to] of lines.list) {
      hash('sha256', bundle.subarray(from, to));
      hash('sha256', node);
    }
  };
  const verify = () => {
    const { finding } = verifyBundle(bundle, { keys: [key] });
    if (finding) throw new Error(finding.says);
  };
  const found = Array.from({ length: pairs }, () => ({ all: timed(hashAll), verified: timed(verify), events: timed(hashEvents) }));
  return {
    events: count,
    bytes: bundle.length,
    seconds: median(found.map(({ verified }) => verified)),
    byBareHashing: median(found.map(({ verified, all }) => verified / all)),
    byHashingEvents: median(found.map((each) => each.verified / each.events)),
  };
}

/** A bundle at full batches; what it was made of may be forgotten. */
function whole(count: number): { bundle: Buffer; key: string } {
  const key = newKey();
  const made = exportOf(chance(1, 'bundle'), key, { events: count, checkpoints: Math.ceil(count / BATCH) });
  return { bundle: written({ ...made, openings: [] }), key: key.spki };
}

type Ranges = readonly (readonly [from: number, to: number])[];

function ranges(bundle: Buffer): { events: Ranges; list: Ranges } {
  const entries = partFrom(bundle, bundle.indexOf(10) + 1, 2);
  const notes = entries && partFrom(bundle, entries.to + 1, lineAfter(entries));
  const list = notes && partFrom(bundle, notes.to + 1, lineAfter(notes));
  if (!entries || !list) throw new Error('not a bundle');
  const within = (part: Part, skip: number): Ranges => part.starts.map((start, index) => [start + skip, endOf(part, index)]);
  return { events: within(entries, 65), list: within(list, 0) };
}
