import { commandDigest } from '#shared/kernel/event-chain.ts';
import { confusableKey } from '#shared/kernel/serial.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Row } from '#shared/lambda/row-store.ts';
import { backwards, endsOf, type Marked, nearMatchesAmong, sortable } from './domain/near-match.ts';

const SERIALS = 'SERIALS';
const BACKWARDS = 'SERIALS-BACKWARDS';

type SerialRow = Row & Marked;

/**
 * A serial's two rows: its key, and its key backwards. The sort key names the number and the command, so that a refused deposit's rows never
 * cover those of the number's owner. Rows stay when an identity is corrected: an old serial is found for ever.
 */
export function serialRows(marked: Marked, commandId: string): SerialRow[] {
  const row = (pk: string, key: string): SerialRow => ({
    pk,
    sk: `${sortable(key)}#${marked.custodyNumber}#${commandDigest(commandId)}`,
    ...marked,
  });
  return [row(SERIALS, marked.key), row(BACKWARDS, backwards(marked.key))];
}

export type SerialIndex = ReturnType<typeof serialIndex>;

/** The rows by which serials are found. Entered before a deposit is appended and read consistently, so that of two at once one sees the other. */
export function serialIndex({ rows }: EventStore) {
  return {
    enter: (marked: Marked, commandId: string) => rows.changeTogether(serialRows(marked, commandId).map((put) => ({ put }))),
    withdraw: (marked: Marked, commandId: string) =>
      rows.changeTogether(serialRows(marked, commandId).map(({ pk, sk }) => ({ remove: { pk, sk } }))),

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
