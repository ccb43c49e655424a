import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Row, RowChange } from '#shared/lambda/row-store.ts';
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

/** Counts the lines as their rows have them: a line that was listed after all is no longer among those that were not. */
export async function recountOf(store: EventStore, manifestNo: string): Promise<{ states: Counts; notListed: number }> {
  const states: LineState[] = [];
  let notListed = 0;
  // A line's outcomes follow it in the order of the keys.
  let before: LineRow | undefined;
  for await (const rows of store.rows.pages<LineRow | OutcomeRow>({ pk: linesPartition(manifestNo), consistent: true })) {
    for (const row of rows) {
      if (isOutcome(row)) {
        if (!listedAfterAll(row, before)) notListed += 1;
      } else {
        states.push(row.state);
        before = row;
      }
    }
  }
  return { states: recount(states), notListed };
}

/** A page of lines and outcomes as they are reported: of a line that was listed after all, not why it was not at first. */
export async function reported(
  store: EventStore,
  manifestNo: string,
  rows: readonly (LineRow | OutcomeRow)[],
): Promise<(LineRow | OutcomeRow)[]> {
  const [first] = rows;
  const of = first && isOutcome(first) ? [{ pk: linesPartition(manifestNo), sk: lineKey(first.line) }] : [];
  // The line of the first outcome may stand on the page before.
  let [before] = await store.rows.get<LineRow>(of);
  return rows.filter((row) => {
    if (isOutcome(row)) return !listedAfterAll(row, before);
    before = row;
    return true;
  });
}

function listedAfterAll({ code, line, personalNumber }: OutcomeRow, listed: LineRow | undefined): boolean {
  return listed?.line === line && personalNumber !== undefined && listed.personalNumber === personalNumber && code !== 'DUPLICATE_LINE';
}
