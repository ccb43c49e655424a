import { isAssignedSerial, custodyNumber as numbered } from '#shared/kernel/numbers.ts';
import { confusableKey, normalizeSerial } from '#shared/kernel/serial.ts';
import { sequenceKey, streamKey } from '#shared/lambda/event-item.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Answer, Request } from '#shared/lambda/http.ts';
import type { WeaponIdentity } from './domain/weapon-identity.ts';
import type { Deps } from './lookups.ts';
import { type ItemQuery, isAsked, listed, rowsOf } from './register-list.ts';
import { WEAPONS, type WeaponRow } from './store.ts';

type Query = ItemQuery & { readonly kind?: string; readonly state?: string; readonly serial?: string };
type Rows = { rows: WeaponRow[]; next?: string | undefined };

/** The identity in a deposit's or a correction's data. */
export function identityIn(data: object): WeaponIdentity {
  const whole = 'identity' in data ? (data.identity as WeaponIdentity) : (data as WeaponIdentity);
  const { kind, assetScope, make, model, calibre, serialStatus, serialAsMarked, assignedSerial, serialLocation, partSerials } = whole;
  const { countryOfManufacture, yearOfManufacture, importMark, otherMarks, photos } = whole;
  const marks = { serialStatus, serialAsMarked, assignedSerial, serialLocation, partSerials, importMark, otherMarks };
  return { kind, assetScope, make, model, calibre, ...marks, countryOfManufacture, yearOfManufacture, photos };
}

/** Weapons by number or tag, those of a depositor, of a place, under a seal, or those that bear or once bore a serial; always as they stand. */
export async function listWeapons({ query }: Request<unknown, Query>, deps: Deps): Promise<Answer> {
  const wanted = (row: WeaponRow) =>
    (query.state ? row.state === query.state : row.state !== 'VOIDED') && (!query.kind || row.kind === query.kind);
  const { rows: kept, next } =
    query.serial === undefined
      ? await listed<WeaponRow>(WEAPONS, query, wanted, deps.store)
      : await bySerial(query.serial, query, (row) => isAsked(row, query) && wanted(row), deps);
  const identities = await identitiesOf(deps.store, kept);
  const items = kept.map(({ pk: _pk, sk: _sk, sequence: _sequence, identity: _identity, holds, ...row }) => {
    const identity = identities.get(row.custodyNumber);
    const { make, model, serialAsMarked, serialStatus, assignedSerial } = identity ?? {};
    const match = query.serial === undefined ? {} : { match: matchOf(query.serial, identity) };
    return { ...row, make, model, serialAsMarked, serialStatus, assignedSerial, onHold: (holds ?? 0) > 0, ...match };
  });
  return { list: { items, next } };
}

/** How a serial that was asked for is the weapon's: a row of the index whose weapon bears another one now is an old serial. */
function matchOf(asked: string, identity: WeaponIdentity | undefined): 'AS_MARKED' | 'NORMALISED' | 'CONFUSABLE' | 'ASSIGNED' | 'OLD' {
  const marked = identity?.serialAsMarked ?? '';
  if (identity?.assignedSerial === asked) return 'ASSIGNED';
  if (marked === asked) return 'AS_MARKED';
  if (marked && normalizeSerial(marked) === normalizeSerial(asked)) return 'NORMALISED';
  return marked && confusableKey(marked) === confusableKey(asked) ? 'CONFUSABLE' : 'OLD';
}

async function bySerial(
  serial: string,
  { limit, cursor }: Query,
  wanted: (row: WeaponRow) => boolean,
  { store, serials }: Deps,
): Promise<Rows> {
  const { custodyNumbers, next } = isAssignedSerial(serial)
    ? { custodyNumbers: [numbered('WA', Number(serial.slice(6, 12)))], next: undefined }
    : await serials.find(serial, { cursor, limit });
  return { rows: (await rowsOf<WeaponRow>(WEAPONS, custodyNumbers, store)).filter(wanted), next };
}

/** The identity of each weapon of a page, from the event that has it. */
export async function identitiesOf(store: EventStore, rows: readonly WeaponRow[]): Promise<Map<string, WeaponIdentity>> {
  const keys = rows
    .filter(({ identity }) => identity > 0)
    .map(({ custodyNumber, identity }) => ({ pk: streamKey('WEAPON', custodyNumber), sk: sequenceKey(identity) }));
  const found = await store.rows.get<{ pk: string; data: string }>(keys);
  return new Map(found.map(({ pk, data }) => [pk.slice('WEAPON#'.length), identityIn(JSON.parse(data))]));
}
