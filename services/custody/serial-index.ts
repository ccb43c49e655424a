import { canonical, commandDigest } from '#shared/kernel/event-chain.ts';
import { confusableKey } from '#shared/kernel/serial.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Row } from '#shared/lambda/row-store.ts';
import { backwards, endsOf, type Marked, markedAs, nearMatchesAmong, sortable } from './domain/near-match.ts';
import type { WeaponIdentity } from './domain/weapon-identity.ts';

const SERIALS = 'SERIALS';
const BACKWARDS = 'SERIALS-BACKWARDS';

type SerialRow = Row & Marked;

/**
 * A serial's two rows: its key, and its key backwards. The sort key names number, command and content, so that what is refused never
 * covers the rows of the number's owner. Rows stay when an identity is corrected: an old serial is found for ever.
 */
export function serialRows(marked: Marked, commandId: string): SerialRow[] {
  const { custodyNumber, kind, calibre } = marked;
  const entry = `${custodyNumber}#${commandDigest(canonical([commandId, marked.key, kind, calibre]))}`;
  const row = (pk: string, key: string): SerialRow => ({ pk, sk: `${sortable(key)}#${entry}`, ...marked });
  return [row(SERIALS, marked.key), row(BACKWARDS, backwards(marked.key))];
}

/** The serial that an event of a weapon says, if it says one. */
export function markedBy({ id, type, data }: StoredEvent): Marked | undefined {
  const identity = type === 'deposited' ? (data as WeaponIdentity) : (data as { identity?: WeaponIdentity }).identity;
  return identity && markedAs(id, identity);
}

export type SerialIndex = ReturnType<typeof serialIndex>;

/** The rows by which serials are found. Entered before a deposit is appended and read consistently, so that of two at once one sees the other. */
export function serialIndex({ rows, history }: EventStore) {
  return {
    enter: (marked: Marked, commandId: string) => rows.changeTogether(serialRows(marked, commandId).map((put) => ({ put }))),

    /** Removes what a refused command entered, unless the command id was accepted before with the very same serial. */
    async takeBack(marked: Marked, commandId: string): Promise<void> {
      const { events } = await history('WEAPON', marked.custodyNumber);
      const before = events.find(({ command }) => command.id === commandId);
      const kept = before && markedBy(before);
      if (kept && canonical(kept) === canonical(marked)) return;
      await rows.changeTogether(serialRows(marked, commandId).map(({ pk, sk }) => ({ remove: { pk, sk } })));
    },

    /** Custody numbers within kind and calibre whose serial is the same or one slip away. */
    async near(marked: Marked): Promise<string[]> {
      const { prefix, suffix } = endsOf(marked.key);
      const [forwards, back] = await Promise.all([
        rows.all<SerialRow>({ pk: SERIALS, prefix: sortable(prefix), consistent: true }),
        // Without a prefix the first read has everything.
        prefix === '' ? [] : rows.all<SerialRow>({ pk: BACKWARDS, prefix: sortable(backwards(suffix)), consistent: true }),
      ]);
      return nearMatchesAmong([...forwards, ...back], marked);
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
