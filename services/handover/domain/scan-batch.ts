import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import type { LineState } from './manifest-line.ts';

/** What a device, an officer or the receiving authority says happened to a line. `at` is when, by whoever says it. */
export type Claim = {
  readonly manifestNo: string;
  readonly personalNumber: string;
  readonly to: LineState;
  readonly at: string;
  readonly officer: string;
  readonly committee: string;
  readonly department: string;
  readonly backfilled?: true | undefined;
  readonly device?: string | undefined;
  readonly deviceSequence?: number | undefined;
  readonly reason?: string | undefined;
  readonly reconfirmed?: boolean | undefined;
  readonly baggage?: { readonly pieces: number; readonly kg: number } | undefined;
  readonly place?: string | undefined;
  readonly receiver?: string | undefined;
  readonly channel?: string | undefined;
  readonly approvedBy?: string | undefined;
  readonly settles?: true | undefined;
};

/** `through`: as many receipts were carried out to their end, with an answer to each claim. */
export type ScanBatch = { readonly claims: number; readonly receipts: number; readonly through?: number };
/** `content` is the hash of what was sent; the claims are made of it, with the time and the departments looked up. */
export type ReceiveScans = Command<'receive', { readonly content: string }, object, { readonly claims: readonly Claim[] }>;

export type ConcludeScans = Command<'conclude', { readonly receipts: number }>;

/** The command of a claim on its case: a scan is known by its device and number, whatever batch brought it; the rest by batch and place in it. The space keeps callers from it. */
export function claimId({ device, deviceSequence }: Claim, batch: string, index: number): string {
  return device !== undefined && deviceSequence !== undefined ? `${device} ${deviceSequence}` : `${batch} ${index}`;
}

/** A batch of claims as received, kept before it is carried out, so that a crash in between is made good. What came first is what is carried out. */
export const scanBatch: Aggregate<ScanBatch, ReceiveScans | ConcludeScans> = {
  kind: 'SCANS',
  decide: (state, command) => {
    if (command.type === 'conclude') {
      if (!state) return refuse('BATCH_UNKNOWN', 'There is no such batch.', { status: 404 });
      return (state.through ?? 0) >= command.data.receipts ? 'nothing' : { type: 'scans-concluded', data: command.data };
    }
    const { data, facts } = command;
    return state ? { type: 'received-again', data } : { type: 'scans-received', data: { ...data, ...facts } };
  },
  evolve: (state, event) => {
    if (!state) return { claims: (event.data as { claims: readonly Claim[] }).claims.length, receipts: 1 };
    if (event.type === 'scans-concluded') return { ...state, through: (event.data as ConcludeScans['data']).receipts };
    return { ...state, receipts: state.receipts + 1 };
  },
};
