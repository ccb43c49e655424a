import { readCheckpoint, readNote } from '#shared/kernel/checkpoint.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import { command } from '#shared/lambda/command-context.ts';
import { readable, receiptOf } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import { checkpointRequest, type RequestCheckpoint } from './domain/checkpoint-request.ts';
import type { CheckpointRow } from './log-rows.ts';
import type { Deps } from './lookups.ts';

type Paged = { limit: number; cursor?: string | undefined };

const UNSIGNED = refuse('CHECKPOINT_UNKNOWN', 'No checkpoint of this size was signed.', { status: 404 });

/** A size or an index in a path or a cursor. */
const whole = (text = '') => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

/** A checkpoint as it is shown: what its note says, and the note. */
export function noted(note: string) {
  const { size, time, root, list } = readCheckpoint(readNote(note)?.text ?? '') ?? {};
  return { size, time, root, ...(list && { list }), note };
}
const shown = ({ note }: CheckpointRow) => noted(note);

/** An event like any other: the sequencer sees it among those it logs, and signs a checkpoint that covers it. */
const requestCheckpoint: UseCase<Deps> = async ({ body, context }: Request<object>, { store }) => {
  const made = command(context, 'request-checkpoint', body);
  if (isRefusal(made)) return made;
  const done = await store.execute(checkpointRequest, context.id, made as RequestCheckpoint, { fresh: true });
  if (isRefusal(done)) return done;
  const request = encodeURIComponent(done.event.id);
  return {
    status: 202,
    body: { request: done.event.id, ...receiptOf(done.event) },
    headers: { location: `/custody/checkpoint-requests/${request}` },
  };
};

const showCheckpointRequest: UseCase<Deps> = async ({ params }, { store, log }) => {
  const event = await store.newest(checkpointRequest.kind, params.request ?? '');
  if (!event) return refuse('REQUEST_UNKNOWN', 'There is no such request.', { status: 404 });
  const index = (await log.find([event])).get(event.sequence);
  const covering = index === undefined ? undefined : await log.listCovering(index);
  const asked = { request: event.id, requestedAt: event.recordedAt };
  return { body: covering ? { ...asked, state: 'SIGNED', checkpoint: shown(covering) } : { ...asked, state: 'REQUESTED' } };
};

const listCheckpoints: UseCase<Deps> = async ({ query }: Request<unknown, Paged>, { log }) => {
  const { rows, next } = await log.checkpoints(query.cursor, query.limit);
  return { list: { items: rows.map(shown), next } };
};

const showCheckpoint: UseCase<Deps> = async ({ params }, { log }) => {
  const size = whole(params.size);
  const row = size === undefined ? undefined : await log.checkpoint(size);
  return row ? { body: shown(row), headers: { etag: `"${row.sk}"` } } : UNSIGNED;
};

const consistency: UseCase<Deps> = async ({ query: { from, to } }: Request<unknown, { from: number; to: number }>, { log }) => {
  if (from > to) return refuse('SIZES_REVERSED', 'A log begins with a smaller one.', { status: 422, field: 'from' });
  const newest = await log.newest();
  if (to > (newest?.size ?? 0)) return refuse('NOT_SIGNED_YET', 'The log was not signed at this size yet.', { status: 404, field: 'to' });
  return {
    body: {
      from: { size: from, root: await log.root(from) },
      to: { size: to, root: await log.root(to) },
      proof: await log.consistent(from, to),
    },
  };
};

/** A page ends here, well under what a function may answer; by characters, of which some take two bytes. */
const PAGE = 1_500_000;

/** How many of these lengths fit into a page: one at least. */
export function fitting(lengths: readonly number[]): number {
  let sum = 0;
  const at = lengths.findIndex((length) => {
    sum += length;
    return sum > PAGE;
  });
  return at < 0 ? lengths.length : Math.max(1, at);
}

/** Entries from a cursor on, up to the newest checkpoint. */
async function page({ query }: Request<unknown, Paged>, { log }: Deps) {
  const from = whole(query.cursor || '0');
  if (from === undefined) return refuse('INVALID_CURSOR', 'Go on with the cursor that a page gave.', { status: 400, field: 'cursor' });
  const size = (await log.newest())?.size ?? 0;
  const to = Math.min(size, from + query.limit);
  const read = from < to ? await log.withEvents(from, to) : [];
  const found = read.slice(0, fitting(read.map(({ event }) => JSON.stringify(event ?? '').length)));
  const end = from + found.length;
  return { found, next: end < size && found.length > 0 ? String(end) : undefined };
}

const listLog: UseCase<Deps> = async (request, deps) => {
  const read = await page(request, deps);
  if (isRefusal(read)) return read;
  const { found, next } = read;
  return { list: { items: found.map(({ entry, event }) => ({ ...entry, ...(event && { event: readable(event) }) })), next } };
};

/** Of those whose personal data are not erased. */
const listOpenings: UseCase<Deps> = async (request, deps) => {
  const read = await page(request, deps);
  if (isRefusal(read)) return read;
  const { found, next } = read;
  const items = found.flatMap(({ entry: { index, stream, sequence }, event }) =>
    event?.personal ? [{ index, stream, sequence, commitment: event.commitment, personal: event.personal }] : [],
  );
  return { list: { items, next } };
};

const showList: UseCase<Deps> = async ({ params, query }: Request<unknown, Paged>, { log }) => {
  const size = whole(params.size);
  if (size === undefined || !(await log.isListed(size))) return UNSIGNED;
  const lines = await log.list(size);
  const from = whole(query.cursor ?? '0') ?? 0;
  const to = from + query.limit;
  const items = lines.slice(from, to).map((line) => ({ line }));
  return { list: { items, next: to < lines.length ? String(to) : undefined } };
};

const verificationKey: UseCase<Deps> = async (_request, { log }) => {
  const newest = await log.newest();
  const origin = newest && readCheckpoint(readNote(newest.note)?.text ?? '')?.origin;
  return { body: { origin, keys: (await log.keys()).map(({ sk, publicKey, since }) => ({ keyId: sk, publicKey, since })) } };
};

/** Every event of one item with its place in the log and the proof of it, under the newest checkpoint. */
function proofOf(kind: 'WEAPON' | 'LOT'): UseCase<Deps> {
  return async ({ params }: Request, { store, log }): Promise<Answer | Refusal> => {
    const { events } = await store.history(kind, params.custodyNumber ?? '');
    if (events.length === 0) return refuse(`${kind}_UNKNOWN`, 'Nothing was deposited under this number.', { status: 404 });
    const newest = await log.newest();
    const size = newest?.size ?? 0;
    const places = await log.find(events);
    const proven = [];
    for (const event of events) {
      const index = places.get(event.sequence);
      const isCovered = index !== undefined && index < size;
      proven.push({ event: readable(event), ...(isCovered && { index, proof: await log.included(index, size) }) });
    }
    const key = newest && (await log.keys()).map(({ publicKey }) => publicKey);
    return {
      body: { format: 'amana-proof/1', custodyNumber: events[0]?.id, keys: key, checkpoint: newest && shown(newest), events: proven },
    };
  };
}

export const logReads: Readonly<Record<string, UseCase<Deps>>> = {
  requestCheckpoint,
  showCheckpointRequest,
  listCheckpoints,
  showCheckpoint,
  consistency,
  listLog,
  listOpenings,
  showList,
  verificationKey,
  weaponProof: proofOf('WEAPON'),
  lotProof: proofOf('LOT'),
};
