import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

export type SubmissionKey = { readonly manifestNo: string };
export type UseKey = Command<'use-key', SubmissionKey>;

/** A client's call id as used for a submission: one manifest, whatever its content. Claimed just before the manifest or its opening is stored. */
export const submissionKey: Aggregate<SubmissionKey, UseKey> = {
  kind: 'KEY',
  decide(state, { data }) {
    if (!state) return { type: 'key-used', data };
    if (state.manifestNo === data.manifestNo) return 'nothing';
    return refuse('COMMAND_ID_REUSED', 'This command id was used for another manifest; give a new call a new id.', {
      status: 422,
      field: 'Idempotency-Key',
      more: { manifestNo: state.manifestNo },
    });
  },
  evolve: (_state, event) => ({ manifestNo: (event.data as SubmissionKey).manifestNo }),
};
