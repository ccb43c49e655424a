import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

/** Somebody wants a checkpoint with a list now; the event is itself among what it covers. */
export type CheckpointRequest = { readonly requested: string };
export type RequestCheckpoint = Command<'request-checkpoint', object>;

export const checkpointRequest: Aggregate<CheckpointRequest, RequestCheckpoint> = {
  kind: 'CHECKPOINT-REQUEST',
  decide(state) {
    return state ? refuse('CHECKPOINT_REQUESTED', 'This checkpoint was requested before.') : { type: 'checkpoint-requested', data: {} };
  },
  evolve: (_state, { at }) => ({ requested: at }),
};
