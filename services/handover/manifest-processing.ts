import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { identityDigest } from '#shared/kernel/identity-digest.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import { stepId } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { travelFacts } from './case-use-cases.ts';
import { hasChunk, type Manifest, manifest } from './domain/manifest.ts';
import type { Check } from './domain/manifest-commands.ts';
import { returnCase } from './domain/return-case.ts';
import type { List } from './domain/return-case-commands.ts';
import { CHUNK, type Outcome, type SettleSlice, type SliceLine, slice } from './domain/slice.ts';
import type { Step } from './domain/tally.ts';
import { type Chunk, type ChunkLine, chunkOf } from './manifest-chunks.ts';
import { atOnce, type Counted, tally } from './tallying.ts';

type Due = { readonly manifestNo: string; readonly chunk: number };
type Deps = { readonly store: EventStore; readonly identityKey: string };
type When = { readonly recordedAt: string };

/** The unit in which a chunk's lines are counted. */
export const chunkUnit = ({ manifestNo, chunk }: Due) => `${manifestNo}/c${chunk}`;

export function digestOfLine(key: string, { given, father = '', family = '', dateOfBirth, sex, nationality }: SliceLine): string {
  return identityDigest(key, { given, father, family, dateOfBirth, sex, nationality });
}

/**
 * Lists the lines of one chunk: a put for each person's case, one for the count. Everything in it can be done twice, by two at once, or
 * half and then again: a line is listed by one command of its case, and counted by who carried it out.
 */
export async function listChunk({ manifestNo, chunk }: Due, when: When, { store, identityKey }: Deps): Promise<void> {
  const head = (await store.newest('MANIFEST', manifestNo)) as StoredEvent<Manifest> | undefined;
  if (!head) throw new Error('a chunk of a manifest that is not there');
  const { checked, phase, aborted } = head.state;
  if (hasChunk(checked ?? head.state, chunk)) return;
  const found = await chunkOf(store, head, chunk);
  if (!found) throw new Error('a slice that is not there');
  if (checked) return checkChunk(found, { manifestNo, chunk }, when, { store, identityKey }, head);
  const { stored, lines, submitted } = found;
  const heads = await store.heads(
    'CASE',
    lines.map(({ said }) => said.personalNumber),
  );
  const facts = { ...(await factsLately(store, submitted.at)), batch: chunkUnit({ manifestNo, chunk }) };
  const steps = new Map<number, Step>();
  const outcomes: Outcome[] = [...found.faults];
  const known = aborted === undefined ? new Map<number, Outcome>() : await settledBefore(store, stored);
  // A run that was cut off may have listed lines before the manifest was cancelled: a repeat finds them, and they are counted.
  const rules = phase === 'CANCELLED' ? { ...returnCase, decide: () => notListed(aborted) } : returnCase;

  await atOnce(lines, async ({ record, said }) => {
    const command = listing(manifestNo, said, submitted, when, identityKey, facts);
    const hint = { head: heads.get(said.personalNumber) };
    const done = aborted === undefined ? await store.execute(rules, said.personalNumber, command, hint) : notListed(aborted);
    if (isRefusal(done)) outcomes.push(known.get(record) ?? outcomeOf(done, record, said));
    else steps.set(record, { to: 'LISTED' });
  });
  if (outcomes.length) await settle(store, stored, facts.batch, outcomes, when);
  const counted: Counted = {
    steps,
    chunk,
    notListed: found.records - steps.size,
    slice: stored.commitment ?? stored.hash,
  };
  await tally(store, manifestNo, facts.batch, counted, when, head);
}

/** Why no line of a cancelled manifest is listed any more. */
function notListed(aborted: number | undefined): Refusal {
  return aborted === undefined
    ? refuse('MANIFEST_CANCELLED', 'This manifest was cancelled before the line was listed.')
    : refuse('NOT_ALL_LISTED', 'Another line could not be listed, and so none was.');
}

/** Counts what of a chunk could not be listed as things stand, and says why, before anything of the manifest is listed. */
async function checkChunk(found: Chunk, due: Due, when: When, deps: Deps, head: StoredEvent<Manifest>): Promise<void> {
  const { store } = deps;
  const outcomes = [...found.faults, ...(await plan(due.manifestNo, found.lines, found.submitted.at, deps))];
  if (outcomes.length) await settle(store, found.stored, chunkUnit(due), outcomes, when);
  const unit = `${chunkUnit(due)}/check`;
  const { recordedAt } = when;
  const command: Check = {
    id: unit,
    type: 'check',
    at: recordedAt,
    recordedAt,
    actor: { client: 'handover' },
    data: { unit },
    facts: { chunk: due.chunk, refused: outcomes.length },
  };
  const done = await store.execute(manifest, due.manifestNo, command, { head, remembers: true });
  if (isRefusal(done)) throw new Error(`a chunk that cannot be checked: ${done.code}`);
}

/** What was found against lines of a chunk before the whole manifest was refused. */
async function settledBefore(store: EventStore, stored: StoredEvent): Promise<Map<number, Outcome>> {
  const last = await store.newest('SLICE', stored.id);
  const outcomes = last?.type === 'slice-settled' ? (last.data as SettleSlice['data']).outcomes : [];
  return new Map(outcomes.map((outcome) => [outcome.record, outcome]));
}

/** The command that lists a person on a line, known by manifest and line, as of the submission's time and by its preparer. */
function listing(
  manifestNo: string,
  line: SliceLine,
  { at, actor, backfilled }: Chunk['submitted'],
  when: When,
  key: string,
  facts: List['facts'],
): List {
  return {
    id: stepId('list', manifestNo, line.line),
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
export async function plan(manifestNo: string, lines: readonly ChunkLine[], at: string, { store, identityKey }: Deps): Promise<Outcome[]> {
  const facts = { ...(await factsLately(store, at)), batch: 'plan' };
  const submission = { at, actor: { client: 'plan' } };
  const outcomes: Outcome[] = [];
  for (let from = 0; from < lines.length; from += CHUNK) {
    const some = lines.slice(from, from + CHUNK);
    const heads = await store.heads(
      'CASE',
      some.map(({ said }) => said.personalNumber),
    );
    for (const { record, said } of some) {
      const state = heads.get(said.personalNumber)?.state as Parameters<typeof returnCase.decide>[0];
      const done = returnCase.decide(state, listing(manifestNo, said, submission, { recordedAt: at }, identityKey, facts));
      if (isRefusal(done)) outcomes.push(outcomeOf(done, record, said));
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

/** Keeps why lines were not listed beside the slice. A run that comes out otherwise than one before it says so in an event of its own. */
async function settle(store: EventStore, stored: StoredEvent, unit: string, outcomes: Outcome[], { recordedAt }: When): Promise<void> {
  const sorted = outcomes.sort((a, b) => a.record - b.record);
  const command: SettleSlice = {
    id: stepId('settle', sha256(canonical(sorted)).slice(0, 32)),
    type: 'settle',
    at: stored.at,
    recordedAt,
    actor: { client: 'handover' },
    data: { unit, outcomes: sorted },
  };
  const done = await store.execute(slice, stored.id, command, { head: stored });
  if (isRefusal(done)) throw new Error(`a slice that cannot be settled: ${done.code}`);
}
