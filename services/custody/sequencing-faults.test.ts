import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpointText, signedNote } from '#shared/kernel/checkpoint.ts';
import { clock } from '#shared/lambda/clock.ts';
import { journal } from '#shared/lambda/logger.ts';
import { type RowStore, rowStore } from '#shared/lambda/row-store.ts';
import { openTestTable } from '#test/dynamodb.ts';
import { logAtWork, ORIGIN, testKey } from '#test/log-at-work.ts';
import { CHECKPOINTS, type CheckpointRow, LISTS, LOG, logRows, packed } from './log-rows.ts';
import type { Unlogged } from './sequencing.ts';

const NOW = new Date().toISOString();
const entry = (n: number, more: Partial<Unlogged> = {}): Unlogged => ({
  stream: `WEAPON#WA${String(n).padStart(6, '0')}-1`,
  sequence: 1,
  hash: n.toString(16).padStart(64, '0'),
  recordedAt: NOW,
  ...more,
});
const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => entry(from + n));

let said: string[] = [];
const write = journal.write;
beforeEach(() => {
  said = [];
  journal.write = (line) => void said.push(line);
});
afterEach(() => {
  journal.write = write;
});
const errors = () => said.filter((line) => line.includes('"level":"error"'));

async function atWork() {
  const rows = rowStore(await openTestTable());
  const work = logAtWork(rows);
  const count = async () => {
    let size = 0;
    for await (const batch of logRows(rows).batchesFrom(0)) size += batch.entries.length;
    return size;
  };
  const keysOf = async (pk: string) => (await rows.all({ pk })).map(({ sk }) => ({ pk, sk }));
  const remove = async (pk: string, from = '') =>
    rows.change((await keysOf(pk)).filter(({ sk }) => sk >= from).map((key) => ({ remove: key })));
  return { rows, ...work, count, keysOf, remove };
}

describe('one who can write the table', () => {
  it('gets no signature after taking back what was published: checkpoints with their entries, or all of them', async () => {
    const { sequence, again, remove, published } = await atWork();
    await sequence(entries(0, 3));
    await sequence(entries(3, 6));
    const before = published.size;
    await remove(CHECKPOINTS, '0000000006');
    await remove(LOG, '0000000003');
    await expect(again()(entries(10, 13))).rejects.toThrow('lost checkpoints');
    await remove(CHECKPOINTS);
    await remove(LOG);
    await expect(again()(entries(10, 16))).rejects.toThrow('lost checkpoints');
    expect([published.size, errors().length]).toEqual([before, 2]);
  });

  it('gets none for other entries under a checkpoint that is not ours, not ours here, or another one of ours', async () => {
    const { rows, sequence, again, remove, published, signer } = await atWork();
    const row = async (size: number, origin: string, by = signer): Promise<CheckpointRow> => {
      const text = checkpointText({ origin, size, root: 'ab'.repeat(32), time: NOW });
      const { keyId } = await by.publicKey();
      const note = signedNote({ text, signatures: [{ name: origin, keyId, signature: await by.sign(text) }] });
      return { pk: CHECKPOINTS, sk: String(size).padStart(10, '0'), size, time: NOW, note };
    };
    await sequence(entries(0, 3));
    const before = new Map(published);
    const kept = (await rows.all<CheckpointRow>({ pk: CHECKPOINTS }))[0] as CheckpointRow;
    for (const forged of [
      await row(9, ORIGIN, testKey().signer),
      await row(9, 'amana/custody/other'),
      { ...kept, sk: '0000000009', size: 9 },
    ]) {
      await rows.change([{ put: forged }]);
      await expect(again()(entries(3, 4))).rejects.toThrow('forked');
      await remove(CHECKPOINTS, '0000000009');
    }
    expect([published, errors().length]).toEqual([before, 3]);
  });

  it('gets none for other entries than the bucket has signed for', async () => {
    const { rows, sequence, again, count, published } = await atWork();
    await sequence(entries(0, 3));
    await rows.change([{ put: packed({ start: 0, at: NOW, entries: entries(20, 23) }) }]);
    const before = published.size;
    await expect(again()(entries(3, 4))).rejects.toThrow('does not continue');
    expect([await count(), published.size]).toEqual([3, before]);
  });

  it('does not get a note of his own into the bucket past a sequencer that runs', async () => {
    const { rows, sequence, published } = await atWork();
    await sequence(entries(0, 3));
    await rows.change([{ put: { pk: CHECKPOINTS, sk: '9999999999', size: 9_999_999_999, time: NOW, note: 'x\n\n— y AAAAAAA=\n' } }]);
    await expect(sequence(entries(3, 4))).rejects.toThrow('forked');
    expect([...published.keys()].filter((key) => key.includes('9999999999'))).toEqual([]);
  });
});

describe('a sequencer that was stopped', () => {
  /** The rows, of which one kind cannot be written. */
  const without = (rows: RowStore, pk: string): RowStore => ({
    ...rows,
    add: async (row) => {
      if (row.pk === pk) throw new Error('stopped');
      return rows.add(row);
    },
  });

  it('between storing and publishing has all of it published by the next', async () => {
    const { again, archive, published } = await atWork();
    const stopped = {
      ...archive,
      put: async (key: string, text: string) =>
        key.startsWith('checkpoints/') ? Promise.reject(new Error('stopped')) : archive.put(key, text),
    };
    await again()(entries(0, 1));
    for (const n of [1, 2]) await expect(again({ archive: stopped })([entry(n)])).rejects.toThrow('stopped');
    await again()(entries(3, 4));
    expect([...published.keys()].filter((key) => key.startsWith('checkpoints/')).sort()).toEqual([
      'checkpoints/0000000001-list.txt',
      'checkpoints/0000000002.txt',
      'checkpoints/0000000003.txt',
      'checkpoints/0000000004.txt',
    ]);
    expect(errors()).toEqual([]);
  });

  it('between a checkpoint and its list has the list stored by the next, with the note that was published', async () => {
    const { rows, again, published, keysOf } = await atWork();
    await expect(again({ rows: without(rows, LISTS) })(entries(0, 2))).rejects.toThrow('stopped');
    await again()([], { withList: true });
    expect([await keysOf(CHECKPOINTS), await keysOf(LISTS)]).toEqual([
      [{ pk: CHECKPOINTS, sk: '0000000002#list' }],
      [{ pk: LISTS, sk: '0000000002' }],
    ]);
    const [list] = await rows.all<CheckpointRow>({ pk: LISTS });
    expect(published.get('checkpoints/0000000002-list.txt')).toBe(list?.note);
  });

  it('before a list and its checkpoint are stored has both made by the next', async () => {
    const { rows, again, keysOf } = await atWork();
    await expect(again({ rows: without(rows, CHECKPOINTS) })(entries(0, 2))).rejects.toThrow('stopped');
    expect(await keysOf(LISTS)).toEqual([]);
    await again()([]);
    expect([(await keysOf(CHECKPOINTS)).length, (await keysOf(LISTS)).length]).toEqual([1, 1]);
  });
});

describe('an event', () => {
  it('that was logged with another hash is an error, and the others are logged', async () => {
    const { sequence, again, count } = await atWork();
    await sequence(entries(0, 3));
    await expect(again()([entry(1, { hash: 'ab'.repeat(32) }), entry(3)])).rejects.toThrow('another hash');
    await expect(again()([entry(4), entry(4, { hash: 'ab'.repeat(32) })])).rejects.toThrow('another hash');
    expect([await count(), errors().length]).toEqual([5, 2]);
    expect(errors()[0]).toContain('WEAPON#WA000001-1');
  });

  it('that was recorded ahead of the clock is logged once, however often it comes', async () => {
    const { sequence, again, count } = await atWork();
    const now = clock.now;
    const ahead = entry(0, { recordedAt: new Date(Date.parse(NOW) + 90_000).toISOString() });
    await sequence([ahead]);
    clock.now = () => new Date(Date.parse(NOW) + 600_000).toISOString();
    await again()([ahead]);
    clock.now = now;
    expect(await count()).toBe(1);
  });
});
