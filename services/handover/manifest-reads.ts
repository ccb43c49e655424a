import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { readable } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import { caseReads, signedPapers as papersOf } from './case-reads.ts';
import { certificate, type NotAccepted, notAccepted } from './domain/certificate.ts';
import { type Manifest, stateOf } from './domain/manifest.ts';
import type { LineState } from './domain/manifest-line.ts';
import type { Upload } from './domain/submission-parts.ts';
import { type Figures, figures, sameCounts, unbalanced } from './domain/tally.ts';
import { acceptedLines, receiverView } from './manifest-disclosure.ts';
import {
  type ConflictRow,
  conflictsPartition,
  isOutcome,
  type LineRow,
  lineKey,
  linePage,
  linePages,
  linesPartition,
  MANIFESTS,
  type ManifestRow,
  type OutcomeRow,
  recountOf,
} from './manifest-store.ts';
import { unprocessed } from './manifest-unprocessed.ts';
import { eventsOf } from './manifest-use-cases.ts';
import { atOnce } from './tallying.ts';
import type { Deps } from './use-cases.ts';

type Paged = { limit: number; cursor?: string | undefined };

const unknownManifest = () => refuse('MANIFEST_UNKNOWN', 'There is no manifest with this number.', { status: 404 });

async function newest(store: EventStore, manifestNo = ''): Promise<StoredEvent<Manifest> | undefined> {
  return (await store.newest('MANIFEST', manifestNo)) as StoredEvent<Manifest> | undefined;
}

async function listManifests({ query }: Request<unknown, Paged>, { store }: Deps): Promise<Answer> {
  const { rows, next } = await store.rows.page<ManifestRow>({ pk: MANIFESTS, after: query.cursor, limit: query.limit });
  return { list: { items: rows.map(({ pk: _pk, sk: _sk, figures: counts, ...row }) => ({ ...row, ...counts })), next } };
}

/** State and counts, from the one newest event. */
async function showManifest({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const head = await newest(store, params.manifestNo);
  if (!head) return showOpened(store, params.manifestNo);
  const { tally, chunks, done, ahead, digest, preparedBy, authority, contentHash, clearanceRequested, phase } = head.state;
  return {
    body: {
      manifestNo: head.id,
      state: stateOf(head.state),
      ...(head.state.suspended && { resumesAt: phase }),
      processed: done + ahead.length === chunks,
      atomic: head.state.atomic ? 'all' : 'none',
      ...(head.state.checked && { checking: { chunks: head.state.checked.done, refused: head.state.checked.refused } }),
      ...(head.state.aborted !== undefined && { refusedAsAWhole: true }),
      chunks: { all: chunks, done: done + ahead.length },
      counts: figures(tally),
      states: tally.states,
      preparedBy,
      receivingAuthority: authority,
      digest,
      contentHash,
      clearanceRequested: clearanceRequested === true,
    },
    headers: { etag: `"${head.sequence}"` },
  };
}

/** A submission in parts that is not whole yet: no manifest so far. */
async function showOpened(store: EventStore, manifestNo = ''): Promise<Answer | Refusal> {
  const opened = (await store.newest('UPLOAD', manifestNo)) as StoredEvent<Upload> | undefined;
  return opened ? { body: { ...opened.state.header, state: 'OPEN' } } : unknownManifest();
}

type LinesQuery = Paged & { outcome?: 'LISTED' | 'NOT_LISTED'; state?: LineState };

/** Every line with what became of it; a page may be shorter than asked while more follow. */
async function manifestLines({ params, query }: Request<unknown, LinesQuery>, { store }: Deps): Promise<Answer | Refusal> {
  const { rows, next } = await linePage(store, params.manifestNo ?? '', { after: query.cursor, limit: query.limit });
  // Only of a manifest without lines it is asked whether there is one at all, or one opened for parts.
  if (rows.length === 0 && !(await newest(store, params.manifestNo))) {
    const opened = await showOpened(store, params.manifestNo);
    if (isRefusal(opened)) return opened;
  }
  const items = rows
    .map(lineOf)
    .filter((item) => (!query.outcome || item.outcome === query.outcome) && (!query.state || item.state === query.state));
  return { list: { items, next } };
}

/** All lines have the same columns, so that pages of a table fit together. */
function lineOf(row: LineRow | OutcomeRow) {
  const { line, personalNumber } = row;
  if (isOutcome(row)) {
    const { record, code, field, message } = row;
    return {
      line,
      personalNumber,
      outcome: 'NOT_LISTED' as const,
      state: undefined,
      code,
      field,
      message,
      record,
      at: undefined,
      reason: undefined,
      receiver: undefined,
      place: undefined,
    };
  }
  const { state, at, reason, receiver, place } = row;
  return {
    line,
    personalNumber,
    outcome: 'LISTED' as const,
    state,
    code: undefined,
    field: undefined,
    message: undefined,
    record: undefined,
    at,
    reason,
    receiver,
    place,
  };
}

/** The pledges of the listed people as signed, each to print, with the names on them; a ceremony's as any other. */
async function manifestPledges({ params, query }: Request<unknown, Paged>, { store }: Deps): Promise<Answer> {
  const { rows, next } = await linePage(store, params.manifestNo ?? '', { after: query.cursor, limit: query.limit });
  const listed = rows.filter((row): row is LineRow => !isOutcome(row));
  const perLine: object[][] = [];
  await atOnce(listed, async ({ line, personalNumber }, index) => {
    perLine[index] = (await papersOf(store, personalNumber)).flatMap((paper) =>
      paper.pledge || paper.familyPledge ? [{ line, ...paper }] : [],
    );
  });
  return { list: { items: perLine.flat(), next } };
}

async function manifestHistory({ params, query }: Request<unknown, Paged>, { store }: Deps): Promise<Answer | Refusal> {
  const { events, next } = await store.history('MANIFEST', params.manifestNo ?? '', {
    after: Number(query.cursor) || 0,
    limit: query.limit,
  });
  if (!events.length && !query.cursor) return unknownManifest();
  return { list: { items: events.map(readable), next: next === undefined ? undefined : String(next) } };
}

/** Claims that contradict a line, each beside what stands there now and who said so, for a human. */
async function conflicts({ params, query }: Request<unknown, Paged>, { store }: Deps): Promise<Answer> {
  const manifestNo = params.manifestNo ?? '';
  const { rows, next } = await store.rows.page<ConflictRow>({
    pk: conflictsPartition(manifestNo),
    after: query.cursor,
    limit: query.limit,
  });
  const keys = [...new Set(rows.map(({ line }) => lineKey(line)))].map((sk) => ({ pk: linesPartition(manifestNo), sk }));
  const lines = new Map((await store.rows.get<LineRow>(keys)).map((row) => [row.line, row]));
  const items = rows.map(({ pk: _pk, sk: _sk, ...row }) => {
    const { state, at, officer, device, deviceSequence } = lines.get(row.line) ?? {};
    return { ...row, now: { state, at, officer, device, deviceSequence } };
  });
  return { list: { items, next } };
}

async function showCertificate({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const manifestNo = params.manifestNo ?? '';
  const events = await eventsOf(store, manifestNo);
  if (!events.length) return unknownManifest();
  const others: NotAccepted[] = [];
  for await (const { rows } of linePages(store, manifestNo))
    for (const row of rows) if (!isOutcome(row) && row.state !== 'ACCEPTED') others.push(notAccepted(row));
  const found = certificate(events, others);
  return found ? { body: found } : refuse('NOT_CERTIFIED', 'This manifest has no handover certificate yet.', { status: 404 });
}

/** One manifest's figures, the equations over them, and a recount of its lines beside. */
async function statementOf(store: EventStore, manifestNo: string): Promise<(Stated & { counts: Figures }) | undefined> {
  const head = await newest(store, manifestNo);
  if (!head) return undefined;
  const counts = figures(head.state.tally);
  const { states, notListed } = await recountOf(store, manifestNo);
  const agrees = sameCounts(states, head.state.tally.states) && notListed === head.state.tally.notListed;
  const failed = counts.pending > 0 ? ['PENDING'] : unbalanced(counts);
  return {
    manifestNo,
    state: stateOf(head.state),
    contentHash: head.state.contentHash,
    counts,
    recount: states,
    agrees,
    failed,
    balanced: agrees && failed.length === 0,
  };
}
type Stated = {
  manifestNo: string;
  state: string;
  contentHash: string | undefined;
  recount: object;
  agrees: boolean;
  failed: string[];
  balanced: boolean;
};

async function manifestReconciliation({ params }: Request, { store }: Deps): Promise<Answer | Refusal> {
  const found = await statementOf(store, params.manifestNo ?? '');
  return found ? { body: found } : unknownManifest();
}

/** The operation: every manifest, the total derived from them, who remains, and what others claim beside it. */
async function operationReconciliation(request: Request<unknown, { at?: string }>, deps: Deps): Promise<Answer | Refusal> {
  const rows = await deps.store.rows.all<ManifestRow>({ pk: MANIFESTS });
  const found = [];
  for (const { manifestNo } of rows) found.push(await statementOf(deps.store, manifestNo));
  const manifests = found.filter((each) => each !== undefined);
  const total = manifests.reduce((sum, { counts }) => sumOf(sum, counts), {} as Partial<Figures>);
  const residual = await caseReads.residualCaseload?.(request, deps);
  const caseload = residual && 'body' in residual ? (residual.body as { returned: number }) : undefined;
  const live = manifests.filter(({ state }) => state !== 'CANCELLED');
  const agrees = caseload?.returned === (total.accepted ?? 0);
  return { body: { manifests, total, caseload, agrees, balanced: agrees && live.every(({ balanced }) => balanced) } };
}

function sumOf(sum: Partial<Figures>, counts: Figures): Partial<Figures> {
  const names = Object.keys(counts) as (keyof Figures)[];
  return Object.fromEntries(names.map((name) => [name, (sum[name] ?? 0) + counts[name]]));
}

export const manifestReads: Readonly<Record<string, UseCase<Deps>>> = {
  listManifests,
  showManifest,
  manifestLines,
  unprocessed,
  manifestPledges,
  manifestHistory,
  conflicts,
  showCertificate,
  acceptedLines,
  receiverView,
  manifestReconciliation,
  operationReconciliation,
};
