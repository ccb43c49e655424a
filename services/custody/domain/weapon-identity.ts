import type { WeaponKind } from '#shared/contracts/custody.ts';
import { assignedSerial } from '#shared/kernel/numbers.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import { confusableKey } from '#shared/kernel/serial.ts';

/** The controlled list of domain B.4; what is on none of them is OTHER and named by the model. */
export const CALIBRES = ['7.62×39', '7.62×54R', '5.45×39', '9×19', '9×18', '12.7×108', '14.5×114', 'OTHER'] as const;
export const ASSET_SCOPES = ['INDIVIDUAL', 'CREW_SERVED', 'UNIT_ASSET'] as const;
export const SERIAL_STATUSES = [
  'PRESENT',
  'NONE',
  'OBLITERATED',
  'ILLEGIBLE',
  'UNTRANSLATED',
  'DUPLICATE_GENUINE',
  'PARTS_MISMATCH',
] as const;
export const SERIAL_LOCATIONS = ['RECEIVER', 'FRAME', 'SLIDE', 'BARREL', 'OTHER'] as const;
export const PHOTO_VIEWS = ['LEFT', 'RIGHT', 'SERIAL', 'MARKS'] as const;

type SerialStatus = (typeof SERIAL_STATUSES)[number];

export type Photo = { readonly ref: string; readonly sha256: string; readonly view: (typeof PHOTO_VIEWS)[number] };

/** What makes a weapon recognisable (domain B.4). The serial is kept as marked and nothing derived from it. */
export type WeaponIdentity = {
  readonly kind: WeaponKind;
  readonly assetScope: (typeof ASSET_SCOPES)[number];
  readonly make: string;
  readonly model: string;
  readonly calibre: (typeof CALIBRES)[number];
  readonly serialStatus: SerialStatus;
  readonly serialAsMarked?: string | undefined;
  readonly assignedSerial?: string | undefined;
  readonly serialLocation?: (typeof SERIAL_LOCATIONS)[number] | undefined;
  readonly partSerials?: readonly { readonly part: string; readonly value: string }[] | undefined;
  readonly countryOfManufacture?: string | undefined;
  readonly yearOfManufacture?: number | undefined;
  readonly importMark?: { readonly country: string; readonly year?: number | undefined } | undefined;
  readonly otherMarks?: string | undefined;
  readonly photos: readonly Photo[];
};

/** Whether a mark can be stated: it must, it cannot, or it may as far as it is seen. */
const MARK: Readonly<Record<SerialStatus, 'must' | 'cannot' | 'may'>> = {
  PRESENT: 'must',
  DUPLICATE_GENUINE: 'must',
  PARTS_MISMATCH: 'must',
  ILLEGIBLE: 'may',
  UNTRANSLATED: 'may',
  NONE: 'cannot',
  OBLITERATED: 'cannot',
};

/** The serial given in trust to a weapon that bears none of its own: the digits of its custody number, so that it is never given twice. */
export function serialInTrust(custodyNumber: string): string {
  return assignedSerial(Number(custodyNumber.slice(2, 8)));
}

/** The identity as it is recorded: with the assigned serial where the mark does not serve (domain B.4, F 4). */
export function completed(custodyNumber: string, identity: WeaponIdentity): WeaponIdentity {
  return identity.serialStatus === 'PRESENT' ? identity : { ...identity, assignedSerial: serialInTrust(custodyNumber) };
}

/** A weapon in trust that has the very marks of another one, or is being recorded with them at this moment. */
export type Bearer = { readonly custodyNumber: string; readonly underWay?: true };

/** The marks are another's already (domain F 4). Told by its number, so that somebody looks at both. */
export function bearerFault(bearer: Bearer | undefined): Refusal | undefined {
  if (!bearer) return undefined;
  const [detail, extra] = bearer.underWay
    ? ['A weapon with this serial, make, model, kind and calibre is being recorded at this moment.', { retryAfter: 1 }]
    : [
        'A weapon in trust has this serial, make, model, kind and calibre. Compare both marks; if both bear it, it is a DUPLICATE_GENUINE.',
        {},
      ];
  return refuse('SERIAL_OF_ANOTHER', detail, { field: 'serialAsMarked', more: { custodyNumber: bearer.custodyNumber }, ...extra });
}

/** Which rule of domain B.4 an identity breaks; `read` is the verifier's own reading of the mark, made without seeing the recorder's. */
export function identityFault(custodyNumber: string, identity: WeaponIdentity, read: string | undefined): Refusal | undefined {
  const { serialStatus, serialAsMarked, serialLocation, photos } = identity;
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  const rule = MARK[serialStatus];
  if (rule === 'must' && !serialAsMarked)
    return say('SERIAL_MISSING', `A serial that is ${serialStatus} is recorded as marked.`, 'serialAsMarked');
  if (rule === 'cannot' && serialAsMarked)
    return say('SERIAL_NOT_EXPECTED', `A serial that is ${serialStatus} cannot be recorded as marked.`, 'serialAsMarked');
  if (serialAsMarked && confusableKey(serialAsMarked) === '')
    return say('SERIAL_EMPTY', 'A serial has a letter or a digit.', 'serialAsMarked');
  if (serialAsMarked && !serialLocation)
    return say('SERIAL_LOCATION_MISSING', 'A recorded serial says where it is marked.', 'serialLocation');
  if (serialStatus !== 'PRESENT' && !photos.some(({ view }) => view === 'SERIAL' || view === 'MARKS')) {
    return say('PHOTO_OF_MARK_MISSING', 'A serial that is not simply present is shown on a photo of the mark or of its place.', 'photos');
  }
  if (
    identity.assignedSerial !== undefined &&
    identity.assignedSerial !== completed(custodyNumber, { ...identity, assignedSerial: undefined }).assignedSerial
  ) {
    return say(
      'ASSIGNED_SERIAL_WRONG',
      'The assigned serial has the digits of the custody number, and only a weapon without a serial that serves has one.',
      'assignedSerial',
    );
  }
  if (confusableKey(serialAsMarked ?? '') !== confusableKey(read ?? '')) {
    return say('SERIAL_READINGS_DIFFER', 'Recorder and verifier read different serials; read the mark again.', 'verifier.serialRead');
  }
  return undefined;
}
