import { describe, expect, it } from 'vitest';
import { hashOf } from '#shared/kernel/event-chain.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { type Item, toItem } from '#shared/lambda/event-item.ts';
import { journal } from '#shared/lambda/logger.ts';
import { chance } from '#test/scenario/chance.ts';
import { events } from '#test/tamper/exports.ts';
import { logFeeds } from './log-feeds.ts';

const [one, two] = events(chance(3, 'feeds'), 2) as [StoredEvent, StoredEvent];

/** An event as Lambda hands it over: binary values as base64. */
const record = (event: StoredEvent, pk?: string) => {
  const item: Item = { ...toItem(event), ...(pk && { pk: { S: pk } }) };
  const NewImage = Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, value.B ? { B: Buffer.from(value.B).toString('base64') } : value]),
  );
  return { dynamodb: { NewImage } };
};

function atWork(stored: readonly StoredEvent[] = []) {
  const fed: [string[], boolean | undefined][] = [];
  const spans: string[] = [];
  const feed = logFeeds({
    sequence: async (some, options) => void fed.push([some.map(({ hash }) => hash), options?.withList]),
    walk: {
      walk: async function* ({ from, to }: { from: string; to: string }) {
        spans.push(`${from} ${to}`);
        yield stored;
      },
    } as never,
  });
  return { fed, spans, feed: (event: object) => feed(event as never) };
}

describe('what feeds the log', () => {
  it('are new events, spans that were given up, and the day', async () => {
    const { fed, feed, spans } = atWork([two]);
    await feed({ Records: [record(one)] });
    const info = { approximateArrivalOfFirstRecord: '2024-12-08T06:10:00Z', approximateArrivalOfLastRecord: '2024-12-08T06:11:00Z' };
    await feed({ Records: [{ body: JSON.stringify({ DDBStreamBatchInfo: info }) }] });
    expect(spans).toEqual(['2024-12-08T06:09:00.000Z 2024-12-08T06:12:00.000Z']);
    expect(fed).toEqual([
      [[one.hash], false],
      [[two.hash], false],
    ]);
  });

  it('are the last two days, every day, with a list; so that what the stream never told is logged', async () => {
    const { fed, feed, spans } = atWork([one, two]);
    await feed({ 'detail-type': 'Scheduled Event' });
    expect(fed).toEqual([[[one.hash, two.hash], true]]);
    const [from = '', to = ''] = spans[0]?.split(' ') ?? [];
    expect(Date.parse(to) - Date.parse(from)).toBeGreaterThanOrEqual(2 * 86_400_000 - 1000);
    const quiet = atWork();
    await quiet.feed({ 'detail-type': 'Scheduled Event' });
    expect(quiet.fed).toEqual([[[], true]]);
  });

  it('asks for a list when somebody asked for a checkpoint', async () => {
    const { hash: _hash, ...content } = { ...one, kind: 'CHECKPOINT-REQUEST', id: 'x' };
    const asked = { ...content, hash: hashOf(content) };
    const { fed, feed } = atWork();
    await feed({ Records: [record(two), record(asked)] });
    expect(fed).toEqual([[[two.hash, asked.hash], true]]);
  });

  it('is never an event that is not what its hash says; the others are logged, and it is an error', async () => {
    const said: string[] = [];
    const write = journal.write;
    journal.write = (line) => void said.push(line);
    const changed = { ...one, data: { site: 'ELSEWHERE' } };
    const { fed, feed } = atWork();
    await expect(feed({ Records: [record(changed), record(two)] })).rejects.toThrow('not what their hashes say');
    await expect(feed({ Records: [record(one, 'WEAPON#WA999999-1')] })).rejects.toThrow('not what their hashes say');
    journal.write = write;
    expect(fed).toEqual([[[two.hash], false]]);
    expect(said.filter((line) => line.includes('"level":"error"'))).toHaveLength(2);
    expect(said.join('')).not.toContain('ELSEWHERE');
  });
});
