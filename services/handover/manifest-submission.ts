import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { command } from '#shared/lambda/command-context.ts';
import type { Accepted } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Answer, Request } from '#shared/lambda/http.ts';
import { faultsOf } from '#shared/lambda/problem.ts';
import { type Manifest, manifest, stateOf } from './domain/manifest.ts';
import type { Header, Submission, Submit } from './domain/manifest-commands.ts';
import type { ReceivingAuthority } from './domain/receiving-authority.ts';
import { CHUNK, type Outcome, type SliceLine, type StoreSlice, slice, sliceId } from './domain/slice.ts';
import { manifestDocument, manifestHeaderQuery, type manifestQuery } from './manifest-documents.ts';
import { type FileLine, readCsv, readItems, readJson, readNdjson } from './manifest-file.ts';
import { plan } from './manifest-processing.ts';
import { atOnce } from './tallying.ts';
import type { Deps } from './use-cases.ts';

type Query = z.output<typeof manifestQuery>;
type Posted = {
  readonly header: Header & { readonly by: { officer: string; committee: string }; readonly at?: string | undefined };
  readonly lines: readonly FileLine[];
};

/** Reads a manifest as it was posted; a header in the document or, for NDJSON and CSV, in the query. */
function posted({ document: { bytes, mediaType }, query }: Request<unknown, Query>): Posted | Refusal {
  if (mediaType === 'application/json') {
    const value = readJson(bytes);
    if (isRefusal(value)) return value;
    const parsed = manifestDocument.safeParse(value);
    if (!parsed.success)
      return refuse('INVALID_FIELDS', 'The header of the manifest breaks a rule.', {
        status: 422,
        more: { errors: faultsOf(parsed.error) },
      });
    const { lines, ...header } = parsed.data;
    const read = readItems(lines);
    return isRefusal(read) ? read : { header, lines: read };
  }
  if (mediaType !== 'text/csv' && mediaType !== 'application/x-ndjson')
    return unreadable('application/json, application/x-ndjson or text/csv');
  const { mode: _mode, planDigest: _plan, ...said } = query;
  const parsed = manifestHeaderQuery.safeParse(said);
  if (!parsed.success)
    return refuse('INVALID_QUERY', 'The header of the manifest, in the query, breaks a rule.', {
      status: 400,
      more: { errors: faultsOf(parsed.error) },
    });
  const { officer, committee, from, to, ...header } = parsed.data;
  const read = mediaType === 'text/csv' ? readCsv(bytes) : readNdjson(bytes);
  return isRefusal(read) ? read : { header: { ...header, by: { officer, committee }, window: { from, to } }, lines: read };
}

export function unreadable(accepted: string): Refusal {
  return refuse('UNSUPPORTED_MEDIA_TYPE', `Send ${accepted}.`, { status: 415, field: 'Content-Type' });
}

/** Hex SHA-256 of what was posted: the header and the bytes. The same again is the same manifest. */
function digestOf(header: object, bytes: Uint8Array): string {
  return createHash('sha256').update(canonical(header)).update('\n').update(bytes).digest('hex');
}

const isSaid = (line: FileLine): line is FileLine & { said: SliceLine } => 'said' in line;
const faultsIn = (lines: readonly FileLine[]): Outcome[] => lines.flatMap((line) => ('fault' in line ? [line.fault] : []));

/** Takes a manifest in: its slices first, then the manifest itself, so that it exists only when it is whole. The lines follow from the queue. */
export async function submit(request: Request<unknown, Query>, deps: Deps): Promise<Answer | Refusal> {
  const { store, department } = deps;
  const { context, query } = request;
  const read = posted(request);
  if (isRefusal(read)) return read;
  const { header, lines } = read;
  const from = await department(header.by);
  if (isRefusal(from)) return from;
  const { manifestNo } = header;
  const chunks = Math.ceil(lines.length / CHUNK);
  const digest = digestOf(header, request.document.bytes);
  const made = command(context, 'submit', { ...header, lines: lines.length, chunks, digest }, { department: from });
  if (isRefusal(made)) return made;
  const head = (await store.newest('MANIFEST', manifestNo)) as StoredEvent<Manifest> | undefined;
  const facts = head ? {} : await lookedUp(header, deps);
  const complete = { ...made, facts } as unknown as Submit;
  const early = manifest.decide(head?.state, complete);
  if (head || isRefusal(early)) return answer(await store.execute(manifest, manifestNo, complete, { head }), complete.data, deps);

  if (query.mode === 'validate' || query.planDigest) {
    const found = await foreseen(manifestNo, lines, made.at, deps);
    if (query.mode === 'validate') return { status: 200, body: { manifestNo, lines: lines.length, ...found } };
    if (found.planDigest !== query.planDigest)
      return refuse('PLAN_CHANGED', 'The lines would not come out as in the plan any more.', {
        status: 412,
        more: { planDigest: found.planDigest },
      });
  }
  await storeSlices(complete, lines, digest, context, deps);
  return answer(await store.execute(manifest, manifestNo, complete, { fresh: true }), complete.data, deps);
}

async function lookedUp({ receivingAuthority, supplementTo }: Header, { store }: Deps): Promise<Submit['facts']> {
  const authority = (await store.newest('AUTHORITY', receivingAuthority))?.state as ReceivingAuthority | undefined;
  const original = supplementTo && ((await store.newest('MANIFEST', supplementTo)) as StoredEvent<Manifest> | undefined);
  return { authority, ...(original && { original: original.state.phase }) };
}

/** What would become of every line, and a digest by which a later commit can insist on it. */
async function foreseen(manifestNo: string, lines: readonly FileLine[], at: string, deps: Deps) {
  const said = lines.filter(isSaid).map((line) => ({ ...line.said, record: line.record }));
  const outcomes = [...faultsIn(lines), ...(await plan(manifestNo, said, at, deps))].sort((a, b) => a.record - b.record);
  const planDigest = sha256(canonical([lines.length, outcomes.map(({ record, code }) => [record, code])]));
  return { listed: lines.length - outcomes.length, notListed: outcomes.length, planDigest, outcomes: outcomes.slice(0, 1000) };
}

async function storeSlices(
  { at, recordedAt, backfilled, actor, data: { manifestNo } }: Submit,
  lines: readonly FileLine[],
  digest: string,
  { salt }: { salt: string },
  { store }: Deps,
): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(lines.length / CHUNK) }, (_, index) => lines.slice(index * CHUNK, (index + 1) * CHUNK));
  await atOnce(chunks, async (some, index) => {
    const chunk = index + 1;
    const id = sliceId({ manifestNo, digest, chunk });
    const data = { manifestNo, chunk, records: some.length, faults: faultsIn(some) };
    const personal = { lines: some.filter(isSaid).map(({ said }) => said) };
    const stored: StoreSlice = {
      id,
      type: 'store',
      at,
      recordedAt,
      ...(backfilled && { backfilled }),
      actor,
      data,
      personal,
      salt: sha256(`${salt}/${chunk}`).slice(0, 32),
    };
    const done = await store.execute(slice, id, stored, { fresh: true });
    if (isRefusal(done)) throw new Error(`a slice that cannot be stored: ${done.code}`);
  });
}

/** The same content again, under whatever key, answers what the first answered. */
async function answer(done: Accepted | Refusal, { manifestNo }: Submission, { store }: Deps): Promise<Answer | Refusal> {
  if (isRefusal(done)) return done;
  const event = ((done.unchanged && (await store.event('MANIFEST', manifestNo, 1))) || done.event) as StoredEvent<Manifest>;
  const { tally, chunks } = event.state;
  const body = { manifestNo, state: stateOf(event.state), lines: tally.lines, chunks, ...receiptOf(event) };
  return { body, headers: { location: `/manifests/${manifestNo}` } };
}
