import { hash } from 'node:crypto';
import { type Checkpoint, openNote, readNote } from '#shared/kernel/checkpoint.ts';
import { entryHash, leafHash } from '#shared/kernel/merkle-log.ts';
import { type Act, isRegister, LEFT, leaving, needed, type Seen, seenIn, takesTwo, UNMARKED, undeclared, unproved } from './approvals.ts';
import { END, endOf, lineAfter, linesOf } from './bundle-lines.ts';
import { diagnose, wrongEntry } from './diagnosis.ts';
import { type EntryText, newEntry, readEntry, streamText } from './entry.ts';
import { growingTree } from './growing-tree.ts';
import { handovers, isPaper } from './handovers.ts';
import {
  believed,
  Failed,
  fail,
  format,
  GENESIS,
  type Head,
  keptCheckpoint,
  type Opened,
  open,
  type Signed,
  type Trust,
  type Verdict,
} from './opening.ts';

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
  const keys = believed(opened.header.origin, opened.keys, trust);
  const checkpoints = opened.checkpoints.length > 0 ? opened.checkpoints : format(opened.entries.line, 'the bundle has no checkpoint.');
  if (trust.keys && !keys.some(({ keyId }) => opened.keys.some((own) => own.keyId === keyId)))
    fail({ kind: 'KEY', line: 1, says: 'Line 1: the bundle was signed under another key than the given one.' });
  // Under the same keys they were opened already.
  const isUnderOthers = trust.keys !== undefined && String(trust.keys) !== String(opened.header.keys);
  for (const { note, line } of isUnderOthers ? checkpoints : [])
    if (openNote(note, keys) === undefined)
      fail({ kind: 'KEY', line, says: `Line ${line}: this checkpoint was signed under another key than the given one.` });
  const kept = (trust.since ?? []).map((note) => keptCheckpoint(note, keys));
  const log = readLog(opened, kept);
  const newest = checkpoints.at(-1) as Signed;
  const isWhole = log.isSound && log.size === newest.size && opened.header.size === log.size;
  if (!isWhole || checkpoints.some(({ size, root }) => log.roots.get(size) !== root)) fail(diagnose(opened, log));
  const listed = [...checkpoints].reverse().find(({ list }) => list !== undefined);
  if (listed && !isListed(opened, listed, log.heads)) fail(diagnose(opened, log));
  if (!listed && opened.list.starts.length > 0) format(opened.list.line, 'no checkpoint commits to this list.');
  for (const { size, root, time } of kept) {
    const place = `the checkpoint of ${size} entries that was kept since ${time}`;
    if (size > log.size)
      fail({ kind: 'SHRANK', entries: [log.size, size], says: `The log shrank: it has ${log.size} entries, and ${place} has more.` });
    if (log.roots.get(size) !== root)
      fail({ kind: 'FORKED', entries: [0, size], says: `The log was rewritten before entry ${size}: it does not begin with ${place}.` });
  }
  const allowed = checkApprovals(opened, log);
  const openings = checkOpenings(opened);
  const last = lineAfter(opened.openings);
  if (bytes.toString('utf8', opened.openings.to + 1) !== `${END}\n`) format(last, `the bundle does not end with "${END}".`);
  const isKeyChecked = trust.keys !== undefined;
  return { isKeyChecked, proves: sentences(opened, { log, newest, listed, kept, allowed, openings, isKeyChecked }) };
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
  /** Entries that take two persons, and those of the registers by which these are known. */
  readonly acts: readonly number[];
  /** Entries whose effect may take two persons, what these must have signed, and how much leaves trust by a handover. */
  readonly effects: readonly (readonly [index: number, actions: readonly string[], leaves: number])[];
  readonly registers: readonly number[];
  /** Entries of handovers, schedules and recognitions. */
  readonly papers: readonly number[];
};

type Pending = Head & { readonly index: number; readonly stream: string; readonly prev: string };
type Effect = ReadLog['effects'][number];

/** Goes through the entries once: hash of each, its place in its stream, and the tree. */
function readLog({ bytes, entries, checkpoints }: Opened, kept: readonly Checkpoint[]): ReadLog {
  const sizes = [...new Set([...checkpoints, ...kept].map(({ size }) => size))].sort((a, b) => a - b);
  const listed = checkpoints.findLast(({ list }) => list !== undefined)?.size;
  const [tree, entry, roots] = [growingTree(), newEntry(), new Map<number, string>()];
  const { starts } = entries;
  const heads = new Map<string, Head>();
  const [acts, registers, papers, effects] = [[] as number[], [] as number[], [] as number[], [] as Effect[]];
  const pending: Pending[] = [];
  let asListed: Map<string, Head> | undefined;
  let isSound = true;
  let next = 0;
  const stop = () => {
    for (; sizes[next] === tree.size; next++) roots.set(tree.size, tree.root());
    if (listed === tree.size && listed < starts.length) asListed = copied(heads, pending);
  };
  const follow = (index: number, was: Seen | undefined, is: Seen) => {
    if (is === (was ?? UNMARKED)) return;
    const [actions, leaves] = [needed(was, is), leaving(was, is)];
    if (actions.length > 0 || leaves > 0) effects.push([index, actions, leaves]);
  };
  stop();
  for (let index = 0; index < starts.length; index++) {
    const end = endOf(entries, index);
    if (!readEntry(bytes, starts[index] as number, end, entry) || entry.hash !== entry.logged) isSound = false;
    else {
      const head = heads.get(entry.stream);
      const seen = stateOf(bytes, entry, index);
      if (head ? head.sequence + 1 === entry.sequence && head.hash === entry.prev : isFirst(entry)) {
        follow(index, head?.seen, seen);
        if (head) {
          head.seen = seen;
          head.sequence = entry.sequence;
          head.hash = entry.hash;
        } else heads.set(entry.stream, { sequence: 1, hash: entry.hash, seen });
      } else pending.push({ stream: entry.stream, sequence: entry.sequence, hash: entry.hash, prev: entry.prev, index, seen });
    }
    if (isPaper(entry.stream)) papers.push(index);
    if (takesTwo(bytes, end)) acts.push(index);
    else if (isRegister(entry.stream)) registers.push(index);
    tree.add(entryHash(entry.logged, 'binary'), 'binary');
    if (sizes[next] === tree.size) stop();
  }
  // What the stream of the table gave up is logged later: then the numbers of a stream are not in the order of the log.
  const late = pending.length;
  for (const each of pending.toSorted((a, b) => a.sequence - b.sequence)) {
    const head = heads.get(each.stream);
    if (!(head ? head.sequence + 1 === each.sequence && head.hash === each.prev : isFirst(each))) isSound = false;
    else {
      follow(each.index, head?.seen, each.seen);
      heads.set(each.stream, each);
    }
  }
  return { size: tree.size, isSound, late, roots, heads: asListed ?? heads, acts, effects, registers, papers };
}

function stateOf(bytes: Buffer, { state, to }: EntryText, index: number): Seen {
  try {
    return seenIn(bytes.toString('latin1', state, to));
  } catch {
    return format(index + 2, 'this is no entry of a log.');
  }
}

/** Whether an event begins its stream, and says so. */
const isFirst = ({ sequence, prev }: { sequence: number; prev: string }) => sequence === 1 && prev === GENESIS;

/** The heads as they are now: of each stream the highest number that was logged. */
function copied(heads: ReadonlyMap<string, Head>, pending: readonly Pending[]): Map<string, Head> {
  const copy = new Map([...heads].map(([stream, head]) => [stream, { ...head }]));
  for (const each of pending) if (each.sequence > (copy.get(each.stream)?.sequence ?? 0)) copy.set(each.stream, each);
  return copy;
}

const SPACE = 32;

/** Whether the list is the one that was signed, and says of every stream what the log says. */
function isListed({ bytes, list }: Opened, { list: signed }: Signed, heads: ReadonlyMap<string, Head>): boolean {
  const tree = growingTree();
  let before = '';
  for (const [index, at] of list.starts.entries()) {
    const end = endOf(list, index);
    tree.add(leafHash(bytes.subarray(at, end), 'binary'), 'binary');
    let middle = end - 66;
    while (bytes[middle] !== SPACE && middle > at) middle--;
    const stream = bytes.toString('utf8', at, middle);
    const head = heads.get(streamText(stream));
    if (!head || stream <= before || bytes.toString('latin1', middle, end) !== ` ${head.sequence} ${head.hash}`) return false;
    before = stream;
  }
  return tree.size === heads.size && tree.root() === signed;
}

/**
 * Every act that takes two persons carries the signatures of two, whom the log's own registers know; what left trust by a handover is on the schedule
 * that they signed. Answers what that proves.
 */
function checkApprovals({ bytes, entries }: Opened, { acts, effects, registers, papers }: ReadLog): string[] {
  const read = (index: number): Act => JSON.parse(bytes.toString('utf8', (entries.starts[index] as number) + 65, endOf(entries, index)));
  const known = acts.length + effects.length > 0 ? registers.map(read) : [];
  const named = new Set(acts);
  const told = papers.map(read);
  const by = handovers(told);
  const left = new Set(effects.flatMap(([index, , leaves]) => (leaves > 0 ? [index] : [])));
  let signed = 0;
  const refuse = (index: number, act: Act, missing: string | undefined) => {
    if (missing === undefined) return;
    const [line, stream, sequence] = [index + 2, `${act.kind}#${act.id}`, act.sequence];
    const says = `Line ${line}: ${stream}, event ${sequence} (entry ${index}), is not proved to be allowed by two persons: ${missing}.`;
    fail({ kind: 'APPROVAL', line, entries: [index, index + 1], stream, sequence, says });
  };
  for (const index of acts) {
    const act = read(index);
    if (act.type !== LEFT) signed += 1;
    else if (!left.has(index)) refuse(index, act, `it is called "${LEFT}", and nothing leaves by it`);
    refuse(index, act, unproved(act, known));
  }
  for (const [at, act] of told.entries()) refuse(papers[at] as number, act, by.outOfStep(act));
  for (const [index, actions, leaves] of effects) {
    const act = read(index);
    // Its type is read here, and not from the last bytes, which a text with more fields has not.
    refuse(index, act, undeclared(act, actions) ?? (named.has(index) ? undefined : unproved(act, known)) ?? by.unproved(act, leaves));
  }
  const each = `Each of the ${signed} acts that take two persons carries the signatures of two of different departments, neither of whom asked for it.`;
  return [...(signed ? [each] : []), ...by.sentences()];
}

const COMMITMENT = Buffer.from('"commitment":"');
const DATA = '","data":';

/** How many events committed to personal data. */
function committed({ bytes, entries }: Opened): number {
  let count = 0;
  for (let at = bytes.indexOf(COMMITMENT, entries.from); at >= 0 && at < entries.to; at = bytes.indexOf(COMMITMENT, at + 1)) {
    const end = at + COMMITMENT.length + 64;
    if (bytes.toString('latin1', end, end + DATA.length) === DATA) count++;
  }
  return count;
}

/** Compares personal data with their commitments. Answers how many there were. */
function checkOpenings({ bytes, entries, openings }: Opened): number {
  let count = 0;
  let before = -1;
  for (const { text, line } of linesOf(bytes, openings)) {
    const cut = text.indexOf(' ');
    const index = Number(text.slice(0, cut));
    const start = entries.starts[index];
    if (!/^(0|[1-9]\d*)$/.test(text.slice(0, cut)) || start === undefined) return format(line, 'this opens no entry of the log.');
    if (index <= before) return format(line, 'the openings are not in the order of the log, each once.');
    before = index;
    const end = endOf(entries, index);
    const { commitment, kind, id, sequence } = JSON.parse(bytes.toString('utf8', start + 65, end));
    const found = hash('sha256', text.slice(cut + 1));
    if (found !== commitment) {
      const isOther = bytes.indexOf(`"commitment":"${found}"`, entries.from) >= 0;
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
  allowed: readonly string[];
  log: ReadLog;
  newest: Signed;
  listed: Signed | undefined;
  kept: readonly Checkpoint[];
  openings: number;
  isKeyChecked: boolean;
};

/** What was proved, and what was not. */
function sentences(opened: Opened, { log, newest, listed, kept, allowed, openings, isKeyChecked }: Told): string[] {
  const { header, checkpoints } = opened;
  const signers = new Set(checkpoints.flatMap(({ note }) => readNote(note)?.signatures.map(({ keyId }) => keyId) ?? []));
  const named = [...signers].join(', ');
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
    ...allowed,
    ...(openings
      ? [
          `The personal data of ${openings} events are those that were committed to; of ${committed(opened) - openings} events they are not opened.`,
        ]
      : []),
    isKeyChecked
      ? `All signatures are by the given key (${named}).`
      : `The key (${named}) is the bundle's own: compare it with the one that the Ministry gave you, or name that one with --key.`,
    ...(kept.length
      ? []
      : ['Without a checkpoint that you kept yourself (--since) it is not proved that nobody else was shown another log.']),
  ];
}
