import type * as z from 'zod';
import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { json, MAX_BATCH_LINES, ndjson, utf8 } from '#shared/lambda/body.ts';
import { type Context, command, stepId } from '#shared/lambda/command-context.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import { faultsOf, problem } from '#shared/lambda/problem.ts';
import { BACKFILL_SCOPE } from '#shared/lambda/route.ts';
import { answerOf, answerToReceiver, type Batch, batchOf, carryOut, countedBy } from './claims.ts';
import type { Manifest } from './domain/manifest.ts';
import { mayReceive, type ReceivingAuthority } from './domain/receiving-authority.ts';
import { type Claim, type ConcludeScans, type ReceiveScans, type ScanBatch, scanBatch } from './domain/scan-batch.ts';
import { type acceptanceDocument, type conflictSettlementDocument, type lineHoldDocument, scanDocument } from './manifest-documents.ts';
import { unreadable } from './manifest-submission.ts';
import type { Deps } from './use-cases.ts';

const SKEW_MS = 5 * 60_000;
/** Scans come late by nature; what is older than this was entered from paper (domain H, confirmation within 72 h). */
const LATE_MS = 72 * 3_600_000;

type Batched = { readonly claim: Claim } | { readonly refusal: Refusal; readonly about?: object };

/** Keeps a batch of claims, carries it out, and answers one outcome a claim. Sent again, it is carried on where it was left. */
async function take(
  batched: readonly Batched[],
  known: Known,
  context: Context,
  deps: Deps,
  answering = answerOf,
): Promise<Answer | Refusal> {
  const claims = batched.flatMap((each) => ('claim' in each ? [each.claim] : []));
  const answers = claims.length ? await carried(claims, known, context, deps, answering) : [];
  if (isRefusal(answers)) return answers;
  let next = 0;
  const items = batched.map((each, index) => {
    const line = index + 1;
    if ('claim' in each) return { line, ...answers[next++] };
    const { code, status, detail, field, more } = each.refusal;
    return { line, ...each.about, outcome: 'REFUSED', status, code, detail, ...(field && { field }), ...more };
  });
  return { list: { items } };
}

/** By what a batch is known, and the hash of what was sent. */
type Known = { readonly unit: string; readonly content: string };

async function carried(
  claims: readonly Claim[],
  { unit, content }: Known,
  { id, client, recordedAt }: Context,
  { store }: Deps,
  answering: typeof answerOf,
): Promise<object[] | Refusal> {
  const receive: ReceiveScans = {
    id,
    type: 'receive',
    at: recordedAt,
    recordedAt,
    actor: { client },
    data: { content },
    facts: { claims },
  };
  const kept = await store.execute(scanBatch, unit, receive, { fresh: true });
  if (isRefusal(kept)) return kept;
  const first = kept.event.sequence === 1 ? kept.event : await store.event('SCANS', unit, 1);
  const batch = first && batchOf(first);
  if (!batch) throw new Error('a batch without its first event');
  const answers = await carryOut(batch, { recordedAt }, store);
  await conclude(kept.event as StoredEvent<ScanBatch>, batch, answers, store);
  return batch.claims.map((claim, index) => answering(claim, answers[index]));
}

/**
 * What was refused is not tried again behind the back of whoever was told so. Where every manifest of a first receipt counted something,
 * the counts say that it is through.
 */
async function conclude(
  { id, sequence, recordedAt, state, actor }: StoredEvent<ScanBatch>,
  { unit, claims }: Batch,
  answers: Parameters<typeof countedBy>[1],
  store: Deps['store'],
): Promise<void> {
  const counted = countedBy(unit, answers);
  if (sequence === 1 && claims.every(({ manifestNo }) => counted.has(manifestNo))) return;
  const { receipts } = state;
  const command: ConcludeScans = {
    id: stepId('conclude', receipts),
    type: 'conclude',
    at: recordedAt,
    recordedAt,
    actor,
    data: { receipts },
  };
  await store.execute(scanBatch, id, command);
}

/** Scans are known by their content and by which of them were taken, whatever key they come under; */
const byContent = (content: string): Known => ({ unit: content.slice(0, 32), content });
/** what an officer states, by the call that stated it: the same words later are said again. */
const byCall = (body: object, { client, id }: Context): Known => ({
  unit: sha256(canonical([client, id])).slice(0, 32),
  content: sha256(canonical(body)),
});

function lateness(at: string, { recordedAt, scopes }: Context): Refusal | { backfilled?: true } {
  const age = Date.parse(recordedAt) - Date.parse(at);
  if (age < -SKEW_MS) return refuse('TIME_AHEAD', 'The clock of the device runs ahead.', { status: 422, field: 'capturedAt' });
  if (age <= LATE_MS) return {};
  if (scopes.includes(BACKFILL_SCOPE)) return { backfilled: true };
  return refuse('BACKFILL_NOT_ALLOWED', `What is older than three days needs the scope ${BACKFILL_SCOPE}.`, {
    status: 403,
    field: 'capturedAt',
  });
}

type Scan = z.output<typeof scanDocument>;

async function scanned(value: unknown, context: Context, { department }: Deps): Promise<Batched> {
  const parsed = scanDocument.safeParse(value);
  if (!parsed.success)
    return { refusal: refuse('INVALID_FIELDS', 'The scan breaks a rule.', { status: 422, more: { errors: faultsOf(parsed.error) } }) };
  const { by, type, capturedAt, ...scan }: Scan = parsed.data;
  const about = { device: scan.device, deviceSequence: scan.deviceSequence };
  const late = lateness(capturedAt, context);
  if (isRefusal(late)) return { refusal: late, about };
  const from = await department(by);
  if (isRefusal(from)) return { refusal: from, about };
  return { claim: { ...scan, ...late, to: type, at: new Date(capturedAt).toISOString(), ...by, department: from } };
}

/** Scans of handheld devices, NDJSON or a JSON array: late, twice, in any order. */
const scan: UseCase<Deps> = async ({ document: { bytes, mediaType }, context }: Request, deps) => {
  if (mediaType !== 'application/x-ndjson' && mediaType !== 'application/json')
    return unreadable('application/json or application/x-ndjson');
  const text = utf8(bytes);
  if (isRefusal(text)) return text;
  const lines = mediaType === 'application/x-ndjson' ? ndjson(text) : items(json(text));
  if (isRefusal(lines)) return lines;
  if (lines.length === 0) return refuse('NO_LINES', 'The batch has no scans.', { status: 422 });
  if (lines.length > MAX_BATCH_LINES) return refuse('TOO_MANY_LINES', `A batch may have ${MAX_BATCH_LINES} scans.`, { status: 413 });
  const batched: Batched[] = [];
  for (const { line, value, fault } of lines) {
    const broken = fault && problem(400, 'MALFORMED_JSON', `Line ${line}: ${fault.rule}.`);
    batched.push(broken ? { refusal: refuse(broken.code, broken.detail, { status: 400 }) } : await scanned(value, context, deps));
  }
  const once = oncePerNumber(batched);
  const taken = once.map((each) => 'claim' in each);
  return take(once, byContent(sha256(canonical([lines.map(({ value }) => value ?? null), taken]))), context, deps);
};

/** In a batch a number of a device is of one person: the first stands. */
function oncePerNumber(batched: readonly Batched[]): Batched[] {
  const people = new Map<string, string>();
  return batched.map((each) => {
    if (!('claim' in each)) return each;
    const { device, deviceSequence, manifestNo, personalNumber, to } = each.claim;
    const number = `${device} ${deviceSequence}`;
    const first = people.get(number) ?? personalNumber;
    people.set(number, first);
    if (first === personalNumber) return each;
    return {
      about: { device, deviceSequence, manifestNo, personalNumber, claimed: to },
      refusal: refuse('DEVICE_SEQUENCE_REUSED', 'An earlier scan of this batch has this number of the device, for another person.', {
        status: 422,
        field: 'deviceSequence',
      }),
    };
  });
}

function items(value: unknown) {
  if (isRefusal(value)) return value;
  if (!Array.isArray(value)) return refuse('INVALID_FIELDS', 'Send an array of scans.', { status: 422 });
  return value.map((each, index) => ({ line: index + 1, value: each, fault: undefined }));
}

/** The receiving authority's answers, line by line, by an officer it has named. */
const accept: UseCase<Deps> = async ({ body, context }: Request<z.output<typeof acceptanceDocument>>, deps) => {
  const { by, at, manifestNo, receiver, place, channel, lines } = body;
  const from = await deps.department(by);
  if (isRefusal(from)) return from;
  const made = command(context, 'accept', { by, at });
  if (isRefusal(made)) return made;
  const head = (await deps.store.newest('MANIFEST', manifestNo))?.state as Manifest | undefined;
  if (!head) return refuse('MANIFEST_UNKNOWN', 'There is no manifest with this number.', { status: 404, field: 'manifestNo' });
  const authority = (await deps.store.newest('AUTHORITY', head.authority))?.state as ReceivingAuthority | undefined;
  const no = mayReceive(authority, receiver);
  if (no) return no;
  const common = {
    manifestNo,
    at: made.at,
    ...by,
    department: from,
    ...(made.backfilled && { backfilled: made.backfilled }),
    receiver,
    place,
    channel,
  };
  const claims = lines.map(
    ({ personalNumber, response, reason }): Batched => ({ claim: { ...common, personalNumber, to: response, reason } }),
  );
  return take(claims, byCall(body, context), context, deps, answerToReceiver);
};

/** Lines taken off the manifest one by one: who did not come, who withdrew, medical and legal holds, removals that another officer approved. */
const hold: UseCase<Deps> = async ({ body, context }: Request<z.output<typeof lineHoldDocument>>, deps) => {
  const { by, at, manifestNo, approvedBy, lines } = body;
  const from = await deps.department(by);
  if (isRefusal(from)) return from;
  const approver =
    approvedBy === undefined ? undefined : await deps.department({ officer: approvedBy, committee: by.committee }, 'approvedBy');
  if (isRefusal(approver)) return approver;
  const made = command(context, 'hold', { by, at });
  if (isRefusal(made)) return made;
  const common = {
    manifestNo,
    at: made.at,
    ...by,
    department: from,
    ...(made.backfilled && { backfilled: made.backfilled }),
    ...(approvedBy && { approvedBy }),
  };
  const batched = lines.map(({ personalNumber, to, reason }): Batched => {
    const about = { manifestNo, personalNumber, claimed: to };
    if (to === 'REMOVED_BY_APPROVAL' && (!approvedBy || approvedBy === by.officer)) {
      return {
        about,
        refusal: refuse('APPROVAL_MISSING', 'A removal is approved by another officer.', { status: 422, field: 'approvedBy' }),
      };
    }
    return { claim: { ...common, personalNumber, to, reason } };
  });
  return take(batched, byCall(body, context), context, deps);
};

/** What a human finds where the claims of two devices contradict each other, until departure. */
const settleConflicts: UseCase<Deps> = async ({ body, context }: Request<z.output<typeof conflictSettlementDocument>>, deps) => {
  const { by, at, manifestNo, lines } = body;
  const from = await deps.department(by);
  if (isRefusal(from)) return from;
  const made = command(context, 'settle-conflicts', { by, at });
  if (isRefusal(made)) return made;
  const { backfilled } = made;
  const common = { manifestNo, at: made.at, ...by, department: from, ...(backfilled && { backfilled }), settles: true as const };
  return take(
    lines.map((line): Batched => ({ claim: { ...common, ...line } })),
    byCall(body, context),
    context,
    deps,
  );
};

export const claimUseCases: Readonly<Record<string, UseCase<Deps>>> = { scan, accept, hold, settleConflicts };
