import type { WeaponState } from '#shared/contracts/custody.ts';
import type { WeaponCommand } from './weapon-commands.ts';

type Verb = WeaponCommand['type'];

/**
 * The state machine (domain C.2): from which states each verb leads, and where to. What is not listed is refused.
 *
 * No verb leads to the depositor, to those who receive the people, or to use by the host. The states of loss, handover to a recognised
 * government, destruction and return to a private owner stand in the table's vocabulary; no verb leads to them yet.
 */
export const VERBS: Readonly<Record<Verb, { readonly from: readonly WeaponState[]; readonly to: readonly WeaponState[] }>> = {
  deposit: { from: [], to: ['RECEIPTED', 'IN_TRUST'] },
  void: { from: [], to: ['VOIDED'] },
  move: { from: ['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST'], to: ['IN_TRANSIT_TO_STORE', 'IN_TRUST'] },
  remove: { from: ['IN_TRUST'], to: ['TEMP_REMOVED'] },
  'return-to-store': { from: ['TEMP_REMOVED'], to: ['IN_TRUST'] },
  hold: { from: ['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST', 'TEMP_REMOVED'], to: [] },
  'lift-hold': { from: ['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST', 'TEMP_REMOVED'], to: [] },
  correct: { from: ['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST', 'TEMP_REMOVED'], to: [] },
};

type Bucket = 'inTrust' | 'temporarilyRemoved' | 'handedOver' | 'destroyed' | 'lost' | 'returnedToPrivateOwner';

/** Where the conservation equation counts each state (I-16). A voided number is no weapon. */
export const COUNTED: Readonly<Record<Exclude<WeaponState, 'VOIDED'>, Bucket>> = {
  RECEIPTED: 'inTrust',
  IN_TRANSIT_TO_STORE: 'inTrust',
  IN_TRUST: 'inTrust',
  SUSPECTED_MISSING: 'inTrust',
  HANDOVER_LISTED: 'inTrust',
  DESTRUCTION_APPROVED: 'inTrust',
  TEMP_REMOVED: 'temporarilyRemoved',
  CONFIRMED_LOST: 'lost',
  HANDED_OVER: 'handedOver',
  DESTROYED: 'destroyed',
  RETURNED_TO_PRIVATE_OWNER: 'returnedToPrivateOwner',
};
