import type { Header } from './manifest-commands.ts';
import { toRanges } from './number-set.ts';

/** A line of a submission, its content as a hash. */
export type Compared = { readonly line: number; readonly personalNumber: string; readonly content: string };
/** A header, and who handed it in, and when they said it was. */
type Stated = Header & { readonly by?: { readonly officer?: string; readonly committee?: string }; readonly at?: string | undefined };

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

/** What a header says, by the names of its fields as they are posted. */
export function headerFields({ manifestNo, crossing, receivingAuthority, window, supplementTo, atomic, by, at }: Stated) {
  const fields = { manifestNo, crossing, receivingAuthority, 'window.from': window.from, 'window.to': window.to, supplementTo, atomic };
  return { ...fields, 'by.officer': by?.officer, 'by.committee': by?.committee, at };
}

/** The fields in which two headers differ. */
export function headerDifference(submitted: Stated, posted: Stated): string[] {
  const [before, now] = [headerFields(submitted), headerFields(posted)];
  return (Object.keys(now) as (keyof typeof now)[]).filter((field) => before[field] !== now[field]);
}
