import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { type Context, command, stepId } from '#shared/lambda/command-context.ts';
import type { Accepted } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Answer, Request } from '#shared/lambda/http.ts';
import { faultsOf } from '#shared/lambda/problem.ts';
import { type Manifest, manifest, stateOf } from './domain/manifest.ts';
import type { Header, Submission, Submit } from './domain/manifest-commands.ts';
import type { ReceivingAuthority } from './domain/receiving-authority.ts';
import { CHUNK, type Outcome, type SliceLine, type StoreSlice, slice, sliceId } from './domain/slice.ts';
import { type Compared, difference, headerDifference } from './domain/submission-difference.ts';
import { type SubmissionKey, submissionKey, type UseKey } from './domain/submission-key.ts';
import { type OpenUpload, upload } from './domain/submission-parts.ts';
import { type ChunkLine, chunkOf } from './manifest-chunks.ts';
import { manifestDocument, manifestHeaderQuery, type manifestQuery } from './manifest-documents.ts';
import { type FileLine, readCsv, readItems, readJson, readNdjson } from './manifest-file.ts';
import { type Chunks, cameTo, foreseen } from './manifest-plan.ts';
import { atOnce } from './tallying.ts';
import type { Deps } from './use-cases.ts';

type Query = z.output<typeof manifestQuery>;
type Stated = Header & { readonly by: { officer: string; committee: string }; readonly at?: string | undefined };
/** Without lines a manifest is only opened: they follow in parts. */
type Posted = { readonly header: Stated; readonly lines?: readonly FileLine[] };

/** Reads a manifest as it was posted; a header in the document or, for NDJSON and CSV, in the query. */
function posted({ document: { bytes, mediaType }, query }: Request<unknown, Query>): Posted | Refusal {
  const atomic = query.atomic === 'all' ? { atomic: 'all' as const } : {};
  if (mediaType === 'application/json') {
    const value = readJson(bytes);
    if (isRefusal(value)) return value;
    const parsed = manifestDocument.safeParse(value);
    if (!parsed.success)
      return refuse('INVALID_FIELDS', 'The header of the manifest breaks a rule.', {
        status: 422,
        more: { errors: faultsOf(parsed.error) },
      });
    const { lines, ...said } = parsed.data;
    const header = { ...said, ...atomic };
    if (!lines) return { header };
    const read = readItems(lines);
    return isRefusal(read) ? read : { header, lines: read };
  }
  if (mediaType !== 'text/csv' && mediaType !== 'application/x-ndjson')
    return unreadable('application/json, application/x-ndjson or text/csv');
  const { mode: _mode, planDigest: _plan, atomic: _atomic, ...said } = query;
  const parsed = manifestHeaderQuery.safeParse(said);
  if (!parsed.success)
    return refuse('INVALID_QUERY', 'The header of the manifest, in the query, breaks a rule.', {
      status: 400,
      more: { errors: faultsOf(parsed.error) },
    });
  const { officer, committee, from, to, ...header } = parsed.data;
  const read = mediaType === 'text/csv' ? readCsv(bytes) : readNdjson(bytes);
  return isRefusal(read) ? read : { header: { ...header, ...atomic, by: { officer, committee }, window: { from, to } }, lines: read };
}

export function unreadable(accepted: string): Refusal {
  return refuse('UNSUPPORTED_MEDIA_TYPE', `Send ${accepted}.`, { status: 415, field: 'Content-Type' });
}

/** Hex SHA-256 of what was posted: the header and the bytes. The same again is the same manifest. */
export function digestOf(header: object, bytes: Uint8Array): string {
  return createHash('sha256').update(canonical(header)).update('\n').update(bytes).digest('hex');
}

const isSaid = (line: FileLine): line is FileLine & { said: SliceLine } => 'said' in line;
const faultsIn = (lines: readonly FileLine[]): Outcome[] => lines.flatMap((line) => ('fault' in line ? [line.fault] : []));

/** Takes a manifest in: its slices first, then the manifest itself, so that it exists only when it is whole. The lines follow from the queue. */
export async function submit(request: Request<unknown, Query>, deps: Deps): Promise<Answer | Refusal> {
  const { context, query } = request;
  const read = posted(request);
  if (isRefusal(read)) return read;
  const { header, lines } = read;
  const from = await deps.department(header.by);
  if (isRefusal(from)) return from;
  if (!lines && (query.mode === 'validate' || query.planDigest))
    return refuse('NO_LINES', 'A plan is made of lines: those in parts are planned when the manifest is completed.', {
      status: 422,
      field: 'lines',
    });
  if (!lines) return open(header, from, context, deps);
  const { manifestNo } = header;
  const chunks = Math.ceil(lines.length / CHUNK);
  const digest = digestOf(header, request.document.bytes);
  const made = command(context, 'submit', { ...header, lines: lines.length, chunks, digest }, { department: from });
  if (isRefusal(made)) return made;
  const chunk = { lines: lines.filter(isSaid), faults: faultsIn(lines) };
  return submitted(
    made as unknown as Submit,
    query,
    () => [chunk],
    () => storeSlices({ manifestNo, digest }, made, lines, context, deps),
    deps,
  );
}

/** Submits what is whole, unless it was submitted before or does not come out as in the plan; `store` keeps the lines first. */
export async function submitted(
  made: Submit,
  { mode, planDigest }: Pick<Query, 'mode' | 'planDigest'>,
  chunks: Chunks,
  store: () => Promise<Refusal | undefined>,
  deps: Deps,
): Promise<Answer | Refusal> {
  const { manifestNo } = made.data;
  const head = (await deps.store.newest('MANIFEST', manifestNo)) as StoredEvent<Manifest> | undefined;
  if (head) return again(made, head, mode, chunks, deps);
  const complete: Submit = { ...made, facts: await lookedUp(made.data, deps) };
  const early = manifest.decide(undefined, complete);
  if (isRefusal(early)) return (await usedBefore(made, whole(made), deps)) ?? early;
  if (mode === 'validate' || planDigest) {
    const found = await foreseen(made, chunks(), deps);
    if (mode === 'validate') return { status: 200, body: found };
    if (found.planDigest !== planDigest)
      return refuse('PLAN_CHANGED', 'The plan was another: the header, the lines, or what would become of them has changed.', {
        status: 412,
        more: { planDigest: found.planDigest },
      });
  }
  const no = (await useKey(made, whole(made), deps)) ?? (await store());
  return no ?? answer(await deps.store.execute(manifest, manifestNo, complete, { fresh: true }), deps);
}

/** What was submitted before under this number: the same answers as it did, or how it stands; other content tells how it differs. */
async function again(
  made: Submit,
  head: StoredEvent<Manifest>,
  mode: Query['mode'],
  chunks: Chunks,
  { store }: Deps,
): Promise<Answer | Refusal> {
  const first = (head.sequence === 1 ? head : await store.event('MANIFEST', head.id, 1)) as StoredEvent<Manifest, Submission>;
  const no = manifest.decide(head.state, made);
  if (!isRefusal(no)) {
    if (mode === 'validate') return { status: 200, body: await cameTo(head, store) };
    const used = first.command.id === made.id ? undefined : await useKey(made, whole(made), { store });
    return used ?? answerOf(first);
  }
  if (first.command.id === made.id)
    return refuse('COMMAND_ID_REUSED', 'This command id was accepted before with other content; give a new call a new id.', {
      status: 422,
    });
  const before: Compared[] = [];
  const numbers = Array.from({ length: head.state.chunks }, (_, index) => index + 1);
  await atOnce(numbers, async (chunk) => {
    for (const each of (await chunkOf(store, head, chunk))?.lines ?? []) before.push(comparable(each));
  });
  const posted: Compared[] = [];
  for await (const { lines } of chunks()) for (const each of lines) posted.push(comparable(each));
  const header = headerDifference({ ...first.data, ...statedIn(first) }, { ...made.data, ...statedIn(made) });
  return { ...no, more: { ...no.more, difference: { header, ...difference(before, posted) } } };
}

/** By whom, and as of when if that was said: else it is when it was recorded. */
function statedIn({ actor: { officer = '', committee = '' }, at, recordedAt }: Pick<Submit, 'actor' | 'at' | 'recordedAt'>) {
  return { by: { officer, committee }, ...(Date.parse(at) !== Date.parse(recordedAt) && { at }) };
}

function comparable({ said }: ChunkLine): Compared {
  return { line: said.line, personalNumber: said.personalNumber, content: sha256(canonical(said)).slice(0, 16) };
}

/** Opens a submission in parts; whatever would refuse the whole manifest refuses it now. */
async function open(header: Stated, department: string, context: Context, { store }: Deps): Promise<Answer | Refusal> {
  const made = command(context, 'open', header, { department });
  if (isRefusal(made)) return made;
  const { manifestNo } = header;
  const facts = await lookedUp(header, { store });
  const early = manifest.decide(undefined, { ...made, type: 'submit', facts } as unknown as Submit);
  const opening = made as unknown as OpenUpload;
  const key: SubmissionKey = { manifestNo, step: 'open' };
  if (isRefusal(early)) return (await usedBefore(opening, key, { store })) ?? early;
  const no = await useKey(opening, key, { store });
  if (no) return no;
  const done = await store.execute(upload, manifestNo, opening);
  if (isRefusal(done)) return done;
  const first = done.unchanged ? await store.event('UPLOAD', manifestNo, 1) : done.event;
  const body = { manifestNo, state: 'OPEN', parts: `/manifests/${manifestNo}/parts`, ...receiptOf(first ?? done.event) };
  return { body, headers: { location: `/manifests/${manifestNo}` } };
}

type Call = Pick<Submit, 'id' | 'at' | 'recordedAt' | 'actor'>;
/** What a call id is used for: by a submission, for its manifest. */
const whole = ({ data: { manifestNo } }: Submit): SubmissionKey => ({ manifestNo });

/** The stream of the call's id, and the claim of it. */
function claimOf({ id, at, recordedAt, actor }: Call, data: SubmissionKey): [key: string, claim: UseKey] {
  const { manifestNo, step, content } = data;
  const claim = { id: stepId('use-key', manifestNo, step, content), at, recordedAt, actor: { client: actor.client }, data };
  return [`${actor.client}/${id}`, { ...claim, type: 'use-key' }];
}

/** Claims the call's id for what it does: the same id for anything else is refused. */
export async function useKey(made: Call, of: SubmissionKey, { store }: Pick<Deps, 'store'>): Promise<Refusal | undefined> {
  const done = await store.execute(submissionKey, ...claimOf(made, of), { fresh: true });
  return isRefusal(done) ? done : undefined;
}

/** Whether the call's id was used for something else; of a call that is refused anyway, whose id is not claimed. */
export async function usedBefore(made: Call, of: SubmissionKey, { store }: Pick<Deps, 'store'>): Promise<Refusal | undefined> {
  const [key, claim] = claimOf(made, of);
  const no = submissionKey.decide((await store.newest(submissionKey.kind, key))?.state as SubmissionKey | undefined, claim);
  return isRefusal(no) ? no : undefined;
}

async function lookedUp({ receivingAuthority, supplementTo }: Header, { store }: Pick<Deps, 'store'>): Promise<Submit['facts']> {
  const authority = (await store.newest('AUTHORITY', receivingAuthority))?.state as ReceivingAuthority | undefined;
  const original = supplementTo && ((await store.newest('MANIFEST', supplementTo)) as StoredEvent<Manifest> | undefined);
  return { authority, ...(original && { original: original.state.phase }) };
}

/** As long as this a call may still be storing what it was sent. */
const IN_PROGRESS_MS = 5_000;

/** Keeps the lines of a submission or a part, the first slice before the others: it tells a second call that one is at work. */
export async function storeSlices(
  of: { readonly manifestNo: string; readonly part?: number; readonly digest: string },
  { at, recordedAt, backfilled, actor }: Pick<StoreSlice, 'at' | 'recordedAt' | 'backfilled' | 'actor'>,
  lines: readonly FileLine[],
  { salt }: { salt: string },
  { store }: Pick<Deps, 'store'>,
): Promise<Refusal | undefined> {
  const { manifestNo, part } = of;
  const keep = async (chunk: number) => {
    const some = lines.slice((chunk - 1) * CHUNK, chunk * CHUNK);
    const id = sliceId({ ...of, chunk });
    const stored: StoreSlice = {
      id,
      type: 'store',
      at,
      recordedAt,
      ...(backfilled && { backfilled }),
      actor,
      data: { manifestNo, ...(part !== undefined && { part }), chunk, records: some.length, faults: faultsIn(some) },
      personal: { lines: some.filter(isSaid).map(({ said }) => said) },
      salt: sha256(`${salt}/${chunk}`).slice(0, 32),
    };
    const done = await store.execute(slice, id, stored, { fresh: true });
    if (isRefusal(done)) throw new Error(`a slice that cannot be stored: ${done.code}`);
    return done;
  };
  const { event, repeated, unchanged } = await keep(1);
  if ((repeated || unchanged) && event.sequence === 1 && Date.parse(recordedAt) - Date.parse(event.recordedAt) < IN_PROGRESS_MS)
    return refuse('STILL_IN_PROGRESS', 'The same is being stored by another call; ask again in a moment.', { retryAfter: 1 });
  const others = Array.from({ length: Math.ceil(lines.length / CHUNK) - 1 }, (_, index) => index + 2);
  await atOnce(others, async (chunk) => void (await keep(chunk)));
  return undefined;
}

/** The same content at the same moment under another key is the same manifest. */
async function answer(done: Accepted | Refusal, { store }: Deps): Promise<Answer | Refusal> {
  if (isRefusal(done)) return done;
  return answerOf(((done.unchanged && (await store.event('MANIFEST', done.event.id, 1))) || done.event) as StoredEvent<Manifest>);
}

function answerOf(event: StoredEvent<Manifest>): Answer {
  const { tally, chunks } = event.state;
  const body = { manifestNo: event.id, state: stateOf(event.state), lines: tally.lines, chunks, ...receiptOf(event) };
  return { body, headers: { location: `/manifests/${event.id}` } };
}
