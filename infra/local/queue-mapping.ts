import type { LocalFunction } from './functions.ts';
import { region } from './identities.ts';
import type { LocalSqs, Queue, Received } from './queues.ts';

export type QueueMapping = {
  batchSize: number;
  windowMs: number;
  reportsFailures: boolean;
  pollers: number;
  onError: (error: unknown) => void;
};

/**
 * Feeds `consumer` from `queue`: what it took is deleted, what it failed stays invisible until the queue's visibility
 * timeout has passed. Answers a function that stops it.
 */
export function mapQueue(sqs: LocalSqs, queue: Queue, consumer: LocalFunction, mapping: QueueMapping): () => Promise<void> {
  let stopping = false;
  const pollers = Array.from({ length: mapping.pollers }, () => poll());

  async function poll() {
    while (!stopping) {
      try {
        const batch = await gather();
        if (batch.length > 0) await deliver(batch);
        else if (!stopping) await queue.waitForMessages(20);
      } catch (error) {
        if (!stopping) mapping.onError(error);
        await new Promise((resume) => setTimeout(resume, 500));
      }
    }
  }

  async function gather(): Promise<Received[]> {
    const batch = sqs.receive(queue, mapping.batchSize);
    const until = Date.now() + mapping.windowMs;
    while (batch.length > 0 && batch.length < mapping.batchSize && Date.now() < until && !stopping) {
      await new Promise((resume) => setTimeout(resume, Math.min(50, mapping.windowMs)));
      batch.push(...sqs.receive(queue, mapping.batchSize - batch.length));
    }
    return batch;
  }

  async function deliver(batch: Received[]) {
    const outcome = await consumer.invoke(JSON.stringify({ Records: batch.map(record) }));
    if (outcome.error || stopping) return;
    const failed = mapping.reportsFailures ? failures(outcome.result) : new Set<string>();
    if (!failed) return;
    const known = new Set(batch.map(({ MessageId }) => MessageId));
    // An id the batch does not have, or an empty one, fails the whole batch, as in Lambda.
    if ([...failed].some((id) => !known.has(id))) return;
    for (const { MessageId, ReceiptHandle } of batch) if (!failed.has(MessageId)) queue.deleteMessage(ReceiptHandle);
  }

  const record = (message: Received) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: sqs.attributesOf(queue, message.ReceiptHandle),
    messageAttributes: message.MessageAttributes ?? {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  });

  return async () => {
    stopping = true;
    queue.cancelWaiters();
    await Promise.all(pollers);
  };
}

/** The identifiers a partial batch response names; undefined when the response cannot be read, which fails the whole batch. */
export function failures(result: string | undefined): Set<string> | undefined {
  const response = JSON.parse(result ?? 'null') as { batchItemFailures?: { itemIdentifier?: string }[] | null } | null;
  if (response === null || typeof response !== 'object') return new Set();
  const list = response.batchItemFailures ?? [];
  if (!Array.isArray(list) || list.some((item) => !item?.itemIdentifier)) return undefined;
  return new Set(list.map(({ itemIdentifier }) => String(itemIdentifier)));
}
