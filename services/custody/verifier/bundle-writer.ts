import { END, headerLine } from './bundle-lines.ts';

/** What goes into a bundle: each entry's logged hash and its event in canonical form, which is missing where somebody removed it. */
export type BundleParts = {
  readonly origin: string;
  readonly keys: readonly string[];
  readonly entries: readonly { readonly hash: string; readonly text?: string | undefined }[];
  /** Signed notes, by size. */
  readonly notes: readonly string[];
  readonly list: readonly string[];
  /** Personal data in canonical form, by index of the entry. */
  readonly openings: readonly { readonly index: number; readonly text: string }[];
};

/** The lines of a bundle, each without its newline. */
export function* bundleLines({ origin, keys, entries, notes, list, openings }: BundleParts): Generator<string> {
  yield headerLine({ origin, size: entries.length, keys });
  for (const { hash, text = '-' } of entries) yield `${hash} ${text}`;
  yield '';
  for (const note of notes) yield JSON.stringify(note);
  yield '';
  yield* list;
  yield '';
  for (const { index, text } of openings) yield `${index} ${text}`;
  yield '';
  yield END;
}
