import { hash } from 'node:crypto';

/**
 * What the verifier must know of an event: `stream` is `id","kind":"KIND` as the text has it (see `streamName`), `from` and `to` are the bytes of the canonical
 * form. Read by its fixed, sorted field order without taking the text apart.
 */
export type EntryText = {
  from: number;
  to: number;
  logged: string;
  hash: string;
  stream: string;
  sequence: number;
  prev: string;
  /** A byte before the name of the state, or, where the event was read as a whole, before that of its first field. */
  state: number;
};

const HASH = 64;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const OPENED = 91;
const CLOSED = 93;
const NOWHERE = -1;
const AMBIGUOUS = -2;
/** A remembered command in the text: 16 digits in quotes, and a comma or the end of the array. */
const REMEMBERED = 19;
const PREV = Buffer.from('","prev":"');
const KIND = Buffer.from('","kind":"');
const ID = Buffer.from(',"id":"');
const RECENT = Buffer.from('","recent":[');
const RECORDED = Buffer.from(',"recordedAt":"');
const SEQUENCE = Buffer.from('","sequence":');
const STATE = Buffer.from(',"state":');

/** Whether this text stands at a place; from its last byte on, where texts that look alike differ. */
function stands(bytes: Buffer, at: number, text: Buffer): boolean {
  for (let n = text.length - 1; n >= 0; n--) if (bytes[at + n] !== text[n]) return false;
  return true;
}

/** Where the string before a place begins, behind its quote, if it has no quote within. */
function stringBefore(bytes: Buffer, end: number): number {
  let at = end;
  while (bytes[at - 1] !== QUOTE && at > 0) at--;
  return at;
}

/** Where `","recent":[` stands, of which there must be one; found by its bracket, which is rare. */
function recentIn(bytes: Buffer, from: number, end: number): number {
  let found = NOWHERE;
  for (let at = bytes.indexOf(OPENED, from); at >= 0 && at < end; at = bytes.indexOf(OPENED, at + 1)) {
    const place = at + 1 - RECENT.length;
    if (!stands(bytes, place, RECENT)) continue;
    if (found !== NOWHERE) return AMBIGUOUS;
    found = place;
  }
  return found;
}

/** Reads the entry in the line [start, end) into `into`; false when it is none. Its hash is computed, and not yet compared with the logged one. */
export function readEntry(bytes: Buffer, start: number, end: number, into: EntryText): boolean {
  into.from = start + HASH + 1;
  into.to = end;
  into.logged = bytes.toString('latin1', start, start + HASH);
  into.stream = '';
  if (end - start < HASH + 2 || bytes[start + HASH] !== SPACE) return false;
  into.hash = hash('sha256', bytes.subarray(into.from, end));
  const recent = recentIn(bytes, into.from, end);
  // Two places that look alike: one of them is content, and only the whole text tells which.
  if (recent < 0) return recent === AMBIGUOUS && readWhole(bytes, into);
  const prev = recent - HASH - PREV.length;
  if (!stands(bytes, prev, PREV)) return false;
  const kind = stringBefore(bytes, prev) - KIND.length;
  if (!stands(bytes, kind, KIND)) return false;
  const id = stringBefore(bytes, kind) - ID.length;
  // A name with a quote in it is spelled with more than one.
  if (id < into.from || !stands(bytes, id, ID)) return readWhole(bytes, into);
  let recorded = recent + RECENT.length;
  while (bytes[recorded - 1] !== CLOSED && recorded < end) recorded += REMEMBERED;
  let sequence = recorded + RECORDED.length;
  while (bytes[sequence] !== QUOTE && sequence < end) sequence++;
  if (!stands(bytes, recorded, RECORDED) || !stands(bytes, sequence, SEQUENCE)) return false;
  into.prev = bytes.toString('latin1', prev + PREV.length, recent);
  into.stream = bytes.toString('latin1', id + ID.length, prev);
  into.sequence = 0;
  let at = sequence + SEQUENCE.length;
  for (; bytes[at] !== COMMA && at < end; at++) into.sequence = into.sequence * 10 + (bytes[at] as number) - 48;
  if (!stands(bytes, at, STATE)) return readWhole(bytes, into);
  into.state = at;
  return into.sequence > 0;
}

function readWhole(bytes: Buffer, into: EntryText): boolean {
  try {
    const { id, kind, sequence, prev } = JSON.parse(bytes.toString('utf8', into.from, into.to));
    if (typeof id !== 'string' || typeof kind !== 'string' || !Number.isInteger(sequence)) return false;
    into.stream = Buffer.from(`${JSON.stringify(id).slice(1, -1)}","kind":"${kind}`).toString('latin1');
    into.sequence = sequence;
    into.prev = String(prev);
    into.state = into.from;
    return true;
  } catch {
    return false;
  }
}

/** The stream's name as lists have it: `WEAPON#WA000123-4`. */
export function streamName(stream: string): string {
  const text = Buffer.from(stream, 'latin1').toString();
  const cut = text.lastIndexOf('","kind":"');
  return `${text.slice(cut + KIND.length)}#${JSON.parse(`"${text.slice(0, cut)}"`)}`;
}

const PLAIN = /^[A-Za-z0-9#|_.:-]*$/;

/** The key under which `readEntry` knows a stream by its name. */
export function streamText(name: string): string {
  const cut = name.indexOf('#');
  if (PLAIN.test(name)) return `${name.slice(cut + 1)}","kind":"${name.slice(0, cut)}`;
  return Buffer.from(`${JSON.stringify(name.slice(cut + 1)).slice(1, -1)}","kind":"${name.slice(0, cut)}`).toString('latin1');
}

export function newEntry(): EntryText {
  return { from: 0, to: 0, logged: '', hash: '', stream: '', sequence: 0, prev: '', state: 0 };
}
