import { isRefusal } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { stepId } from '#shared/lambda/command-context.ts';
import type { Accepted, EventStore } from '#shared/lambda/event-store.ts';
import { manifest } from './domain/manifest.ts';
import type { TallyUnit, UnitFacts } from './domain/manifest-commands.ts';
import { LINE_STATES, type LineState } from './domain/manifest-line.ts';
import { fromRanges, toRanges } from './domain/number-set.ts';
import { deltaOf, type Step } from './domain/tally.ts';

type When = { readonly recordedAt: string };
/** Who counts: always the service itself, so that a count repeated on another way is the same command. */
const COUNTER = { client: 'handover' };
/** The steps a unit brought about, by the number of their line or claim in it; of a chunk also what the seal is made of. */
export type Counted = {
  readonly steps: ReadonlyMap<number, Step>;
  readonly notListed?: number;
  readonly chunk?: number;
  readonly slice?: string;
};

const AT_ONCE = 16;
const ROUNDS = 20;

/** Does the work for each of a list, sixteen at a time. */
export async function atOnce<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/**
 * Counts a unit into its manifest, each step once however often and by however many the unit was carried out. The first count of a unit has
 * the id `tally unit`; what it lacks of the steps at hand (another run of the same unit got further) follows as `tally unit 1` and so on.
 */
export async function tally(
  store: EventStore,
  manifestNo: string,
  unit: string,
  counted: Counted,
  when: When,
  head?: StoredEvent,
): Promise<void> {
  let left = new Map(counted.steps);
  for (let round = 0; round < ROUNDS; round++) {
    const command = counting(unit, { ...counted, steps: left }, round, when);
    const done = await append(store, manifestNo, command, round === 0 ? head : undefined);
    if (isRefusal(done)) throw new Error(`a unit that cannot be counted: ${done.code}`);
    if (!done.repeated) return;
    const earlier = fromRanges((done.event.data as UnitFacts).counted);
    left = new Map([...left].filter(([number]) => !earlier.has(number)));
    if (left.size === 0) return;
  }
  throw new Error('a unit that is counted again and again');
}

const tallyId = (unit: string, round: number) => (round === 0 ? stepId('tally', unit) : stepId('tally', unit, round));

/** Whether a chunk has been counted stands in the manifest's state: its stream need not be looked through. */
async function append(store: EventStore, manifestNo: string, command: TallyUnit, head: StoredEvent | undefined) {
  if (command.facts?.chunk === undefined) return store.execute(manifest, manifestNo, command, { head });
  const done = await store.execute(manifest, manifestNo, command, { head, remembers: true });
  return !isRefusal(done) && done.unchanged ? store.execute(manifest, manifestNo, command) : done;
}

/** A line of a chunk that was not listed at first and is now, is no longer among those not listed. */
function counting(unit: string, { steps, notListed, chunk, slice }: Counted, round: number, { recordedAt }: When): TallyUnit {
  const again = chunk === undefined ? 0 : -steps.size;
  return {
    id: tallyId(unit, round),
    type: 'tally',
    at: recordedAt,
    recordedAt,
    actor: COUNTER,
    data: { unit },
    facts: {
      counted: toRanges(steps.keys()),
      delta: deltaOf([...steps.values()], round === 0 ? notListed : again),
      ...(chunk !== undefined && { chunk }),
      ...(slice !== undefined && { slice }),
      ...(chunk !== undefined && round > 0 && { again: true as const }),
    },
  };
}

/** Whether a unit was counted: by a run that went through all of it. */
export async function isTallied(store: EventStore, manifestNo: string, unit: string, { recordedAt }: When): Promise<boolean> {
  const asked: TallyUnit = { id: tallyId(unit, 0), type: 'tally', at: recordedAt, recordedAt, actor: COUNTER, data: { unit } };
  return !isRefusal(await store.execute(manifest, manifestNo, asked));
}

/** The step of a line that an event of a case stored, and the unit that counts it; nothing for events that move no line. */
export function stepOf({
  kind,
  type,
  data,
}: Pick<StoredEvent, 'kind' | 'type' | 'data'>): (Step & { manifest: string; line: number; batch: string }) | undefined {
  if (kind !== 'CASE' || type === 'scan-conflict-raised') return undefined;
  const {
    manifest: manifestNo,
    line,
    batch,
    was,
    to,
  } = data as { manifest?: string; line?: number; batch?: string; was?: LineState; to?: LineState };
  if (manifestNo === undefined || line === undefined || batch === undefined) return undefined;
  if (type === 'listed') return { manifest: manifestNo, line, batch, to: 'LISTED' };
  return to && was && LINE_STATES.includes(to) ? { manifest: manifestNo, line, batch, was, to } : undefined;
}

/** Counts what single commands did to lines, each as a unit of its own. For a withdrawal, a stop: whatever moves one line by itself. */
export async function tallyEvents(store: EventStore, events: readonly StoredEvent[], when: When): Promise<void> {
  for (const event of events) {
    const step = stepOf(event);
    if (step && step.batch === event.command.id) await tally(store, step.manifest, step.batch, { steps: new Map([[1, step]]) }, when);
  }
}

/**
 * The steps of a batch that this unit owns: whoever stored an event first counts it, under the number of the claim that stored it. A claim
 * that changed nothing answers with somebody else's event.
 */
export function ownedBy(unit: string, done: readonly (Accepted | undefined)[]): Map<string, Map<number, Step>> {
  const perManifest = new Map<string, Map<number, Step>>();
  const seen = new Set<string>();
  for (const [index, accepted] of done.entries()) {
    const step = accepted && !accepted.unchanged ? stepOf(accepted.event) : undefined;
    const key = accepted ? `${accepted.event.id}#${accepted.event.sequence}` : '';
    if (!step || step.batch !== unit || seen.has(key)) continue;
    seen.add(key);
    const steps = perManifest.get(step.manifest) ?? new Map<number, Step>();
    perManifest.set(step.manifest, steps.set(index + 1, { was: step.was, to: step.to }));
  }
  return perManifest;
}
