import type * as z from 'zod';
import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { command } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Request, UseCase } from '#shared/lambda/http.ts';
import type { Submit } from './domain/manifest-commands.ts';
import { toGaps, toRanges } from './domain/number-set.ts';
import type { SubmissionKey } from './domain/submission-key.ts';
import {
  chunksOf,
  layoutOf,
  MOST_PARTS,
  type PartContent,
  peopleOf,
  type ReceivePart,
  submissionPart,
  twice,
  type Upload,
} from './domain/submission-parts.ts';
import { type Chunk, chunkIn } from './manifest-chunks.ts';
import { type completeDocument, type completeQuery, MOST_LINES } from './manifest-documents.ts';
import { type FileLine, readCsv, readItems, readJson, readNdjson } from './manifest-file.ts';
import { digestOf, storeSlices, submitted, unreadable, usedBefore, useKey } from './manifest-submission.ts';
import type { Deps } from './use-cases.ts';

const partId = (manifestNo: string, part: number) => `${manifestNo}/${part}`;

async function openedOf(store: EventStore, manifestNo: string): Promise<StoredEvent<Upload> | Refusal> {
  const opened = (await store.newest('UPLOAD', manifestNo)) as StoredEvent<Upload> | undefined;
  return opened ?? refuse('MANIFEST_NOT_OPEN', 'No submission in parts was opened under this manifest number.', { status: 404 });
}

/** A part is a document of its own: a CSV has its header row, a JSON document its `lines`. */
function readPart({ document: { bytes, mediaType } }: Request): FileLine[] | Refusal {
  if (mediaType === 'text/csv') return readCsv(bytes);
  if (mediaType === 'application/x-ndjson') return readNdjson(bytes);
  if (mediaType !== 'application/json') return unreadable('application/json, application/x-ndjson or text/csv');
  const value = readJson(bytes);
  if (isRefusal(value)) return value;
  const lines = (value as { lines?: unknown } | null)?.lines;
  return Array.isArray(lines) ? readItems(lines) : refuse('INVALID_FIELDS', 'A part has lines.', { status: 422, field: 'lines' });
}

/** Lines numbered as they stand in the part, or not at all, are numbered on from the part before. */
function contentOf(part: number, digest: string, lines: readonly FileLine[]): PartContent {
  const said = lines.flatMap((line) => ('said' in line ? [line.said] : []));
  return {
    part,
    digest,
    records: lines.length,
    faults: lines.length - said.length,
    ...(lines.every(({ line, record }) => line === record) && { follows: true as const }),
    lines: toGaps(said.map(({ line }) => line)),
    people: peopleOf(said.map(({ personalNumber }) => personalNumber)),
  };
}

const receivePart: UseCase<Deps> = async (request: Request, deps) => {
  const { params, context, document } = request;
  const { store } = deps;
  const { manifestNo = '' } = params;
  const part = Number(params.part);
  if (!Number.isInteger(part) || part < 1 || part > MOST_PARTS)
    return refuse('PART_NUMBER', `Parts are numbered from 1 to ${MOST_PARTS}.`, { status: 422, field: 'part' });
  const lines = readPart(request);
  if (isRefusal(lines)) return lines;
  const opened = await openedOf(store, manifestNo);
  if (isRefusal(opened)) return opened;
  const digest = digestOf({ mediaType: document.mediaType }, document.bytes);
  const id = partId(manifestNo, part);
  const made = command(context, 'receive', contentOf(part, digest, lines));
  if (isRefusal(made)) return made;
  const key: SubmissionKey = { manifestNo, step: `part ${part}`, content: digest };
  const head = await store.newest('PART', id);
  const known = (head?.data as PartContent | undefined)?.digest === digest;
  if (!known && (await store.newest('MANIFEST', manifestNo))) {
    const no = refuse('MANIFEST_SUBMITTED', 'This manifest is whole; its lines do not change any more.', { field: 'manifestNo' });
    return (await usedBefore(made, key, deps)) ?? no;
  }
  const used = known && head?.command.id === made.id ? undefined : await useKey(made, key, deps);
  if (used) return used;
  if (!known) {
    const by = { ...opened, recordedAt: context.recordedAt, actor: { ...opened.actor, client: context.client } };
    const no = await storeSlices({ manifestNo, part, digest }, by, lines, context, deps);
    if (no) return no;
  }
  const done = await store.execute(submissionPart, id, made as unknown as ReceivePart, { head, ...(!head && { fresh: true }) });
  if (isRefusal(done)) return done;
  const { records, faults } = done.event.data as PartContent;
  return { body: { manifestNo, part, lines: records, faults, digest, ...receiptOf(done.event) } };
};

type Whole = { readonly parts: readonly PartContent[]; readonly lines: number };

async function wholeOf(
  store: EventStore,
  manifestNo: string,
  stated: { parts: number; lines?: number | undefined },
): Promise<Whole | Refusal> {
  const numbers = Array.from({ length: stated.parts }, (_, index) => index + 1);
  const heads = await Promise.all(numbers.map((part) => store.newest('PART', partId(manifestNo, part))));
  const parts = heads.flatMap((head) => (head ? [head.data as PartContent] : []));
  if (parts.length < numbers.length) {
    const missing = toRanges(numbers.filter((_, index) => !heads[index]));
    return refuse('PARTS_MISSING', 'Some parts have not been received.', { field: 'parts', more: { missing } });
  }
  const lines = parts.reduce((sum, { records }) => sum + records, 0);
  if (lines > MOST_LINES) return refuse('TOO_MANY_LINES', `A manifest has at most ${MOST_LINES} lines.`, { status: 413 });
  if (stated.lines !== undefined && stated.lines !== lines)
    return refuse('LINES_DIFFER', 'The parts together have another number of lines.', { status: 422, field: 'lines', more: { lines } });
  return { parts, lines };
}

/** Makes a manifest of its parts. It is submitted by this one append; the same parts again are the same manifest. */
const complete: UseCase<Deps> = async (
  { params, body, query, context }: Request<z.output<typeof completeDocument>, z.output<typeof completeQuery>>,
  deps,
) => {
  const { manifestNo = '' } = params;
  const { by, at, ...stated } = body;
  const opened = await openedOf(deps.store, manifestNo);
  if (isRefusal(opened)) return opened;
  const department = await deps.department(by);
  if (isRefusal(department)) return department;
  // Whoever completes counts as its preparer, who may not approve it; it has to be the one who prepared it.
  if (by.officer !== opened.actor.officer)
    return refuse('PREPARER_DIFFERS', 'The officer who opened this submission completes it.', { status: 403, field: 'by.officer' });
  const whole = await wholeOf(deps.store, manifestNo, stated);
  if (isRefusal(whole)) return whole;
  const { header } = opened.state;
  const layout = layoutOf(whole.parts);
  const found = twice(whole.parts);
  const chunks = chunksOf(layout);
  const digest = sha256(canonical([header, whole.parts.map((part) => part.digest)]));
  const content = { ...header, lines: whole.lines, chunks, digest, parts: layout, ...(found.length && { twice: found }) };
  const made = command(context, 'submit', { by, ...(at && { at }), ...content }, { department });
  if (isRefusal(made)) return made;
  const submit = made as unknown as Submit;
  return submitted(
    submit,
    query,
    () => chunksFor(submit, deps.store),
    async () => undefined,
    deps,
  );
};

async function* chunksFor(submit: Submit, store: EventStore): AsyncGenerator<Pick<Chunk, 'lines' | 'faults'>> {
  for (let chunk = 1; chunk <= submit.data.chunks; chunk++) {
    const found = await chunkIn(store, submit.data, chunk, submit);
    if (found) yield found;
  }
}

export const partUseCases: Readonly<Record<string, UseCase<Deps>>> = { receivePart, complete };
