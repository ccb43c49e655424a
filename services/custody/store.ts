import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Row, RowChange } from '#shared/lambda/row-store.ts';
import type { AmmunitionLot } from './domain/ammunition-lot.ts';
import type { Stored } from './domain/chain-of-custody.ts';
import type { OfficerKey } from './domain/officer-key.ts';
import type { Recognition } from './domain/recognition.ts';
import type { IssuedBook, LotFact, WeaponFact } from './domain/statement.ts';
import type { Weapon } from './domain/weapon.ts';
import type { LineCommand } from './domain/weapon-handover.ts';
import type { WeaponsHandover } from './domain/weapons-handover.ts';
import { placeChanges } from './place-rows.ts';
import { markedBy, serialRows } from './serial-index.ts';
import { removalRows, stockRows } from './stock-rows.ts';

/** Where it is, as far as it is somewhere. */
type At = { readonly site?: string } & { readonly [part in keyof Stored]?: string };
/** A weapon as it stands; `identity` is the number of the event that has it. */
export type WeaponRow = Row &
  WeaponFact &
  At & {
    readonly identity: number;
    readonly calibre?: string;
    readonly dueBack?: string;
    /** The handover on whose list it stands. */
    readonly handover?: string;
  };
export type LotRow = Row & LotFact & At & { readonly handover?: string; readonly depositor?: string };
/** A weapon or lot as it stood after one event; the partition is in the order of the effective times. */
export type WeaponLedgerRow = Row & WeaponFact;
export type LotLedgerRow = Row & LotFact;
export type BookRow = Row & IssuedBook;
export type KeyRow = Row & Pick<OfficerKey, 'officer' | 'committee' | 'registrar' | 'revoked'>;
/** A weapon or lot on a handover, and what became of it there. */
export type ListedRow = Row & {
  readonly custodyNumber: string;
  readonly state: 'LISTED' | 'DELISTED' | 'ACCEPTED' | 'KEPT';
  readonly at: string;
  readonly condition?: string;
  readonly quantity?: number;
  readonly reason?: string;
};
export type HandoverRow = Row & {
  readonly handoverNo: string;
  readonly country: string;
  readonly state: string;
  readonly at: string;
  readonly underWay?: true;
};

export const WEAPONS = 'WEAPONS';
export const LOTS = 'LOTS';
export const WEAPON_LEDGER = 'WEAPON-LEDGER';
export const LOT_LEDGER = 'LOT-LEDGER';
export const BOOKS = 'BOOKS';
export const HANDOVERS = 'HANDOVERS';
export const OFFICER_KEYS = 'OFFICER-KEYS';
export const RECOGNITIONS = 'RECOGNITIONS';
export const listedFor = (handoverNo: string) => `LISTED#${handoverNo}`;
export const depositedBy = (personalNumber: string) => `DEPOSITED-BY#${personalNumber}`;

/** The rows an event changes: projections, rebuildable from the events alone (law 6). */
export function projects(event: StoredEvent): RowChange[] {
  switch (event.kind) {
    case 'WEAPON':
      return ofWeapon(event as StoredEvent<Weapon>);
    case 'LOT':
      return ofLot(event as StoredEvent<AmmunitionLot>);
    case 'BOOK':
      return [{ put: { pk: BOOKS, sk: event.id, book: event.id, issuedAt: event.at, ...(event.state as { committee: string }) } }];
    case 'OFFICER-KEY': {
      const { officer, committee, registrar, revoked } = event.state as OfficerKey;
      return [{ put: { pk: OFFICER_KEYS, sk: event.id, officer, committee, registrar, revoked } }];
    }
    case 'HANDOVER': {
      const { country, state, addendumTo, underWay } = event.state as WeaponsHandover;
      return [{ put: { pk: HANDOVERS, sk: event.id, handoverNo: event.id, country, state, addendumTo, underWay, at: event.at } }];
    }
    case 'RECOGNITION':
      return [{ put: { pk: RECOGNITIONS, sk: event.id, act: event.id, ...(event.state as Recognition) } }];
    default:
      return stockRows(event);
  }
}

const LINE_STATES: Readonly<Record<string, ListedRow['state']>> = {
  'handover-listed': 'LISTED',
  'handover-delisted': 'DELISTED',
  'handed-over': 'ACCEPTED',
  'kept-in-trust': 'KEPT',
};

function ofLine({ id, type, at, data }: StoredEvent): RowChange[] {
  const state = LINE_STATES[type];
  if (!state) return [];
  const { handoverNo, condition, quantity, reason } = data as LineCommand['data'] & {
    condition?: string;
    quantity?: number;
    reason?: string;
  };
  return [{ put: { pk: listedFor(handoverNo), sk: id, custodyNumber: id, state, at, condition, quantity, reason } }];
}

const onListOf = ({ handover }: Pick<Weapon, 'handover'>) => (handover?.accepted === undefined ? handover?.no : undefined);

function ofWeapon(event: StoredEvent<Weapon>): RowChange[] {
  const { id, sequence, type, at, state, command } = event;
  const { kind, calibre, depositor, site, place, identity, dueBack } = state;
  const handover = onListOf(state);
  const fact: WeaponFact = {
    custodyNumber: id,
    sequence,
    state: state.state,
    kind,
    depositor,
    holds: Object.keys(state.holds ?? {}).length || undefined,
  };
  const changes: RowChange[] = [
    { put: { pk: WEAPONS, sk: id, ...fact, calibre, site, ...place, identity, dueBack, handover } },
    { put: { pk: WEAPON_LEDGER, sk: `${at}#${id}#${sequence}`, ...fact } },
  ];
  if (type === 'deposited' && depositor) changes.push({ put: { pk: depositedBy(depositor), sk: id, custodyNumber: id } });
  changes.push(...placeChanges(WEAPONS, event));
  changes.push(...removalRows(event));
  changes.push(...ofLine(event));
  const marked = markedBy(event);
  return marked ? [...changes, ...serialRows(marked, command.id).map((put) => ({ put }))] : changes;
}

function ofLot(event: StoredEvent<AmmunitionLot>): RowChange[] {
  const { id, sequence, type, at, state } = event;
  const { n: _n, last: _last, was: _was, keeper: _keeper, handover: _handover, place, site, depositor, ...counts } = state;
  const fact: LotFact = { custodyNumber: id, sequence, ...counts };
  const changes: RowChange[] = [
    { put: { pk: LOTS, sk: id, ...fact, depositor, site, ...place, handover: onListOf(state) } },
    { put: { pk: LOT_LEDGER, sk: `${at}#${id}#${sequence}`, ...fact } },
    ...placeChanges(LOTS, event),
    ...ofLine(event),
  ];
  if (type === 'lot-deposited' && depositor) changes.push({ put: { pk: depositedBy(depositor), sk: id, custodyNumber: id } });
  return changes;
}
