import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

export type Adjudication = {
  readonly personalNumber: string;
  readonly other: string;
  readonly outcome: 'MERGE' | 'CONFIRMED_DIFFERENT';
  readonly secondOfficer: string;
  readonly reason: string;
};
export type Adjudicate = Command<
  'adjudicate',
  Adjudication,
  object,
  { readonly suspected: boolean; readonly mergeable: boolean; readonly departments: readonly string[] }
>;
export type Pair = { readonly outcome: Adjudication['outcome'] };

/** The id of two people's common stream, the same from either side. */
export function pairId(one: string, other: string): string {
  return [one, other].sort().join('|');
}

/** Two officers of two departments say whether two registrations are one person (domain F 1 and 2). The answer is remembered. */
export const pair: Aggregate<Pair, Adjudicate> = {
  kind: 'PAIR',
  decide(state, { data, actor, facts }) {
    if (data.personalNumber === data.other) return refuse('SAME_NUMBER', 'These are one number, not two.', { status: 422, field: 'other' });
    if (state) return refuse('PAIR_DECIDED', `These two were decided before: ${state.outcome}.`);
    if (!facts?.suspected) return refuse('NOT_SUSPECTED', 'These two are not suspected to be one person.', { field: 'other' });
    if (actor.officer === data.secondOfficer)
      return refuse('ONE_OFFICER', 'Two different officers decide.', { status: 422, field: 'secondOfficer' });
    if (new Set(facts.departments).size < 2)
      return refuse('ONE_DEPARTMENT', 'The two officers are of different departments.', { status: 422, field: 'secondOfficer' });
    if (data.outcome === 'MERGE' && !facts.mergeable)
      return refuse('END_IS_FINAL', 'The other number has an end of its own and is not merged.', { field: 'other' });
    return { type: 'pair-adjudicated', data };
  },
  evolve: (_state, event) => ({ outcome: (event.data as Adjudication).outcome }),
};
