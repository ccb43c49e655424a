import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

export type Committee = { readonly officers: Readonly<Record<string, string>> };
/** Enrolling again supersedes: the list of officers is the whole list. */
export type Enrol = Command<
  'enrol',
  { readonly committee: string; readonly name: string; readonly officers: readonly { officer: string; department: string }[] }
>;

/** A committee has officers of at least two departments (domain A, `RegistrationCommittee`). */
export const committee: Aggregate<Committee, Enrol> = {
  kind: 'COMMITTEE',
  decide(_state, { data }) {
    const numbers = new Set(data.officers.map(({ officer }) => officer));
    if (numbers.size < data.officers.length)
      return refuse('OFFICER_TWICE', 'An officer is named twice.', { status: 422, field: 'officers' });
    const departments = new Set(data.officers.map(({ department }) => department));
    if (departments.size < 2)
      return refuse('ONE_DEPARTMENT', 'A committee has officers of at least two departments.', { status: 422, field: 'officers' });
    return { type: 'committee-enrolled', data };
  },
  evolve(_state, event) {
    const { officers } = event.data as Enrol['data'];
    return { officers: Object.fromEntries(officers.map(({ officer, department }) => [officer, department])) };
  },
};
