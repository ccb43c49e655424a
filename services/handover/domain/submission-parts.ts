import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import type { Header } from './manifest-commands.ts';
import { fromGaps, toGaps } from './number-set.ts';
import { CHUNK } from './slice.ts';
import { headerDifference } from './submission-difference.ts';

/** Parts a submission may have at most: half a thousand lines each would be enough. */
export const MOST_PARTS = 200;

/** Personal numbers as sets: by prefix, what they count. */
export type People = Readonly<Record<string, string>>;
/**
 * A part as received; its lines are stored as slices under its digest. `lines` and `people` are who and what is in it, as sets, so that what
 * comes twice is found between parts without reading them. `follows`: its lines are numbered on from the part before.
 */
export type PartContent = {
  readonly part: number;
  readonly digest: string;
  readonly records: number;
  readonly faults: number;
  readonly follows?: true | undefined;
  readonly lines: string;
  readonly people: People;
};
export type Part = { readonly digest: string; readonly records: number; readonly faults: number };
export type ReceivePart = Command<'receive', PartContent>;

export function peopleOf(personalNumbers: readonly string[]): People {
  const byPrefix = new Map<string, number[]>();
  for (const each of personalNumbers) {
    const prefix = each.slice(0, 2);
    const counts = byPrefix.get(prefix) ?? [];
    byPrefix.set(prefix, counts);
    counts.push(countOf(each));
  }
  return Object.fromEntries([...byPrefix].map(([prefix, counts]) => [prefix, toGaps(counts)]));
}

const countOf = (personalNumber: string) => Number(personalNumber.slice(2, 8));

/** A part of a submission. Sent again it is the same one; with other bytes it takes the place of the one before, until the manifest is whole. */
export const submissionPart: Aggregate<Part, ReceivePart> = {
  kind: 'PART',
  decide: (state, { data }) => (state?.digest === data.digest ? 'nothing' : { type: 'part-received', data }),
  evolve: (_state, event) => {
    const { digest, records, faults } = event.data as PartContent;
    return { digest, records, faults };
  },
};

export type Upload = { readonly header: Header };
export type OpenUpload = Command<'open', Header>;

/** A submission in parts that has been opened: what its manifest will be called and where it goes. The manifest itself comes when it is whole. */
export const upload: Aggregate<Upload, OpenUpload> = {
  kind: 'UPLOAD',
  decide(state, { data }) {
    if (!state) return { type: 'upload-opened', data };
    const header = headerDifference(state.header, data);
    return header.length === 0
      ? 'nothing'
      : refuse('MANIFEST_DIFFERS', 'This manifest number was opened with another header.', {
          field: 'manifestNo',
          more: { difference: { header } },
        });
  },
  evolve: (_state, event) => ({ header: event.data as Header }),
};

/** Of each part in turn: beginning of its digest, its records, 1 when its lines are numbered on from the part before. */
export type Layout = readonly (readonly [digest: string, records: number, follows: 0 | 1])[];
/** Lines and people of a part that an earlier part has: the first stands. */
export type Twice = readonly (readonly [part: number, lines: string, people: People])[];

export function layoutOf(parts: readonly PartContent[]): Layout {
  return parts.map(({ digest, records, follows }) => [digest.slice(0, 16), records, follows ? 1 : 0]);
}

export const chunksOf = (layout: Layout) => layout.reduce((sum, [, records]) => sum + Math.ceil(records / CHUNK), 0);

/** Where a chunk of the whole manifest stands: in which part, the how manyeth chunk of it, how many records and line numbers come before. */
export type Place = {
  readonly part: number;
  readonly chunk: number;
  readonly digest: string;
  readonly before: number;
  readonly shift: number;
};

export function placeOf(layout: Layout, chunk: number): Place | undefined {
  let [chunks, before] = [0, 0];
  for (const [index, [digest, records, follows]] of layout.entries()) {
    const own = Math.ceil(records / CHUNK);
    if (chunk <= chunks + own) return { part: index + 1, chunk: chunk - chunks, digest, before, shift: follows ? before : 0 };
    chunks += own;
    before += records;
  }
  return undefined;
}

/** The chunk in which the record after this one stands. */
export function chunkAfter(layout: Layout, record: number): number {
  let [chunks, before] = [0, 0];
  for (const [, records] of layout) {
    if (record < before + records) return chunks + Math.floor((record - before) / CHUNK) + 1;
    chunks += Math.ceil(records / CHUNK);
    before += records;
  }
  return chunks + 1;
}

/** What stands in two parts: line numbers and people, by the later part. */
export function twice(parts: readonly PartContent[]): Twice {
  const lines = new Set<number>();
  const people = new Map<string, Set<number>>();
  const found: [number, string, People][] = [];
  let before = 0;
  for (const { part, records, follows, lines: own, people: persons } of parts) {
    const again = [...fromGaps(own)].map((line) => (follows ? line + before : line)).filter((line) => lines.size === lines.add(line).size);
    const known: Record<string, string> = {};
    for (const [prefix, text] of Object.entries(persons)) {
      const all = people.get(prefix) ?? new Set();
      people.set(prefix, all);
      const came = [...fromGaps(text)].filter((count) => all.size === all.add(count).size);
      if (came.length) known[prefix] = toGaps(came);
    }
    if (again.length || Object.keys(known).length) found.push([part, toGaps(again), known]);
    before += records;
  }
  return found;
}

/** Tells of a part's line whether an earlier part has its number or its person. */
export function cameBefore(
  found: Twice,
  part: number,
): (line: number, personalNumber: string) => 'DUPLICATE_LINE' | 'DUPLICATE_PERSON' | undefined {
  const [, lines = '', people = {}] = found.find(([each]) => each === part) ?? [];
  const numbers = fromGaps(lines);
  const persons = new Map(Object.entries(people).map(([prefix, text]) => [prefix, fromGaps(text)]));
  return (line, personalNumber) => {
    if (numbers.has(line)) return 'DUPLICATE_LINE';
    return persons.get(personalNumber.slice(0, 2))?.has(countOf(personalNumber)) ? 'DUPLICATE_PERSON' : undefined;
  };
}
