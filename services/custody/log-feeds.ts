import type { DynamoDBStreamEvent, EventBridgeEvent, SQSEvent } from 'aws-lambda';
import { hashOf } from '#shared/kernel/event-chain.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import { fromItem, type Item, streamKey } from '#shared/lambda/event-item.ts';
import type { EventWalk } from '#shared/lambda/event-walk.ts';
import { log } from '#shared/lambda/logger.ts';
import { checkpointRequest } from './domain/checkpoint-request.ts';
import type { Sequence, Unlogged } from './sequencing.ts';

export type Fed = DynamoDBStreamEvent | SQSEvent | EventBridgeEvent<string, unknown>;
type Image = Readonly<Record<string, { B?: string | Uint8Array } | undefined>>;
/** What the rule of the day walks. */
const SPAN_MS = 2 * 86_400_000;
type GivenUp = { readonly DDBStreamBatchInfo: { approximateArrivalOfFirstRecord: string; approximateArrivalOfLastRecord: string } };

/** The event of an image of the stream: Lambda hands binary values over as base64 texts. */
function eventOf(image: Image): StoredEvent {
  const binary = ({ B }: { B?: string | Uint8Array }) => ({ B: Buffer.from(B as string, 'base64') });
  return fromItem(
    Object.fromEntries(Object.entries(image).map(([name, value]) => [name, typeof value?.B === 'string' ? binary(value) : value])) as Item,
  );
}

/** Whether the hash that was stored is that of the content: what is signed for must be what others can read. */
function isWhole(event: StoredEvent): boolean {
  try {
    return hashOf(event) === event.hash;
  } catch {
    return false;
  }
}

const asEntry = ({ kind, id, sequence, hash, recordedAt }: StoredEvent): Unlogged => ({
  stream: streamKey(kind, id),
  sequence,
  hash,
  recordedAt,
});
const asksForList = ({ stream }: Unlogged) => stream.startsWith(`${checkpointRequest.kind}#`);

/**
 * What the sequencer is called with: new events of the table's stream; the span of time of records that were given up, whose events are walked
 * and those that are missing logged; the rule of the day, which asks for a list, and walks the last two days for what the stream never told. Whatever
 * fails fails the call and comes again.
 */
export function logFeeds({ sequence, walk }: { sequence: Sequence; walk: EventWalk }) {
  /** Those that are what was hashed are logged, whatever else is among them; the others are an error that stays until somebody looks. */
  async function logged(
    pages: AsyncIterable<readonly StoredEvent[]> | Iterable<readonly StoredEvent[]>,
    withList = false,
  ): Promise<number> {
    const entries: Unlogged[] = [];
    let broken = 0;
    for await (const events of pages)
      for (const event of events) {
        if (isWhole(event)) entries.push(asEntry(event));
        else {
          broken += 1;
          log('error', 'an event is not what its hash says', { stream: streamKey(event.kind, event.id), sequence: event.sequence });
        }
      }
    const isListed = withList || entries.some(asksForList);
    if (entries.length > 0 || withList) await sequence(entries, { withList: isListed });
    if (broken > 0) throw new Error('events are not what their hashes say');
    return entries.length;
  }

  async function walked(body: string): Promise<void> {
    const { DDBStreamBatchInfo: info } = JSON.parse(body) as GivenUp;
    const at = (time: string, shift: number) => new Date(Date.parse(time) + shift).toISOString();
    const span = { from: at(info.approximateArrivalOfFirstRecord, -60_000), to: at(info.approximateArrivalOfLastRecord, 60_000) };
    log('info', 'a span that was given up is logged', { events: await logged(walk.walk(span)) });
  }

  async function day(): Promise<void> {
    const span = { from: new Date(clock.ms() - SPAN_MS).toISOString(), to: clock.now() };
    log('info', 'the last two days are logged', { events: await logged(walk.walk(span), true) });
  }

  return async function feed(event: Fed): Promise<void> {
    if (!('Records' in event)) return day();
    const events: StoredEvent[] = [];
    for (const record of event.Records) {
      if ('dynamodb' in record && record.dynamodb?.NewImage) events.push(eventOf(record.dynamodb.NewImage as Image));
      if ('body' in record) await walked(record.body);
    }
    await logged([events]);
  };
}
