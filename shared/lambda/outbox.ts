import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import type { Envelope, ServiceName } from '#shared/contracts/envelope.ts';
import { type Operation, operation } from '#shared/kernel/operation.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { clock } from './clock.ts';
import { stepId } from './command-context.ts';
import { fromItem, headItem, type Item, streamKey, toItem } from './event-item.ts';
import type { EventStore } from './event-store.ts';
import type { EventWalk } from './event-walk.ts';
import type { RowChange } from './row-store.ts';

/**
 * A message to say: `subject` names the aggregate; of two about the same subject in one batch only the later is sent. `after` (seconds)
 * keeps a message back that only matters if the call that caused it was cut off.
 */
export type Saying = {
  readonly to: readonly ServiceName[];
  readonly type: string;
  readonly subject: string;
  readonly data: object;
  readonly after?: number;
};
type Message = { readonly envelope: Envelope; readonly after: number | undefined };

export type Outbox = {
  readonly service: ServiceName;
  /** Kinds of streams whose newest event is kept under a key of its own, so that batches can load it. */
  readonly heads: readonly string[];
  readonly announces: (event: StoredEvent) => readonly Saying[];
  readonly projects: (event: StoredEvent) => readonly RowChange[];
  /** What events bring about in other streams, such as the second step of a claim in case a crash came between; must itself be idempotent. */
  readonly follows?: (events: readonly StoredEvent[]) => Promise<unknown>;
};

type Deps = { store: EventStore; walk: EventWalk; sqs: SQSClient; queues: Partial<Record<ServiceName, string>>; walkPage?: number };

const SEND_BATCH = 10;
const WALK_PAGE = 500;
const STREAMS_AT_ONCE = 16;

/**
 * The handler of a table's stream: new events become projections, then messages (law 2). Anything that fails fails the batch, which the
 * mapping bisects and repeats; all of it can be done twice. What the mapping gives up on arrives as shard metadata from the failure
 * queue, and the events of that span of time are announced again.
 */
export function outbox(publisher: Outbox, deps: Deps) {
  async function send(to: ServiceName, messages: readonly Message[]): Promise<void> {
    const QueueUrl = deps.queues[to];
    if (!QueueUrl) throw new Error(`no queue is known for ${to}`);
    for (let from = 0; from < messages.length; from += SEND_BATCH) {
      const Entries = messages.slice(from, from + SEND_BATCH).map(({ envelope, after }, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(envelope),
        ...(after !== undefined && { DelaySeconds: after }),
      }));
      const { Failed } = await deps.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed?.length) throw new Error(`${Failed.length} messages were not taken by the queue of ${to}`);
    }
  }

  async function announce(events: readonly StoredEvent[]): Promise<void> {
    const perQueue = new Map<ServiceName, Map<string, Message>>();
    for (const event of events) {
      for (const { to, type, subject, data, after } of publisher.announces(event)) {
        const envelope: Envelope = {
          specversion: '1.0',
          // One event may say several things: each is about a subject of its own.
          id: [streamKey(event.kind, event.id), event.sequence, ...(subject === event.id ? [] : [subject])].join('#'),
          source: `amana/${publisher.service}`,
          type,
          subject,
          time: event.recordedAt,
          datacontenttype: 'application/json',
          data: { ...data, sequence: event.sequence },
        };
        for (const service of to)
          perQueue.set(service, (perQueue.get(service) ?? new Map()).set(`${type} ${subject}`, { envelope, after }));
      }
    }
    await Promise.all([...perQueue].map(([to, messages]) => send(to, [...messages.values()])));
  }

  const changesOf = (event: StoredEvent, image?: Item): RowChange[] => [
    ...publisher.projects(event),
    ...(publisher.heads.includes(event.kind) ? [{ putItem: headItem(image ?? toItem(event)) }] : []),
  ];

  async function publish(images: readonly Item[]): Promise<void> {
    const events = images.map(fromItem);
    await deps.store.rows.change(events.flatMap((event, index) => changesOf(event, images[index])));
    await announce(events);
    await publisher.follows?.(events);
    for (const event of events) if (event.kind === 'OPERATION') await walkOn(event as StoredEvent<Operation>);
  }

  /**
   * Projects events of the past: then whatever their streams have beyond them, until nothing newer is found. So the last row written under a
   * key is the newest, also when only a span is walked, or beside new events.
   */
  async function project(events: readonly StoredEvent[]): Promise<void> {
    const last = new Map<string, StoredEvent>();
    for (let batch = events; batch.length; batch = await laterThan([...last.values()])) {
      for (const event of batch) last.set(streamKey(event.kind, event.id), event);
      await deps.store.rows.change(batch.flatMap((event) => changesOf(event)));
    }
  }

  async function laterThan(seen: readonly StoredEvent[]): Promise<StoredEvent[]> {
    const later: StoredEvent[] = [];
    for (let from = 0; from < seen.length; from += STREAMS_AT_ONCE) {
      const some = seen.slice(from, from + STREAMS_AT_ONCE);
      const pages = await Promise.all(some.map(({ kind, id, sequence }) => deps.store.history(kind, id, { after: sequence })));
      later.push(...pages.flatMap(({ events }) => events));
    }
    return later;
  }

  async function publishAgain(events: readonly StoredEvent[]): Promise<void> {
    await project(events);
    await announce(events);
    await publisher.follows?.(events);
  }

  /** Does the next page of an operation; its event brings the page after it. */
  async function walkOn({ id, state, actor }: StoredEvent<Operation>): Promise<void> {
    if (state.done) return;
    const { events, next } = await deps.walk.page(state, state.cursor, deps.walkPage ?? WALK_PAGE);
    const about = events.filter(({ kind }) => kind !== 'OPERATION');
    if (state.operation === 'rebuild') await project(about);
    else await publishAgain(about);
    const page = state.pages + 1;
    const now = clock.now();
    const data = { page, events: events.length, ...(next !== undefined && { cursor: next }) };
    await deps.store.execute(operation, id, { id: stepId('page', page), type: 'advance', at: now, recordedAt: now, actor, data });
  }

  async function handle(event: DynamoDBStreamEvent | SQSEvent): Promise<void> {
    const images: Item[] = [];
    for (const record of event.Records) {
      if ('dynamodb' in record && record.dynamodb?.NewImage) images.push(decoded(record.dynamodb.NewImage as Item));
      if ('body' in record) await publishSpan(record.body);
    }
    if (images.length) await publish(images);
  }

  /** Announces again what was recorded while the given-up records arrived; a minute more at both ends. */
  async function publishSpan(body: string): Promise<void> {
    const info = JSON.parse(body).DDBStreamBatchInfo;
    const at = (time: string, shift: number) => new Date(Date.parse(time) + shift).toISOString();
    const span = { from: at(info.approximateArrivalOfFirstRecord, -60_000), to: at(info.approximateArrivalOfLastRecord, 60_000) };
    for await (const events of deps.walk.walk(span)) await publishAgain(events);
  }

  return middy<DynamoDBStreamEvent | SQSEvent, void>({ timeoutEarlyInMillis: 0 }).handler(handle);
}

/** A stream record's image as Lambda hands it over: binary values are base64 texts there. */
function decoded(image: Item): Item {
  return Object.fromEntries(
    Object.entries(image).map(([name, value]): [string, AttributeValue] => {
      const binary: unknown = value.B;
      return [name, typeof binary === 'string' ? { B: Buffer.from(binary, 'base64') } : value];
    }),
  );
}
