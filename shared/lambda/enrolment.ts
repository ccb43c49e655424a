import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import { clock } from './clock.ts';
import type { EventStore } from './event-store.ts';

/** State of a committee's stream, in every service: department by officer number. */
export type Enrolment = { readonly officers: Readonly<Record<string, string>> };

const KEPT_MS = 15_000;

/**
 * Reads officers' departments from the committees enrolled in the service's own table. An answer is kept for 15 s; an officer that
 * is missing from it is looked up again, so an enrolment counts at once and a revocation within 15 s.
 * Refusals: 409 COMMITTEE_UNKNOWN (retryable: registration may not have spoken yet), 422 OFFICER_NOT_ENROLLED.
 */
export function enrolment(store: EventStore) {
  const kept = new Map<string, { until: number; state: Enrolment }>();

  async function read(committee: string): Promise<Enrolment | undefined> {
    const state = (await store.newest('COMMITTEE', committee))?.state as Enrolment | undefined;
    if (state) kept.set(committee, { until: clock.ms() + KEPT_MS, state });
    return state;
  }

  return async function department(
    { officer, committee }: { officer: string; committee: string },
    field = 'by.officer',
  ): Promise<string | Refusal> {
    const known = kept.get(committee);
    const found = known && known.until > clock.ms() ? departmentOf(known.state, officer) : undefined;
    if (found) return found;
    const state = await read(committee);
    if (!state) return refuse('COMMITTEE_UNKNOWN', 'This committee is not enrolled here (yet).', { field: 'by.committee', retryAfter: 1 });
    return (
      departmentOf(state, officer) ??
      refuse('OFFICER_NOT_ENROLLED', 'This officer is not enrolled in the committee.', { status: 422, field })
    );
  };
}

/** Only what the enrolment itself says: every object knows a `constructor`, no committee has such an officer. */
function departmentOf({ officers }: Enrolment, officer: string): string | undefined {
  return Object.hasOwn(officers, officer) ? officers[officer] : undefined;
}
