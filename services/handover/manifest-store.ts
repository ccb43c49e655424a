import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Row, RowChange, SharedRow } from '#shared/lambda/row-store.ts';
import { type Manifest, stateOf } from './domain/manifest.ts';
import type { LineState } from './domain/manifest-line.ts';
import type { Outcome, SettleSlice } from './domain/slice.ts';
import { type Counts, type Figures, figures, recount } from './domain/tally.ts';
import { stepOf } from './tallying.ts';

export const MANIFESTS = 'MANIFESTS';
export const linesPartition = (manifestNo: string) => `LINES#${manifestNo}`;
export const conflictsPartition = (manifestNo: string) => `CONFLICTS#${manifestNo}`;

export type ManifestRow = Row & { readonly manifestNo: string; readonly state: string; readonly at: string; readonly figures: Figures };
/** A line that was listed, where it stands. */
export type LineRow = Row & {
  readonly line: number;
  readonly personalNumber: string;
  readonly state: LineState;
  readonly at: string;
  readonly reason?: string;
  readonly receiver?: string;
  readonly place?: string;
  readonly officer?: string;
  readonly device?: string;
  readonly deviceSequence?: number;
};
/** A line that was not listed. Its key follows the line's, so that both stand in one list; a line listed after all has both. */
export type OutcomeRow = Row & Outcome;
export type ConflictRow = Row & {
  readonly line: number;
  readonly personalNumber: string;
  readonly stands: LineState;
  readonly claimed: LineState;
  readonly at: string;
};

const NUMBER_WIDTH = 6;
export const lineKey = (line: number) => String(line).padStart(NUMBER_WIDTH, '0');
const outcomeKey = ({ line, record }: Outcome) => `${lineKey(line)}!${record}`;
export const isOutcome = (row: LineRow | OutcomeRow): row is OutcomeRow => row.sk.includes('!');

/**
 * Lines that were listed share rows, by their hundred: `0012 ...` comes before `001200` and after all that begins with `0011`. A line gets a row of
 * its own when it moves, and that one is what counts.
 */
const hundredOf = (key: string) => key.slice(0, NUMBER_WIDTH - 2);
const isShared = (row: Reported | SharedRow): row is SharedRow => 'entries' in row;
const entryOf = (line: number, personalNumber: string, at: string) => `${line} ${personalNumber} ${at}`;

function lineOf(pk: string, entry: string): LineRow {
  const [line, personalNumber = '', at = ''] = entry.split(' ');
  return { pk, sk: lineKey(Number(line)), line: Number(line), personalNumber, state: 'LISTED', at };
}

type Said = {
  reason?: string;
  receiver?: string;
  place?: string;
  was: LineState;
  to: LineState;
  manifest: string;
  line: number;
  scan?: { device: string; deviceSequence: number };
};

/** Rows of manifests and their lines that an event changes (law 6). */
export function manifestRows(event: StoredEvent): RowChange[] {
  if (event.kind === 'MANIFEST') {
    const state = event.state as Manifest;
    const put: ManifestRow = {
      pk: MANIFESTS,
      sk: event.id,
      manifestNo: event.id,
      state: stateOf(state),
      at: event.at,
      figures: figures(state.tally),
    };
    return [{ put }];
  }
  if (event.kind === 'SLICE')
    return event.type === 'slice-settled' ? outcomeRows(event.data as SettleSlice['data'] & { manifestNo: string }) : [];
  if (event.kind !== 'CASE') return [];
  const said = event.data as Said;
  if (event.type === 'scan-conflict-raised') {
    const put: ConflictRow = {
      pk: conflictsPartition(said.manifest),
      sk: `${lineKey(said.line)}#${event.sequence}`,
      line: said.line,
      personalNumber: event.id,
      stands: said.was,
      claimed: said.to,
      at: event.at,
      ...(said.scan && { device: said.scan.device, deviceSequence: said.scan.deviceSequence }),
      officer: event.actor.officer,
    };
    return [{ put }];
  }
  const step = stepOf(event);
  if (!step) return [];
  if (event.type === 'listed') {
    const share = { pk: linesPartition(step.manifest), sk: hundredOf(lineKey(step.line)) };
    return [{ share, entry: entryOf(step.line, event.id, event.at) }];
  }
  const { reason, receiver, place } = said;
  const put: LineRow = {
    pk: linesPartition(step.manifest),
    sk: lineKey(step.line),
    line: step.line,
    personalNumber: event.id,
    state: step.to,
    at: event.at,
    ...(reason && { reason }),
    ...(receiver && { receiver }),
    ...(place && { place }),
    ...(event.actor.officer && { officer: event.actor.officer }),
    ...(said.scan && { device: said.scan.device, deviceSequence: said.scan.deviceSequence }),
  };
  return [{ put }];
}

function outcomeRows({ manifestNo, outcomes }: SettleSlice['data'] & { manifestNo: string }): RowChange[] {
  return outcomes.map((outcome) => ({ put: { pk: linesPartition(manifestNo), sk: outcomeKey(outcome), ...outcome } }));
}

/** Counts the lines as their rows have them. */
export async function recountOf(store: EventStore, manifestNo: string): Promise<{ states: Counts; notListed: number }> {
  const states: LineState[] = [];
  let notListed = 0;
  for await (const { rows } of linePages(store, manifestNo, { consistent: true })) {
    for (const row of rows) {
      if (isOutcome(row)) notListed += 1;
      else states.push(row.state);
    }
  }
  return { states: recount(states), notListed };
}

type Reported = LineRow | OutcomeRow;
type Page = { readonly rows: Reported[]; readonly next?: string | undefined };
/** Rows read at a time; each may stand for a hundred lines. */
const READ = 100;

/** A page of lines and outcomes in the order of their numbers: where a line stands now; why it was not listed only if it never was. */
export async function linePage(
  store: EventStore,
  manifestNo: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Page> {
  const found: Reported[] = [];
  for await (const { rows, next } of linePages(store, manifestNo, { after })) {
    found.push(...rows);
    const page = found.slice(0, limit);
    if (found.length > limit || (found.length === limit && next !== undefined)) return { rows: page, next: page.at(-1)?.sk };
  }
  return { rows: found };
}

/** All lines and outcomes after a key, some at a time: whoever only counts them need not hold them. */
export async function* linePages(
  store: EventStore,
  manifestNo: string,
  { after, consistent = false }: { after?: string | undefined; consistent?: boolean } = {},
): AsyncGenerator<Page> {
  const pk = linesPartition(manifestNo);
  const listed = new Map<string, LineRow>();
  // What was listed of the hundred in which the cursor stands comes before it.
  if (after) remember(listed, await store.rows.all<SharedRow>({ pk, prefix: `${hundredOf(after)} `, consistent }));
  let from = after ?? '';
  for (let next: string | undefined = from; next !== undefined; from = next ?? from) {
    const page: { rows: (Reported | SharedRow)[]; next?: string } = await store.rows.page({ pk, after: from, limit: READ, consistent });
    next = page.next;
    remember(listed, page.rows.filter(isShared));
    yield { rows: merged(page.rows, listed, { after: from, through: next }), next };
    for (const key of listed.keys()) if (next !== undefined && hundredOf(key) < hundredOf(next)) listed.delete(key);
  }
}

function remember(listed: Map<string, LineRow>, shared: readonly SharedRow[]): void {
  for (const { pk, entries } of shared) {
    for (const entry of entries) {
      const line = lineOf(pk, entry);
      listed.set(line.sk, line);
    }
  }
}

/** Of the rows that were read and of the listed lines, what lies after the one key and up to the other. */
function merged(
  rows: readonly (Reported | SharedRow)[],
  listed: ReadonlyMap<string, LineRow>,
  { after, through = '~' }: { after: string; through?: string | undefined },
): Reported[] {
  const own = rows.filter((row): row is Reported => !isShared(row));
  const moved = new Set(own.map(({ sk }) => sk));
  const still = [...listed.values()].filter(({ sk }) => sk > after && sk <= through && !moved.has(sk));
  const reported = own.filter((row) => !isOutcome(row) || !listedAfterAll(row, listed.get(lineKey(row.line))));
  return [...still, ...reported].sort((one, other) => (one.sk < other.sk ? -1 : 1));
}

function listedAfterAll({ code, personalNumber }: OutcomeRow, listed: LineRow | undefined): boolean {
  return personalNumber !== undefined && listed?.personalNumber === personalNumber && code !== 'DUPLICATE_LINE';
}
