import { leafHash, merkleRoot } from '#shared/kernel/merkle-log.ts';
import { endOf, linesOf, type Part, partFrom } from './bundle-lines.ts';
import { newEntry, readEntry, streamName } from './entry.ts';
import { type Finding, GENESIS, type Opened, type Signed } from './opening.ts';
import type { ReadLog } from './verify.ts';

type Entry = { readonly index: number; readonly stream: string; readonly sequence: number; readonly hash: string; readonly prev: string };
type Listed = { readonly sequence: number; readonly hash: string; readonly line: number };

const FIRST_LINE = 2;
const LIST_LINE = /^(.*) (\d+) ([0-9a-f]{64})$/;

/**
 * Says which entry fails first, once something does. What is believed is what was signed: from the list's heads each stream is walked back by the
 * hashes that its events name, so that the event which was touched is told from those that only point to it.
 */
export function diagnose(opened: Opened, log: ReadLog): Finding {
  const wrong = wrongEntry(opened.bytes, opened);
  if (wrong) return wrong;
  const entries = entriesOf(opened);
  const newest = opened.checkpoints.at(-1) as Signed;
  return (
    twice(entries) ??
    againstList(opened, entries) ??
    chains(entries) ??
    unsigned(opened, log, newest) ?? { kind: 'LIST', line: opened.list.line, says: 'The list is not the one that was signed.' }
  );
}

function entriesOf({ bytes, entries }: Opened): Entry[] {
  const entry = newEntry();
  return entries.starts.map((start, index) => {
    readEntry(bytes, start, endOf(entries, index), entry);
    return { index, stream: streamName(entry.stream), sequence: entry.sequence, hash: entry.hash, prev: entry.prev };
  });
}

/** The first line that is no entry, or whose event is not the one that was logged. */
export function wrongEntry(bytes: Buffer, opened?: Opened): Finding | undefined {
  const entry = newEntry();
  const part = partFrom(bytes, bytes.indexOf(10) + 1, FIRST_LINE);
  for (const [index, start] of (part?.starts ?? []).entries()) {
    const end = endOf(part as Part, index);
    const line = index + FIRST_LINE;
    const at = { line, entries: [index, index + 1] as const };
    if (bytes.toString('latin1', start + 64, end) === ' -')
      return { kind: 'MISSING', ...at, says: `Line ${line}: the event of entry ${index} is gone; only its hash is left.` };
    const isEntry = readEntry(bytes, start, end, entry);
    if (!isEntry && entry.hash === entry.logged) return { kind: 'FORMAT', ...at, says: `Line ${line}: this is no entry of a log.` };
    if (!isEntry || entry.hash !== entry.logged) {
      const owner = opened && ownerOf(entry.logged, opened);
      const whose = owner ? ` of ${owner.stream}, event ${owner.sequence},` : '';
      const says = `Line ${line}: entry ${index}${whose} is not what was logged: its content was changed, or its hash.`;
      return { kind: 'CONTENT', ...at, ...owner, says };
    }
  }
  return undefined;
}

/** Whose event had this hash: the list tells of heads, and an event of the one before it. What the changed text says of itself is not believed. */
function ownerOf(hash: string, { bytes, list, entries }: Opened): { stream: string; sequence: number } | undefined {
  for (const { text } of linesOf(bytes, list)) {
    const [, stream, sequence] = LIST_LINE.exec(text) ?? [];
    if (stream && text.endsWith(` ${hash}`)) return { stream, sequence: Number(sequence) };
  }
  const entry = newEntry();
  const named = bytes.indexOf(`"prev":"${hash}"`, entries.from);
  if (named < 0 || named > entries.to) return undefined;
  const isEntry = readEntry(bytes, bytes.lastIndexOf(10, named) + 1, bytes.indexOf(10, named), entry);
  return isEntry && entry.prev === hash ? { stream: streamName(entry.stream), sequence: entry.sequence - 1 } : undefined;
}

const place = ({ index, stream, sequence }: Entry) => ({
  line: index + FIRST_LINE,
  entries: [index, index + 1] as const,
  stream,
  sequence,
});
const name = ({ index, stream, sequence }: Entry) => `Line ${index + FIRST_LINE}: ${stream}, event ${sequence} (entry ${index})`;

function twice(entries: readonly Entry[]): Finding | undefined {
  const seen = new Set<string>();
  for (const entry of entries) {
    const key = `${entry.stream} ${entry.sequence}`;
    if (seen.has(key)) return { kind: 'TWICE', ...place(entry), says: `${name(entry)} is there a second time.` };
    seen.add(key);
  }
  return undefined;
}

function byStream(entries: readonly Entry[]): Map<string, Entry[]> {
  const streams = new Map<string, Entry[]>();
  for (const entry of entries) {
    const stream = streams.get(entry.stream);
    if (stream) stream.push(entry);
    else streams.set(entry.stream, [entry]);
  }
  return streams;
}

/** Walks every stream back from the head that was signed. */
function againstList({ bytes, list, checkpoints }: Opened, all: readonly Entry[]): Finding | undefined {
  const signed = checkpoints.findLast((each) => each.list !== undefined);
  if (!signed) return undefined;
  const lines = [...linesOf(bytes, list)];
  const heads = new Map<string, Listed>();
  for (const { text, line } of lines) {
    const [, stream = '', sequence, hash = ''] = LIST_LINE.exec(text) ?? [];
    heads.set(stream, { sequence: Number(sequence), hash, line });
  }
  const streams = byStream(all.filter(({ index }) => index < signed.size || signed === checkpoints.at(-1)));
  const isSigned = merkleRoot(lines.map(({ text }) => leafHash(Buffer.from(text)))) === signed.list;
  if (!isSigned) return alteredList(heads, streams);
  const findings: Finding[] = [];
  for (const [stream, head] of heads) {
    const found = walkBack(stream, head, streams.get(stream) ?? []);
    if (found) findings.push(found);
  }
  for (const [stream, entries] of streams) {
    const [first] = entries;
    if (first && !heads.has(stream))
      findings.push({ kind: 'ADDED', ...place(first), says: `${name(first)} belongs to a stream that is not on the signed list.` });
  }
  // What is there and wrong has a place; what is missing has none.
  return findings.sort((a, b) => (a.entries?.[0] ?? Number.MAX_SAFE_INTEGER) - (b.entries?.[0] ?? Number.MAX_SAFE_INTEGER))[0];
}

function walkBack(stream: string, head: Listed, entries: readonly Entry[]): Finding | undefined {
  const byHash = new Map(entries.map((entry) => [entry.hash, entry]));
  let expected = head.hash;
  for (let sequence = head.sequence; sequence > 0; sequence--) {
    const entry = byHash.get(expected);
    if (!entry || entry.sequence !== sequence) {
      const other = entries.find((each) => each.sequence === sequence);
      if (other)
        return {
          kind: 'REWRITTEN',
          ...place(other),
          says: `${name(other)} is not the event that was signed: it was rewritten with its hash.`,
        };
      return {
        kind: 'MISSING',
        stream,
        sequence,
        says: `${stream}, event ${sequence}, is missing: the list that was signed has it, or an event names it.`,
      };
    }
    byHash.delete(expected);
    expected = entry.prev;
  }
  const [added] = byHash.values();
  return added && { kind: 'ADDED', ...place(added), says: `${name(added)} was added: its stream was signed without it.` };
}

/** The list itself is not the one that was signed: its first line that the log does not bear out. */
function alteredList(heads: ReadonlyMap<string, Listed>, streams: ReadonlyMap<string, Entry[]>): Finding | undefined {
  let before = '';
  for (const [stream, { sequence, hash, line }] of heads) {
    const last = streams.get(stream)?.reduce((head, entry) => (entry.sequence > head.sequence ? entry : head));
    if (stream <= before || last?.sequence !== sequence || last.hash !== hash) {
      const says = `Line ${line}: this line of the list is not what was signed, and the log does not bear it out.`;
      return { kind: 'LIST', line, says };
    }
    before = stream;
  }
  const unlisted = [...streams.keys()].find((stream) => !heads.has(stream));
  return unlisted === undefined
    ? undefined
    : { kind: 'LIST', stream: unlisted, says: `${unlisted} was taken off the list that was signed.` };
}

/** Without a signed list: the first event that does not follow from the one before it in its stream. */
function chains(entries: readonly Entry[]): Finding | undefined {
  for (const [stream, some] of byStream(entries)) {
    let [prev, sequence] = [GENESIS, 0];
    for (const entry of some.toSorted((a, b) => a.sequence - b.sequence)) {
      sequence += 1;
      if (entry.sequence !== sequence) return { kind: 'MISSING', stream, sequence, says: `${stream}, event ${sequence}, is missing.` };
      if (entry.prev !== prev)
        return {
          kind: 'REWRITTEN',
          ...place(entry),
          says: `${name(entry)} does not follow from the event before it: one of the two was rewritten.`,
        };
      prev = entry.hash;
    }
  }
  return undefined;
}

/** The first entries over which nothing that was signed holds, while each of them looks right by itself; or those that nothing was signed over. */
function unsigned({ header, checkpoints }: Opened, { roots, size: found }: ReadLog, newest: Signed): Finding | undefined {
  let from = 0;
  for (const { size, root } of checkpoints) {
    if (roots.get(size) !== root) {
      const lines = `lines ${from + FIRST_LINE} to ${Math.min(size, found) - 1 + FIRST_LINE}`;
      const fewer = found < newest.size ? ` The log has ${found} entries, and ${newest.size} were signed.` : '';
      const says = `Entries ${from} to ${size - 1} (${lines}) are not those that were signed, or do not stand in that order.${fewer}`;
      return { kind: 'ROOT', line: from + FIRST_LINE, entries: [from, size], says };
    }
    from = size;
  }
  const line = newest.size + FIRST_LINE;
  if (found > newest.size)
    return {
      kind: 'UNSIGNED',
      line,
      entries: [newest.size, found],
      says: `Line ${line}: from entry ${newest.size} on nothing was signed.`,
    };
  if (header.size !== found)
    return { kind: 'FORMAT', line: 1, says: `Line 1: the header speaks of ${header.size} entries; there are ${found}.` };
  return undefined;
}
