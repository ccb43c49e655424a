import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

export const AUTHORITY_CAPACITIES = ['PROTECTION_FORCE', 'INTERIM_AUTHORITY', 'GOVERNMENT_BODY', 'HUMANITARIAN'] as const;

/** A written guarantee, by the hash of its text (hex SHA-256). */
export type SafetyAssurance = {
  readonly textHash: string;
  readonly legal: boolean;
  readonly physical: boolean;
  readonly material: boolean;
  readonly monitoringAccess: boolean;
  readonly signedAt: string;
};

export type ReceivingAuthority = {
  readonly capacity: (typeof AUTHORITY_CAPACITIES)[number];
  /** Codes of the officers it has named to receive people; their names are personal data. */
  readonly receivers: readonly string[];
  readonly assurance?: SafetyAssurance;
};

/** Naming again supersedes: the list of officers is the whole list. An assurance stays until another takes its place. */
export type NameAuthority = Command<
  'name',
  {
    readonly authority: string;
    readonly name: string;
    readonly country: string;
    readonly capacity: ReceivingAuthority['capacity'];
    readonly receivers: readonly { readonly receiver: string; readonly capacity: string }[];
    readonly assurance?: SafetyAssurance | undefined;
  }
>;

/**
 * Who receives people on the other side: needs acceptance and a safety guarantee, and is no recognised government by that. Weapons wait
 * for a recognised government, which is another register with other tests (domain 0.1, finding 2): nothing here can release one.
 */
export const receivingAuthority: Aggregate<ReceivingAuthority, NameAuthority> = {
  kind: 'AUTHORITY',
  decide(_state, { data, personal }) {
    const codes = new Set(data.receivers.map(({ receiver }) => receiver));
    if (codes.size < data.receivers.length)
      return refuse('RECEIVER_TWICE', 'An officer is named twice.', { status: 422, field: 'receivers' });
    if (data.assurance && !data.assurance.physical) {
      return refuse('ASSURANCE_NOT_PHYSICAL', 'A safety assurance guarantees physical security at least.', {
        status: 422,
        field: 'assurance.physical',
      });
    }
    return { type: 'receiving-authority-named', data, ...(personal && { personal }) };
  },
  evolve(state, event) {
    const { capacity, receivers, assurance = state?.assurance } = event.data as NameAuthority['data'];
    return { capacity, receivers: receivers.map(({ receiver }) => receiver), ...(assurance && { assurance }) };
  },
};

/** Whether this officer may receive people for the authority. */
export function mayReceive(state: ReceivingAuthority | undefined, receiver: string): Refusal | undefined {
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  if (!state) return say('AUTHORITY_UNKNOWN', 'There is no such receiving authority.', 'authority');
  if (!state.assurance) return say('ASSURANCE_MISSING', 'The receiving authority has given no safety assurance.', 'authority');
  if (!state.receivers.includes(receiver))
    return say('RECEIVER_NOT_NAMED', 'The receiving authority has not named this officer.', 'receiver');
  return undefined;
}
