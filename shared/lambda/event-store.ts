import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { fingerprintOf, remembered, seal } from '#shared/kernel/event-chain.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, StoredEvent } from '#shared/kernel/stream.ts';
import { fromItem, headKey, type Item, sequenceKey, streamKey, toItem } from './event-item.ts';
import { rowStore } from './row-store.ts';

/** `repeated`: the command had been accepted before. `unchanged`: it asks for what already is; the event is the newest one. */
export type Accepted = { readonly event: StoredEvent; readonly repeated?: true; readonly unchanged?: true };

/**
 * `head`: the newest event as somebody saw it, perhaps stale. `fresh`: there is probably no such stream yet. Both save a read and never decide.
 * `remembers`: the aggregate's state itself tells whether this was carried out, so that beyond the newest event's memory nothing is looked for.
 */
export type Hint = { head?: StoredEvent | undefined; fresh?: boolean; remembers?: boolean };

export type EventStore = ReturnType<typeof eventStore>;

/** Looks at an event before it is put after `head`, whatever decided it; what it refuses is not put. `newest` and `history` read other streams. */
export type Guard = (
  sealed: StoredEvent,
  head: StoredEvent | undefined,
  newest: (kind: string, id: string) => Promise<StoredEvent | undefined>,
  history: (kind: string, id: string) => Promise<{ readonly events: readonly StoredEvent[] }>,
) => Promise<Refusal | undefined>;

const ATTEMPTS = 12;
const BATCH_GET = 100;

/**
 * Streams of events in one table (law 1): load the newest, decide, one conditional put at the next number. A lost race loads and decides
 * again. A command id accepted before answers with its first event; with other content it is refused 422, after an erasure 410. Nothing is put
 * that the guard refuses.
 */
export function eventStore({ client, table, guard }: { client: DynamoDBClient; table: string; guard?: Guard | undefined }) {
  const TableName = table;

  async function newest(kind: string, id: string): Promise<StoredEvent | undefined> {
    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: streamKey(kind, id) } },
        ScanIndexForward: false,
        Limit: 1,
        ConsistentRead: true,
      }),
    );
    return Items?.[0] && fromItem(Items[0]);
  }

  async function event(kind: string, id: string, sequence: number): Promise<StoredEvent | undefined> {
    const Key = { pk: { S: streamKey(kind, id) }, sk: { S: sequenceKey(sequence) } };
    const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return Item && fromItem(Item);
  }

  /** A page of a stream's events, oldest first; `next` is the number to go on after. */
  async function history(kind: string, id: string, { after = 0, limit = 1000 } = {}): Promise<{ events: StoredEvent[]; next?: number }> {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk > :after',
        ExpressionAttributeValues: { ':pk': { S: streamKey(kind, id) }, ':after': { S: sequenceKey(after) } },
        Limit: limit,
        ConsistentRead: true,
      }),
    );
    const events = Items.map(fromItem);
    const last = events.at(-1);
    return LastEvaluatedKey && last ? { events, next: last.sequence } : { events };
  }

  /** The event that stored this command, looked for in what the newest event remembers and, beyond that, in the stream. */
  async function accepted(head: StoredEvent, commandId: string, { remembers }: Hint): Promise<StoredEvent | undefined> {
    const sequence = remembered(head, commandId);
    if (sequence !== undefined) {
      const found =
        sequence === head.sequence && head.command.id === commandId && !head.commitment ? head : await event(head.kind, head.id, sequence);
      if (found?.command.id === commandId) return found;
    }
    if (remembers || head.sequence <= head.recent.length) return undefined;
    let after: number | undefined = 0;
    while (after !== undefined) {
      const page: Awaited<ReturnType<typeof history>> = await history(head.kind, head.id, { after });
      const found = page.events.find((each) => each.command.id === commandId);
      if (found) return found;
      after = page.next;
    }
    return undefined;
  }

  /** True when it is stored, false when the place was taken. */
  async function put(sealed: StoredEvent, head: StoredEvent | undefined): Promise<boolean | Refusal> {
    const refused = await guard?.(sealed, head, newest, history);
    if (refused) return refused;
    try {
      await client.send(new PutItemCommand({ TableName, Item: toItem(sealed), ConditionExpression: 'attribute_not_exists(pk)' }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async function execute<S, C extends Command>(
    aggregate: Aggregate<S, C>,
    id: string,
    command: C,
    hint: Hint = {},
  ): Promise<Accepted | Refusal> {
    let certain = !hint.fresh && !hint.head;
    let head = (certain ? await newest(aggregate.kind, id) : hint.head) as StoredEvent<S> | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const earlier = head && (await accepted(head, command.id, hint));
      if (earlier) return again(earlier, command);
      const draft = aggregate.decide(head?.state, command, head?.hash);
      const sealed = typeof draft === 'object' && !isRefusal(draft) ? seal(aggregate, id, head, command, draft) : undefined;
      const done = sealed && (await put(sealed, head));
      if (sealed && done === true) return { event: sealed };
      if (certain && draft === 'nothing' && head) return { event: head, unchanged: true };
      if (certain && isRefusal(draft)) return draft;
      const seen = head?.hash;
      head = (await newest(aggregate.kind, id)) as StoredEvent<S> | undefined;
      // What the guard refuses after an event that is the newest no more is decided again: perhaps it was put meanwhile.
      if (isRefusal(done) && head?.hash === seen) return done;
      certain = true;
    }
    return refuse('BUSY', 'Too many calls change this record at the same moment; repeat the call.', { retryAfter: 1 });
  }

  /** Newest events of many streams as the projection last saw them, by id; those not yet projected are missing. */
  async function heads(kind: string, ids: readonly string[]): Promise<Map<string, StoredEvent>> {
    const found = new Map<string, StoredEvent>();
    const wanted = [...new Set(ids)];
    for (let from = 0; from < wanted.length; from += BATCH_GET) {
      let Keys: Item[] | undefined = wanted.slice(from, from + BATCH_GET).map((id) => headKey(kind, id));
      while (Keys?.length) {
        const answer: { Responses?: Record<string, Item[]>; UnprocessedKeys?: Record<string, { Keys?: Item[] | undefined }> } =
          await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
        for (const item of answer.Responses?.[TableName] ?? []) {
          const head = fromItem(item);
          found.set(head.id, head);
        }
        Keys = answer.UnprocessedKeys?.[TableName]?.Keys;
      }
    }
    return found;
  }

  return { newest, event, history, execute, heads, rows: rowStore({ client, table }) };
}

function again(earlier: StoredEvent, command: Command): Accepted | Refusal {
  if (command.personal && earlier.commitment && !earlier.personal) {
    return refuse('ERASED', 'This call was accepted before, and its personal data have been erased since.', { status: 410 });
  }
  if (fingerprintOf(command, earlier.personal?.salt ?? command.salt) === earlier.command.fingerprint)
    return { event: earlier, repeated: true };
  return refuse('COMMAND_ID_REUSED', 'This command id was accepted before with other content; give a new call a new id.', { status: 422 });
}
