import * as z from 'zod';
import { WEAPON_KINDS } from '#shared/contracts/custody.ts';
import { custodyNumberField, officerNumberField, referenceField } from '#shared/contracts/fields.ts';
import { by, stated } from '#shared/lambda/command-context.ts';
import { approvals, place, sha256, weaponNumber } from './documents.ts';
import { CHECK_TYPES } from './domain/sample.ts';
import { FINDING_TYPES } from './domain/stock-findings.ts';

/** A number that stands in a path: no slash. */
const numberField = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,35}$/, 'a number of letters, digits, _ . -');
const whole = z.number().int().min(0).max(1_000_000_000);
const ofCheck = { ...stated, check: numberField };

/** Two counters, independent of the store: of different committees or departments, and without its keys. */
export const openCheckDocument = z.strictObject({
  ...ofCheck,
  site: referenceField,
  type: z.enum(CHECK_TYPES),
  counters: z.tuple([by, by]),
});

/** One counter's sheet. A weapon without a tag is told by its kind, one whose serial cannot be read without a serial. */
export const countDocument = z.strictObject({
  ...ofCheck,
  kinds: z
    .array(z.strictObject({ kind: z.enum(WEAPON_KINDS), count: whole }))
    .max(WEAPON_KINDS.length)
    .refine((kinds) => new Set(kinds.map(({ kind }) => kind)).size === kinds.length, 'each kind once'),
  lots: z
    .array(z.strictObject({ custodyNumber: custodyNumberField, quantity: whole }))
    .max(2000)
    .refine((lots) => new Set(lots.map(({ custodyNumber }) => custodyNumber)).size === lots.length, 'each lot once'),
  serials: z
    .array(
      z.strictObject({
        tag: weaponNumber.optional(),
        serial: z.string().min(1).max(40).optional(),
        kind: z.enum(WEAPON_KINDS).optional(),
        container: referenceField.optional(),
        damaged: z.boolean().optional(),
      }),
    )
    .max(20_000),
  sealsBroken: z
    .array(z.strictObject({ container: referenceField, seal: referenceField }))
    .max(200)
    .optional(),
});

export const closeCheckDocument = z.strictObject(ofCheck);
/** Two officers who do not count it, of two departments, end a check that cannot be finished. */
export const abandonCheckDocument = z.strictObject({ ...ofCheck, reason: z.string().min(1).max(200), verifier: by });

const ofReport = { ...stated, discrepancy: z.string().min(1).max(40), type: z.enum(FINDING_TYPES), item: z.string().min(1).max(48) };

export const outcomeDocument = z.strictObject({
  ...ofReport,
  outcome: z.enum(['FOUND', 'CLERICAL', 'TRACED', 'REGISTERED', 'RECORDED']),
  verifier: by,
  documents: z.array(referenceField).min(1).max(4),
  /** Where a found weapon is now; without it, where the book had it. */
  to: place.optional(),
  sealAfter: referenceField.optional(),
  /** Of ammunition: what is in trust now, if that is not the book's figure. */
  counted: whole.optional(),
  tracedBy: numberField.optional(),
  custodyNumber: weaponNumber.optional(),
});

/** A board of inquiry's finding, and the approvals of two persons over the weapon or lot (`confirm-loss`). `counted`: what is left of a lot. */
export const lossDocument = z.strictObject({
  ...ofReport,
  outcome: z.enum(['LOST', 'STOLEN']),
  board: z.strictObject({
    reference: referenceField,
    date: z.iso.date({ message: 'a day, such as 2024-12-08' }),
    members: z.array(officerNumberField).min(1).max(9),
  }),
  counted: whole.optional(),
  approvals,
});
export type LossDocument = z.infer<typeof lossDocument>;

export const keyChangeDocument = z.strictObject({
  ...stated,
  site: referenceField,
  keySet: referenceField,
  from: by,
  to: by,
  documentNo: referenceField,
});

/** Two officers put a seal on a container; `contentHash` is SHA-256 over the list of what is inside. */
export const sealDocument = z.strictObject({
  ...stated,
  seal: referenceField,
  site: referenceField,
  container: referenceField,
  second: by,
  colour: z.enum(['RED', 'BLUE', 'YELLOW', 'GREEN', 'WHITE', 'BLACK']).optional(),
  contentHash: sha256.optional(),
});
export const brokenSealDocument = z.strictObject({
  ...stated,
  seal: referenceField,
  second: by,
  reason: z.string().min(1).max(200),
  replacedBy: referenceField.optional(),
});
