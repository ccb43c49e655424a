import * as z from 'zod';
import { COUNT_UNITS, WEAPON_KINDS } from '#shared/contracts/custody.ts';
import {
  countryField,
  custodyNumberField,
  noteField,
  officerNumberField,
  personalNumberField,
  referenceField,
} from '#shared/contracts/fields.ts';
import { isAssignedSerial } from '#shared/kernel/numbers.ts';
import { by, instant, stated } from '#shared/lambda/command-context.ts';
import { REVOCATION_REASONS } from './domain/officer-key.ts';
import { DESTRUCTION_GROUNDS, HOLD_TYPES, MOVEMENT_PURPOSES, REMOVAL_PURPOSES } from './domain/weapon-commands.ts';
import { ASSET_SCOPES, CALIBRES, PHOTO_VIEWS, SERIAL_LOCATIONS, SERIAL_STATUSES } from './domain/weapon-identity.ts';

const shortText = z.string().min(1).max(48);
export const weaponNumber = custodyNumberField.refine((number) => number.startsWith('WA'), 'the custody number of a weapon begins with WA');
const lotNumber = custodyNumberField.refine((number) => number.startsWith('AA'), 'the custody number of an ammunition lot begins with AA');
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 hex digits');
const serial = z.string().min(1).max(40);
const keeper = by;
const jws = z.string().min(1).max(400);
/** Two detached JWS by the keys of two officers, see `domain/approval.ts`. */
export const approvals = z.tuple([jws, jws]);
const kid = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'a thumbprint (RFC 7638) in base64url');
const ofWeapon = { ...stated, custodyNumber: weaponNumber };
const ofLot = { ...stated, custodyNumber: lotNumber };

const withinSite = {
  building: referenceField.optional(),
  container: referenceField,
  rack: referenceField.optional(),
  slot: referenceField.optional(),
};
export const place = z.strictObject({ site: referenceField, ...withinSite });

/** A book has a thousand receipts; its numbers are those of weapons (WA) or of ammunition lots (AA). */
export const issueBookDocument = z.strictObject({
  ...stated,
  book: z.string().regex(/^(WA|AA)\d{3}$/, 'WA or AA and three digits, such as WA000'),
  committee: referenceField,
});
export const voidDocument = z.strictObject({ ...stated, custodyNumber: custodyNumberField, reason: noteField });

const photos = z
  .array(z.strictObject({ ref: shortText, sha256, view: z.enum(PHOTO_VIEWS) }))
  .min(1)
  .max(4);
const identity = {
  kind: z.enum(WEAPON_KINDS),
  assetScope: z.enum(ASSET_SCOPES),
  make: shortText,
  model: shortText,
  calibre: z.enum(CALIBRES),
  serialStatus: z.enum(SERIAL_STATUSES),
  serialAsMarked: serial.optional(),
  assignedSerial: z.string().refine(isAssignedSerial, 'an assigned serial such as IQ-TR-000017-1 with a right check digit').optional(),
  serialLocation: z.enum(SERIAL_LOCATIONS).optional(),
  partSerials: z
    .array(z.strictObject({ part: shortText, value: serial }))
    .max(4)
    .optional(),
  countryOfManufacture: countryField.optional(),
  yearOfManufacture: z.number().int().min(1850).max(2100).optional(),
  importMark: z.strictObject({ country: countryField, year: z.number().int().min(1850).max(2100).optional() }).optional(),
  otherMarks: z.string().min(1).max(120).optional(),
  photos,
};
const verifier = z.strictObject({ ...keeper.shape, serialRead: serial.optional() });

const depositor = z.strictObject({
  personalNumber: personalNumberField,
  name: z.string().min(1).max(120),
  rank: shortText.optional(),
  unit: shortText.optional(),
});
/** `discrepancy`: the report in which it was too much. */
const foundReport = z.strictObject({ reference: referenceField, place: shortText, discrepancy: referenceField.optional() });
const acknowledged = z.union([
  z.strictObject({ as: z.enum(['SIGNATURE', 'THUMB', 'MARK', 'NOBODY']) }),
  z.strictObject({ as: z.literal('REFUSED'), witness: officerNumberField }),
]);
const issuer = z.strictObject({ name: z.string().min(1).max(80), rank: shortText, unit: shortText });
const receipted = {
  depositor: depositor.optional(),
  foundReport: foundReport.optional(),
  titleHolder: z.enum(['STATE_OF_ORIGIN', 'PRIVATE', 'THIRD_STATE', 'UNKNOWN']).default('STATE_OF_ORIGIN'),
  acknowledged,
  issuer,
};

export const depositDocument = z.strictObject({
  ...ofWeapon,
  ...identity,
  ...receipted,
  accessories: z
    .array(z.strictObject({ type: shortText, qty: z.number().int().min(1).max(999) }))
    .max(8)
    .optional(),
  serviceability: z.enum(['SERVICEABLE', 'REPAIRABLE', 'UNSERVICEABLE', 'UNSAFE']),
  clearedSafe: z.strictObject({ by: officerNumberField, at: instant }),
  verifier,
  location: z.strictObject({ site: referenceField, ...withinSite, container: referenceField.optional(), seal: referenceField.optional() }),
});
export type DepositDocument = z.infer<typeof depositDocument>;

const transfer = { releasedBy: keeper, receivedBy: keeper, witness: keeper.optional(), documentNo: referenceField };
export const movementDocument = z.strictObject({
  ...ofWeapon,
  ...transfer,
  purpose: z.enum(MOVEMENT_PURPOSES),
  /** Without it the weapon is on the way, in the receiver's hands. */
  to: place.optional(),
  sealBefore: referenceField.optional(),
  sealAfter: referenceField.optional(),
  vehicle: referenceField.optional(),
  escort: referenceField.optional(),
});
export const removalDocument = z.strictObject({
  ...ofWeapon,
  ...transfer,
  purpose: z.enum(REMOVAL_PURPOSES),
  approvedBy: keeper,
  dueBack: instant,
  sealBefore: referenceField,
});
export const returnDocument = z.strictObject({ ...ofWeapon, ...transfer, to: place, sealAfter: referenceField });
export const holdDocument = z.strictObject({ ...ofWeapon, reference: referenceField, holdType: z.enum(HOLD_TYPES), authority: shortText });
export const holdLiftingDocument = z.strictObject({ ...ofWeapon, reference: referenceField, reason: shortText, approvals });
export const correctionDocument = z.strictObject({
  ...ofWeapon,
  identity: z.strictObject(identity),
  reason: z.string().min(1).max(200),
  evidence: z.array(referenceField).min(1).max(4),
  verifier,
  approvals,
});

export const destructionApprovalDocument = z.strictObject({
  ...ofWeapon,
  ground: z.enum(DESTRUCTION_GROUNDS),
  reason: z.string().min(1).max(200),
  /** The report of the technical inspection. */
  inspection: referenceField,
  approvals,
});
export type DestructionApprovalDocument = z.infer<typeof destructionApprovalDocument>;
export const destructionDocument = z.strictObject({
  ...ofWeapon,
  releasedBy: keeper,
  certificate: referenceField,
  photos,
  witness: z.strictObject({ name: z.string().min(1).max(80), organisation: shortText }),
  sealBefore: referenceField,
});
export type DestructionDocument = z.infer<typeof destructionDocument>;
export const releaseDocument = z.strictObject({
  ...ofWeapon,
  releasedBy: keeper,
  documentNo: referenceField,
  sealBefore: referenceField,
  ruling: z.strictObject({ court: shortText, number: referenceField, date: z.iso.date({ message: 'a day, such as 2024-12-08' }) }),
  owner: z.strictObject({ name: z.string().min(1).max(120), document: referenceField }),
  approvals,
});
export type ReleaseDocument = z.infer<typeof releaseDocument>;

/** `proof` is the new key's detached JWS over the enrolment; `jwk` is judged by the domain, which says what is wrong with it. */
export const enrolKeyDocument = z.strictObject({
  ...stated,
  officer: officerNumberField,
  committee: referenceField,
  jwk: z.record(z.string().max(40), z.unknown()),
  proof: jws,
  replaces: kid.optional(),
});
export type EnrolKeyDocument = z.infer<typeof enrolKeyDocument>;
export const revokeKeyDocument = z.strictObject({ ...stated, kid, reason: z.enum(REVOCATION_REASONS), from: instant.optional() });
export type RevokeKeyDocument = z.infer<typeof revokeKeyDocument>;

const quantity = z.number().int().min(1).max(1_000_000_000);
export const lotDocument = z.strictObject({
  ...ofLot,
  ...receipted,
  calibreOrType: shortText,
  lotNumber: shortText.optional(),
  headstamps: z.array(shortText).max(6).optional(),
  manufacturer: shortText.optional(),
  year: z.number().int().min(1850).max(2100).optional(),
  quantity,
  unitOfCount: z.enum(COUNT_UNITS),
  packaging: z.enum(['SEALED', 'OPENED', 'LOOSE']),
  hazardDivision: z.enum(['1.1', '1.2', '1.3', '1.4', '1.5', '1.6']).optional(),
  compatibilityGroup: z
    .string()
    .regex(/^[A-LNS]$/, 'a compatibility group, A to L, N or S')
    .optional(),
  condition: z.enum(['SERVICEABLE', 'SUSPECT', 'UNSAFE']),
  verifier: keeper,
  location: z.strictObject({ site: referenceField, ...withinSite, seal: referenceField }),
});
export type LotDocument = z.infer<typeof lotDocument>;

const second = { verifier: keeper };
/** What happens to a lot: issued for destruction as two persons approve, more received, or brought to another store. */
export const lotMovementDocument = z.discriminatedUnion('movement', [
  z.strictObject({
    ...ofLot,
    ...second,
    movement: z.literal('ISSUE'),
    purpose: z.literal('DESTRUCTION'),
    quantity,
    eodCertificate: referenceField,
    approvals,
  }),
  z.strictObject({ ...ofLot, ...second, movement: z.literal('RECEIVE'), quantity, foundReport }),
  z.strictObject({
    ...ofLot,
    ...transfer,
    movement: z.literal('RELOCATE'),
    to: place,
    sealBefore: referenceField,
    sealAfter: referenceField,
  }),
]);
export type LotMovementDocument = z.infer<typeof lotMovementDocument>;
