import { describe, expect, it } from 'vitest';
import { openNote, readCheckpoint } from '#shared/kernel/checkpoint.ts';
import { entryHash, isConsistent, isIncluded } from '#shared/kernel/merkle-log.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { custodyAtWork, rifle, toStore, weaponNumber } from '#test/custody-at-work.ts';
import { logAtWork, testKey, unlogged } from '#test/log-at-work.ts';
import { listRoot } from './domain/head-list.ts';
import { logReader } from './log-reader.ts';
import { fitting } from './log-reads.ts';
import { logRows } from './log-rows.ts';
import { isProof, verifyProof } from './verifier/proof.ts';

/** Custody with its sequencer run by hand: `logged` logs everything that is new. */
async function atWork() {
  const service = await custodyAtWork();
  const work = logAtWork(service.store.rows);
  /** Answers how many entries the log has then. */
  const logged = async (options?: { withList: boolean }): Promise<number> => {
    const now = Date.now();
    const events: StoredEvent[] = [];
    for await (const some of service.walk.walk({ from: new Date(now - 86_400_000).toISOString(), to: new Date(now).toISOString() }))
      events.push(...some);
    await work.sequence(events.map(unlogged), options);
    return events.length;
  };
  return { ...service, ...work, logged };
}

describe('the checkpoints', () => {
  it('are listed with their notes, the newest first, and each is found by its size', async () => {
    const { call, logged, key } = await atWork();
    expect((await call('GET', '/custody/checkpoints')).body.items).toEqual([]);
    const before = await logged();
    await call('POST', '/weapons', { body: rifle(0) });
    await logged();
    const { items } = (await call('GET', '/custody/checkpoints')).body;
    expect(items.map(({ size }: { size: number }) => size)).toEqual([before + 1, before]);
    for (const { size, root, note } of items) expect(readCheckpoint(openNote(note, [key]) ?? '')).toMatchObject({ size, root });
    expect((await call('GET', '/custody/checkpoints', { query: { limit: '1' } })).body).toMatchObject({ items: [{ size: before + 1 }] });
    expect((await call('GET', `/custody/checkpoints/${before}`)).body).toMatchObject({ size: before, list: expect.any(String) });
    for (const size of ['1', 'x', '0']) expect((await call('GET', `/custody/checkpoints/${size}`)).body.code).toBe('CHECKPOINT_UNKNOWN');
  });

  it('are signed on demand, with a list that covers the request itself', async () => {
    const { call, logged } = await atWork();
    await logged();
    const asked = await call('POST', '/custody/checkpoints', { body: {}, key: 'now' });
    expect(asked).toMatchObject({ status: 202, headers: { location: '/custody/checkpoint-requests/now' } });
    expect((await call('POST', '/custody/checkpoints', { body: {}, key: 'now' })).body).toEqual(asked.body);
    expect((await call('GET', '/custody/checkpoint-requests/now')).body).toMatchObject({ state: 'REQUESTED' });
    const size = await logged({ withList: true });
    expect((await call('GET', '/custody/checkpoint-requests/now')).body).toMatchObject({ state: 'SIGNED', checkpoint: { size } });
    expect((await call('GET', '/custody/checkpoint-requests/x')).body.code).toBe('REQUEST_UNKNOWN');
    const lines = (await call('GET', `/custody/lists/${size}`)).body.items.map(({ line }: { line: string }) => line);
    expect(lines).toHaveLength(size);
    expect(listRoot(lines)).toBe((await call('GET', `/custody/checkpoints/${size}`)).body.list);
    expect((await call('GET', `/custody/lists/${size}`, { query: { limit: '4' } })).body.items).toHaveLength(4);
    expect((await call('GET', '/custody/lists/3')).body.code).toBe('CHECKPOINT_UNKNOWN');
  });

  it('are shown consistent with one another', async () => {
    const { call, logged } = await atWork();
    const before = await logged();
    for (let n = 0; n < 9; n++) await call('POST', '/weapons', { body: rifle(n) });
    const size = await logged();
    for (const from of [0, 1, before, size]) {
      const { body } = await call('GET', '/custody/consistency', { query: { from: String(from), to: String(size) } });
      expect(isConsistent(body.from, body.to, body.proof)).toBe(true);
    }
    const code = async (from: number, to: number) =>
      (await call('GET', '/custody/consistency', { query: { from: String(from), to: String(to) } })).body.code;
    expect([await code(2, 1), await code(1, size + 1)]).toEqual(['SIZES_REVERSED', 'NOT_SIGNED_YET']);
  });

  it('are checked by the key that is told', async () => {
    const { call, logged, spki, key } = await atWork();
    await logged();
    expect((await call('GET', '/custody/verification-key')).body).toMatchObject({
      origin: 'amana/custody/test',
      keys: [{ keyId: key.keyId, publicKey: spki.toString('base64') }],
    });
  });
});

describe('the proof of a weapon', () => {
  it('has each of its events with its place under the newest checkpoint, and those that are not logged yet without', async () => {
    const { call, logged, spki } = await atWork();
    expect((await call('GET', `/weapons/${weaponNumber(0)}/proof`)).body.code).toBe('WEAPON_UNKNOWN');
    await logged();
    await call('POST', '/weapons', { lines: Array.from({ length: 300 }, (_, n) => rifle(n)) });
    await call('POST', '/movements', { body: toStore(3) });
    await logged();
    await call('POST', '/movements', { body: toStore(7) });
    for (const [n, logged] of [
      [3, 2],
      [7, 1],
      [299, 1],
    ] as const) {
      const { body } = await call('GET', `/weapons/${weaponNumber(n)}/proof`);
      const { size, root } = body.checkpoint;
      const proven = body.events.filter(({ index }: { index?: number }) => index !== undefined);
      expect(proven).toHaveLength(logged);
      for (const { event, index, proof } of proven) expect(isIncluded(entryHash(event.hash), index, size, proof, root)).toBe(true);
    }
    const shown = JSON.stringify((await call('GET', `/weapons/${weaponNumber(3)}/proof`)).body);
    const open = JSON.stringify((await call('GET', `/weapons/${weaponNumber(7)}/proof`)).body);
    expect(verifyProof(Buffer.from(open)).finding?.kind).toBe('UNSIGNED');
    expect(shown).not.toContain('سالم');
    expect(isProof(Buffer.from(shown))).toBe(true);
    const kind = (text: string, trust = {}) => verifyProof(Buffer.from(text), trust).finding?.kind;
    expect(kind(shown, { keys: [spki.toString('base64')] })).toBeUndefined();
    expect(verifyProof(Buffer.from(shown)).proves[0]).toContain(`first 2 events of ${weaponNumber(3)}`);
    expect(kind(shown.replace('"documentNo":"M-1"', '"documentNo":"M-2"'))).toBe('CONTENT');
    expect(kind(shown.replace(/"index":(\d+)/, (_all, index) => `"index":${Number(index) + 1}`))).toBe('ROOT');
    expect(kind(shown, { keys: [testKey().spki.toString('base64')] })).toBe('SIGNATURE');
    expect(kind(shown.replace('"sequence":2', '"sequence":3'))).toBe('MISSING');
    expect(kind('{"format":"amana-proof/1"}')).toBe('FORMAT');
    expect((await call('GET', '/ammunition/AA000000-1/proof')).body.code).toBe('LOT_UNKNOWN');
  });
});

describe('the log', () => {
  it('is read in pages that a function may answer', () => {
    expect([fitting([]), fitting([1, 1]), fitting([9_000_000, 1]), fitting([1_000_000, 400_000, 200_000])]).toEqual([0, 2, 1, 2]);
  });

  it('is read although it has an entry twice', async () => {
    const { rows, walk } = await (async () => {
      const { store, walk, call, logged } = await atWork();
      await call('POST', '/weapons', { body: rifle(0) });
      await logged();
      return { rows: store.rows, walk };
    })();
    const [batch] = await logRows(rows).tail('');
    if (batch) await logRows(rows).add({ ...batch, start: batch.start + batch.entries.length });
    const size = batch?.entries.length ?? 0;
    expect((await logReader(rows, walk).withEvents(0, size * 2)).filter(({ event }) => event)).toHaveLength(size * 2);
  });

  it('is read in its order, with the events and without personal data; these are read apart', async () => {
    const { call, logged } = await atWork();
    for (let n = 0; n < 3; n++) await call('POST', '/weapons', { body: rifle(n) });
    const size = await logged();
    const first = await call('GET', '/custody/log', { query: { limit: '5' } });
    const cursor = new URLSearchParams(String(first.headers?.link).split('?')[1]?.split('>')[0]).get('cursor') ?? '';
    const rest = await call('GET', '/custody/log', { query: { cursor } });
    const items = [...first.body.items, ...rest.body.items];
    expect(items.map(({ index }) => index)).toEqual(Array.from({ length: size }, (_, index) => index));
    for (const { stream, sequence, hash, event } of items) {
      expect(event).toMatchObject({ sequence, hash });
      expect(stream).toBe(`${event.kind}#${event.id}`);
    }
    expect(JSON.stringify(items)).not.toContain('سالم');
    for (const path of ['/custody/log', '/custody/openings'])
      expect(await call('GET', path, { query: { cursor: Buffer.from('x').toString('base64url') } })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_CURSOR' },
      });
    const openings = (await call('GET', '/custody/openings')).body.items;
    expect(openings).toHaveLength(3);
    expect(openings[0]).toMatchObject({ sequence: 1, commitment: expect.any(String), personal: { salt: expect.any(String) } });
  });
});
