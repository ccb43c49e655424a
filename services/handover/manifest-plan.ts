import { createHash } from 'node:crypto';
import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { type Manifest, stateOf } from './domain/manifest.ts';
import type { Submit } from './domain/manifest-commands.ts';
import { toRanges } from './domain/number-set.ts';
import type { Outcome } from './domain/slice.ts';
import { headerFields } from './domain/submission-difference.ts';
import { figures } from './domain/tally.ts';
import type { Chunk } from './manifest-chunks.ts';
import { plan } from './manifest-processing.ts';
import { isOutcome, linePages } from './manifest-store.ts';
import type { Deps } from './use-cases.ts';

export type Lines = Pick<Chunk, 'lines' | 'faults'>;
export type Chunks = () => Iterable<Lines> | AsyncIterable<Lines>;

/** Outcomes shown of a plan: an answer has at most 6 MB. */
const MOST_SHOWN = 20_000;

/**
 * What would become of every line, and a digest by which a later commit can insist on it: the header, what the lines say, and what stands
 * against which of them. When and by whom it is said is not the plan.
 */
export async function foreseen({ at, data }: Submit, chunks: ReturnType<Chunks>, deps: Deps) {
  const { manifestNo, lines: records } = data;
  const said = createHash('sha256');
  const found: Outcome[] = [];
  for await (const { lines, faults } of chunks) {
    for (const each of lines) said.update(canonical([each.record, each.said]));
    for (const each of faults) found.push(each);
    for (const each of await plan(manifestNo, lines, at, deps)) found.push(each);
  }
  const outcomes = found.sort((a, b) => a.record - b.record);
  const refused = new Set(outcomes.map(({ record }) => record));
  const listed = Array.from({ length: records }, (_, index) => index + 1).filter((record) => !refused.has(record));
  const against = outcomes.map(({ record, code, personalNumber }) => [record, code, personalNumber]);
  return {
    manifestNo,
    lines: records,
    listed: listed.length,
    notListed: outcomes.length,
    planDigest: sha256(canonical([headerFields(data), records, said.digest('hex'), against])),
    listedRecords: toRanges(listed),
    outcomes: outcomes.slice(0, MOST_SHOWN),
  };
}

/** The same of a manifest that was submitted already: what its lines have come to so far. There is nothing left to plan. */
export async function cameTo({ id: manifestNo, state }: StoredEvent<Manifest>, store: EventStore) {
  const outcomes: Outcome[] = [];
  for await (const { rows } of linePages(store, manifestNo, { consistent: true })) {
    for (const row of rows) {
      if (!isOutcome(row)) continue;
      const { pk: _pk, sk: _sk, ...outcome } = row;
      outcomes.push(outcome);
    }
  }
  const { lines, manifested, notListed, pending } = figures(state.tally);
  return {
    manifestNo,
    state: stateOf(state),
    submitted: true,
    lines,
    listed: manifested,
    notListed,
    pending,
    outcomes: outcomes.sort((a, b) => a.record - b.record).slice(0, MOST_SHOWN),
  };
}
