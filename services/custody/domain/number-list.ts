import { custodyNumber } from '#shared/kernel/numbers.ts';

/** Custody numbers by their two letters, runs as ranges and without check digits: `{"WA":"0-39,41"}`. Many numbers in few characters. */
export type NumberList = Readonly<Record<string, string>>;

export function listed(numbers: Iterable<string>): NumberList {
  const byLetters = Map.groupBy([...new Set(numbers)].sort(), (number) => number.slice(0, 2));
  return Object.fromEntries([...byLetters].map(([letters, group]) => [letters, ranges(group.map((number) => Number(number.slice(2, 8))))]));
}

function ranges(sorted: readonly number[]): string {
  const runs: [from: number, to: number][] = [];
  for (const each of sorted) {
    const run = runs.at(-1);
    if (run && each === run[1] + 1) run[1] = each;
    else runs.push([each, each]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** The numbers of a list, in order. */
export function unlisted(list: NumberList): string[] {
  return Object.entries(list).flatMap(([letters, text]) =>
    text
      .split(',')
      .filter(Boolean)
      .flatMap((run) => {
        const [from = 0, to = from] = run.split('-').map(Number);
        return Array.from({ length: to - from + 1 }, (_, index) => custodyNumber(letters, from + index));
      }),
  );
}
