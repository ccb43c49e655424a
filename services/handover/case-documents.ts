import * as z from 'zod';
import { countryField, noteField, officerNumberField, personalNumberField, referenceField } from '#shared/contracts/fields.ts';
import { LEGAL_CATEGORIES } from '#shared/contracts/registration.ts';
import { instant, stated } from '#shared/lambda/command-context.ts';
import { AMNESTY_STATUSES } from './domain/amnesty.ts';
import { DECISIONS, INFORMATION_TOPICS, INITIATORS } from './domain/declaration.ts';
import { PLEDGE_ELEMENTS } from './domain/pledge.ts';
import { AUTHORITY_CAPACITIES } from './domain/receiving-authority.ts';
import { SCREENING_BASES, SCREENING_RISKS } from './domain/screening.ts';
import { LIFTING_OUTCOMES, STOP_KINDS } from './domain/stop.ts';

const person = { ...stated, personalNumber: personalNumberField };
const language = z.string().regex(/^[a-z]{2,3}$/, 'ISO 639 code');
const textHash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 small hexadecimal digits');
const nameField = z.string().min(1).max(120);

/** An officer of the acting committee by number, or somebody from outside by name and capacity. */
const witness = z.union([
  z.strictObject({ officer: officerNumberField }),
  z.strictObject({ name: nameField, capacity: z.enum(['ICRC', 'UN', 'RELATIVE', 'ELDER', 'LAWYER', 'OTHER']) }),
]);
export type Witness = z.infer<typeof witness>;

const pledge = {
  pledgeNo: referenceField,
  textVersion: referenceField,
  language,
  textHash,
  elements: z.array(z.enum(PLEDGE_ELEMENTS)).min(1).max(PLEDGE_ELEMENTS.length),
  amnesty: referenceField.optional(),
  scanRef: referenceField.optional(),
  witnesses: z.array(witness).min(1).max(4),
};
const individualPledge = z.strictObject(pledge);
/** A family's pledge is signed by somebody of the family: name, relation, where. */
const familyPledge = z.strictObject({
  ...pledge,
  signatory: z.strictObject({ name: nameField, relation: noteField, document: referenceField.optional(), signedIn: noteField.optional() }),
});
const pledges = { pledge: individualPledge.optional(), familyPledge: familyPledge.optional() };
export type PledgesDocument = {
  pledge?: z.infer<typeof individualPledge> | undefined;
  familyPledge?: z.infer<typeof familyPledge> | undefined;
};

/** One verb at one table: the declaration with the pledges signed together with it. */
export const declarationDocument = z.strictObject({
  ...person,
  declarationNo: referenceField,
  decision: z.enum(DECISIONS),
  initiatedBy: z.enum(INITIATORS),
  topics: z.array(z.enum(INFORMATION_TOPICS)).min(1).max(INFORMATION_TOPICS.length),
  language,
  privateInterview: z.boolean(),
  free: z.boolean(),
  informed: z.boolean(),
  express: z.boolean(),
  interviewer: officerNumberField,
  interpreter: nameField.optional(),
  witness,
  signed: z.enum(['SIGNATURE', 'MARK']),
  destination: noteField.optional(),
  amnesty: referenceField.optional(),
  dependants: z.number().int().min(0).max(40).optional(),
  familyInvolved: z.boolean().optional(),
  childProtectionOfficer: officerNumberField.optional(),
  ...pledges,
});
export type DeclarationDocument = z.infer<typeof declarationDocument>;

/** No reason is asked for. */
export const withdrawalDocument = z.strictObject(person);
export const pledgeDocument = z.strictObject({ ...person, ...pledges });
/** One text read out and signed by many: each pledge is its own and goes on record in its own case. */
export const pledgeCeremonyDocument = z.strictObject({
  ...stated,
  ceremony: referenceField,
  textVersion: referenceField,
  language,
  textHash,
  elements: pledge.elements,
  amnesty: referenceField.optional(),
  witnesses: pledge.witnesses,
  pledges: z
    .array(z.strictObject({ personalNumber: personalNumberField, pledgeNo: referenceField, scanRef: referenceField.optional() }))
    .min(1)
    .max(500),
});
export type PledgeCeremonyDocument = z.infer<typeof pledgeCeremonyDocument>;
export const screeningDocument = z.strictObject({
  ...person,
  risk: z.enum(SCREENING_RISKS),
  basis: z.array(z.enum(SCREENING_BASES)).min(1).max(SCREENING_BASES.length),
  reviewer: officerNumberField,
  narrative: z.string().min(1).max(4000).optional(),
});
export type ScreeningDocument = z.infer<typeof screeningDocument>;
export const stopDocument = z.strictObject({
  ...person,
  stop: z.enum(STOP_KINDS),
  reference: referenceField.optional(),
  note: noteField.optional(),
});
export const liftingDocument = z.strictObject({
  ...person,
  stop: z.enum(STOP_KINDS),
  reference: referenceField.optional(),
  outcome: z.enum(LIFTING_OUTCOMES),
  note: noteField.optional(),
});
export const overrideDocument = z.strictObject({ ...person, reference: referenceField, note: noteField });
export const settlementDocument = z.strictObject({ ...person, review: referenceField, finding: referenceField });

const covers = z.array(z.enum(LEGAL_CATEGORIES)).min(1).max(LEGAL_CATEGORIES.length);
export const amnestyDocument = z.strictObject({
  ...stated,
  amnesty: referenceField,
  issuer: noteField,
  issuerStatus: noteField,
  issuedOn: z.iso.date(),
  effectiveFrom: instant,
  effectiveTo: instant.optional(),
  scope: noteField,
  covers,
  exclusions: z.array(referenceField).max(20),
  source: noteField.optional(),
});
export const amnestyStatusDocument = z.strictObject({
  ...stated,
  amnesty: referenceField,
  status: z.enum(AMNESTY_STATUSES),
  reason: noteField,
  effectiveTo: instant.optional(),
  covers: covers.optional(),
});
export const policyDocument = z.strictObject({
  ...stated,
  from: instant,
  pledgeRequired: z.boolean(),
  noClaimOnWeaponsAllowed: z.boolean(),
  reference: referenceField,
  reason: noteField,
});
export const authorityDocument = z.strictObject({
  ...stated,
  authority: referenceField,
  name: noteField,
  country: countryField,
  capacity: z.enum(AUTHORITY_CAPACITIES),
  receivers: z
    .array(z.strictObject({ receiver: referenceField, name: nameField, rank: noteField, capacity: noteField }))
    .min(1)
    .max(20),
  assurance: z
    .strictObject({
      givenBy: nameField,
      textHash,
      legal: z.boolean(),
      physical: z.boolean(),
      material: z.boolean(),
      monitoringAccess: z.boolean(),
      signedAt: instant,
    })
    .optional(),
});
export type AuthorityDocument = z.infer<typeof authorityDocument>;
export const countDocument = z.strictObject({
  ...stated,
  claim: referenceField,
  source: noteField,
  figure: z.number().int().min(0).max(10_000_000),
  countedOn: z.iso.date(),
  scope: z.enum(['ENTERED', 'HELD', 'RETURNED', 'REMAINING', 'WEAPONS']),
  manifest: referenceField.optional(),
  reference: noteField.optional(),
});
