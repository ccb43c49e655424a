import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

/** `housing` is the whole command whose second step is the person's own event, so that it can be repeated after a crash. */
export type Claim = { readonly personalNumber: string; readonly housing: Command };
export type Bed = { readonly claimedBy?: string; readonly claim?: string };
/** The housing is a fact: its recorded time differs when the same claim is repeated. */
export type ClaimBed = Command<'claim', Pick<Claim, 'personalNumber'>, object, Pick<Claim, 'housing'>>;
export type ReleaseBed = Command<'release', { readonly personalNumber: string; readonly claim: string }>;

/**
 * A bed is claimed by one person at a time (I-04): the claim first, the person's event under the same command id second. A release
 * names the claim it ends, so that a late one cannot take the bed from somebody who came back to it.
 */
export const bed: Aggregate<Bed, ClaimBed | ReleaseBed> = {
  kind: 'BED',
  decide(state, command) {
    if (command.type === 'claim') {
      const taken = state?.claimedBy !== undefined && state.claimedBy !== command.data.personalNumber;
      if (taken) return refuse('BED_TAKEN', 'This bed is taken.', { field: 'bed' });
      return { type: 'bed-claimed', data: { ...command.data, ...command.facts } };
    }
    if (!state) return refuse('BED_FREE', 'Nobody has claimed this bed.');
    return state.claim === command.data.claim ? { type: 'bed-released', data: command.data } : 'nothing';
  },
  evolve(_state, event) {
    if (event.type === 'bed-released') return {};
    const { personalNumber, housing } = event.data as Claim;
    return { claimedBy: personalNumber, claim: housing.id };
  },
};
