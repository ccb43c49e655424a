import * as z from 'zod';
import {
  arabicNameField,
  nationalityField,
  noteField,
  officerNumberField,
  personalNumberField,
  referenceField,
  sexField,
} from '#shared/contracts/fields.ts';
import { by, instant, stated } from '#shared/lambda/command-context.ts';
import { LINE_STATES } from './domain/manifest-line.ts';
import { MOST_PARTS } from './domain/submission-parts.ts';

export const manifestNoField = z.string().regex(/^RM-\d{8}-[A-Z]{2}-\d{2,4}$/, 'a manifest number such as RM-20241219-QM-01');

/** Recorded value of a birth date, as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD. */
const birthDate = z.string().refine((text) => {
  if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text)) return false;
  const day = new Date(`${text.padEnd(7, '-01').padEnd(10, '-01')}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}, 'a birth date as YYYY, YYYY-MM or YYYY-MM-DD');
const short = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} /.-]{0,23}$/u, 'up to 24 letters, digits, spaces, / . -');

export const MOST_LINES = 100_000;
const lineNumber = z.number().int().min(1).max(999_999);

/** One line as it is posted: what the receiving authority will see, and the seat. */
export const manifestLine = z.strictObject({
  line: lineNumber.optional(),
  personalNumber: personalNumberField,
  given: arabicNameField,
  father: arabicNameField.optional(),
  family: arabicNameField.optional(),
  dateOfBirth: birthDate,
  sex: sexField,
  nationality: nationalityField,
  documentNumber: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} /-]{0,29}$/u, 'a document number of up to 30 letters and digits')
    .optional(),
  vehicle: short.optional(),
  seat: short.optional(),
  baggagePieces: z.number().int().min(0).max(99).optional(),
  baggageKg: z.number().min(0).max(999).optional(),
  needsCode: z
    .string()
    .regex(/^[A-Z][A-Z0-9-]{0,11}$/, 'a needs code of capital letters and digits')
    .optional(),
});

const header = {
  manifestNo: manifestNoField,
  crossing: noteField.max(60),
  receivingAuthority: referenceField,
  supplementTo: manifestNoField.optional(),
};
/** The header of a JSON document; its `lines` are read one by one, so that a bad one does not spoil the others. Without them it opens a submission in parts. */
export const manifestDocument = z.strictObject({
  ...stated,
  ...header,
  window: z.strictObject({ from: instant, to: instant }),
  lines: z.array(z.unknown()).optional(),
});
/** The same header as query parameters, for NDJSON and CSV. */
export const manifestHeaderQuery = z.strictObject({
  ...header,
  officer: officerNumberField,
  committee: referenceField,
  at: instant.optional(),
  from: instant,
  to: instant,
});
const planned = {
  mode: z.enum(['validate', 'commit']).default('commit'),
  /** Of an earlier `mode=validate`: refused (412) when the same lines would not come out the same. */
  planDigest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
};
export const manifestQuery = manifestHeaderQuery.partial().extend({
  ...planned,
  /** `all`: nothing is listed unless every line can be. */
  atomic: z.enum(['none', 'all']).default('none'),
});
export const completeQuery = z.strictObject(planned);
/** How many parts make the manifest whole; `lines` is the control total, refused when the parts have another. */
export const completeDocument = z.strictObject({
  ...stated,
  parts: z.number().int().min(1).max(MOST_PARTS),
  lines: z.number().int().min(1).max(MOST_LINES).optional(),
});

const ofManifest = { ...stated, manifestNo: manifestNoField };
export const reviewDocument = z.strictObject({ ...ofManifest, reference: referenceField });
export const manifestActDocument = z.strictObject(ofManifest);
export const clearanceRequestDocument = z.strictObject({ ...ofManifest, legalBasis: noteField });
export const clearanceDocument = z.strictObject({
  ...ofManifest,
  reference: referenceField,
  receiver: referenceField,
  exceptions: z
    .array(z.strictObject({ personalNumber: personalNumberField, reason: noteField }))
    .max(500)
    .default([]),
});
export const embarkationDocument = z.strictObject({
  ...ofManifest,
  vehicles: z
    .array(z.strictObject({ vehicle: short, capacity: z.number().int().min(1).max(1000), escortCommander: officerNumberField }))
    .min(1)
    .max(200),
});
export const departureDocument = z.strictObject({
  ...ofManifest,
  headCounts: z.array(z.strictObject({ officer: officerNumberField, count: z.number().int().min(0).max(MOST_LINES) })).length(2),
});
export const arrivalDocument = z.strictObject({ ...ofManifest, place: noteField });
const signatory = z.strictObject({ name: noteField, rank: noteField.optional() });
export const certificateDocument = z.strictObject({
  ...ofManifest,
  certificateNo: referenceField,
  place: noteField,
  deliverer: officerNumberField,
  receiver: referenceField,
  capacity: noteField,
  signatories: z.strictObject({ deliverer: signatory, receiver: signatory, witnesses: z.array(signatory).max(6).default([]) }),
  remarks: noteField.optional(),
});
export const addendumDocument = z.strictObject({
  ...ofManifest,
  addendumNo: referenceField,
  line: lineNumber.optional(),
  correction: noteField,
});
export const reconciliationDocument = z.strictObject({ ...ofManifest, certificateScan: referenceField });
export const reasonDocument = z.strictObject({ ...ofManifest, reason: noteField });

const baggage = z.strictObject({ pieces: z.number().int().min(0).max(99), kg: z.number().min(0).max(999) });
/** What handhelds report: the person's steps, and what happens on the vehicle. */
const SCANNED = [
  'PRESENTED',
  'BOARDED',
  'NO_SHOW',
  'WITHDREW',
  'PRESENTED_TO_RECEIVER',
  'DISEMBARKED_OBJECTED',
  'DISEMBARKED_MEDICAL',
  'ESCAPED_IN_TRANSIT',
  'DECEASED_IN_TRANSIT',
] as const;
export const scanDocument = z.strictObject({
  by,
  device: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/, 'a device of up to 32 letters and digits'),
  deviceSequence: z
    .number()
    .int()
    .min(0)
    .max(2 ** 48),
  type: z.enum(SCANNED),
  manifestNo: manifestNoField,
  personalNumber: personalNumberField,
  capturedAt: instant,
  reconfirmed: z.boolean().optional(),
  baggage: baggage.optional(),
  place: noteField.optional(),
  reason: noteField.optional(),
});
/** What became of each claim of a batch, in their order. */
export const claimOutcomes = z.object({
  items: z.array(
    z.object({
      line: z.number().int().optional().describe('On the manifest; of what was refused, the place in the batch.'),
      device: z.string().optional(),
      deviceSequence: z.number().int().optional(),
      manifestNo: z.string().optional(),
      personalNumber: z.string().optional(),
      claimed: z.enum(LINE_STATES).optional(),
      outcome: z.enum(['ACCEPTED', 'UNCHANGED', 'CONFLICT', 'REFUSED']),
      repeated: z.literal(true).optional().describe('It was accepted before, by another call or an earlier try of this one.'),
      state: z.enum(LINE_STATES).optional().describe('Where the line stands now.'),
      status: z.number().int().optional(),
      code: z.string().optional(),
      detail: z.string().optional(),
      field: z.string().optional(),
      retryable: z.literal(true).optional().describe('What it follows on has not been told yet: send it again as it is.'),
    }),
  ),
});
export const acceptanceDocument = z.strictObject({
  ...ofManifest,
  receiver: referenceField,
  place: noteField,
  channel: z.enum(['SIGNED_PAPER', 'MESSAGE', 'RADIO']),
  lines: z
    .array(
      z.strictObject({
        personalNumber: personalNumberField,
        response: z.enum(['ACCEPTED', 'REFUSED', 'DEFERRED']),
        reason: noteField.optional(),
      }),
    )
    .min(1)
    .max(500),
});
export const lineHoldDocument = z.strictObject({
  ...ofManifest,
  approvedBy: officerNumberField.optional(),
  lines: z
    .array(
      z.strictObject({
        personalNumber: personalNumberField,
        to: z.enum(['NO_SHOW', 'WITHDREW', 'MEDICAL_HOLD', 'LEGAL_HOLD', 'REMOVED_BY_APPROVAL']),
        reason: noteField.optional(),
      }),
    )
    .min(1)
    .max(500),
});
export const conflictSettlementDocument = z.strictObject({
  ...ofManifest,
  lines: z
    .array(
      z.strictObject({
        personalNumber: personalNumberField,
        to: z.enum(['PRESENTED', 'BOARDED', 'NO_SHOW']),
        reason: noteField,
        reconfirmed: z.boolean().optional(),
        baggage: baggage.optional(),
      }),
    )
    .min(1)
    .max(500),
});
export const linesQuery = { outcome: z.enum(['LISTED', 'NOT_LISTED']).optional(), state: z.enum(LINE_STATES).optional() };
