import { type Exported, streams, streamsOf } from './exported.ts';

/** A weapon after its events: in a store, or else with a custodian. */
export type FoldedWeapon = {
  kind: string;
  removed: boolean;
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
    } else if (type === 'stored') Object.assign(found, { store: `${into?.site}/${into?.container}`, custodian: undefined, removed: false });
    else if (type === 'carried' || type === 'temporarily-removed')
      Object.assign(found, { store: undefined, custodian: data.receivedBy, removed: type !== 'carried' });
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
      const difference = Number(data.counted) - inTrust(found);
      if (data.outcome === 'LOST') found.lost -= difference;
      else found.received += difference;
    }
    found.lowest = Math.min(found.lowest, inTrust(found));
    found.whole &&= Number.isSafeInteger(inTrust(found));
  }
  return found;
}

export function inTrust({ received, destroyed, lost }: FoldedLot): number {
  return received - destroyed - lost;
}

export type KindCounts = { received: number; inTrust: number; temporarilyRemoved: number; onHold: number };

/** Counts by kind of weapon. */
export function weaponsByKind({ weapons }: Arms): Record<string, KindCounts> {
  const found: Record<string, KindCounts> = {};
  for (const { kind, removed, holds } of weapons.values()) {
    found[kind] ??= { received: 0, inTrust: 0, temporarilyRemoved: 0, onHold: 0 };
    const counts = found[kind];
    counts.received += 1;
    counts[removed ? 'temporarilyRemoved' : 'inTrust'] += 1;
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
