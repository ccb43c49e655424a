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

/** The same, a third as long for numbers far apart: of each run the gap since the one before and how many follow it, to base 36. */
export function toGaps(numbers: Iterable<number>): string {
  let end = 0;
  const gaps: string[] = [];
  for (const run of toRanges(numbers).split(',').filter(Boolean)) {
    const [from = 0, to = from] = run.split('-').map(Number);
    gaps.push((from - end).toString(36) + (to > from ? `-${(to - from).toString(36)}` : ''));
    end = to;
  }
  return gaps.join(',');
}

export function fromGaps(text: string): Set<number> {
  const numbers = new Set<number>();
  let end = 0;
  for (const run of text.split(',').filter(Boolean)) {
    const [gap = 0, more = 0] = run.split('-').map((each) => Number.parseInt(each, 36));
    const from = end + gap;
    end = from + more;
    for (let each = from; each <= end; each++) numbers.add(each);
  }
  return numbers;
}

export function fromRanges(text: string): Set<number> {
  const numbers = new Set<number>();
  for (const run of text.split(',').filter(Boolean)) {
    const [from = 0, to = from] = run.split('-').map(Number);
    for (let each = from; each <= to; each++) numbers.add(each);
  }
  return numbers;
}
