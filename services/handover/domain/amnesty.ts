import type { LegalCategory } from '#shared/contracts/registration.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

export const AMNESTY_STATUSES = ['IN_FORCE', 'REVOKED', 'EXPIRED'] as const;
export type AmnestyStatus = (typeof AMNESTY_STATUSES)[number];

/** Compact state: recorded means UNVERIFIED until a legal officer has verified it. `to` and `ended` are effective times. */
export type Amnesty = {
  readonly status: AmnestyStatus | 'UNVERIFIED';
  readonly from: string;
  readonly to?: string;
  readonly ended?: string;
  readonly covers: readonly LegalCategory[];
};

type Recorded = {
  readonly amnesty: string;
  readonly issuer: string;
  readonly issuerStatus: string;
  readonly issuedOn: string;
  readonly effectiveFrom: string;
  readonly effectiveTo?: string | undefined;
  readonly scope: string;
  readonly covers: readonly LegalCategory[];
  readonly exclusions: readonly string[];
  readonly source?: string | undefined;
};
type Changed = {
  readonly amnesty: string;
  readonly status: AmnestyStatus;
  readonly reason: string;
  readonly effectiveTo?: string | undefined;
  readonly covers?: readonly LegalCategory[] | undefined;
};

export type RecordAmnesty = Command<'record', Recorded>;
export type ChangeAmnesty = Command<'change-status', Changed>;

/** No amnesty covers these, whatever its text says: it would be none (IDDRS 5.40 on the limits of amnesties). */
export const NEVER_COVERED = ['GENOCIDE', 'CRIMES_AGAINST_HUMANITY', 'WAR_CRIMES'] as const;

function decide(state: Amnesty | undefined, command: RecordAmnesty | ChangeAmnesty) {
  if (command.type === 'record') {
    if (state) return refuse('AMNESTY_EXISTS', 'An amnesty with this reference was recorded before.', { field: 'amnesty' });
    const left = NEVER_COVERED.filter((crime) => !command.data.exclusions.includes(crime));
    if (left.length) return refuse('EXCLUSIONS_MISSING', `An amnesty excludes ${left.join(', ')}.`, { status: 422, field: 'exclusions' });
    const { effectiveFrom, effectiveTo } = command.data;
    return backwards(effectiveFrom, effectiveTo) ?? { type: 'amnesty-recorded', data: command.data };
  }
  if (!state) return refuse('AMNESTY_UNKNOWN', 'There is no amnesty with this reference.', { status: 404, field: 'amnesty' });
  if (command.actor.department !== 'LEGAL') {
    return refuse('LEGAL_OFFICER_NEEDED', 'Only an officer of the legal department verifies or ends an amnesty.', {
      status: 403,
      field: 'by.officer',
    });
  }
  const { status, effectiveTo, covers } = command.data;
  if (state.status === status && !effectiveTo && !covers) return 'nothing' as const;
  return backwards(state.from, effectiveTo) ?? { type: TYPES[status], data: command.data };
}

const TYPES = { IN_FORCE: 'amnesty-verified', REVOKED: 'amnesty-revoked', EXPIRED: 'amnesty-expired' } as const;

function backwards(from: string, to: string | undefined): Refusal | undefined {
  if (!to || Date.parse(to) > Date.parse(from)) return undefined;
  return refuse('ENDS_BEFORE_IT_BEGINS', 'An amnesty ends after it begins.', { status: 422, field: 'effectiveTo' });
}

function evolve(state: Amnesty | undefined, event: { type: string; data: unknown; at: string }): Amnesty {
  if (event.type === 'amnesty-recorded' || !state) {
    const { effectiveFrom, effectiveTo, covers } = event.data as Recorded;
    return { status: 'UNVERIFIED', from: effectiveFrom, ...(effectiveTo && { to: effectiveTo }), covers };
  }
  const { status, effectiveTo, covers } = event.data as Changed;
  const { ended: _before, ...lasting } = state;
  return {
    ...lasting,
    status,
    ...(effectiveTo && { to: effectiveTo }),
    ...(covers && { covers }),
    ...(status !== 'IN_FORCE' && { ended: event.at }),
  };
}

/** The categories an amnesty covers at a moment: verified, begun, not run out, not ended by then. */
export function coveredAt(state: Amnesty | undefined, at: string): readonly LegalCategory[] {
  if (!state || state.status === 'UNVERIFIED') return [];
  const moment = Date.parse(at);
  const begun = moment >= Date.parse(state.from);
  const over = [state.to, state.ended].some((end) => end !== undefined && moment >= Date.parse(end));
  return begun && !over ? state.covers : [];
}

/** An amnesty instrument of the other side (domain B.10). Coverage is per category; pledges signed under it stay as signed. */
export const amnesty: Aggregate<Amnesty, RecordAmnesty | ChangeAmnesty> = { kind: 'AMNESTY', decide, evolve };
