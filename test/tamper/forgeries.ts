import { commit, hashOf, seal } from '#shared/kernel/event-chain.ts';
import { custodyNumber } from '#shared/kernel/numbers.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Chance } from '#test/scenario/chance.ts';
import type { Trust } from '../../services/custody/verifier/opening.ts';
import { canonicalOf, type Export, entryOf, events, type Key, listOf, newKey, signed, streamOf, written } from './exports.ts';

/** What a forger touched: entries by their place in the forged file, streams by name, lines of the file. */
export type Touched = { readonly entries: Set<number>; readonly streams: Set<string>; readonly lines: Set<number> };
export type Forged = { readonly bytes: Buffer; readonly trust: Trust; readonly touched: Touched };
type Also = { entries?: readonly number[]; streams?: readonly string[]; lines?: readonly number[]; trust?: Trust; bytes?: Buffer };
type Entry = Export['entries'][number];

const FIRST_LINE = 2;
const GENESIS = '0'.repeat(64);

const copy = ({ origin, keys, entries, notes, list, openings }: Export): Export => ({
  origin,
  keys: [...keys],
  entries: [...entries],
  notes: [...notes],
  list: [...list],
  openings: [...openings],
});
const noteLine = ({ entries }: Export, at: number) => FIRST_LINE + entries.length + 1 + at;
const listLine = (export_: Export, at: number) => noteLine(export_, export_.notes.length) + 1 + at;
const openingLine = (export_: Export, at: number) => listLine(export_, export_.list.length) + 1 + at;
const at = (export_: Export, index: number) => export_.entries[index] as Entry;

/** The forged file, and what in it is not as it was in the clean one. */
function forgery(clean: Export, forged: Export, also: Also = {}): Forged {
  const line = ({ hash, text }: Entry) => `${hash} ${text}`;
  const before = new Set(clean.entries.map(line));
  const after = new Set(forged.entries.map(line));
  const changed = forged.entries.flatMap((entry, index) => (before.has(line(entry)) ? [] : [index]));
  const removed = clean.entries.flatMap((entry, index) => (after.has(line(entry)) ? [] : [index]));
  const streams = [...changed.map((index) => at(forged, index)), ...removed.map((index) => at(clean, index))].map(({ event }) =>
    streamOf(event),
  );
  const listed = new Set(clean.list);
  const lines = forged.list.flatMap((text, place) => (listed.has(text) ? [] : [listLine(forged, place)]));
  return {
    bytes: also.bytes ?? written(forged),
    trust: also.trust ?? {},
    touched: {
      entries: new Set([...changed, ...removed, ...(also.entries ?? [])]),
      streams: new Set([...streams, ...(also.streams ?? [])]),
      lines: new Set([...lines, ...(also.lines ?? [])]),
    },
  };
}

/** An event with other content and the hash that fits it. */
function resealed({ personal, hash: _hash, ...event }: StoredEvent, change: Partial<StoredEvent>): StoredEvent {
  const unhashed = { ...event, ...change };
  return { ...unhashed, ...(personal && { personal }), hash: hashOf(unhashed) };
}

/** Numbers a stream anew from one of its events on, and has each of them name the hash before it. */
function rechain(forged: Export, stream: string): void {
  let [prev, sequence] = [GENESIS, 0];
  const own = forged.entries.flatMap(({ event }, index) => (streamOf(event) === stream ? [{ event, index }] : []));
  for (const { event, index } of own.sort((a, b) => a.event.sequence - b.event.sequence)) {
    sequence += 1;
    const made = event.prev === prev && event.sequence === sequence ? event : resealed(event, { prev, sequence });
    if (made !== event) forged.entries[index] = entryOf(made);
    prev = made.hash;
  }
}

/** What somebody might want changed: who acted, a paper, the moment, the place. */
function alteration(event: StoredEvent, chance: Chance): Partial<StoredEvent> {
  return chance.pick<Partial<StoredEvent>>([
    { actor: { ...event.actor, officer: `O-${chance.digits(5)}` } },
    { data: { ...(event.data as object), documentNo: `X-${chance.digits(5)}` } },
    { at: new Date(Date.parse(event.at) + 1000 * chance.int(1, 9999)).toISOString() },
    { state: { ...(event.state as object), site: `ELSEWHERE-${chance.digits(3)}` } },
  ]);
}

/** How far a forger goes: the text alone, its hash, the rest of the stream, the list. Everything but the signatures. */
function cover(forged: Export, streams: readonly string[], level: number): void {
  if (level >= 2) for (const stream of streams) rechain(forged, stream);
  if (level >= 3) forged.list = listOf(forged.entries);
}

type Forger = (clean: Export, chance: Chance, key: Key) => Forged;

/** The ten ways to lie with an export. Each one goes as far as chance has it. */
export const forgers: Readonly<Record<string, Forger>> = {
  edit(clean, chance) {
    const forged = copy(clean);
    const index = chance.int(0, clean.entries.length - 1);
    const level = chance.int(0, 3);
    const { event, hash } = at(clean, index);
    forged.entries[index] = { ...entryOf(resealed(event, alteration(event, chance))), ...(level === 0 && { hash }) };
    cover(forged, [streamOf(event)], level);
    return forgery(clean, forged);
  },

  delete(clean, chance) {
    const forged = copy(clean);
    const index = chance.int(0, clean.entries.length - 1);
    const stream = streamOf(at(clean, index).event);
    const isWhole = chance.often(0.3);
    forged.entries = clean.entries.filter(({ event }, place) => (isWhole ? streamOf(event) !== stream : place !== index));
    forged.openings = openingsOf(forged);
    cover(forged, [stream], chance.int(0, 3));
    return forgery(clean, forged);
  },

  insert(clean, chance) {
    const forged = copy(clean);
    const level = chance.int(0, 3);
    if (level === 0) {
      const [from, to] = [chance.int(0, clean.entries.length - 1), chance.int(0, clean.entries.length)];
      forged.entries.splice(to, 0, at(clean, from));
      forged.openings = openingsOf(forged);
      return forgery(clean, forged, { entries: [to, from < to ? from : from + 1], streams: [streamOf(at(clean, from).event)] });
    }
    const [event] = events(chance, 1) as [StoredEvent];
    const made = chance.often(0.5) ? resealed(event, { id: custodyNumber('WA', 900_000 + chance.int(0, 999)) }) : following(clean, chance);
    const place = forged.entries.findLastIndex((entry) => entry.hash === made.prev) + 1;
    forged.entries.splice(chance.int(place, forged.entries.length), 0, entryOf(made));
    forged.openings = openingsOf(forged);
    cover(forged, [streamOf(made)], level);
    return forgery(clean, forged);
  },

  reorder(clean, chance) {
    const forged = copy(clean);
    const one = chance.int(0, clean.entries.length - 2);
    const other = chance.often(0.5) ? one + 1 : chance.int(one + 1, clean.entries.length - 1);
    [forged.entries[one], forged.entries[other]] = [at(clean, other), at(clean, one)];
    forged.openings = openingsOf(forged);
    const streams = [one, other].map((index) => streamOf(at(clean, index).event));
    return forgery(clean, forged, { entries: [one, other], streams });
  },

  'swap between weapons'(clean, chance) {
    const forged = copy(clean);
    const [one, other] = twoOfAKind(clean, chance);
    const [a, b] = [at(clean, one), at(clean, other)];
    const level = chance.int(0, 3);
    for (const [index, mine, theirs] of [
      [one, a, b],
      [other, b, a],
    ] as const) {
      const made = resealed(mine.event, { data: theirs.event.data, state: theirs.event.state, at: theirs.event.at });
      forged.entries[index] = { ...entryOf(made), ...(level === 0 && { hash: mine.hash }) };
    }
    cover(forged, [streamOf(a.event), streamOf(b.event)], level);
    return forgery(clean, forged);
  },

  truncate(clean, chance) {
    if (chance.often(0.25)) return cutOff(clean, chance);
    const forged = copy(clean);
    forged.entries = clean.entries.slice(0, chance.int(1, clean.entries.length - 1));
    forged.openings = openingsOf(forged);
    if (chance.often(0.5)) forged.list = listOf(forged.entries);
    const gone = clean.entries.slice(forged.entries.length);
    return forgery(clean, forged, { streams: gone.map(({ event }) => streamOf(event)) });
  },

  /** Another story from some entry on, signed over: by the forger's key, or by the true one, which somebody used again. */
  fork(clean, chance, key) {
    const forged = copy(clean);
    const index = chance.int(0, (clean.notes.at(-1)?.size ?? 1) - 1);
    const { event } = at(clean, index);
    forged.entries[index] = entryOf(resealed(event, alteration(event, chance)));
    cover(forged, [streamOf(event)], 3);
    const sizes = clean.notes.map(({ size }) => size);
    const [spki] = clean.keys as [string];
    const how = chance.int(0, 2);
    const signing = how === 2 ? key : newKey();
    forged.notes = signed(forged.entries, sizes, signing);
    if (how === 0) forged.keys = [signing.spki];
    if (how === 0) return forgery(clean, forged, { trust: { keys: [spki] }, lines: [1] });
    if (how === 1) return forgery(clean, forged, { lines: sizes.map((_, place) => noteLine(forged, place)) });
    const kept = chance.pick(clean.notes.filter(({ size }) => size > index));
    return forgery(clean, forged, { trust: { since: [kept.note] } });
  },

  /** An export that ends with an older checkpoint: right in itself, to whoever kept no newer one. */
  'stale checkpoint'(clean, chance, key) {
    const size = chance.int(1, clean.entries.length - 1);
    const forged = copy(clean);
    forged.notes = [...clean.notes.filter((note) => note.size < size), ...signed(clean.entries, [size], key)];
    const isWhole = chance.often(0.3);
    forged.entries = isWhole ? clean.entries : clean.entries.slice(0, size);
    forged.list = listOf(clean.entries.slice(0, size));
    forged.openings = openingsOf(forged);
    const later = Array.from({ length: clean.entries.length - size }, (_, n) => size + n);
    const streams = later.map((index) => streamOf(at(clean, index).event));
    return forgery(clean, forged, { entries: later, streams, trust: { since: clean.notes.slice(-1).map(({ note }) => note) } });
  },

  'personal datum'(clean, chance) {
    const forged = copy(clean);
    const place = chance.int(0, clean.openings.length - 1);
    const { index, text } = clean.openings[place] as Export['openings'][number];
    const personal = JSON.parse(text);
    const other = chance.often(0.8)
      ? { ...personal, depositor: { name: `Name ${chance.digits(7)}` } }
      : { ...personal, salt: chance.digits(31) };
    forged.openings[place] = { index, text: canonicalOf(other) };
    const { event, hash } = at(clean, index);
    const stream = streamOf(event);
    const level = chance.int(0, 3);
    if (level > 0) {
      const { salt, ...rest } = other;
      forged.entries[index] = { ...entryOf(resealed(event, { commitment: commit(rest, salt) })), ...(level === 1 && { hash }) };
      cover(forged, [stream], level);
    }
    return forgery(clean, forged, { entries: [index], streams: [stream], lines: [openingLine(forged, place)] });
  },

  'hex edit'(clean, chance) {
    const bytes = Buffer.from(written(clean));
    const place = chance.int(0, bytes.length - 1);
    const line = bytes.subarray(0, place).filter((byte) => byte === 10).length + 1;
    const isEnd = bytes[place] === 10;
    bytes[place] = (bytes[place] as number) ^ (1 << chance.int(0, 7));
    const index = line - FIRST_LINE;
    const entry = clean.entries[index];
    return forgery(clean, clean, {
      bytes,
      entries: entry ? [index, ...(isEnd ? [index + 1] : [])] : opened(clean, line),
      streams: [...(entry ? [index] : opened(clean, line)).map((each) => streamOf(at(clean, each).event)), ...listed(clean, line)],
      lines: [line, ...(isEnd ? [line + 1] : [])],
    });
  },
};

/** The openings of a forged file, each by the place that its entry has now. */
function openingsOf({ entries, openings }: Export): Export['openings'] {
  if (openings.length === 0) return [];
  return entries.flatMap(({ event }, index) => (event.personal ? [{ index, text: canonicalOf(event.personal) }] : []));
}

/** One event more of a stream that is there, as an honest hand would have sealed it. */
function following({ entries }: Export, chance: Chance): StoredEvent {
  const { event } = chance.pick(entries);
  const head = entries.map((entry) => entry.event).filter((each) => streamOf(each) === streamOf(event));
  const newest = head.reduce((last, each) => (each.sequence > last.sequence ? each : last));
  const command = {
    id: `forged ${chance.digits(6)}`,
    type: 'x',
    at: newest.at,
    recordedAt: newest.recordedAt,
    actor: newest.actor,
    data: {},
  };
  const rules = { kind: newest.kind, decide: () => 'nothing' as const, evolve: () => newest.state };
  return seal(rules, newest.id, newest, command, { type: 'stored', data: { documentNo: chance.digits(6) } });
}

/** Two events of one type, of different weapons. */
function twoOfAKind({ entries }: Export, chance: Chance): [number, number] {
  for (;;) {
    const [one, other] = [chance.int(0, entries.length - 1), chance.int(0, entries.length - 1)];
    const [a, b] = [entries[one]?.event, entries[other]?.event];
    if (a && b && a.id !== b.id && a.type === b.type && a.hash !== b.hash) return [one, other];
  }
}

function cutOff(clean: Export, chance: Chance): Forged {
  const whole = written(clean);
  const bytes = whole.subarray(0, chance.int(1, whole.length - 1));
  const line = bytes.filter((byte) => byte === 10).length + 1;
  const index = line - FIRST_LINE;
  // At the end of a line, what is missing is the line after it.
  const streams = clean.entries.slice(Math.max(0, index)).map(({ event }) => streamOf(event));
  return forgery(clean, clean, { bytes, entries: [index], lines: [line - 1, line], streams });
}

const listed = (clean: Export, line: number) =>
  clean.list.flatMap((text, place) => (listLine(clean, place) === line ? [text.split(' ')[0] ?? ''] : []));
/** The entry that a line opens. */
const opened = (clean: Export, line: number) =>
  clean.openings.flatMap(({ index }, place) => (openingLine(clean, place) === line ? [index] : []));
