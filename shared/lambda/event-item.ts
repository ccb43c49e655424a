import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonical, sha256, textsOf } from '#shared/kernel/event-chain.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';

export type Item = Record<string, AttributeValue>;

/** The walk over all events (re-announce, rebuild, export) reads a day in this many parts. */
export const DAY_SHARDS = 4;

export function streamKey(kind: string, id: string): string {
  return `${kind}#${id}`;
}

/** Sort key of an event: its number, zero-padded so that text order is number order. */
export function sequenceKey(sequence: number): string {
  return String(sequence).padStart(8, '0');
}

/** Partition of the `by-day` index in which an event recorded at `recordedAt` stands. */
export function dayPartition(recordedAt: string, pk: string): string {
  const shard = Number.parseInt(sha256(pk).slice(0, 2), 16) % DAY_SHARDS;
  return `${recordedAt.slice(0, 10)}#${shard}`;
}

const hex = (text: string) => Buffer.from(text, 'hex');
const text = (value: AttributeValue | undefined) => value?.S ?? '';
const bytes = (value: AttributeValue | undefined) =>
  value?.B ? Buffer.from(value.B.buffer, value.B.byteOffset, value.B.byteLength).toString('hex') : '';

/** An event as the item that stores it: texts in canonical JSON, hashes binary. */
export function toItem(event: StoredEvent): Item {
  const pk = streamKey(event.kind, event.id);
  const sk = sequenceKey(event.sequence);
  const texts = textsOf(event);
  const item: Item = {
    pk: { S: pk },
    sk: { S: sk },
    type: { S: event.type },
    v: { N: String(event.v) },
    at: { S: event.at },
    recordedAt: { S: event.recordedAt },
    actor: { S: texts.actor },
    commandId: { S: event.command.id },
    fingerprint: { B: hex(event.command.fingerprint) },
    recent: { B: hex(event.recent.join('')) },
    data: { S: texts.data },
    state: { S: texts.state },
    prev: { B: hex(event.prev) },
    hash: { B: hex(event.hash) },
    day: { S: dayPartition(event.recordedAt, pk) },
    dayKey: { S: `${event.recordedAt}#${sk}` },
  };
  if (event.backfilled) item.backfilled = { BOOL: true };
  if (event.personal && event.commitment) {
    item.personal = { S: canonical(event.personal) };
  }
  if (event.commitment) item.commitment = { B: hex(event.commitment) };
  return item;
}

/** The event an item stores; also of a stream record's image and of a head row, whose keys are their own. */
export function fromItem(item: Item): StoredEvent {
  const stream = text(item.stream ?? item.pk);
  const cut = stream.indexOf('#');
  // What an event may lack is put in afterwards: that is faster than a literal with spreads.
  const event: { -readonly [name in keyof StoredEvent]: StoredEvent[name] } = {
    kind: stream.slice(0, cut),
    id: stream.slice(cut + 1),
    sequence: Number(text(item.headSequence ?? item.sk)),
    type: text(item.type ?? item.headType),
    v: 1,
    at: text(item.at),
    recordedAt: text(item.recordedAt),
    actor: JSON.parse(text(item.actor)),
    command: { id: text(item.commandId), fingerprint: bytes(item.fingerprint) },
    recent: bytes(item.recent).match(/.{16}/g) ?? [],
    data: JSON.parse(text(item.data)),
    state: JSON.parse(text(item.state)),
    prev: bytes(item.prev),
    hash: bytes(item.hash),
  };
  if (item.backfilled?.BOOL) event.backfilled = true;
  if (item.personal?.S) event.personal = JSON.parse(item.personal.S);
  if (item.commitment) event.commitment = bytes(item.commitment);
  return event;
}

/**
 * A copy of an aggregate's newest event under a key that can be known beforehand, so that a batch loads a hundred in one request.
 * Only a hint: the conditional put decides whether it was still the newest. Carries no personal data and is no event itself.
 */
export function headItem(stored: Item): Item {
  const { pk, sk, type, personal: _personal, day: _day, dayKey: _dayKey, ...rest } = stored;
  return {
    ...rest,
    ...headOf(text(pk)),
    stream: pk as AttributeValue,
    headSequence: sk as AttributeValue,
    headType: type as AttributeValue,
  };
}

export const headKey = (kind: string, id: string): Item => headOf(streamKey(kind, id));

const headOf = (stream: string): Item => ({ pk: { S: `HEAD#${stream}` }, sk: { S: 'HEAD' } });
