import { type Checkpoint, type NoteKey, noteKey, openNote, readCheckpoint, readNote, signedNote } from '#shared/kernel/checkpoint.ts';
import type { Seen } from './approvals.ts';
import { type Header, lineAfter, linesOf, type Part, partFrom, readHeader } from './bundle-lines.ts';

/** What fails first, and where: a line of the file, entries of the log [from, to), a stream and the number in it, as far as each is known. */
export type Finding = {
  readonly kind:
    | 'FORMAT'
    | 'KEY'
    | 'SIGNATURE'
    | 'CONTENT'
    | 'REWRITTEN'
    | 'ADDED'
    | 'MISSING'
    | 'TWICE'
    | 'ROOT'
    | 'UNSIGNED'
    | 'LIST'
    | 'SHRANK'
    | 'FORKED'
    | 'APPROVAL'
    | 'PERSONAL'
    | 'UNSUPPORTED';
  readonly says: string;
  readonly line?: number;
  readonly entries?: readonly [from: number, to: number];
  readonly stream?: string;
  readonly sequence?: number;
};
/** `isKeyChecked`: the signatures are by keys that the verifying party named. Without that, whoever wrote the file may have signed it. */
export type Verdict = { readonly proves: readonly string[]; readonly isKeyChecked?: boolean; readonly finding?: Finding };

/** `keys`: DER SPKI in base64, from elsewhere than the bundle. `since`: signed notes that the verifying party kept. */
export type Trust = { readonly keys?: readonly string[]; readonly since?: readonly string[] };

/** What the first event of a stream names as the hash before it. */
export const GENESIS = '0'.repeat(64);

export type Signed = Checkpoint & { readonly line: number; readonly note: string };
/** The last event of a stream so far, and what of its state only two persons may change. */
export type Head = { sequence: number; hash: string; seen: Seen };

/** A bundle taken apart: what is left to do is to compare. */
export type Opened = {
  readonly bytes: Buffer;
  readonly header: Header;
  readonly entries: Part;
  readonly list: Part;
  readonly openings: Part;
  readonly checkpoints: readonly Signed[];
  /** The keys of the header. */
  readonly keys: NoteKey[];
};

export class Failed extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.says);
    this.finding = finding;
  }
}
export const fail = (finding: Finding): never => {
  throw new Failed(finding);
};
export const format = (line: number, says: string): never => fail({ kind: 'FORMAT', line, says: `Line ${line}: ${says}` });

/** Takes the parts apart and opens every signature, one part after the other, so that what is named is the first line that fails. */
export function open(bytes: Buffer): Opened {
  const end = bytes.indexOf(10);
  const header = readHeader(bytes.toString('utf8', 0, Math.max(end, 0))) ?? format(1, 'this is not the header of a bundle.');
  const keys = keysIn(header.origin, header.keys);
  const entries = partFrom(bytes, end + 1, 2) ?? format(lineAt(bytes, bytes.length), 'the bundle is cut off.');
  const after = (part: Part): Part => {
    const line = lineAfter(part);
    return partFrom(bytes, part.to + 1, line) ?? cutOff(bytes, { from: entries.to + 1, to: bytes.length, line: lineAfter(entries) });
  };
  const notes = after(entries);
  const texts = [...linesOf(bytes, notes)].map(({ text }) => text);
  if (texts.length > 0 && texts.every((text) => !text.includes(`"${header.origin}\\n`) && !text.includes(`— ${header.origin} `)))
    format(1, 'the header names another log than its checkpoints.');
  const checkpoints = [...linesOf(bytes, notes)].map(({ text, line }) => signedAt(text, line, keys));
  for (const [at, { size, line }] of checkpoints.entries())
    if (size < (checkpoints[at - 1]?.size ?? 0)) format(line, 'the checkpoints are not in the order of their sizes.');
  const list = after(notes);
  return { bytes, header, entries, list, openings: after(list), checkpoints, keys };
}

/** A line of one of the parts after the entries. */
const KNOWN = /^("[^"]*"|[A-Z-]+#.* \d+ [0-9a-f]{64}|\d+ \{.*\}|end|)$/s;

/** Parts are missing: at a line that belongs to none of them, or at the end of the file. */
function cutOff(bytes: Buffer, rest: Omit<Part, 'starts'>): never {
  for (const { text, line } of linesOf(bytes, rest)) if (!KNOWN.test(text)) format(line, 'this line belongs to no part of a bundle.');
  return format(lineAt(bytes, bytes.length), 'the bundle is cut off.');
}

/** Number of the line in which a byte lies. */
function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

/** The key named after a log; nothing when it is none. */
function keyOf(origin: string, spki: string): NoteKey | undefined {
  try {
    const bytes = Buffer.from(spki, 'base64');
    if (bytes.toString('base64') === spki) return noteKey(origin, bytes);
  } catch {}
  return undefined;
}

/** The keys that a file itself brings; what is no key has signed nothing and is passed over, unless there is no other. */
export function keysIn(origin: string, keys: readonly string[]): NoteKey[] {
  const found = keys.flatMap((each) => keyOf(origin, each) ?? []);
  return found.length > 0 ? found : fail({ kind: 'KEY', line: 1, says: 'Line 1: none of the keys is a public key on P-256.' });
}

/** The keys to believe: the given ones alone, if there are any. */
export function believed(origin: string, own: NoteKey[], { keys }: Trust): NoteKey[] {
  const none = () => fail({ kind: 'KEY', says: 'The given key is no public key on P-256.' });
  return keys === undefined ? own : keys.map((each) => keyOf(origin, each) ?? none());
}

function signedAt(text: string, line: number, keys: readonly NoteKey[]): Signed {
  const unsigned = (says: string) => fail({ kind: 'SIGNATURE', line, says: `Line ${line}: ${says}` });
  let note: unknown;
  try {
    note = JSON.parse(text);
  } catch {}
  const read = typeof note === 'string' && JSON.stringify(note) === text ? readNote(note) : undefined;
  // A signature can be spelled in several ways; only one is taken.
  if (!read || signedNote(read) !== note || typeof note !== 'string') return unsigned('this is no signed note.');
  if (openNote(note, keys) === undefined) return unsigned('the signature of this checkpoint does not hold.');
  const checkpoint = readCheckpoint(read.text);
  if (!checkpoint || checkpoint.origin !== keys[0]?.name) return unsigned('this is no checkpoint of this log.');
  return { ...checkpoint, line, note };
}

export function keptCheckpoint(note: string, keys: readonly NoteKey[]): Checkpoint {
  const text = openNote(note, keys);
  const checkpoint = text === undefined ? undefined : readCheckpoint(text);
  if (checkpoint && checkpoint.origin === keys[0]?.name) return checkpoint;
  return fail({ kind: 'SIGNATURE', says: 'The kept checkpoint is not signed under the key of this log.' });
}
