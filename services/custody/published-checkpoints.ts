import type { Archive } from '#shared/lambda/archive.ts';
import { type CheckpointRow, indexKey } from './log-rows.ts';

const FOLDER = 'checkpoints/';
/** Text order of the keys is the order of the sizes. */
const keyOf = (sk: string) => `${FOLDER}${sk.replace('#', '-')}.txt`;
const sortKeyOf = (key: string) => key.slice(FOLDER.length, -'.txt'.length).replace('-', '#');

type Known = AsyncIterable<Pick<CheckpointRow, 'size'>> | Iterable<Pick<CheckpointRow, 'size'>>;

/** The checkpoints in the bucket where nobody can remove them: what the table says of itself is held against them. */
export function publishedCheckpoints(archive: Archive) {
  async function lastAfter(from: string): Promise<string | undefined> {
    let last: string | undefined;
    for (let keys = await archive.keys(FOLDER, from); keys.length > 0; keys = await archive.keys(FOLDER, last)) last = keys.at(-1);
    return last;
  }

  /**
   * The one of the greatest size. `known`: checkpoints as somebody remembers them, the newest first. They only say where to begin to look,
   * so that a year of keys is not listed: whatever they say, the answer is the same.
   */
  async function newest(known: Known): Promise<{ readonly sk: string; readonly note: string } | undefined> {
    if ((await archive.keys(FOLDER)).length === 0) return undefined;
    let key: string | undefined;
    for await (const { size } of known) {
      key = await lastAfter(FOLDER + indexKey(size));
      if (key) break;
    }
    key ??= await lastAfter(FOLDER);
    return key === undefined ? undefined : { sk: sortKeyOf(key), note: await archive.get(key) };
  }

  const publish = ({ sk, note }: CheckpointRow) => archive.put(keyOf(sk), note);
  const publishList = (size: number, lines: readonly string[]) =>
    archive.put(`lists/${indexKey(size)}.txt`, lines.map((line) => `${line}\n`).join(''));

  return { newest, publish, publishList };
}
