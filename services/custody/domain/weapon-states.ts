import type { WeaponState } from '#shared/contracts/custody.ts';
import type { WeaponCommand } from './weapon-commands.ts';

type Verb = WeaponCommand['type'];

/**
 * The state machine (domain C.2): from which states each verb leads, and where to. What is not listed is refused.
 *
 * No verb leads to the depositor (but as the private owner whom a court's ruling names), to those who receive the people, or to use by the host.
 */
export const VERBS: Readonly<Record<Verb, { readonly from: readonly WeaponState[]; readonly to: readonly WeaponState[] }>> = {
  deposit: { from: [], to: ['RECEIPTED', 'IN_TRUST'] },
  void: { from: [], to: ['VOIDED'] },
  move: { from: ['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST'], to: ['IN_TRANSIT_TO_STORE', 'IN_TRUST'] },
  remove: { from: ['IN_TRUST'], to: ['TEMP_REMOVED'] },
  'return-to-store': { from: ['TEMP_REMOVED'], to: ['IN_TRUST'] },
  hold: { from: ['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST', 'TEMP_REMOVED', 'HANDOVER_LISTED', 'DESTRUCTION_APPROVED'], to: [] },
  'lift-hold': {
    from: ['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST', 'TEMP_REMOVED', 'HANDOVER_LISTED', 'DESTRUCTION_APPROVED'],
    to: [],
  },
  correct: { from: ['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST', 'TEMP_REMOVED'], to: [] },
  'approve-destruction': { from: ['IN_TRUST'], to: ['DESTRUCTION_APPROVED'] },
  destroy: { from: ['DESTRUCTION_APPROVED'], to: ['DESTROYED'] },
  release: { from: ['IN_TRUST'], to: ['RETURNED_TO_PRIVATE_OWNER'] },
  'suspect-missing': { from: ['IN_TRUST', 'HANDOVER_LISTED', 'DESTRUCTION_APPROVED'], to: ['SUSPECTED_MISSING'] },
  find: {
    from: ['SUSPECTED_MISSING', 'RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST', 'TEMP_REMOVED', 'HANDOVER_LISTED', 'DESTRUCTION_APPROVED'],
    to: ['IN_TRUST'],
  },
  'confirm-loss': { from: ['SUSPECTED_MISSING'], to: ['CONFIRMED_LOST'] },
  list: { from: ['IN_TRUST'], to: ['HANDOVER_LISTED'] },
  delist: { from: ['HANDOVER_LISTED'], to: ['IN_TRUST'] },
  'hand-over': { from: ['HANDOVER_LISTED'], to: ['HANDED_OVER'] },
  keep: { from: ['HANDOVER_LISTED'], to: ['IN_TRANSIT_TO_STORE'] },
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
