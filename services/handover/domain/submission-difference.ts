import { toRanges } from './number-set.ts';

/** A line of a submission, its content as a hash. */
export type Compared = { readonly line: number; readonly personalNumber: string; readonly content: string };

/** As many characters of line numbers as a reader would read. */
const LONGEST = 1000;

/** What distinguishes two submissions under one manifest number, person by person; line numbers and counts, never names. */
export function difference(submitted: readonly Compared[], posted: readonly Compared[]) {
  const before = new Map(submitted.map((each) => [each.personalNumber, each]));
  const now = new Set(posted.map(({ personalNumber }) => personalNumber));
  const added = posted.filter(({ personalNumber }) => !before.has(personalNumber));
  const changed = posted.filter(({ personalNumber, content }) => (before.get(personalNumber)?.content ?? content) !== content);
  const removed = submitted.filter(({ personalNumber }) => !now.has(personalNumber));
  return {
    added: said(added),
    removed: said(removed),
    changed: said(changed),
    unchanged: posted.length - added.length - changed.length,
  };
}

function said(lines: readonly Compared[]) {
  const numbers = toRanges(lines.map(({ line }) => line));
  return { count: lines.length, lines: numbers.length > LONGEST ? `${numbers.slice(0, LONGEST)}…` : numbers };
}
