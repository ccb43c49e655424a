import { describe, expect, it } from 'vitest';
import { openNote, readCheckpoint } from '#shared/kernel/checkpoint.ts';
import { entryHash, merkleRoot } from '#shared/kernel/merkle-log.ts';
import { journal } from '#shared/lambda/logger.ts';
import { rowStore } from '#shared/lambda/row-store.ts';
import { openTestTable } from '#test/dynamodb.ts';
import { logAtWork } from '#test/log-at-work.ts';
import { listRoot } from './domain/head-list.ts';
import { CHECKPOINTS, type CheckpointRow, LISTS, LOG, logRows, packed, TILES } from './log-rows.ts';
import type { Unlogged } from './sequencing.ts';

const entry = (n: number, recordedAt = new Date().toISOString()): Unlogged => ({
  stream: `WEAPON#WA${String(n % 50).padStart(6, '0')}-1`,
  sequence: Math.floor(n / 50) + 1,
  hash: n.toString(16).padStart(64, '0'),
  recordedAt,
});
const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => entry(from + n));

async function atWork() {
  const rows = rowStore(await openTestTable());
  const work = logAtWork(rows);
  const logged = async () => {
    const found: Unlogged['hash'][] = [];
    for await (const batch of logRows(rows).batchesFrom(0)) found.push(...batch.entries.map(({ hash }) => hash));
    return found;
  };
  const checkpoints = async () => {
    const found = await rows.all<CheckpointRow>({ pk: CHECKPOINTS });
    return found.map(({ note }) => readCheckpoint(openNote(note, [work.key]) ?? ''));
  };
  return { rows, ...work, logged, checkpoints };
}

describe('the log', () => {
  it('has each entry once, in the order of the batches, and a signed checkpoint after each', async () => {
    const { sequence, logged, checkpoints, published } = await atWork();
    await sequence(entries(0, 3));
    await sequence(entries(0, 3));
    await sequence([...entries(2, 5), ...entries(4, 6)]);
    const hashes = entries(0, 6).map(({ hash }) => hash);
    expect(await logged()).toEqual(hashes);
    expect(await checkpoints()).toMatchObject([
      { size: 3, root: merkleRoot(hashes.slice(0, 3).map((each) => entryHash(each))), list: expect.any(String) },
      { size: 6, root: merkleRoot(hashes.map((each) => entryHash(each))) },
    ]);
    expect([...published.keys()]).toEqual(['lists/0000000003.txt', 'checkpoints/0000000003-list.txt', 'checkpoints/0000000006.txt']);
  });

  it('goes on in a new environment, whose first reading is checked by the last checkpoint', async () => {
    const { sequence, again, checkpoints, logged, rows } = await atWork();
    await sequence(entries(0, 700));
    await again()(entries(690, 720));
    expect(await logged()).toEqual(entries(0, 720).map(({ hash }) => hash));
    const all = entries(0, 720).map(({ hash }) => entryHash(hash));
    expect((await checkpoints()).map((each) => [each?.size, each?.root])).toEqual([
      [700, merkleRoot(all.slice(0, 700))],
      [720, merkleRoot(all)],
    ]);
    expect(await rows.all({ pk: TILES })).toHaveLength(2);
  });

  it('takes entries of sequencers that run at once, each of them once', async () => {
    const { again, logged, checkpoints } = await atWork();
    const several = [again(), again(), again()];
    await Promise.all(several.flatMap((sequence, at) => [0, 1, 2].map((n) => sequence(entries(n * 40 + at * 10, n * 40 + at * 10 + 25)))));
    const hashes = await logged();
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes.toSorted()).toEqual(entries(0, 125).map(({ hash }) => hash));
    for (const each of await checkpoints()) expect(each?.root).toBe(merkleRoot(hashes.slice(0, each?.size).map((each) => entryHash(each))));
  });

  it('of which a full batch costs at most ten write units', async () => {
    const day = '2024-12-08T06:10:00.000Z';
    const batch = Array.from({ length: 256 }, (_, n) => {
      const id = `${String((n * 7919) % 5000).padStart(6, '0')}-${n % 10}`;
      return { ...entry(n, day), stream: n % 3 ? `WEAPON#WA${id}` : `DEPOSITOR#SY${id}`, sequence: (n % 4) + 1 };
    });
    const { hashes, keys } = packed({ start: 1_000_000, at: day, entries: batch });
    expect(hashes.length + keys.length + 100).toBeLessThan(10_240);
  });
});

describe('a checkpoint', () => {
  it('carries the list of all heads when asked for and first on a day, of exactly its size', async () => {
    const { sequence, checkpoints, published, rows } = await atWork();
    await sequence(entries(0, 60));
    await sequence(entries(60, 61));
    await sequence(entries(61, 62), { withList: true });
    expect((await checkpoints()).map((each) => each?.list !== undefined)).toEqual([true, false, true]);
    const lines = (published.get('lists/0000000062.txt') ?? '').trimEnd().split('\n');
    expect(lines).toHaveLength(50);
    expect(lines[11]).toBe(`WEAPON#WA000011-1 2 ${entry(61).hash}`);
    expect((await checkpoints()).at(-1)?.list).toBe(listRoot(lines));
    await sequence([], { withList: true });
    expect(await rows.all({ pk: LISTS })).toHaveLength(2);
  });

  it('is signed later when the key could not be used, and stored before it is published', async () => {
    const { again, signer, checkpoints, logged, published } = await atWork();
    const failing = again({
      signer: {
        ...signer,
        sign: async () => {
          throw new Error('no key');
        },
      },
    });
    await expect(failing(entries(0, 2))).rejects.toThrow('no key');
    expect([await logged(), await checkpoints(), published.size]).toEqual([entries(0, 2).map(({ hash }) => hash), [], 0]);
    await again()(entries(0, 2));
    expect((await checkpoints()).map((each) => each?.size)).toEqual([2]);
  });

  it('is never signed over a log that does not continue the last one: that is an error line and nothing else', async () => {
    const { rows, sequence, again, checkpoints } = await atWork();
    await sequence(entries(0, 300));
    const said: string[] = [];
    const write = journal.write;
    journal.write = (line) => void said.push(line);
    await rows.change([{ put: packed({ start: 256, at: new Date().toISOString(), entries: entries(500, 544) }) }]);
    await expect(again()(entries(600, 601))).rejects.toThrow('does not continue');
    await rows.change([{ remove: { pk: LOG, sk: '0000000256' } }]);
    await expect(again()(entries(600, 601))).rejects.toThrow('does not continue');
    journal.write = write;
    expect(said.filter((line) => line.includes('"level":"error"'))).toHaveLength(2);
    expect(await checkpoints()).toHaveLength(1);
  });
});
