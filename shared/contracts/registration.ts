import * as z from 'zod';

export const LEGAL_CATEGORIES = [
  'INTERNED_OFFICER',
  'INTERNED_OTHER_RANK',
  'MEDICAL_OR_RELIGIOUS_PERSONNEL',
  'CIVILIAN_EMPLOYEE',
  'ARMED_BORDER_GUARD',
  'CIVILIAN_FAMILY_MEMBER',
  'CHILD_ASSOCIATED',
  'ASYLUM_SEEKER',
  'UNDETERMINED',
] as const;
export type LegalCategory = (typeof LEGAL_CATEGORIES)[number];

/** A person's states as registration owns them (domain C.1); handover owns those from return-requested to presented-at-handover. */
export const PERSON_STATES = [
  'REGISTERED',
  'HOUSED',
  'HOSPITALISED',
  'ESCAPED',
  'DECEASED',
  'TRANSFERRED',
  'RETURNED',
  'MERGED_DUPLICATE',
] as const;
export type PersonState = (typeof PERSON_STATES)[number];

/** Who may act, with the department of each officer. To custody and handover. */
export const committeeEnrolled = z.strictObject({
  sequence: z.number().int(),
  committee: z.string(),
  officers: z.record(z.string(), z.string()),
});

/** A person's facts for the guards of the other services. To custody (depositor known) and handover (return case). */
export const personChanged = z.strictObject({
  sequence: z.number().int(),
  personalNumber: z.string(),
  state: z.enum(PERSON_STATES),
  category: z.enum(LEGAL_CATEGORIES),
  child: z.boolean(),
  /** Keyed digest of the identity fields a manifest line carries (see identity-digest.ts). */
  identityDigest: z.string(),
  fitToTravel: z.boolean(),
  /** Belongings and cash entries not yet given back. */
  effectsOpen: z.number().int(),
  duplicateSuspected: z.boolean(),
  site: z.string().optional(),
});
export type PersonFacts = z.infer<typeof personChanged>;

export const registrationMessages = {
  'registration.committee-enrolled.v1': committeeEnrolled,
  'registration.person-changed.v1': personChanged,
} as const;
