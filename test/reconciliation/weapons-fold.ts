import { type Exported, streams, streamsOf } from './exported.ts';

/** A weapon after its events: in a store, or else with a custodian, or out of trust for good. */
export type FoldedWeapon = {
  kind: string;
  removed: boolean;
  gone?: 'lost' | 'destroyed' | 'returnedToPrivateOwner' | undefined;
  store?: string | undefined;
  custodian?: string | undefined;
  depositedAt: string;
  holds: Set<string>;
};
export type FoldedLot = {
  calibre: string;
  unit: string;
  received: number;
  destroyed: number;
  lost: number;
  lowest: number;
  whole: boolean;
};
export type Arms = {
  readonly weapons: ReadonlyMap<string, FoldedWeapon>;
  readonly lots: ReadonlyMap<string, FoldedLot>;
  readonly voided: readonly string[];
  readonly books: ReadonlyMap<string, string>;
};

/** What custody held at a moment (ISO 8601 UTC; without it, now), by the effective times of its events. */
export function foldArms(events: readonly Exported[], asOf = '9999'): Arms {
  const all = streams(events.filter(({ kind, at }) => kind === 'BOOK' || at <= asOf));
  const isVoided = ([, [first]]: [string, Exported[]]) => first?.type === 'number-voided';
  const unvoided = (kind: string) => streamsOf(all, kind).filter((stream) => !isVoided(stream));
  const voided = ['WEAPON', 'LOT'].flatMap((kind) =>
    streamsOf(all, kind)
      .filter(isVoided)
      .map(([id]) => id),
  );
  const weapons = new Map(unvoided('WEAPON').map(([id, stream]) => [id, weapon(stream)]));
  const lots = new Map(unvoided('LOT').map(([id, stream]) => [id, lot(stream)]));
  const books = new Map(streamsOf(all, 'BOOK').map(([id, [first]]) => [id, first?.data.committee ?? '']));
  return { weapons, lots, voided, books };
}

const GONE: ReadonlyMap<string, FoldedWeapon['gone']> = new Map([
  ['loss-confirmed', 'lost'],
  ['destroyed', 'destroyed'],
  ['released-to-owner', 'returnedToPrivateOwner'],
]);

function weapon(stream: readonly Exported[]): FoldedWeapon {
  const found: FoldedWeapon = { kind: '', removed: false, depositedAt: '', holds: new Set() };
  for (const { type, data, at, actor } of stream) {
    const into = data.to as { site: string; container: string } | undefined;
    if (type === 'deposited') {
      const { site, container } = data.location ?? { site: '' };
      Object.assign(
        found,
        { kind: data.kind, depositedAt: at },
        container ? { store: `${site}/${container}` } : { custodian: actor.officer },
      );
    } else if (type === 'stored' || (type === 'found' && into))
      Object.assign(found, { store: `${into?.site}/${into?.container}`, custodian: undefined, removed: false });
    else if (type === 'carried' || type === 'temporarily-removed')
      Object.assign(found, { store: undefined, custodian: data.receivedBy, removed: type !== 'carried' });
    else if (GONE.has(type)) Object.assign(found, { store: undefined, custodian: undefined, gone: GONE.get(type) });
    else if (type === 'identity-corrected') found.kind = data.identity?.kind ?? found.kind;
    else if (type === 'hold-placed') found.holds.add(data.reference ?? '');
    else if (type === 'hold-lifted') found.holds.delete(data.reference ?? '');
  }
  return found;
}

/** Quantities as the ledger's rows say, one after another. */
function lot(stream: readonly Exported[]): FoldedLot {
  const found: FoldedLot = { calibre: '', unit: '', received: 0, destroyed: 0, lost: 0, lowest: 0, whole: true };
  for (const { type, data } of stream) {
    const quantity = data.quantity ?? 0;
    if (type === 'lot-deposited') Object.assign(found, { calibre: data.calibreOrType, unit: data.unitOfCount, received: quantity });
    else if (type === 'lot-added') found.received += quantity;
    else if (type === 'lot-destroyed') found.destroyed += quantity;
    else if (type === 'lot-recounted') {
      found.received += Number(data.counted) - inTrust(found);
    } else if (type === 'loss-confirmed') found.lost += inTrust(found) - Number(data.counted);
    found.lowest = Math.min(found.lowest, inTrust(found));
    found.whole &&= Number.isSafeInteger(inTrust(found));
  }
  return found;
}

export function inTrust({ received, destroyed, lost }: FoldedLot): number {
  return received - destroyed - lost;
}

export type KindCounts = Record<
  'received' | 'inTrust' | 'temporarilyRemoved' | 'lost' | 'destroyed' | 'returnedToPrivateOwner' | 'onHold',
  number
>;
const NONE: KindCounts = { received: 0, inTrust: 0, temporarilyRemoved: 0, lost: 0, destroyed: 0, returnedToPrivateOwner: 0, onHold: 0 };

/** Counts by kind of weapon. */
export function weaponsByKind({ weapons }: Arms): Record<string, KindCounts> {
  const found: Record<string, KindCounts> = {};
  for (const { kind, removed, gone, holds } of weapons.values()) {
    found[kind] ??= { ...NONE };
    const counts = found[kind];
    counts.received += 1;
    counts[gone ?? (removed ? 'temporarilyRemoved' : 'inTrust')] += 1;
    counts.onHold += holds.size > 0 ? 1 : 0;
  }
  return found;
}

export function ammunitionByCalibre({
  lots,
}: Arms): Record<string, { lots: number; received: number; inTrust: number; destroyed: number; lost: number }> {
  const found: Record<string, { lots: number; received: number; inTrust: number; destroyed: number; lost: number }> = {};
  for (const lot of lots.values()) {
    const key = `${lot.calibre} ${lot.unit}`;
    found[key] ??= { lots: 0, received: 0, inTrust: 0, destroyed: 0, lost: 0 };
    const counts = found[key];
    counts.lots += 1;
    counts.received += lot.received;
    counts.inTrust += inTrust(lot);
    counts.destroyed += lot.destroyed;
    counts.lost += lot.lost;
  }
  return found;
}
