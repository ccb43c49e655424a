import { account, region } from './identities.ts';

/** A message as a queue hands it out; its receipt deletes it. */
export type Received = { MessageId: string; ReceiptHandle: string; Body: string; MD5OfBody: string; MessageAttributes?: object };
type Stored = { sentTimestamp: number; approximateReceiveCount: number; approximateFirstReceiveTimestamp?: number };

/** fauxqs' own queue, as far as this stack touches it. */
export type Queue = {
  name: string;
  arn: string;
  attributes: Record<string, string>;
  persistence: unknown;
  inflightMessages: Map<string, { message: Stored }>;
  getAttribute(name: string): string;
  setAttributes(attributes: Record<string, string>): void;
  dequeue(count: number, visibility: undefined, deadLetters: (arn: string) => Queue | undefined): Received[];
  enqueue(message: object): void;
  deleteMessage(receiptHandle: string): boolean;
  waitForMessages(seconds: number): Promise<void>;
  cancelWaiters(): void;
};
type SqsStore = {
  persistence: unknown;
  createQueue(name: string, url: string, arn: string, attributes: Record<string, string>): Queue;
  getQueueByName(name: string): Queue | undefined;
  getQueueByArn(arn: string): Queue | undefined;
  allQueues(): Iterable<Queue>;
};
type S3Store = { persistence: unknown; createBucket(name: string): void };
type Persistence = { db: { exec(sql: string): void }; load(sqs: SqsStore, sns: object, s3: S3Store): void; close(): void };

export type LocalSqs = {
  url: string;
  ensure(name: string, attributes: Record<string, string>): Queue;
  named(name: string): Queue;
  /** Makes a bucket, unless it is there: the same server speaks S3. */
  bucket(name: string): void;
  send(name: string, body: string): void;
  receive(queue: Queue, count: number): Received[];
  /** System attributes of a received message, as a function sees them. */
  attributesOf(queue: Queue, receiptHandle: string): Record<string, string>;
  stop(): Promise<void>;
};

/**
 * Starts fauxqs with its SQLite store under `folder`.
 * Put together from its parts, because its own `startFauxqs` listens on every interface.
 */
export async function startSqs(folder: string, port: number): Promise<LocalSqs> {
  const main = import.meta.resolve('fauxqs');
  const part = (path: string) => import(new URL(path, main).href);
  const [{ buildApp }, { SqsStore }, { SnsStore }, { S3Store }, { PersistenceManager }] = await Promise.all([
    import('fauxqs'),
    part('sqs/sqsStore.js'),
    part('sns/snsStore.js'),
    part('s3/s3Store.js'),
    part('persistence.js'),
  ]);
  const sqsStore: SqsStore = new SqsStore();
  const snsStore = new SnsStore();
  const s3Store: S3Store = new S3Store();
  const persistence: Persistence = new PersistenceManager(folder);
  // Survives the death of the process, which is what one machine promises; an fsync per message is not worth it.
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  persistence.load(sqsStore, snsStore, s3Store);
  sqsStore.persistence = persistence;
  s3Store.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;

  const app = buildApp({ logger: false, defaultRegion: region, stores: { sqsStore, snsStore, s3Store } } as never);
  app.server.keepAliveTimeout = 300_000;
  app.addHook('preClose', (done) => {
    persistence.close();
    done();
  });
  await app.listen({ port, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(app.server.address() as { port: number }).port}`;
  const deadLetters = (arn: string) => sqsStore.getQueueByArn(arn);

  const named = (name: string): Queue => {
    const queue = sqsStore.getQueueByName(name);
    if (!queue) throw new Error(`There is no queue ${name}`);
    return queue;
  };

  return {
    url,
    ensure: (name, attributes) => {
      const known = sqsStore.getQueueByName(name);
      if (!known) return sqsStore.createQueue(name, `${url}/${account}/${name}`, `arn:aws:sqs:${region}:${account}:${name}`, attributes);
      if (Object.entries(attributes).some(([key, value]) => known.attributes[key] !== value)) known.setAttributes(attributes);
      return known;
    },
    named,
    bucket: (name) => s3Store.createBucket(name),
    send: (name, body) => named(name).enqueue(SqsStore.createMessage(body)),
    receive: (queue, count) => {
      const received: Received[] = [];
      for (;;) {
        // fauxqs hands out ten at a time, as SQS does.
        const some = queue.dequeue(Math.min(10, count - received.length), undefined, deadLetters);
        received.push(...some);
        if (some.length === 0 || received.length === count) return received;
      }
    },
    attributesOf: (queue, receiptHandle) => {
      const stored = queue.inflightMessages.get(receiptHandle)?.message;
      return {
        ApproximateReceiveCount: String(stored?.approximateReceiveCount ?? 1),
        SentTimestamp: String(stored?.sentTimestamp ?? 0),
        SenderId: account,
        ApproximateFirstReceiveTimestamp: String(stored?.approximateFirstReceiveTimestamp ?? 0),
      };
    },
    stop: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

/** The queue attributes fauxqs keeps, out of a template's resource. */
export function queueAttributes(properties: Record<string, unknown>): Record<string, string> {
  const plain = [
    'VisibilityTimeout',
    'MessageRetentionPeriod',
    'DelaySeconds',
    'MaximumMessageSize',
    'ReceiveMessageWaitTimeSeconds',
    'FifoQueue',
    'ContentBasedDeduplication',
  ];
  const attributes = Object.fromEntries(
    plain.flatMap((name) => (properties[name] === undefined ? [] : [[name, String(properties[name])]])),
  );
  return properties.RedrivePolicy ? { ...attributes, RedrivePolicy: JSON.stringify(properties.RedrivePolicy) } : attributes;
}

/** Messages a queue still holds: waiting, delayed or in flight. */
export const held = (queue: Queue) =>
  ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'].reduce(
    (sum, name) => sum + Number(queue.getAttribute(name)),
    0,
  );
