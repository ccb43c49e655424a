import { canonical, commandDigest } from '#shared/kernel/event-chain.ts';
import { confusableKey } from '#shared/kernel/serial.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Row } from '#shared/lambda/row-store.ts';
import { backwards, endsOf, type Marked, markedAs, nearMatchesAmong, sortable } from './domain/near-match.ts';
import type { Weapon } from './domain/weapon.ts';
import type { SerialFacts } from './domain/weapon-commands.ts';
import type { Bearer, WeaponIdentity } from './domain/weapon-identity.ts';
import { COUNTED } from './domain/weapon-states.ts';

const SERIALS = 'SERIALS';
const BACKWARDS = 'SERIALS-BACKWARDS';

/** `entered`, with `same`: by a call of that time, which has perhaps not appended its event yet. Afterwards the event tells, and the row is small again. */
type SerialRow = Row & Marked & { readonly entered?: string };
/** No call takes longer: a row without its event is left over from a crash then, and names nobody. */
const UNDER_WAY_MS = 60_000;

/**
 * A serial's two rows: its key, and its key backwards. The sort key names number, command and content, so that what is refused never
 * covers the rows of the number's owner. Rows stay when an identity is corrected: an old serial is found for ever.
 */
export function serialRows(marked: Marked, commandId: string): SerialRow[] {
  const { same, ...rest } = marked;
  const { custodyNumber, kind, calibre } = rest;
  const entry = `${custodyNumber}#${commandDigest(canonical([commandId, marked.key, kind, calibre, same ?? null]))}`;
  const row = (pk: string, key: string): SerialRow => ({ pk, sk: `${sortable(key)}#${entry}`, ...rest });
  return [row(SERIALS, marked.key), row(BACKWARDS, backwards(marked.key))];
}

/** The serial that an event of a weapon says, if it says one. */
export function markedBy({ id, type, data }: StoredEvent): Marked | undefined {
  const identity = type === 'deposited' ? (data as WeaponIdentity) : (data as { identity?: WeaponIdentity }).identity;
  return identity && markedAs(id, identity);
}

export type SerialIndex = ReturnType<typeof serialIndex>;

/** The rows by which serials are found. Entered before a deposit is appended and read consistently, so that of two at once one sees the other. */
export function serialIndex({ rows, history, newest, event }: EventStore) {
  /** Whether a weapon is in trust by these very marks, as they were recorded last. */
  async function bears({ id, state }: StoredEvent, { same }: Marked): Promise<boolean> {
    const { state: stands, identity } = state as Weapon;
    if (stands === 'VOIDED' || !['inTrust', 'temporarilyRemoved'].includes(COUNTED[stands])) return false;
    const recorded = await event('WEAPON', id, identity);
    return recorded !== undefined && markedBy(recorded)?.same === same;
  }

  /** Of those with this key, the first that has the very same marks, or whose call is under way and says so. */
  async function bearerAmong(found: readonly SerialRow[], marked: Marked, now: string): Promise<Bearer | undefined> {
    const { custodyNumber: own, key, same, kind, calibre } = marked;
    if (same === undefined) return undefined;
    const alike = found.filter((row) => row.key === key && row.kind === kind && row.calibre === calibre && row.custodyNumber !== own);
    for (const [custodyNumber, rows] of Map.groupBy(alike, (row) => row.custodyNumber)) {
      const head = await newest('WEAPON', custodyNumber);
      if (head && (await bears(head, marked))) return { custodyNumber };
      const isUnderWay = ({ entered = '', ...row }: SerialRow) => row.same === same && Date.parse(now) - Date.parse(entered) < UNDER_WAY_MS;
      if (rows.some(isUnderWay)) return { custodyNumber, underWay: true };
    }
    return undefined;
  }

  return {
    enter: (marked: Marked, commandId: string, entered: string) =>
      rows.changeTogether(serialRows(marked, commandId).map((row) => ({ put: { ...row, same: marked.same, entered } }))),

    /** Removes what a refused command entered, unless the command id was accepted before with the very same serial. */
    async takeBack(marked: Marked, commandId: string): Promise<void> {
      const { events } = await history('WEAPON', marked.custodyNumber);
      const before = events.find(({ command }) => command.id === commandId);
      const kept = before && markedBy(before);
      if (kept && canonical(kept) === canonical(marked)) return;
      await rows.changeTogether(serialRows(marked, commandId).map(({ pk, sk }) => ({ remove: { pk, sk } })));
    },

    /** Custody numbers within kind and calibre whose serial is the same or one slip away; and the weapon in trust that has the very same marks. */
    async around(marked: Marked, now: string): Promise<SerialFacts> {
      const { prefix, suffix } = endsOf(marked.key);
      const [forwards, back] = await Promise.all([
        rows.all<SerialRow>({ pk: SERIALS, prefix: sortable(prefix), consistent: true }),
        // Without a prefix the first read has everything.
        prefix === '' ? [] : rows.all<SerialRow>({ pk: BACKWARDS, prefix: sortable(backwards(suffix)), consistent: true }),
      ]);
      const found = [...forwards, ...back];
      return { nearMatches: nearMatchesAmong(found, marked), bearer: await bearerAmong(found, marked, now) };
    },

    /** A page of the numbers whose serial, now or once, is confusable with this one. */
    async find(
      serial: string,
      { cursor, limit }: { cursor?: string | undefined; limit: number },
    ): Promise<{ custodyNumbers: string[]; next?: string | undefined }> {
      const key = confusableKey(serial);
      if (key === '') return { custodyNumbers: [] };
      const { rows: found, next } = await rows.page<SerialRow>({ pk: SERIALS, prefix: `${sortable(key)}#`, after: cursor, limit });
      return { custodyNumbers: [...new Set(found.map(({ custodyNumber }) => custodyNumber))], next };
    },
  };
}
