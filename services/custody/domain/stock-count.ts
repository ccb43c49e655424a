import type { WeaponKind } from '#shared/contracts/custody.ts';
import { canonical, commandDigest, sha256 } from '#shared/kernel/event-chain.ts';
import { confusableKey } from '#shared/kernel/serial.ts';
import type { WeaponIdentity } from './weapon-identity.ts';

/** What a counter read of one weapon. Without a tag it is one that nobody has registered. A missing serial means that none could be read. */
export type Reading = {
  readonly tag?: string | undefined;
  readonly serial?: string | undefined;
  readonly kind?: WeaponKind | undefined;
  readonly container?: string | undefined;
  readonly damaged?: boolean | undefined;
};

/** One counter's sheet as he posts it. */
export type CountSheet = {
  readonly kinds: readonly { readonly kind: WeaponKind; readonly count: number }[];
  readonly lots: readonly { readonly custodyNumber: string; readonly quantity: number }[];
  readonly serials: readonly Reading[];
  readonly sealsBroken?: readonly { readonly container: string; readonly seal: string }[] | undefined;
};

/** What is known of a tag that was read: which serials the weapon bears or was given, and in which container it is by the book. */
export type KnownTag = Pick<WeaponIdentity, 'serialStatus' | 'serialAsMarked' | 'assignedSerial'> & {
  readonly container?: string | undefined;
};

/**
 * A count as its event keeps it. A weapon to be read that is named nowhere here was read with the serial that the book has: that serial
 * stands in the weapon's own stream. Every other reading is kept as it was made. `sheet` is the SHA-256 of the posted sheet in RFC 8785.
 */
export type Count = {
  readonly kinds: Readonly<Partial<Record<WeaponKind, number>>>;
  readonly lots: Readonly<Record<string, number>>;
  readonly notFound?: readonly string[];
  readonly otherSerial?: readonly (readonly [tag: string, read: string])[];
  readonly alsoFound?: readonly string[];
  readonly untagged?: readonly (readonly [kind: string, read: string])[];
  readonly otherContainer?: readonly (readonly [tag: string, container: string])[];
  readonly damaged?: readonly string[];
  readonly sealsBroken?: readonly (readonly [container: string, seal: string])[];
  readonly sheet: string;
};

/** Whether a reading is of this weapon: by its mark or by the serial given in trust, or nothing where nothing can be read. */
function agrees(read: string | undefined, { serialStatus, serialAsMarked, assignedSerial }: KnownTag): boolean {
  if (read === undefined) return serialStatus !== 'PRESENT' && serialStatus !== 'DUPLICATE_GENUINE';
  const key = confusableKey(read);
  return [serialAsMarked, assignedSerial].some((serial) => serial !== undefined && confusableKey(serial) === key);
}

/** In one order, whoever wrote the list. */
const inOrder = <T>(list: readonly T[]) => [...list].sort((a, b) => (String(a) < String(b) ? -1 : 1));

/**
 * The count that a sheet is, against what was to be read and what is known of the tags that were. A tag that is nobody's is as none. Counters
 * who saw the same give the same parts.
 */
export function counted(sheet: CountSheet, wanted: readonly string[], known: ReadonlyMap<string, KnownTag>): Count {
  const { kinds, lots, serials, sealsBroken = [] } = sheet;
  const sought = new Set(wanted);
  const read: [tag: string, reading: Reading, weapon: KnownTag][] = [];
  const strange: Reading[] = [];
  for (const reading of serials) {
    const weapon = reading.tag === undefined ? undefined : known.get(reading.tag);
    if (reading.tag !== undefined && weapon) read.push([reading.tag, reading, weapon]);
    else strange.push(reading);
  }
  const found = new Set(read.map(([tag]) => tag));
  const lists = {
    notFound: wanted.filter((tag) => !found.has(tag)),
    otherSerial: read.filter(([, { serial }, weapon]) => !agrees(serial, weapon)).map(([tag, { serial = '' }]) => [tag, serial]),
    alsoFound: [...found].filter((tag) => !sought.has(tag)),
    untagged: strange.map(({ tag, kind = 'OTHER', serial = '' }) => [kind, tag === undefined ? serial : `${tag} ${serial}`]),
    otherContainer: read.flatMap(([tag, { container }, weapon]) => (container && container !== weapon.container ? [[tag, container]] : [])),
    damaged: read.filter(([, { damaged }]) => damaged).map(([tag]) => tag),
    sealsBroken: sealsBroken.map(({ container, seal }) => [container, seal]),
  };
  return {
    kinds: Object.fromEntries(kinds.filter(({ count }) => count > 0).map(({ kind, count }) => [kind, count])),
    lots: Object.fromEntries(lots.filter(({ quantity }) => quantity > 0).map(({ custodyNumber, quantity }) => [custodyNumber, quantity])),
    ...Object.fromEntries(Object.entries(lists).flatMap(([name, list]) => (list.length ? [[name, inOrder<unknown>(list)]] : []))),
    sheet: sha256(canonical(sheet)),
  };
}

/** The parts in which two counts are compared. */
export const PARTS = ['kinds', 'lots', 'serials', 'seals'] as const;
export type CountDigests = Readonly<Record<(typeof PARTS)[number], string>>;

/** Eight bytes of SHA-256 in hex for each part of a count: what a check's state keeps of it until the other counter's is in. */
export function digestsOf({
  kinds,
  lots,
  notFound,
  otherSerial,
  alsoFound,
  untagged,
  otherContainer,
  damaged,
  sealsBroken,
}: Count): CountDigests {
  const keyed = (pairs: Count['otherSerial']) => pairs?.map(([one, read]) => [one, confusableKey(read)]);
  const of = (value: unknown) => commandDigest(canonical(JSON.parse(JSON.stringify(value))));
  return {
    kinds: of(kinds),
    lots: of(lots),
    serials: of([notFound, keyed(otherSerial), alsoFound, keyed(untagged), otherContainer, damaged]),
    seals: of([sealsBroken]),
  };
}
