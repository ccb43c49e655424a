import * as z from 'zod';
import { countryField, custodyNumberField, noteField, referenceField } from '#shared/contracts/fields.ts';
import { by, stated } from '#shared/lambda/command-context.ts';
import { CONDITIONS } from './domain/weapon-handover.ts';

const shortText = z.string().min(1).max(80);
/** A number that stands in a path: no slash. */
const handoverNo = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,35}$/, 'a number of letters, digits, _ . -');
const ofHandover = { ...stated, handoverNo };

export const recognitionDocument = z.strictObject({
  ...stated,
  act: referenceField,
  country: countryField,
  government: shortText,
  issuer: shortText,
  issuedOn: z.iso.date(),
  textHash: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 hex digits'),
});
export const withdrawalOfRecognitionDocument = z.strictObject({ ...stated, act: referenceField, reason: noteField });

export const proposalDocument = z.strictObject({
  ...ofHandover,
  recognition: referenceField,
  country: countryField,
  ministry: shortText,
  agreement: referenceField,
  addendumTo: handoverNo.optional(),
});
export const recipientDocument = z.strictObject({
  ...ofHandover,
  /** Code of the delegate who will receive. */
  delegate: referenceField,
  name: shortText,
  rank: shortText.optional(),
  credentials: referenceField,
});
export const clearanceDocument = z.strictObject({
  ...ofHandover,
  embargo: z.strictObject({ reference: referenceField, result: z.enum(['CLEAR', 'EMBARGOED']) }),
  risk: z.strictObject({ reference: referenceField, result: z.enum(['ACCEPTABLE', 'OVERRIDING']) }),
});
export const inventoryDocument = z.strictObject({ ...ofHandover, checks: z.array(referenceField).min(1).max(200) });
export const inspectionDocument = z.strictObject({ ...ofHandover, reference: referenceField, expert: by, recipientExpert: referenceField });
const lines = z.number().int().min(0).max(1_000_000);
/** How many lines each of the two schedules has, as both sides counted them. */
export const scheduleDocument = z.strictObject({ ...ofHandover, weapons: lines, ammunition: lines });
export const handoverApprovalDocument = z.strictObject({ ...ofHandover, approvals: z.array(z.string().max(400)).length(2) });
export const transportDocument = z.strictObject({
  ...ofHandover,
  weaponsConvoy: referenceField.optional(),
  partsConvoy: referenceField.optional(),
  ammunitionConvoy: referenceField.optional(),
  seals: z.array(referenceField).min(1).max(40),
});
export const deliveryDocument = z.strictObject({ ...ofHandover, place: shortText });
export const conclusionDocument = z.strictObject({ ...ofHandover, certificateNo: referenceField });
export const closureDocument = z.strictObject({ ...ofHandover, certificateScan: referenceField });
export const haltDocument = z.strictObject({ ...ofHandover, reason: noteField });

const ofLine = { ...ofHandover, custodyNumber: custodyNumberField };
export const listingDocument = z.strictObject({ ...ofLine, condition: z.enum(CONDITIONS), markedAnew: referenceField.optional() });
export const delistingDocument = z.strictObject({ ...ofLine, reason: shortText });
/** Signed for by the delegate a line at a time; of a lot as much as was counted out. */
export const acceptanceDocument = z.discriminatedUnion('response', [
  z
    .strictObject({
      ...ofLine,
      response: z.literal('ACCEPTED'),
      releasedBy: by,
      documentNo: referenceField,
      condition: z.enum(CONDITIONS),
      quantity: z.number().int().min(1).max(1_000_000_000).optional(),
    })
    .refine(({ custodyNumber, quantity }) => custodyNumber.startsWith('AA') === (quantity !== undefined), {
      message: 'a lot is accepted by its quantity, a weapon without one',
      path: ['quantity'],
    }),
  z.strictObject({ ...ofLine, response: z.literal('REFUSED'), reason: shortText }),
]);
export type AcceptanceDocument = z.infer<typeof acceptanceDocument>;
export type LineDocument = z.infer<typeof listingDocument> | z.infer<typeof delistingDocument>;
