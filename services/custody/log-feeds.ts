import type { DynamoDBStreamEvent, EventBridgeEvent, SQSEvent } from 'aws-lambda';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { streamKey } from '#shared/lambda/event-item.ts';
import type { EventWalk } from '#shared/lambda/event-walk.ts';
import { log } from '#shared/lambda/logger.ts';
import { checkpointRequest } from './domain/checkpoint-request.ts';
import type { Sequence, Unlogged } from './sequencing.ts';

export type Fed = DynamoDBStreamEvent | SQSEvent | EventBridgeEvent<string, unknown>;
type Image = Readonly<Record<string, { S?: string; B?: string | Uint8Array } | undefined>>;
type GivenUp = { readonly DDBStreamBatchInfo: { approximateArrivalOfFirstRecord: string; approximateArrivalOfLastRecord: string } };

/** An image of the stream as an entry: Lambda hands binary values over as base64 texts. */
function entryOf({ pk, sk, hash, recordedAt }: Image): Unlogged {
  const bytes = hash?.B ?? '';
  return {
    stream: pk?.S ?? '',
    sequence: Number(sk?.S),
    hash: (typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : Buffer.from(bytes)).toString('hex'),
    recordedAt: recordedAt?.S ?? '',
  };
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
 * and those that are missing logged; the rule of the day, which asks for a list. Whatever fails fails the call and comes again.
 */
export function logFeeds({ sequence, walk }: { sequence: Sequence; walk: EventWalk }) {
  async function walked(body: string): Promise<void> {
    const { DDBStreamBatchInfo: info } = JSON.parse(body) as GivenUp;
    const at = (time: string, shift: number) => new Date(Date.parse(time) + shift).toISOString();
    const span = { from: at(info.approximateArrivalOfFirstRecord, -60_000), to: at(info.approximateArrivalOfLastRecord, 60_000) };
    const entries: Unlogged[] = [];
    for await (const events of walk.walk(span)) entries.push(...events.map(asEntry));
    log('info', 'a span that was given up is logged', { events: entries.length });
    await sequence(entries, { withList: entries.some(asksForList) });
  }

  return async function feed(event: Fed): Promise<void> {
    if (!('Records' in event)) return sequence([], { withList: true });
    const entries: Unlogged[] = [];
    for (const record of event.Records) {
      if ('dynamodb' in record && record.dynamodb?.NewImage) entries.push(entryOf(record.dynamodb.NewImage as Image));
      if ('body' in record) await walked(record.body);
    }
    if (entries.length > 0) await sequence(entries, { withList: entries.some(asksForList) });
  };
}
