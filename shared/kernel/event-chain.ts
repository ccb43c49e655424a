import { hash } from 'node:crypto';
import type { Aggregate, Command, Draft, StoredEvent } from './stream.ts';

const REMEMBERED = 32;
const GENESIS = '0'.repeat(64);

/** Printable ASCII that stands in JSON as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** RFC 8785 canonical JSON of a JSON value; a member that is undefined is none. */
export function canonical(value: unknown): string {
  const text = written(value);
  if (text === undefined) throw new TypeError('only JSON values have a canonical form');
  return text;
}

function written(value: unknown): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('only finite numbers have a canonical form');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') throw new TypeError('only JSON values have a canonical form');
  let text = '';
  if (Array.isArray(value)) {
    for (const each of value) text += `${text && ','}${written(each) ?? 'null'}`;
    return `[${text}]`;
  }
  // Keys are sorted by UTF-16 code units, as RFC 8785 wants them.
  for (const key of Object.keys(value).sort()) {
    const member = written((value as Record<string, unknown>)[key]);
    if (member !== undefined) text += `${text && ','}${quoted(key)}:${member}`;
  }
  return `{${text}}`;
}

function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('half a surrogate pair has no canonical form');
  return JSON.stringify(text);
}

/** Hex SHA-256 of a text's UTF-8 bytes. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

/** The 8 bytes of a command's id that a stream remembers, in hex. */
export function commandDigest(commandId: string): string {
  return sha256(commandId).slice(0, 16);
}

/** Hex SHA-256 over personal data together with their salt (design page: the chain sees only this). */
export function commit(personal: object, salt: string): string {
  return sha256(canonical({ ...personal, salt }));
}

/**
 * What makes two commands under one id the same command: type, content, actor and a stated time. Personal data enter by
 * commitment, so a repeat is compared under the salt of the first.
 */
export function fingerprintOf(command: Command, salt = command.salt): string {
  const { type, data, actor, at, atStated, personal } = command;
  const commitment = personal && salt ? commit(personal, salt) : null;
  return sha256(
    canonical({
      type,
      data,
      client: actor.client,
      officer: actor.officer ?? null,
      committee: actor.committee ?? null,
      at: atStated ? at : null,
      commitment,
    }),
  );
}

type Unhashed = Omit<StoredEvent, 'hash' | 'personal'>;
type Texts = { readonly actor: string; readonly data: string; readonly state: string };

/** What was made canonical to seal an event, for its item. */
const sealed = new WeakMap<object, Texts>();

/** The canonical forms of an event's actor, data and state. */
export function textsOf(event: Unhashed): Texts {
  return sealed.get(event) ?? { actor: canonical(event.actor), data: canonical(event.data), state: canonical(event.state) };
}

/** RFC 8785 form of everything an event says except its personal data and the hash itself; the order of the fields is fixed and sorted. */
export function canonicalEvent(event: Unhashed, { actor, data, state } = textsOf(event)): string {
  const { at, backfilled, command, commitment, id, kind, prev, recent, recordedAt, sequence, type, v } = event;
  const optional = (name: string, value: unknown) => (value === undefined ? '' : `"${name}":${JSON.stringify(value)},`);
  return (
    `{"actor":${actor},"at":${JSON.stringify(at)},${optional('backfilled', backfilled)}"command":${canonical(command)},` +
    `${optional('commitment', commitment)}"data":${data},"id":${JSON.stringify(id)},"kind":${JSON.stringify(kind)},` +
    `"prev":"${prev}","recent":${JSON.stringify(recent)},"recordedAt":${JSON.stringify(recordedAt)},"sequence":${sequence},` +
    `"state":${state},"type":${JSON.stringify(type)},"v":${v}}`
  );
}

/** Hex SHA-256 of an event's canonical form. */
export function hashOf(event: Unhashed): string {
  return sha256(canonicalEvent(event));
}

/** Puts an accepted draft at the end of its stream: next number, new state, remembered command, link to the event before. */
export function seal<S, C extends Command>(
  aggregate: Aggregate<S, C>,
  id: string,
  newest: StoredEvent<S> | undefined,
  command: C,
  draft: Draft,
): StoredEvent<S> {
  const happened = { type: draft.type, data: draft.data, at: command.at, actor: command.actor };
  if (draft.personal && !command.salt) throw new TypeError('personal data need a salt');
  const personal = draft.personal && command.salt ? { ...draft.personal, salt: command.salt } : undefined;
  const unhashed = {
    kind: aggregate.kind,
    id,
    sequence: (newest?.sequence ?? 0) + 1,
    type: draft.type,
    v: 1 as const,
    at: command.at,
    recordedAt: recorded(newest, command),
    ...(command.backfilled && { backfilled: true as const }),
    actor: command.actor,
    command: { id: command.id, fingerprint: fingerprintOf(command) },
    recent: [...(newest?.recent ?? []), commandDigest(command.id)].slice(-REMEMBERED),
    data: draft.data,
    state: aggregate.evolve(newest?.state, happened),
    ...(personal && { commitment: sha256(canonical(personal)) }),
    prev: newest?.hash ?? GENESIS,
  };
  const texts = textsOf(unhashed);
  const event = { ...unhashed, ...(personal && { personal }), hash: sha256(canonicalEvent(unhashed, texts)) };
  sealed.set(event, texts);
  return event;
}

/** Never before the event it follows, whatever two clocks say or whichever call began first: a walk by recorded time meets a stream in its order. */
function recorded(newest: StoredEvent | undefined, { recordedAt }: Command): string {
  return newest && newest.recordedAt > recordedAt ? newest.recordedAt : recordedAt;
}

/** The number of the event that stored this command, if the newest event still remembers it. */
export function remembered(newest: StoredEvent, commandId: string): number | undefined {
  const place = newest.recent.lastIndexOf(commandDigest(commandId));
  return place < 0 ? undefined : newest.sequence - newest.recent.length + 1 + place;
}

/** The first event of a stream that does not follow from the one before, with the reason; nothing when the chain holds. */
export function brokenLink(events: readonly StoredEvent[]): { sequence: number; reason: string } | undefined {
  let prev = GENESIS;
  for (const [index, event] of events.entries()) {
    const say = (reason: string) => ({ sequence: event.sequence, reason });
    if (event.sequence !== index + 1) return say(`number ${index + 1} expected`);
    if (event.prev !== prev) return say('does not name the hash before it');
    if (hashOf(event) !== event.hash) return say('hash does not fit the content');
    if (event.personal && sha256(canonical(event.personal)) !== event.commitment) return say('personal data do not fit their commitment');
    prev = event.hash;
  }
  return undefined;
}
