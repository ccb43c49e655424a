import { type Refusal, refuse } from '#shared/kernel/refusal.ts';

export const PLEDGE_ELEMENTS = [
  'OWN_WISH_TO_RETURN',
  'AWARE_OF_AMNESTY',
  'REQUESTS_INCLUSION_IN_AMNESTY',
  'RECEIVED_EFFECTS',
  'ACK_WEAPONS_IN_TRUST',
  'NO_CLAIM_ON_WEAPONS',
] as const;
export type PledgeElement = (typeof PLEDGE_ELEMENTS)[number];

/** One signed text: which version, in which language, the hash of exactly what was signed (hex SHA-256). Names are personal data. */
export type Pledge = {
  readonly pledgeNo: string;
  readonly textVersion: string;
  readonly language: string;
  readonly textHash: string;
  readonly elements: readonly PledgeElement[];
  readonly amnesty?: string | undefined;
  readonly scanRef?: string | undefined;
  /** The ceremony at which many gave the same pledge, each their own. */
  readonly ceremony?: string | undefined;
  /** Officers by number; a witness from outside is named in the personal data and counted here as OUTSIDER. */
  readonly witnesses: readonly string[];
};

export type Pledges = { readonly pledge?: Pledge | undefined; readonly familyPledge?: Pledge | undefined };

/** What the policy of the time says (see pledge-policy.ts). */
export type PledgeFacts = { readonly noClaimOnWeaponsAllowed: boolean };

/**
 * Whether a pledge may be recorded: two witnesses, the amnesty it asks inclusion in, and no waiver of the weapons unless a policy
 * signed by a legal officer allows it: a waiver obtained in custody is weak (GC III art. 7).
 */
export function mayPledge({ pledge, familyPledge }: Pledges, { noClaimOnWeaponsAllowed }: PledgeFacts): Refusal | undefined {
  for (const [field, each] of Object.entries({ pledge, familyPledge })) {
    if (!each) continue;
    const say = (code: string, detail: string, part: string) => refuse(code, detail, { status: 422, field: `${field}.${part}` });
    if (each.elements.includes('NO_CLAIM_ON_WEAPONS') && !noClaimOnWeaponsAllowed) {
      return say('WAIVER_NOT_ALLOWED', 'A pledge does not waive the claim on weapons unless a policy in force allows it.', 'elements');
    }
    if (each.elements.includes('REQUESTS_INCLUSION_IN_AMNESTY') && !each.amnesty) {
      return say('AMNESTY_NOT_NAMED', 'Who asks for inclusion in an amnesty names the instrument.', 'amnesty');
    }
    const named = each.witnesses.filter((witness) => witness !== OUTSIDER);
    if (each.witnesses.length !== 2 || new Set(named).size < named.length) {
      return say('TWO_WITNESSES', 'A pledge has two different witnesses.', 'witnesses');
    }
  }
  return undefined;
}

/** Stands for a witness who is no officer; the name is personal data. */
export const OUTSIDER = 'OUTSIDER';
