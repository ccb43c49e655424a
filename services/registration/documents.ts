import * as z from 'zod';
import {
  arabicNameField,
  birthDateField,
  countryField,
  nationalityField,
  noteField,
  officerNumberField,
  personalNumberField,
  referenceField,
  sexField,
} from '#shared/contracts/fields.ts';
import { LEGAL_CATEGORIES } from '#shared/contracts/registration.ts';
import { isCurrency } from '#shared/kernel/money.ts';
import { stated } from '#shared/lambda/command-context.ts';

const unknown = z.strictObject({ unknown: noteField });
const health = z.enum(['FIT', 'NEEDS_CARE', 'HOSPITAL', 'UNFIT_TRAVEL']);
const person = { ...stated, personalNumber: personalNumberField };
const department = z.string().regex(/^[A-Z][A-Z_]{1,23}$/, 'a department code such as INTERIOR or CHILD_PROTECTION');

export const enrolDocument = z.strictObject({
  committee: referenceField,
  name: noteField,
  officers: z
    .array(z.strictObject({ officer: officerNumberField, department }))
    .min(2)
    .max(40),
});
export const issueBlockDocument = z.strictObject({
  ...stated,
  block: z.string().regex(/^(?![AW])[A-Z]{2}\d{3}$/, 'two letters and three digits, such as SY000; A and W begin the numbers of custody'),
  committee: referenceField,
});

const approval = z.strictObject({ authority: noteField, reference: referenceField, grounds: noteField });
export const admissionDocument = z.strictObject({
  ...stated,
  admission: referenceField,
  crossing: z.strictObject({
    names: z
      .array(z.strictObject({ name: noteField, side: countryField, script: z.enum(['Arab', 'Latn']) }))
      .min(2)
      .max(8),
  }),
  orderingAuthority: noteField,
  approval: approval.optional(),
});
export const approvalDocument = z.strictObject({ ...stated, admission: referenceField, approval });

export const siteDocument = z.strictObject({
  ...stated,
  site: referenceField,
  name: noteField,
  distanceKmFromBorder: z.number().min(0).max(5000),
  compound: z.enum(['MILITARY', 'CIVILIAN']),
  wings: z
    .array(
      z.strictObject({
        wing: z.string().regex(/^[A-Z]{1,2}$/),
        sex: z.enum(['M', 'F']),
        beds: z.number().int().min(1).max(9999),
        children: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(20),
});

const determination = z.strictObject({
  category: z.enum(LEGAL_CATEGORIES),
  evidence: z.array(z.enum(['UNIFORM', 'WEAPON', 'SELF_IDENTIFIED', 'DOCUMENT', 'COMMANDER_ROLL', 'EMPLOYMENT_RECORD', 'OTHER'])).max(7),
  decidedBy: z.array(officerNumberField).max(5),
  supersedes: referenceField.optional(),
});

const effect = z.strictObject({
  registerNo: referenceField,
  kind: z.enum(['ARTICLE_OF_VALUE', 'DOCUMENT', 'ELECTRONICS', 'CASH', 'OTHER']),
  quantity: z.number().int().min(1).max(10_000),
  currency: z.string().refine(isCurrency, 'a currency by its ISO 4217 code').optional(),
  amount: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  orderedByOfficer: officerNumberField.optional(),
  reasonWithheld: z.enum(['SECURITY', 'SAFEKEEPING_REQUEST']),
  packetSeal: referenceField.optional(),
});

/** Who somebody is: all of it personal data, kept in one attribute. Arabic script is authoritative, Latin only as a document shows it. */
export const identity = z.strictObject({
  name: z.strictObject({
    given: arabicNameField,
    father: z.union([arabicNameField, unknown]),
    grandfather: arabicNameField.optional(),
    family: z.union([arabicNameField, unknown]),
    mother: z.union([z.strictObject({ given: arabicNameField, family: arabicNameField.optional() }), unknown]),
  }),
  teknonym: arabicNameField.optional(),
  nameLatin: z
    .strictObject({ surname: z.string().min(1).max(60), given: z.string().max(60), source: z.enum(['MRZ', 'VIZ', 'OPERATOR']) })
    .optional(),
  aliases: z.array(noteField).max(10).optional(),
  dateOfBirth: birthDateField,
  placeOfBirth: z.strictObject({ country: countryField, governorate: noteField.optional(), locality: noteField.optional() }).optional(),
  powerOnWhichDepends: z.strictObject({ country: countryField, force: noteField }).optional(),
  serviceNumber: z.string().min(1).max(30).optional(),
  rankNational: z.strictObject({ ar: arabicNameField, force: noteField.optional() }).optional(),
  unit: noteField.optional(),
  nationalNumber: z
    .string()
    .regex(/^[0-9]{5,20}$/, '5 to 20 digits')
    .optional(),
  identityDocuments: z
    .array(
      z.strictObject({
        type: z.enum(['PASSPORT', 'ID_CARD', 'MILITARY_CARD', 'FAMILY_BOOK', 'OTHER']),
        number: z.string().min(1).max(30),
        issuer: countryField,
        issued: z.iso.date().optional(),
        expires: z.iso.date().optional(),
        mrz: z.array(z.string().max(44)).max(3).optional(),
        seenOriginal: z.boolean(),
        returnedToHolder: z.literal(true, { message: 'identity papers stay with their holder (GC III art. 17)' }),
      }),
    )
    .max(5)
    .optional(),
  biometricRef: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,64}$/, 'an opaque reference of 16 to 64 characters')
    .optional(),
  nextOfKin: z
    .union([
      z.strictObject({ name: noteField, relation: noteField, address: noteField.optional(), phone: z.string().max(30).optional() }),
      z.strictObject({ refused: z.literal(true) }),
    ])
    .optional(),
  specificNeeds: z
    .array(z.enum(['CHILD', 'UNACCOMPANIED', 'DISABILITY', 'PREGNANCY', 'ELDERLY', 'SERIOUS_MEDICAL']))
    .max(6)
    .optional(),
  familyGroup: z.strictObject({ group: referenceField, relationship: noteField }).optional(),
});
export type Identity = z.infer<typeof identity>;

export const registerDocument = z.strictObject({
  ...person,
  admission: referenceField,
  identity,
  sex: sexField,
  nationality: nationalityField,
  assurance: z.enum(['NONE', 'DECLARED', 'CORROBORATED', 'DOCUMENTED']),
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/, 'ISO 639 code'))
    .min(1)
    .max(5),
  interpreterUsed: z.boolean(),
  health,
  determination,
  medicalReferral: referenceField.optional(),
  childProtectionOfficer: officerNumberField.optional(),
  effects: z.array(effect).max(20).optional(),
});
export type RegisterDocument = z.infer<typeof registerDocument>;

export const voidDocument = z.strictObject({ ...person, reason: noteField });
export const housingDocument = z.strictObject({
  ...person,
  site: referenceField,
  bed: z.string().regex(/^[A-Z]{1,2}-\d{3,4}$/, 'a wing and a number, such as A-012'),
  familyConsent: z.boolean().optional(),
});
export const hospitalisationDocument = z.strictObject({ ...person, hospital: referenceField, reason: noteField });
export const dischargeDocument = z.strictObject(person);
export const escapeDocument = z.strictObject({ ...person, reason: noteField });
export const recaptureDocument = z.strictObject({ ...person, place: noteField });
export const deathDocument = z.strictObject({
  ...person,
  place: noteField,
  cause: z.enum(['NATURAL', 'GUARD', 'OTHER_PERSON', 'UNKNOWN']),
  certifier: officerNumberField,
});
export const transferDocument = z.strictObject({ ...person, to: noteField, reason: noteField });
export const correctionDocument = z.strictObject({ ...person, reason: noteField, identity });
export const determinationDocument = z.strictObject({ ...person, ...determination.shape });
export const healthDocument = z.strictObject({ ...person, health });
export const cardDocument = z.strictObject({
  ...person,
  reason: z.enum(['ARRIVAL', 'SICKNESS', 'HOSPITAL', 'TRANSFER']),
  outcome: z.enum(['COMPLETED', 'DECLINED']),
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/))
    .min(1)
    .max(5),
  sentToFamily: z.boolean(),
  sentToAgency: z.boolean(),
});
export const effectsDocument = z.strictObject({ ...person, effects: z.array(effect).min(1).max(20) });
export const restitutionDocument = z.strictObject({
  ...person,
  registerNos: z.array(referenceField).min(1).max(20),
  signed: z.enum(['SIGNATURE', 'MARK', 'REFUSED']),
  differences: noteField.optional(),
});
/** Two officers look at two people who may be one: merge into the survivor, or say that they differ. */
export const adjudicationDocument = z.strictObject({
  ...stated,
  personalNumber: personalNumberField,
  other: personalNumberField,
  outcome: z.enum(['MERGE', 'CONFIRMED_DIFFERENT']),
  secondOfficer: officerNumberField,
  reason: noteField,
});
