import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { ZodType } from 'zod';
import { type Envelope, envelope } from '#shared/contracts/envelope.ts';
import { sha256 } from '#shared/kernel/event-chain.ts';
import { quarantined } from '#shared/kernel/quarantine.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { json } from './body.ts';
import { clock } from './clock.ts';
import type { Context } from './command-context.ts';
import type { EventStore } from './event-store.ts';
import { faultFields, log } from './logger.ts';

/** Reads one type of message. A fact is never refused: the reader appends it, ignores it as older, or raises a case for a human. */
// biome-ignore lint/suspicious/noExplicitAny: each reader types the data its schema has validated
export type Reader<D> = { readonly schema: ZodType; read(data: any, context: Context, deps: D): Promise<unknown> };

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

  async function read({ message }: Received): Promise<void> {
    const context = { id: message.id, client: message.source, scopes: [], recordedAt: clock.now(), salt: clock.salt() };
    await readers[message.type]?.read(message.data, context, deps);
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
    for (const group of groups.values()) {
      const newest = group.reduce((best, each) => (each.message.data.sequence > best.message.data.sequence ? each : best));
      work.push(
        guard(
          group.map(({ record }) => record),
          () => read(newest),
        ),
      );
    }
    await Promise.all(work);
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  }

  return middy<SQSEvent, SQSBatchResponse>({ timeoutEarlyInMillis: 0 }).handler(receive);
}
