import type { PersonState } from '#shared/contracts/registration.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

/**
 * What the other services said of somebody who may have deposited something. Each fact comes once and stays: a number once registered
 * is registered, a merged one points to its survivor, who left has left; so nothing newer can take back what an older message said.
 */
export type Depositor = { readonly registered?: true; readonly merged?: true; readonly left?: { readonly manifest?: string | undefined } };

export type NoteRegistration = Command<'note-registration', { readonly state: PersonState; readonly sequence: number }>;
export type NoteDeparture = Command<'note-departure', { readonly manifest?: string | undefined; readonly sequence: number }>;

export const depositor: Aggregate<Depositor, NoteRegistration | NoteDeparture> = {
  kind: 'DEPOSITOR',
  decide(state, command) {
    if (command.type === 'note-departure') return state?.left ? 'nothing' : { type: 'departure-noted', data: command.data };
    const merged = command.data.state === 'MERGED_DUPLICATE';
    if (state?.registered && (state.merged || !merged)) return 'nothing';
    return { type: 'registration-noted', data: command.data };
  },
  evolve(state, event) {
    if (event.type === 'departure-noted') {
      const { manifest } = event.data as NoteDeparture['data'];
      return { ...state, left: { ...(manifest && { manifest }) } };
    }
    const merged = (event.data as NoteRegistration['data']).state === 'MERGED_DUPLICATE';
    return { ...state, registered: true, ...(merged && { merged: true as const }) };
  },
};
