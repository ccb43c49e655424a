import type { Aggregate, Command } from './stream.ts';

/** What another service last said of one of its aggregates, as of its sequence number `as`. */
export type Noted<F> = F & { readonly as: number };
export type Note<F> = Command<'note', F & { readonly sequence: number }>;

/** A stream of another service's facts: the newest wins, an older or equal one changes nothing (law 3). */
export function notedFacts<F extends object>(kind: string): Aggregate<Noted<F>, Note<F>> {
  return {
    kind,
    decide: (state, { data }) => (state && data.sequence <= state.as ? 'nothing' : { type: 'facts-noted', data }),
    evolve: (_state, event) => {
      const { sequence, ...facts } = event.data as F & { sequence: number };
      return { ...(facts as unknown as F), as: sequence };
    },
  };
}
