import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Manifest } from './domain/manifest.ts';
import type { Submission } from './domain/manifest-commands.ts';
import { CHUNK, type Outcome, type SliceContent, type SliceLine, sliceId } from './domain/slice.ts';
import { cameBefore, chunkAfter, placeOf } from './domain/submission-parts.ts';

/** A line and where it stands in the whole file. */
export type ChunkLine = { readonly record: number; readonly said: SliceLine };
/** A chunk of a manifest as it was submitted, its lines and faults numbered as in the whole; `stored` is the slice's first event. */
export type Chunk = {
  readonly stored: StoredEvent<unknown, SliceContent>;
  readonly records: number;
  readonly lines: readonly ChunkLine[];
  readonly faults: readonly Outcome[];
  /** By whom and as of when its lines are listed. */
  readonly submitted: Pick<StoredEvent, 'at' | 'actor' | 'backfilled'>;
};
type Head = Pick<StoredEvent<Manifest>, 'id' | 'state'>;
type Submitted = StoredEvent<Manifest, Submission>;

export async function chunkOf(store: EventStore, { id, state }: Head, chunk: number): Promise<Chunk | undefined> {
  if (!state.parts) return chunkIn(store, { manifestNo: id, digest: state.digest }, chunk);
  const submitted = await submittedOf(store, id);
  return submitted && chunkIn(store, submitted.data, chunk, submitted);
}

type Content = Pick<Submission, 'manifestNo' | 'digest' | 'parts' | 'twice'>;

/** A chunk of what is submitted in one or in parts; the slices of one carry themselves when and by whom. */
export async function chunkIn(
  store: EventStore,
  { manifestNo, digest, parts, twice = [] }: Content,
  chunk: number,
  submitted?: Chunk['submitted'],
): Promise<Chunk | undefined> {
  const place = parts ? placeOf(parts, chunk) : { part: undefined, chunk, digest, before: 0, shift: 0 };
  const stored = place && (await sliceAt(store, sliceId({ manifestNo, ...place })));
  if (!place || !stored) return undefined;
  const { before, shift, part } = place;
  const earlier = part === undefined ? () => undefined : cameBefore(twice, part);
  const lines: ChunkLine[] = [];
  const faults: Outcome[] = stored.data.faults.map((fault) => ({ ...fault, record: fault.record + before, line: fault.line + shift }));
  for (const { record, said } of linesOf(stored)) {
    const line = { ...said, line: said.line + shift };
    const code = earlier(line.line, line.personalNumber);
    if (code) faults.push({ record: record + before, line: line.line, personalNumber: line.personalNumber, code, ...CAME_BEFORE[code] });
    else lines.push({ record: record + before, said: line });
  }
  return { stored, records: stored.data.records, lines, faults, submitted: submitted ?? stored };
}

const CAME_BEFORE = {
  DUPLICATE_LINE: { field: 'line', message: 'a line of an earlier part has this number' },
  DUPLICATE_PERSON: { field: 'personalNumber', message: 'this person stands in an earlier part' },
};

async function sliceAt(store: EventStore, id: string) {
  return (await store.event('SLICE', id, 1)) as StoredEvent<unknown, SliceContent> | undefined;
}

/** The lines of a slice: all its records but those with a fault, in their order. Erased ones say nothing any more. */
function linesOf({ data: { chunk, records, faults }, personal }: StoredEvent<unknown, SliceContent>): ChunkLine[] {
  const faulty = new Set(faults.map(({ record }) => record));
  const first = (chunk - 1) * CHUNK + 1;
  const sound = Array.from({ length: records }, (_, index) => first + index).filter((record) => !faulty.has(record));
  return ((personal?.lines ?? []) as SliceLine[]).map((said, index) => ({ record: sound[index] ?? 0, said }));
}

/** The chunk in which the line after this record of the file stands. */
export async function chunkFrom(store: EventStore, { id, state }: Head, record: number): Promise<number> {
  if (!state.parts) return Math.floor(record / CHUNK) + 1;
  return chunkAfter((await submittedOf(store, id))?.data.parts ?? [], record);
}

const KEPT = 8;
const kept = new WeakMap<EventStore, Map<string, Promise<Submitted | undefined>>>();

/** The event that submitted a manifest in parts: it never changes, and a thousand chunks ask for it. */
function submittedOf(store: EventStore, manifestNo: string): Promise<Submitted | undefined> {
  const known = kept.get(store) ?? new Map();
  kept.set(store, known);
  const found = known.get(manifestNo) ?? (store.event('MANIFEST', manifestNo, 1) as Promise<Submitted | undefined>);
  known.delete(manifestNo);
  known.set(manifestNo, found);
  if (known.size > KEPT) known.delete([...known.keys()][0]);
  found.then((event: Submitted | undefined) => event || known.delete(manifestNo)).catch(() => known.delete(manifestNo));
  return found;
}
