import { refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Request, UseCase } from '#shared/lambda/http.ts';
import type { Manifest } from './domain/manifest.ts';
import { hasChunk } from './domain/manifest.ts';
import { hasEnded, type ReturnCase } from './domain/return-case.ts';
import { openLine } from './domain/return-guards.ts';
import type { SettleSlice, SliceLine } from './domain/slice.ts';
import { type Chunk, chunkFrom, chunkOf } from './manifest-chunks.ts';
import type { Deps } from './use-cases.ts';

type Paged = { limit: number; cursor?: string | undefined };

/** What is wrong with the line itself: as it stands it would be refused for ever. */
const IN_THE_LINE = ['IDENTITY_MISMATCH', 'CASE_CLOSED', 'DUPLICATE_PERSON'];

/**
 * The lines that were not listed for what stood in their way and not for what they say, or were let go with the whole manifest: as they were
 * submitted, so that they can be submitted again. Who is on another manifest by now, or gone, is not among them.
 */
export const unprocessed: UseCase<Deps> = async ({ params, query }: Request<unknown, Paged>, { store }) => {
  const head = (await store.newest('MANIFEST', params.manifestNo ?? '')) as StoredEvent<Manifest> | undefined;
  if (!head) return refuse('MANIFEST_UNKNOWN', 'There is no manifest with this number.', { status: 404 });
  const after = Number(query.cursor) || 0;
  const items: object[] = [];
  let last = after;
  for (let chunk = await chunkFrom(store, head, after); chunk <= head.state.chunks; chunk++) {
    const found = hasChunk(head.state, chunk) ? await chunkOf(store, head, chunk) : undefined;
    for (const { record, said } of found ? await leftOf(store, head, found) : []) {
      if (record <= after) continue;
      if (items.length === query.limit) return { list: { items, next: String(last) } };
      items.push(row(said));
      last = record;
    }
  }
  return { list: { items } };
};

async function leftOf(
  store: EventStore,
  { id: manifestNo, state }: StoredEvent<Manifest>,
  { stored, lines }: Chunk,
): Promise<Chunk['lines']> {
  const settled = await store.newest('SLICE', stored.id);
  const outcomes = settled?.type === 'slice-settled' ? (settled.data as SettleSlice['data']).outcomes : [];
  const codes = new Map(outcomes.map(({ record, code }) => [record, code]));
  const cancelled = state.phase === 'CANCELLED';
  const refused = lines.filter(({ record }) => cancelled || (codes.has(record) && !IN_THE_LINE.includes(codes.get(record) ?? '')));
  const cases = await store.heads(
    'CASE',
    refused.map(({ said }) => said.personalNumber),
  );
  return refused.filter(({ record, said }) => {
    if (IN_THE_LINE.includes(codes.get(record) ?? '')) return false;
    const now = cases.get(said.personalNumber)?.state as ReturnCase | undefined;
    if (!now) return true;
    if (openLine(now) || hasEnded(now)) return false;
    return cancelled || now.line?.manifest !== manifestNo || now.line.line !== said.line;
  });
}

/** All lines have the same columns, those of a manifest, so that pages of a table fit together and can be posted. */
function row({ line, personalNumber, given, father, family, dateOfBirth, sex, nationality, ...more }: SliceLine): object {
  const { documentNumber, vehicle, seat, baggagePieces, baggageKg, needsCode } = more;
  const identity = { line, personalNumber, given, father, family, dateOfBirth, sex, nationality };
  return { ...identity, documentNumber, vehicle, seat, baggagePieces, baggageKg, needsCode };
}
