import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprintOf, seal } from '#shared/kernel/event-chain.ts';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { type Batch, carryOut } from './claims.ts';
import { type Manifest, manifest } from './domain/manifest.ts';
import type { ManifestCommand } from './domain/manifest-commands.ts';
import type { LineState } from './domain/manifest-line.ts';
import { type ReturnCase, returnCase } from './domain/return-case.ts';
import { list, ON, READY, simply } from './domain/return-case-story.ts';
import type { Claim } from './domain/scan-batch.ts';
import { figures, recount, sameCounts, unbalanced } from './domain/tally.ts';
import { stepOf, tally, tallyEvents } from './tallying.ts';

const PEOPLE = 2;
const WHEN = { recordedAt: '2024-12-18T12:00:00.000Z' };
const CRASH = 'crash';

/** Streams in memory. It can be told to stop dead before or after an append; what was appended before stays. */
function memory() {
  const streams = new Map<string, StoredEvent[]>();
  let left = Number.POSITIVE_INFINITY;
  const streamOf = (kind: string, id: string) => streams.get(`${kind}#${id}`) ?? [];

  async function execute<S, C extends Command>(aggregate: Aggregate<S, C>, id: string, command: C) {
    if (left-- <= 0) throw new Error(CRASH);
    const events = streamOf(aggregate.kind, id);
    const earlier = events.find((event) => event.command.id === command.id);
    const head = events.at(-1) as StoredEvent<S> | undefined;
    const draft = earlier ? 'nothing' : aggregate.decide(head?.state, command);
    if (earlier) {
      const same = fingerprintOf(command, earlier.personal?.salt ?? command.salt) === earlier.command.fingerprint;
      return same ? { event: earlier, repeated: true as const } : refuse('COMMAND_ID_REUSED', 'reused');
    }
    if (isRefusal(draft)) return draft;
    if (draft === 'nothing') return { event: head as StoredEvent, unchanged: true as const };
    const stored = seal(aggregate, id, head, command, draft);
    streams.set(`${aggregate.kind}#${id}`, [...events, stored]);
    if (left-- <= 0) throw new Error(CRASH);
    return { event: stored };
  }

  const store = {
    execute,
    newest: async (kind: string, id: string) => streamOf(kind, id).at(-1),
    heads: async () => new Map(),
    rows: { all: async () => [] },
  } as unknown as EventStore;
  return {
    store,
    crashAfter: (appends: number) => {
      left = appends;
    },
    newest: (kind: string, id: string) => streamOf(kind, id).at(-1),
    stored: (kind: string) => [...streams].filter(([key]) => key.startsWith(`${kind}#`)).flatMap(([, events]) => events),
  };
}

/** A manifest whose people embark. */
async function embarking() {
  const running = memory();
  const numbers = Array.from({ length: PEOPLE }, (_, index) => `SY00000${index}-0`);
  const authority = { receivers: ['R-1'], assurance: {} };
  const window = { from: WHEN.recordedAt, to: WHEN.recordedAt };
  await run(running.store, 'submit', { lines: PEOPLE, chunks: 1, digest: 'd', receivingAuthority: 'A', window }, { authority }, 'O-1');
  for (const [index, number] of numbers.entries()) {
    for (const [step, command] of [...READY, list({ line: index + 1 }), simply('override-amnesty', { reference: 'L-1' })].entries()) {
      await running.store.execute(returnCase, number, { ...command, id: `${number}/${step}`, salt: '00' } as never);
    }
  }
  const steps = new Map(numbers.map((_, index) => [index + 1, { to: 'LISTED' as const }]));
  await tally(running.store, ON.manifest, 'c1', { steps, chunk: 1, notListed: 0, slice: 's' }, WHEN);
  await run(running.store, 'review-legally', {}, { department: 'LEGAL' });
  await run(running.store, 'approve', {}, { department: 'DEFENCE', hasScreened: false });
  await run(running.store, 'seal', {}, { contentHash: 'h' });
  await run(running.store, 'request-clearance', {}, {});
  await run(running.store, 'clear', { receiver: 'R-1', exceptions: [] }, { authority });
  await run(running.store, 'embark', {}, {});
  return { ...running, numbers };
}

async function run(store: EventStore, type: string, data: object, facts: object, officer = 'O-2') {
  const command = { id: type, type, at: WHEN.recordedAt, recordedAt: WHEN.recordedAt, actor: { client: 'c', officer }, data, facts };
  const done = await store.execute(manifest, ON.manifest, command as unknown as ManifestCommand);
  if (isRefusal(done)) throw new Error(done.code);
}

const TO: readonly LineState[] = ['PRESENTED', 'BOARDED', 'DISEMBARKED_OBJECTED', 'DECEASED_IN_TRANSIT', 'NO_SHOW', 'MEDICAL_HOLD'];
const claim = fc.record({ person: fc.nat(PEOPLE - 1), to: fc.constantFrom(...TO), device: fc.nat(1), deviceSequence: fc.nat(400) });
/** Batches drawn from the same scans, so that they overlap; runs of them in any order, each stopping where it will. */
const runs = fc.record({
  scans: fc.uniqueArray(claim, { minLength: 1, maxLength: 12, selector: ({ device, deviceSequence }) => `${device}/${deviceSequence}` }),
  batches: fc.array(fc.array(fc.nat(11), { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
  order: fc.array(fc.record({ batch: fc.nat(3), crash: fc.oneof(fc.nat(12), fc.constant(1000)) }), { maxLength: 8 }),
  withdrawals: fc.array(fc.nat(PEOPLE - 1), { maxLength: 2 }),
});

const boarding = {
  manifestNo: ON.manifest,
  at: WHEN.recordedAt,
  officer: 'O-5',
  committee: 'C-1',
  department: 'ESCORT',
  reason: 'ROOM',
  reconfirmed: true,
};

test('lines are counted once and where they stand, whatever batches overlap, come twice, out of order or stop half way', async () => {
  await fc.assert(
    fc.asyncProperty(runs, async ({ scans, batches, order, withdrawals }) => {
      const { store, crashAfter, newest, stored, numbers } = await embarking();
      const claims = scans.map(
        ({ person, to, device, deviceSequence }): Claim => ({
          ...boarding,
          personalNumber: numbers[person] as string,
          to,
          device: `D${device}`,
          deviceSequence,
        }),
      );
      const all = batches.map((places, index): Batch => {
        const unique = [...new Set(places.map((place) => place % claims.length))];
        return { unit: `u${index}`, client: 'c', claims: unique.map((place) => claims[place] as Claim) };
      });
      const tries = [
        ...order.map(({ batch, crash }) => ({ batch: all[batch % all.length] as Batch, crash })),
        ...all.map((batch) => ({ batch, crash: 1e9 })),
      ];
      for (const [index, { batch, crash }] of tries.entries()) {
        crashAfter(crash);
        await carryOut(batch, WHEN, store).catch((error: Error) => expect(error.message).toBe(CRASH));
        crashAfter(1e9);
        const leaving = withdrawals[index];
        if (leaving === undefined) continue;
        const command = { ...simply('withdraw', {}, 'PROTECTION'), id: `w${index}` };
        await store.execute(returnCase, numbers[leaving] as string, command as never);
      }
      // What the queue repeats: every event that moved a line by itself.
      const cases = stored('CASE');
      await tallyEvents(store, cases, WHEN);
      await tallyEvents(store, [...cases].reverse(), WHEN);

      const { tally: counted } = (newest('MANIFEST', ON.manifest) as StoredEvent<Manifest>).state;
      const lines = numbers.map((number) => (newest('CASE', number) as StoredEvent<ReturnCase>).state.line?.state as LineState);
      expect(sameCounts(counted.states, recount(lines))).toBe(true);
      const steps = cases.flatMap((event) => stepOf(event) ?? []);
      expect(figures(counted).manifested).toBe(steps.filter(({ was }) => was === undefined).length);
      if (figures(counted).open === 0) expect(unbalanced(figures(counted))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('a batch that stopped half way is counted although its manifest was suspended meanwhile; what it had not begun is refused', async () => {
  const { store, crashAfter, newest, numbers } = await embarking();
  const claims = numbers.map((personalNumber) => ({ ...boarding, personalNumber, to: 'PRESENTED' as const }));
  crashAfter(1);
  await expect(carryOut({ unit: 'u', client: 'c', claims }, WHEN, store)).rejects.toThrow(CRASH);
  crashAfter(1e9);
  await run(store, 'suspend', { reason: 'Road closed' }, {});
  const answers = await carryOut({ unit: 'u', client: 'c', claims }, WHEN, store);
  expect(answers).toMatchObject([{ repeated: true }, { code: 'MANIFEST_SUSPENDED' }]);
  expect((newest('MANIFEST', ON.manifest) as StoredEvent<Manifest>).state.tally.states).toEqual({ LISTED: 1, PRESENTED: 1 });
});

test('who boarded before a cancellation that could not see it yet is let go with the others, and counted once', async () => {
  const { store, crashAfter, newest, numbers } = await embarking();
  const claims = numbers.map((personalNumber) => ({ ...boarding, personalNumber, to: 'BOARDED' as const }));
  crashAfter(1);
  await expect(carryOut({ unit: 'u', client: 'c', claims }, WHEN, store)).rejects.toThrow(CRASH);
  crashAfter(1e9);
  await run(store, 'cancel', { reason: 'Road closed' }, {});
  const leaving = claims.map((each) => ({ ...each, to: 'REMOVED_BY_APPROVAL' as const }));
  await carryOut({ unit: 'r1', client: 'c', claims: leaving }, WHEN, store);
  await carryOut({ unit: 'u', client: 'c', claims }, WHEN, store);
  const lines = numbers.map((each) => (newest('CASE', each) as StoredEvent<ReturnCase>).state.line?.state);
  expect(lines).toEqual(['REMOVED_BY_APPROVAL', 'REMOVED_BY_APPROVAL']);
  expect((newest('MANIFEST', ON.manifest) as StoredEvent<Manifest>).state.tally.states).toEqual({ REMOVED_BY_APPROVAL: 2 });
});
