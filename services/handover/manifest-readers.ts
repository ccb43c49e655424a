import { handoverMessages } from '#shared/contracts/handover.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Context } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Reader } from '#shared/lambda/queue.ts';
import { batchOf, carryOut, stillOpen } from './claims.ts';
import type { Manifest } from './domain/manifest.ts';
import type { Claim, ScanBatch } from './domain/scan-batch.ts';
import { chunkOf } from './manifest-chunks.ts';
import { listChunk } from './manifest-processing.ts';
import { isTallied, tallyEvents } from './tallying.ts';

type Deps = { readonly store: EventStore; readonly identityKey: string };
type OfChunk = { readonly manifestNo: string; readonly chunk: number };

/** Does what an event's own call may have left undone; a batch that was counted was done to its end. */
async function carryOn(
  { kind, id, sequence }: { kind: string; id: string; sequence: number },
  when: Context,
  store: EventStore,
): Promise<void> {
  const event = await store.event(kind, id, kind === 'SCANS' ? 1 : sequence);
  const batch = event && batchOf(event);
  if (!batch) return;
  const first = kind === 'SCANS' && sequence === 1;
  const manifests = [...new Set(batch.claims.map(({ manifestNo }) => manifestNo))];
  if (first && (await Promise.all(manifests.map((manifestNo) => isTallied(store, manifestNo, batch.unit, when)))).every(Boolean)) return;
  if (kind === 'SCANS' && (await isThrough(store, id))) return;
  await carryOut(kind === 'SCANS' ? batch : await stillOpen(store, batch), when, store);
}

async function isThrough(store: EventStore, id: string): Promise<boolean> {
  const { receipts, through = 0 } = ((await store.newest('SCANS', id))?.state ?? {}) as ScanBatch;
  return through >= receipts;
}

/** A cancelled manifest lets the people of a chunk go: they are available for another one. */
async function releaseChunk(
  { manifestNo, chunk, sequence }: OfChunk & { sequence: number },
  when: Context,
  store: EventStore,
): Promise<void> {
  const head = (await store.newest('MANIFEST', manifestNo)) as StoredEvent<Manifest> | undefined;
  const cause = await store.event('MANIFEST', manifestNo, sequence);
  if (head?.state.phase !== 'CANCELLED' || !cause) return;
  const found = await chunkOf(store, head, chunk);
  if (!found) return;
  const { officer = '', committee = '', department = '', client } = (cause.type === 'cancelled' ? cause : found.submitted).actor;
  const reason = head.state.aborted === undefined ? 'MANIFEST_CANCELLED' : 'NOT_ALL_LISTED';
  const claims = found.lines.map(
    ({ said }): Claim => ({
      manifestNo,
      personalNumber: said.personalNumber,
      to: 'REMOVED_BY_APPROVAL',
      at: cause.at,
      officer,
      committee,
      department,
      reason,
    }),
  );
  await carryOut(await stillOpen(store, { unit: `${manifestNo}/r${chunk}`, client, claims }), when, store);
}

/** How handover reads what it says to itself. */
export const manifestReaders: Readonly<Record<string, Reader<Deps>>> = {
  'handover.lines-submitted.v1': {
    schema: handoverMessages['handover.lines-submitted.v1'],
    read: ({ manifestNo, chunk }: OfChunk, when, deps) => listChunk({ manifestNo, chunk }, when, deps),
  },
  'handover.lines-released.v1': {
    schema: handoverMessages['handover.lines-released.v1'],
    read: (data: OfChunk & { sequence: number }, when, { store }) => releaseChunk(data, when, store),
  },
  'handover.scans-received.v1': {
    schema: handoverMessages['handover.scans-received.v1'],
    read: (data: { kind: string; id: string; sequence: number }, when, { store }) => carryOn(data, when, store),
  },
  'handover.line-moved.v1': {
    schema: handoverMessages['handover.line-moved.v1'],
    read: async ({ personalNumber, sequence }: { personalNumber: string; sequence: number }, when, { store }) => {
      const event = await store.event('CASE', personalNumber, sequence);
      if (event) await tallyEvents(store, [event], when);
    },
  },
};
