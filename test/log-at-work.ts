import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { keyIdOf, noteKey } from '#shared/kernel/checkpoint.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Archive } from '#shared/lambda/archive.ts';
import { streamKey } from '#shared/lambda/event-item.ts';
import type { NoteSigner } from '#shared/lambda/note-signer.ts';
import type { RowStore } from '#shared/lambda/row-store.ts';
import { sequencer, type Unlogged } from '../services/custody/sequencing.ts';

export const ORIGIN = 'amana/custody/test';

/** A key on P-256 in memory, as a signer and as who checks it. */
export function testKey(): { signer: NoteSigner; key: ReturnType<typeof noteKey>; spki: Buffer; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const signer: NoteSigner = {
    publicKey: async () => ({ spki, keyId: keyIdOf(spki) }),
    sign: async (text) => sign('sha256', Buffer.from(text), privateKey),
  };
  return { signer, key: noteKey(ORIGIN, spki), spki, privateKey };
}

export const unlogged = ({ kind, id, sequence, hash, recordedAt }: StoredEvent): Unlogged => ({
  stream: streamKey(kind, id),
  sequence,
  hash,
  recordedAt,
});

/** A sequencer on these rows that publishes into a map. `again` is another environment of the same function. */
export function logAtWork(rows: RowStore) {
  const { signer, ...keys } = testKey();
  const published = new Map<string, string>();
  const archive: Archive = {
    put: async (key, text) => void published.set(key, text),
    keys: async (prefix, after = '') => [...published.keys()].filter((key) => key.startsWith(prefix) && key > after).sort(),
    get: async (key) => published.get(key) ?? '',
  };
  const again = (more: { signer?: NoteSigner; rows?: RowStore; archive?: Archive } = {}) =>
    sequencer({ rows, signer, archive, origin: ORIGIN, ...more });
  return { ...keys, signer, published, archive, sequence: again(), again };
}
