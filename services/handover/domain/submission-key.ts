import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

/**
 * What a call id was used for: to submit a manifest, or for a step on the way there. `content` of a part is its digest; of what else was sent, the
 * manifest's own streams remember which call sent it.
 */
export type SubmissionKey = { readonly manifestNo: string; readonly step?: 'open' | `part ${number}`; readonly content?: string };
export type UseKey = Command<'use-key', SubmissionKey>;

/** A client's call id as used for a submission: for one call. Claimed just before what it brings is stored. */
export const submissionKey: Aggregate<SubmissionKey, UseKey> = {
  kind: 'KEY',
  decide(state, { data }) {
    if (!state) return { type: 'key-used', data };
    const { manifestNo, step, content } = state;
    if (manifestNo === data.manifestNo && step === data.step && content === data.content) return 'nothing';
    return refuse('COMMAND_ID_REUSED', 'This command id was used for another call; give a new call a new id.', {
      status: 422,
      field: 'Idempotency-Key',
      more: { manifestNo, ...(step && { step }) },
    });
  },
  evolve: (_state, event) => event.data as SubmissionKey,
};
