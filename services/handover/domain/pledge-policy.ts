import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

/** What holds from a moment on. */
export type PolicyValue = { readonly from: string; readonly pledgeRequired: boolean; readonly noClaimOnWeaponsAllowed: boolean };
export type PledgePolicy = { readonly values: readonly PolicyValue[] };

export type SetPolicy = Command<'set', PolicyValue & { readonly reference: string; readonly reason: string }>;

/** The one stream of this register. */
export const POLICY = 'pledge';
const MOST_VALUES = 20;
/** Without a policy nothing is asked for: people return without preconditions (IDDRS 5.40, 12.1). */
const NO_POLICY = { pledgeRequired: false, noClaimOnWeaponsAllowed: false };

/** Whether a pledge is required is a dated value that a legal officer signs, not a constant (domain B.10). */
export const pledgePolicy: Aggregate<PledgePolicy, SetPolicy> = {
  kind: 'POLICY',
  decide(_state, { data, actor }) {
    if (actor.department === 'LEGAL') return { type: 'pledge-policy-set', data };
    return refuse('LEGAL_OFFICER_NEEDED', 'Only an officer of the legal department signs this policy.', {
      status: 403,
      field: 'by.officer',
    });
  },
  evolve(state, event) {
    const { from, pledgeRequired, noClaimOnWeaponsAllowed } = event.data as PolicyValue;
    const others = state?.values.filter((value) => Date.parse(value.from) !== Date.parse(from)) ?? [];
    const values = [...others, { from, pledgeRequired, noClaimOnWeaponsAllowed }].sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
    return { values: values.slice(-MOST_VALUES) };
  },
};

/** The value in force at a moment. */
export function policyAt(state: PledgePolicy | undefined, at: string): Omit<PolicyValue, 'from'> {
  const begun = state?.values.filter(({ from }) => Date.parse(from) <= Date.parse(at)) ?? [];
  return begun.at(-1) ?? NO_POLICY;
}
