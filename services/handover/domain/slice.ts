import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

/** A line as the receiving authority will see it, and where the person sits. Whatever the host keeps beyond that never enters a manifest (I-34). */
export type SliceLine = {
  readonly line: number;
  readonly personalNumber: string;
  readonly given: string;
  readonly father?: string | undefined;
  readonly family?: string | undefined;
  readonly dateOfBirth: string;
  readonly sex: 'M' | 'F' | 'X';
  readonly nationality: string;
  readonly documentNumber?: string | undefined;
  readonly vehicle?: string | undefined;
  readonly seat?: string | undefined;
  readonly baggagePieces?: number | undefined;
  readonly baggageKg?: number | undefined;
  readonly needsCode?: string | undefined;
};

/** Why a line was not listed. `record` counts the lines of the file, `line` is the number the line gave itself, else the same. */
export type Outcome = {
  readonly record: number;
  readonly line: number;
  readonly personalNumber?: string | undefined;
  readonly code: string;
  readonly field?: string | undefined;
  readonly message: string;
};

/** Of a submission in parts, chunk and records are those of the part. */
export type SliceContent = {
  readonly manifestNo: string;
  readonly part?: number | undefined;
  readonly chunk: number;
  readonly records: number;
  readonly faults: readonly Outcome[];
};
export type Slice = { readonly manifestNo: string; readonly chunk: number; readonly notListed: number };
export type StoreSlice = Command<'store', SliceContent, { readonly lines: readonly SliceLine[] }>;
export type SettleSlice = Command<'settle', { readonly unit: string; readonly outcomes: readonly Outcome[] }>;

/** Lines in a slice, which is one chunk of the work: about 30 KB, its cases loaded in one request, listed in well under a second. */
export const CHUNK = 100;

export function sliceId({
  manifestNo,
  part,
  digest,
  chunk,
}: {
  manifestNo: string;
  part?: number | undefined;
  digest: string;
  chunk: number;
}): string {
  return [manifestNo, ...(part === undefined ? [] : [`p${part}`]), digest.slice(0, 16), chunk].join('/');
}

/** Some lines of a submission as they were posted, personal data apart, and later why some of them were not listed. */
export const slice: Aggregate<Slice, StoreSlice | SettleSlice> = {
  kind: 'SLICE',
  decide(state, command) {
    if (command.type === 'store') {
      return state ? 'nothing' : { type: 'slice-stored', data: command.data, ...(command.personal && { personal: command.personal }) };
    }
    if (!state) return refuse('SLICE_UNKNOWN', 'There is no such slice.', { status: 404 });
    return { type: 'slice-settled', data: { ...command.data, manifestNo: state.manifestNo } };
  },
  evolve(state, event) {
    if (event.type === 'slice-stored') {
      const { manifestNo, chunk, faults } = event.data as SliceContent;
      return { manifestNo, chunk, notListed: faults.length };
    }
    return { ...(state as Slice), notListed: (event.data as SettleSlice['data']).outcomes.length };
  },
};
