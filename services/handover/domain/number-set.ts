/** Whole numbers as text, runs as ranges: `1-4,6,9-100`. The numbers may come in any order and twice. */
export function toRanges(numbers: Iterable<number>): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const each of sorted) {
    const run = runs.at(-1);
    if (run && each === run[1] + 1) run[1] = each;
    else runs.push([each, each]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

export function fromRanges(text: string): Set<number> {
  const numbers = new Set<number>();
  for (const run of text.split(',').filter(Boolean)) {
    const [from = 0, to = from] = run.split('-').map(Number);
    for (let each = from; each <= to; each++) numbers.add(each);
  }
  return numbers;
}
