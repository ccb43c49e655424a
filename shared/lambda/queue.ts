import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { ZodType } from 'zod';
import { type Envelope, envelope } from '#shared/contracts/envelope.ts';
import { sha256 } from '#shared/kernel/event-chain.ts';
import { quarantined } from '#shared/kernel/quarantine.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { json } from './body.ts';
import { clock } from './clock.ts';
import { type Context, stepId } from './command-context.ts';
import type { EventStore, Hint } from './event-store.ts';
import { faultFields, log } from './logger.ts';

/** Reads one type of message. A fact is never refused: the reader appends it, ignores it as older, or raises a case for a human. */
export type Reader<D> = {
  readonly schema: ZodType;
  /** Kind of the stream in which this is noted under the message's subject: a batch loads the newest events of all of them in one request. */
  readonly about?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each reader types the data its schema has validated
  read(data: any, context: Context, deps: D, hint: Hint): Promise<unknown>;
};

type Received = { readonly record: SQSRecord; readonly message: Envelope };

/**
 * The handler of a service's inbox queue. Of several messages about one aggregate in a batch only the newest is read (law 3). A message that
 * cannot be read goes to the quarantine; one whose reading fails stays in the queue (partial batch response) for its next receive.
 */
export function inbox<D extends { store: EventStore }>({ readers, deps }: { readers: Readonly<Record<string, Reader<D>>>; deps: D }) {
  async function setAside(record: SQSRecord, reason: string): Promise<void> {
    const command = {
      id: record.messageId,
      type: 'quarantine' as const,
      at: clock.now(),
      recordedAt: clock.now(),
      actor: { client: 'inbox' },
      data: { reason, bytes: Buffer.byteLength(record.body), digest: sha256(record.body) },
      personal: { body: record.body.slice(0, 100_000) },
      salt: clock.salt(),
    };
    await deps.store.execute(quarantined, record.messageId, command, { fresh: true });
    log('error', 'message quarantined', { messageId: record.messageId, reason });
  }

  /** The message and its reader, or why it cannot be read. */
  function open(record: SQSRecord): Received | string {
    const value = json(record.body);
    if (isRefusal(value)) return 'not JSON';
    const parsed = envelope.safeParse(value);
    if (!parsed.success) return 'not a CloudEvents envelope of ours';
    const reader = readers[parsed.data.type];
    if (!reader) return 'no reader for this type';
    return reader.schema.safeParse(parsed.data.data).success ? { record, message: parsed.data } : 'data do not fit the contract';
  }

  /** What is known of the streams these messages are noted in; one that has no head is probably not there yet. */
  async function hints(received: readonly Received[]): Promise<(message: Envelope) => Hint> {
    const wanted = new Map<string, string[]>();
    for (const { message } of received) {
      const kind = readers[message.type]?.about;
      if (kind) wanted.set(kind, [...(wanted.get(kind) ?? []), message.subject]);
    }
    const heads = new Map<string, Hint>();
    for (const [kind, ids] of wanted) for (const [id, head] of await deps.store.heads(kind, ids)) heads.set(`${kind} ${id}`, { head });
    return ({ type, subject }) => {
      const kind = readers[type]?.about;
      return kind ? (heads.get(`${kind} ${subject}`) ?? { fresh: true }) : {};
    };
  }

  async function read({ message }: Received, hint: Hint): Promise<void> {
    const context = { id: stepId('heard', message.id), client: message.source, scopes: [], recordedAt: clock.now(), salt: clock.salt() };
    await readers[message.type]?.read(message.data, context, deps, hint);
  }

  async function receive(event: SQSEvent): Promise<SQSBatchResponse> {
    const failed = new Set<string>();
    const guard = async (records: readonly SQSRecord[], work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        log('warn', 'message not read', faultFields(error));
        for (const { messageId } of records) failed.add(messageId);
      }
    };
    const groups = new Map<string, Received[]>();
    const work: Promise<void>[] = [];
    for (const record of event.Records) {
      const found = open(record);
      if (typeof found === 'string') {
        work.push(guard([record], () => setAside(record, found)));
        continue;
      }
      const key = `${found.message.type} ${found.message.subject}`;
      groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    const newest = [...groups.values()].map((group) => ({
      records: group.map(({ record }) => record),
      received: group.reduce((best, each) => (each.message.data.sequence > best.message.data.sequence ? each : best)),
    }));
    const hintOf = await hints(newest.map(({ received }) => received));
    for (const { records, received } of newest) work.push(guard(records, () => read(received, hintOf(received.message))));
    await Promise.all(work);
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  }

  return middy<SQSEvent, SQSBatchResponse>({ timeoutEarlyInMillis: 0 }).handler(receive);
}
