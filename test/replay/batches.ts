import type { Ministry, Outcome, Posted } from './ministry.ts';

/** Answers within seconds on a small machine, and is far below the 500 lines a batch may have. */
const LINES = 250;

type Way = { readonly abreast?: number; readonly size?: number; readonly done?: (lines: number) => void };

/** Posts lines in batches, some of them abreast; each must be accepted. Outcomes stand in the order of the lines. */
export async function postAll(
  from: Ministry,
  path: string,
  lines: readonly Posted[],
  { abreast = 2, size = LINES, done = () => undefined }: Way = {},
): Promise<Outcome[]> {
  const batches = Array.from({ length: Math.ceil(lines.length / size) }, (_, index) => lines.slice(index * size, (index + 1) * size));
  const outcomes: Outcome[][] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < batches.length; index = next++) {
      const batch = batches[index] as readonly Posted[];
      outcomes[index] = await from.batch(path, batch);
      done(batch.length);
    }
  };
  await Promise.all(Array.from({ length: abreast }, lane));
  return outcomes.flat();
}
