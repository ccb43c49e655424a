import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { identityDigest } from '#shared/kernel/identity-digest.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { travelFacts } from './case-use-cases.ts';
import type { Manifest } from './domain/manifest.ts';
import { returnCase } from './domain/return-case.ts';
import type { List } from './domain/return-case-commands.ts';
import { CHUNK, type Outcome, type SettleSlice, type SliceContent, type SliceLine, slice, sliceId } from './domain/slice.ts';
import type { Step } from './domain/tally.ts';
import { atOnce, type Counted, tally } from './tallying.ts';

type Chunk = { readonly manifestNo: string; readonly chunk: number };
type Deps = { readonly store: EventStore; readonly identityKey: string };
type When = { readonly recordedAt: string };

/** The unit in which a chunk's lines are counted. */
export const chunkUnit = ({ manifestNo, chunk }: Chunk) => `${manifestNo}/c${chunk}`;

export function digestOfLine(key: string, { given, father = '', family = '', dateOfBirth, sex, nationality }: SliceLine): string {
  return identityDigest(key, { given, father, family, dateOfBirth, sex, nationality });
}

/**
 * Lists the lines of one chunk: a put for each person's case, one for the count. Everything in it can be done twice, by two at once, or
 * half and then again: a line is listed by one command of its case, and counted by who carried it out.
 */
export async function listChunk({ manifestNo, chunk }: Chunk, when: When, { store, identityKey }: Deps): Promise<void> {
  const head = (await store.newest('MANIFEST', manifestNo)) as StoredEvent<Manifest> | undefined;
  if (!head) throw new Error('a chunk of a manifest that is not there');
  if (chunk <= head.state.done || head.state.ahead.includes(chunk)) return;
  const id = sliceId({ manifestNo, digest: head.state.digest, chunk });
  const stored = (await store.event('SLICE', id, 1)) as StoredEvent<unknown, SliceContent> | undefined;
  if (!stored) throw new Error('a slice that is not there');
  const lines = (stored.personal?.lines ?? []) as SliceLine[];
  const records = recordsOf(stored.data, lines);
  const heads = await store.heads(
    'CASE',
    lines.map(({ personalNumber }) => personalNumber),
  );
  const facts = { ...(await factsLately(store, stored.at)), batch: chunkUnit({ manifestNo, chunk }) };
  const steps = new Map<number, Step>();
  const outcomes: Outcome[] = [...stored.data.faults];
  const cancelled =
    head.state.phase === 'CANCELLED' ? refuse('MANIFEST_CANCELLED', 'This manifest was cancelled before the line was listed.') : undefined;

  await atOnce(lines, async (line, index) => {
    const command = listing(manifestNo, line, stored, when, identityKey, facts);
    const done = cancelled ?? (await store.execute(returnCase, line.personalNumber, command, { head: heads.get(line.personalNumber) }));
    const record = records[index] as number;
    if (isRefusal(done)) outcomes.push(outcomeOf(done, record, line));
    else steps.set(record, { to: 'LISTED' });
  });
  if (outcomes.length) await settle(store, stored, facts.batch, outcomes, when);
  const counted: Counted = {
    steps,
    chunk,
    notListed: stored.data.records - steps.size,
    slice: stored.commitment ?? stored.hash,
  };
  await tally(store, manifestNo, facts.batch, counted, when, head);
}

/** The command that lists a person on a line, known by manifest and line, as of the submission's time and by its preparer. */
function listing(
  manifestNo: string,
  line: SliceLine,
  { at, actor, backfilled }: StoredEvent,
  when: When,
  key: string,
  facts: List['facts'],
): List {
  return {
    id: `${manifestNo}/${line.line}`,
    type: 'list',
    at,
    recordedAt: when.recordedAt,
    ...(backfilled && { backfilled }),
    actor,
    data: { manifest: manifestNo, line: line.line, identityDigest: digestOfLine(key, line) },
    ...(facts && { facts }),
  };
}

/** What listing the lines would come to now, without storing anything; `heads` may be a moment behind. */
export async function plan(
  manifestNo: string,
  lines: readonly (SliceLine & { record: number })[],
  at: string,
  { store, identityKey }: Deps,
): Promise<Outcome[]> {
  const facts = { ...(await travelFacts(store, at)), batch: 'plan' };
  const when = { recordedAt: at };
  const submission = { at, actor: { client: 'plan' } } as StoredEvent;
  const outcomes: Outcome[] = [];
  for (let from = 0; from < lines.length; from += CHUNK) {
    const some = lines.slice(from, from + CHUNK);
    const heads = await store.heads(
      'CASE',
      some.map(({ personalNumber }) => personalNumber),
    );
    for (const line of some) {
      const state = heads.get(line.personalNumber)?.state as Parameters<typeof returnCase.decide>[0];
      const done = returnCase.decide(state, listing(manifestNo, line, submission, when, identityKey, facts));
      if (isRefusal(done)) outcomes.push(outcomeOf(done, line.record, line));
    }
  }
  return outcomes;
}

function outcomeOf({ code, detail, field }: Refusal, record: number, { line, personalNumber }: SliceLine): Outcome {
  return { record, line, personalNumber, code, message: detail, ...(field && { field }) };
}

const KEPT_MS = 5_000;
const kept = new WeakMap<EventStore, Map<string, { until: number; facts: ReturnType<typeof travelFacts> }>>();

/** The instruments of a moment as of at most five seconds ago: the chunks of a manifest ask for the same. Boarding asks again. */
function factsLately(store: EventStore, at: string): ReturnType<typeof travelFacts> {
  const known = kept.get(store)?.get(at);
  if (known && known.until > clock.ms()) return known.facts;
  const facts = travelFacts(store, at);
  kept.set(store, new Map([[at, { until: clock.ms() + KEPT_MS, facts }]]));
  return facts;
}

/** Where in the file the lines of a slice stand: all its records but those with a fault, in their order. */
export function recordsOf(
  { chunk, records, faults }: Pick<SliceContent, 'chunk' | 'records' | 'faults'>,
  lines: readonly unknown[],
): number[] {
  const faulty = new Set(faults.map(({ record }) => record));
  const first = (chunk - 1) * CHUNK + 1;
  const all = Array.from({ length: records }, (_, index) => first + index).filter((record) => !faulty.has(record));
  return all.slice(0, lines.length);
}

/** Keeps why lines were not listed beside the slice. A run that comes out otherwise than one before it says so in an event of its own. */
async function settle(store: EventStore, stored: StoredEvent, unit: string, outcomes: Outcome[], { recordedAt }: When): Promise<void> {
  const sorted = outcomes.sort((a, b) => a.record - b.record);
  const command: SettleSlice = {
    id: `settle/${sha256(canonical(sorted)).slice(0, 32)}`,
    type: 'settle',
    at: stored.at,
    recordedAt,
    actor: { client: 'handover' },
    data: { unit, outcomes: sorted },
  };
  const done = await store.execute(slice, stored.id, command, { head: stored });
  if (isRefusal(done)) throw new Error(`a slice that cannot be settled: ${done.code}`);
}
