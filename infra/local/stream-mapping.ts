import { randomUUID } from 'node:crypto';
import { type Pattern, passes } from './event-pattern.ts';
import type { LocalFunction } from './functions.ts';
import { region } from './identities.ts';
import { failures } from './queue-mapping.ts';

export type StreamMapping = {
  streamArn: string;
  batchSize: number;
  windowMs: number;
  patterns: Pattern[];
  bisects: boolean;
  /** -1: for ever, as the records live. */
  maximumRetries: number;
  /** -1: no limit. */
  maximumAgeMs: number;
  reportsFailures: boolean;
  /** Told when the stream cannot be read; it is tried again. */
  onError: (error: unknown) => void;
  /** Told what was given up, in the shape Lambda sends to an on-failure destination. */
  onFailure?: (message: string) => void;
};

export type Event = {
  eventName: string;
  dynamodb: { SequenceNumber: string; ApproximateCreationDateTime: number; [key: string]: unknown };
};
/** One shard, read in order. `next` answers what lies after the last `commit`, at most `limit` records, empty when drained. */
export type Shard = {
  id: string;
  next(limit: number): Promise<Event[]>;
  commit(last: Event): void;
  /** Resolves when there may be more, or when told by `wake`. */
  wait(): Promise<void>;
  wake(): void;
  /** Whether more is known to lie after the last commit. */
  behind(): boolean;
};

/** Feeds `consumer` from one shard of a table's stream, in order. Answers how to stop it, and whether it is idle. */
export function mapStream(shard: Shard, consumer: LocalFunction, mapping: StreamMapping) {
  let stopping = false;
  let drained = false;
  const stopped = run();

  async function run() {
    while (!stopping) {
      try {
        await step();
      } catch (error) {
        if (!stopping) mapping.onError(error);
        await new Promise((resume) => setTimeout(resume, 500));
      }
    }
  }

  async function step() {
    const batch = await gather();
    drained = batch.length === 0;
    const last = batch.at(-1);
    if (!last) return shard.wait();
    const wanted = batch.filter((event) => passes(mapping.patterns, event));
    if (await deliver(wanted)) shard.commit(last);
  }

  async function gather(): Promise<Event[]> {
    const batch = await shard.next(mapping.batchSize);
    if (mapping.windowMs === 0 || batch.length === 0 || batch.length >= mapping.batchSize) return batch;
    await new Promise((resume) => setTimeout(resume, mapping.windowMs));
    return stopping ? [] : shard.next(mapping.batchSize);
  }

  /** Delivers, retries, splits and gives up as the mapping says; false when the stack stops before an end was reached. */
  async function deliver(events: Event[], spent = 0): Promise<boolean> {
    let rest = events;
    for (let attempt = spent; rest.length > 0; attempt += 1) {
      const from = await invoke(rest);
      if (stopping) return false;
      if (from === undefined) return true;
      if (from > 0) {
        shard.commit(rest[from - 1] as Event);
        rest = rest.slice(from);
        attempt = 0;
      }
      if (tooOld(rest)) return giveUp(rest, 'RecordAgeExceeded', attempt + 1);
      if (mapping.bisects && rest.length > 1) {
        const half = Math.ceil(rest.length / 2);
        return (await deliver(rest.slice(0, half), attempt)) && (await deliver(rest.slice(half), attempt));
      }
      if (mapping.maximumRetries >= 0 && attempt >= mapping.maximumRetries) return giveUp(rest, 'RetryAttemptsExhausted', attempt + 1);
      await new Promise((resume) => setTimeout(resume, Math.min(5000, 100 * 2 ** attempt)));
    }
    return true;
  }

  /** Answers the index of the first event to send again; undefined when all were taken. */
  async function invoke(events: Event[]): Promise<number | undefined> {
    const records = events.map((event) => ({
      eventID: event.dynamodb.SequenceNumber,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: region,
      eventSourceARN: mapping.streamArn,
      ...event,
    }));
    const outcome = await consumer.invoke(JSON.stringify({ Records: records }));
    if (outcome.error) return 0;
    const failed = mapping.reportsFailures ? failures(outcome.result) : new Set<string>();
    if (!failed) return 0;
    if (failed.size === 0) return undefined;
    const first = events.findIndex(({ dynamodb }) => failed.has(dynamodb.SequenceNumber));
    return Math.max(0, first);
  }

  const tooOld = ([first]: Event[]) =>
    mapping.maximumAgeMs >= 0 &&
    first !== undefined &&
    Date.now() - first.dynamodb.ApproximateCreationDateTime * 1000 > mapping.maximumAgeMs;

  function giveUp(events: Event[], condition: string, invocations: number): true {
    const [first, last] = [events[0], events.at(-1)] as [Event, Event];
    const arrival = (event: Event) => new Date(event.dynamodb.ApproximateCreationDateTime * 1000).toISOString();
    mapping.onFailure?.(
      JSON.stringify({
        requestContext: { requestId: randomUUID(), functionArn: consumer.arn, condition, approximateInvokeCount: invocations },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: new Date().toISOString(),
        DDBStreamBatchInfo: {
          shardId: shard.id,
          startSequenceNumber: first.dynamodb.SequenceNumber,
          endSequenceNumber: last.dynamodb.SequenceNumber,
          approximateArrivalOfFirstRecord: arrival(first),
          approximateArrivalOfLastRecord: arrival(last),
          batchSize: events.length,
          streamArn: mapping.streamArn,
        },
      }),
    );
    return true;
  }

  return {
    idle: () => drained && !shard.behind(),
    stop: async () => {
      stopping = true;
      shard.wake();
      await stopped;
    },
  };
}
