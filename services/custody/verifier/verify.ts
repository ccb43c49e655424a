import { hash } from 'node:crypto';
import { type Checkpoint, type NoteKey, noteKey, openNote, readCheckpoint, readNote, signedNote } from '#shared/kernel/checkpoint.ts';
import { append, entryHash, frontier, leafHash, rootOf } from '#shared/kernel/merkle-log.ts';
import { END, type Header, linesOf, type Part, partFrom, readHeader } from './bundle-lines.ts';
import { diagnose, wrongEntry } from './diagnosis.ts';
import { newEntry, readEntry, streamText } from './entry.ts';

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
    | 'PERSONAL';
  readonly says: string;
  readonly line?: number;
  readonly entries?: readonly [from: number, to: number];
  readonly stream?: string;
  readonly sequence?: number;
};
export type Verdict = { readonly proves: readonly string[]; readonly finding?: Finding };

/** `key`: DER SPKI in base64, from elsewhere than the bundle. `since`: signed notes that the verifying party kept. */
export type Trust = { readonly key?: string; readonly since?: readonly string[] };

export type Signed = Checkpoint & { readonly line: number };
export type Head = { sequence: number; hash: string; index: number };

/** A bundle taken apart: what is left to do is to compare. */
export type Opened = {
  readonly bytes: Buffer;
  readonly header: Header;
  readonly entries: Part;
  readonly list: Part;
  readonly openings: Part;
  readonly checkpoints: readonly Signed[];
};

class Failed extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.says);
    this.finding = finding;
  }
}
const fail = (finding: Finding): never => {
  throw new Failed(finding);
};
const format = (line: number, says: string): never => fail({ kind: 'FORMAT', line, says: `Line ${line}: ${says}` });

/** Verifies a bundle, offline. It needs nothing but the bytes, and a key that the verifying party has from elsewhere. */
export function verifyBundle(bytes: Buffer, trust: Trust = {}): Verdict {
  try {
    return verified(bytes, trust);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    const { finding } = error;
    // Where the form breaks after the entries, the cause may lie among them.
    const isAfter = (finding.kind === 'FORMAT' || finding.kind === 'SIGNATURE') && finding.line !== 1;
    return { proves: [], finding: (isAfter && wrongEntry(bytes)) || finding };
  }
}

function verified(bytes: Buffer, trust: Trust): Verdict {
  const opened = open(bytes);
  const keys = keysOf(opened.header, trust);
  const checkpoints = opened.checkpoints.length > 0 ? opened.checkpoints : format(opened.entries.line, 'the bundle has no checkpoint.');
  const kept = (trust.since ?? []).map((note) => keptCheckpoint(note, keys));
  const log = readLog(opened, kept);
  const newest = checkpoints.at(-1) as Signed;
  const isWhole = log.isSound && log.size === newest.size && opened.header.size === log.size;
  if (!isWhole || checkpoints.some(({ size, root }) => log.roots.get(size) !== root)) fail(diagnose(opened, log));
  const listed = [...checkpoints].reverse().find(({ list }) => list !== undefined);
  if (listed && !isListed(opened, listed, log.heads)) fail(diagnose(opened, log));
  if (!listed && opened.list.to > opened.list.from) format(opened.list.line, 'no checkpoint commits to this list.');
  for (const { size, root, time } of kept) {
    const place = `the checkpoint of ${size} entries that was kept since ${time}`;
    if (size > log.size)
      fail({ kind: 'SHRANK', entries: [log.size, size], says: `The log shrank: it has ${log.size} entries, and ${place} has more.` });
    if (log.roots.get(size) !== root)
      fail({ kind: 'FORKED', entries: [0, size], says: `The log was rewritten before entry ${size}: it does not begin with ${place}.` });
  }
  const openings = checkOpenings(opened, log.starts);
  const last = opened.openings.line + opened.openings.lines + 1;
  if (bytes.toString('utf8', opened.openings.to + 1) !== `${END}\n`) format(last, `the bundle does not end with "${END}".`);
  return { proves: sentences(opened, { log, newest, listed, kept, openings, isTrusted: trust.key !== undefined, keys }) };
}

/** Takes the parts apart and opens every signature, one part after the other, so that what is named is the first line that fails. */
function open(bytes: Buffer): Opened {
  const end = bytes.indexOf(10);
  const header = readHeader(bytes.toString('utf8', 0, Math.max(end, 0))) ?? format(1, 'this is not the header of a bundle.');
  const keys = header.keys.map((key) => keyOf(header.origin, key, 1));
  const entries = partFrom(bytes, end + 1, 2) ?? format(lineAt(bytes, bytes.length), 'the bundle is cut off.');
  const after = (part: Part): Part => {
    const line = part.line + part.lines + 1;
    return (
      partFrom(bytes, part.to + 1, line) ??
      cutOff(bytes, { from: entries.to + 1, to: bytes.length, line: entries.line + entries.lines + 1 })
    );
  };
  const notes = after(entries);
  const texts = [...linesOf(bytes, notes)].map(({ text }) => text);
  if (texts.length > 0 && texts.every((text) => !text.includes(`"${header.origin}\\n`) && !text.includes(`— ${header.origin} `)))
    format(1, 'the header names another log than its checkpoints.');
  const checkpoints = [...linesOf(bytes, notes)].map(({ text, line }) => signedAt(text, line, keys));
  for (const [at, { size, line }] of checkpoints.entries())
    if (size < (checkpoints[at - 1]?.size ?? 0)) format(line, 'the checkpoints are not in the order of their sizes.');
  const list = after(notes);
  return { bytes, header, entries, list, openings: after(list), checkpoints };
}

/** A line of one of the parts after the entries. */
const KNOWN = /^("[^"]*"|[A-Z-]+#.* \d+ [0-9a-f]{64}|\d+ \{.*\}|end|)$/s;

/** Parts are missing: at a line that belongs to none of them, or at the end of the file. */
function cutOff(bytes: Buffer, rest: Omit<Part, 'lines'>): never {
  for (const { text, line } of linesOf(bytes, rest)) if (!KNOWN.test(text)) format(line, 'this line belongs to no part of a bundle.');
  return format(lineAt(bytes, bytes.length), 'the bundle is cut off.');
}

/** Number of the line in which a byte lies. */
function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

function keyOf(origin: string, spki: string, line?: number): NoteKey {
  try {
    const bytes = Buffer.from(spki, 'base64');
    if (bytes.toString('base64') === spki) return noteKey(origin, bytes);
  } catch {}
  return fail({
    kind: 'KEY',
    ...(line && { line }),
    says: `${line ? `Line ${line}: a` : 'The'} verification key is no public key on P-256.`,
  });
}

/** The keys to believe: the given one alone, if there is one. */
function keysOf(header: Header, { key }: Trust): NoteKey[] {
  if (key === undefined) return header.keys.map((each) => keyOf(header.origin, each, 1));
  const given = keyOf(header.origin, key);
  if (header.keys.some((each) => each !== key))
    fail({ kind: 'KEY', line: 1, says: 'Line 1: the bundle was signed under another key than the given one.' });
  return [given];
}

function signedAt(text: string, line: number, keys: readonly NoteKey[]): Signed {
  const unsigned = (says: string) => fail({ kind: 'SIGNATURE', line, says: `Line ${line}: ${says}` });
  let note: unknown;
  try {
    note = JSON.parse(text);
  } catch {}
  const read = typeof note === 'string' && JSON.stringify(note) === text ? readNote(note) : undefined;
  // A signature can be spelled in several ways; only one is taken.
  if (!read || signedNote(read) !== note) return unsigned('this is no signed note.');
  if (openNote(note, keys) === undefined) return unsigned('the signature of this checkpoint does not hold.');
  const checkpoint = readCheckpoint(read.text);
  if (!checkpoint || checkpoint.origin !== keys[0]?.name) return unsigned('this is no checkpoint of this log.');
  return { ...checkpoint, line };
}

function keptCheckpoint(note: string, keys: readonly NoteKey[]): Checkpoint {
  const text = openNote(note, keys);
  const checkpoint = text === undefined ? undefined : readCheckpoint(text);
  return checkpoint ?? fail({ kind: 'SIGNATURE', says: 'The kept checkpoint is not signed under the key of this log.' });
}

export type ReadLog = {
  readonly size: number;
  /** Every entry is what was logged, follows from the one before in its stream, and is there once. */
  readonly isSound: boolean;
  readonly late: number;
  /** Root at the size of each checkpoint. */
  readonly roots: ReadonlyMap<number, string>;
  /** Heads by `readEntry`'s stream, as of the size of the newest list. */
  readonly heads: ReadonlyMap<string, Head>;
  /** Where the line of an entry begins. */
  readonly starts: readonly number[];
};

type Pending = Head & { readonly stream: string; readonly prev: string };

/** Goes through the entries once: hash of each, its place in its stream, and the tree. */
function readLog({ bytes, entries, checkpoints }: Opened, kept: readonly Checkpoint[]): ReadLog {
  const sizes = [...new Set([...checkpoints, ...kept].map(({ size }) => size))].sort((a, b) => a - b);
  const listed = checkpoints.findLast(({ list }) => list !== undefined)?.size;
  const [tree, entry, starts, roots] = [frontier(), newEntry(), [] as number[], new Map<number, string>()];
  const heads = new Map<string, Head>();
  const pending: Pending[] = [];
  let asListed: Map<string, Head> | undefined;
  let isSound = true;
  let next = 0;
  const stop = () => {
    for (; sizes[next] === tree.size; next++) roots.set(tree.size, rootOf(tree));
    if (listed === tree.size && listed < entries.lines) asListed = copied(heads, pending);
  };
  stop();
  for (let at = entries.from; at < entries.to; ) {
    const end = bytes.indexOf(10, at);
    starts.push(at);
    const index = tree.size;
    if (!readEntry(bytes, at, end, entry) || entry.hash !== entry.logged) isSound = false;
    else {
      const head = heads.get(entry.stream);
      if (head ? head.sequence + 1 === entry.sequence && head.hash === entry.prev : entry.sequence === 1) {
        if (head) {
          head.sequence = entry.sequence;
          head.hash = entry.hash;
          head.index = index;
        } else heads.set(entry.stream, { sequence: 1, hash: entry.hash, index });
      } else pending.push({ stream: entry.stream, sequence: entry.sequence, hash: entry.hash, prev: entry.prev, index });
    }
    append(tree, entryHash(entry.logged));
    if (sizes[next] === tree.size) stop();
    at = end + 1;
  }
  // What the stream of the table gave up is logged later: then the numbers of a stream are not in the order of the log.
  const late = pending.length;
  for (const { stream, sequence, hash, prev, index } of pending.toSorted((a, b) => a.sequence - b.sequence)) {
    const head = heads.get(stream);
    if (head ? head.sequence + 1 === sequence && head.hash === prev : sequence === 1) heads.set(stream, { sequence, hash, index });
    else isSound = false;
  }
  return { size: tree.size, isSound, late, roots, heads: asListed ?? heads, starts };
}

/** The heads as they are now: of each stream the highest number that was logged. */
function copied(heads: ReadonlyMap<string, Head>, pending: readonly Pending[]): Map<string, Head> {
  const copy = new Map([...heads].map(([stream, head]) => [stream, { ...head }]));
  for (const each of pending) if (each.sequence > (copy.get(each.stream)?.sequence ?? 0)) copy.set(each.stream, each);
  return copy;
}

const SPACE = 32;

/** Whether the list is the one that was signed, and says of every stream what the log says. */
function isListed({ bytes, list }: Opened, { list: signed }: Signed, heads: ReadonlyMap<string, Head>): boolean {
  const tree = frontier();
  let before = '';
  for (let at = list.from; at < list.to; ) {
    const end = bytes.indexOf(10, at);
    append(tree, leafHash(bytes.subarray(at, end)));
    let middle = end - 66;
    while (bytes[middle] !== SPACE && middle > at) middle--;
    const stream = bytes.toString('utf8', at, middle);
    const head = heads.get(streamText(stream));
    if (!head || stream <= before || bytes.toString('latin1', middle, end) !== ` ${head.sequence} ${head.hash}`) return false;
    before = stream;
    at = end + 1;
  }
  return tree.size === heads.size && rootOf(tree) === signed;
}

/** Compares personal data with their commitments. Answers how many there were. */
function checkOpenings({ bytes, openings }: Opened, starts: readonly number[]): number {
  let count = 0;
  for (const { text, line } of linesOf(bytes, openings)) {
    const cut = text.indexOf(' ');
    const index = Number(text.slice(0, cut));
    const start = starts[index];
    if (!/^(0|[1-9]\d*)$/.test(text.slice(0, cut)) || start === undefined) return format(line, 'this opens no entry of the log.');
    const end = bytes.indexOf(10, start);
    const { commitment, kind, id, sequence } = JSON.parse(bytes.toString('utf8', start + 65, end));
    const found = hash('sha256', text.slice(cut + 1));
    if (found !== commitment) {
      const isOther = bytes.indexOf(`"commitment":"${found}"`, starts[0]) >= 0;
      if (isOther) return format(line, `these personal data are those of another event than entry ${index}.`);
      const stream = `${kind}#${id}`;
      const says = `Line ${line}: the personal data of ${stream}, event ${sequence} (entry ${index}), are not those that were committed to.`;
      fail({ kind: 'PERSONAL', line, entries: [index, index + 1], stream, sequence, says });
    }
    count++;
  }
  return count;
}

type Told = {
  log: ReadLog;
  newest: Signed;
  listed: Signed | undefined;
  kept: readonly Checkpoint[];
  openings: number;
  isTrusted: boolean;
  keys: readonly NoteKey[];
};

/** What was proved, and what was not. */
function sentences({ header, checkpoints }: Opened, { log, newest, listed, kept, openings, isTrusted, keys }: Told): string[] {
  const named = keys.map(({ keyId }) => keyId).join(', ');
  return [
    `Log ${header.origin}: ${log.size} entries, signed as of ${newest.time}.`,
    `Every event is, byte for byte, the one that was logged; each follows from the one before it in its stream; none is there twice and none is missing.`,
    ...(log.late
      ? [`${log.late} entries were logged later than the order of their streams: the log says so of itself, nothing is wrong.`]
      : []),
    `The log begins with each of its ${checkpoints.length} signed checkpoints: nothing that was signed was changed, moved or taken out since.`,
    listed
      ? `The list of ${log.heads.size} streams that was signed as of ${listed.size} entries is the log's: no weapon was left out.`
      : 'No list was signed: that no weapon was left out before it was logged is not proved.',
    ...kept.map(({ size, time }) => `The log begins with the checkpoint of ${size} entries that was kept since ${time}.`),
    ...(openings ? [`The personal data of ${openings} events are those that were committed to.`] : []),
    isTrusted
      ? `All signatures are by the given key (${named}).`
      : `The key (${named}) is the bundle's own: compare it with the one that the Ministry gave you, or name that one with --key.`,
    ...(kept.length
      ? []
      : ['Without a checkpoint that you kept yourself (--since) it is not proved that nobody else was shown another log.']),
  ];
}
