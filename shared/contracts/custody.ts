import * as z from 'zod';

/** Kinds of weapons (domain B.4). */
export const WEAPON_KINDS = [
  'PISTOL',
  'REVOLVER',
  'RIFLE',
  'SMG',
  'ASSAULT_RIFLE',
  'LMG',
  'SNIPER',
  'HMG',
  'GRENADE_LAUNCHER',
  'RPG',
  'MORTAR',
  'ATGM',
  'MANPADS',
  'VEHICLE',
  'HEAVY',
  'OTHER',
] as const;
export type WeaponKind = (typeof WEAPON_KINDS)[number];

/** A weapon's states from the moment its depositor has the receipt (domain C.2). A legal hold lies beside the state and does not replace it. */
export const WEAPON_STATES = [
  'RECEIPTED',
  'IN_TRANSIT_TO_STORE',
  'IN_TRUST',
  'TEMP_REMOVED',
  'SUSPECTED_MISSING',
  'CONFIRMED_LOST',
  'HANDOVER_LISTED',
  'HANDED_OVER',
  'DESTRUCTION_APPROVED',
  'DESTROYED',
  'RETURNED_TO_PRIVATE_OWNER',
  'VOIDED',
] as const;
export type WeaponState = (typeof WEAPON_STATES)[number];

export const COUNT_UNITS = ['ROUND', 'EACH', 'KG'] as const;
export type CountUnit = (typeof COUNT_UNITS)[number];

/** A weapon's facts for the weapons-in-trust statement of a handover pack. To handover. Without a depositor it was found. */
export const weaponChanged = z.strictObject({
  sequence: z.number().int(),
  custodyNumber: z.string(),
  depositor: z.string().optional(),
  kind: z.enum(WEAPON_KINDS).optional(),
  state: z.enum(WEAPON_STATES),
});
export type WeaponFacts = z.infer<typeof weaponChanged>;

/** An ammunition lot's facts for the same statement: `quantity` is what is in trust. To handover. */
export const lotChanged = z.strictObject({
  sequence: z.number().int(),
  custodyNumber: z.string(),
  depositor: z.string().optional(),
  calibre: z.string().optional(),
  unit: z.enum(COUNT_UNITS).optional(),
  quantity: z.number().int(),
  state: z.enum(['IN_TRUST', 'VOIDED']),
});
export type LotFacts = z.infer<typeof lotChanged>;

export const custodyMessages = {
  'custody.weapon-changed.v1': weaponChanged,
  'custody.lot-changed.v1': lotChanged,
} as const;
