import * as z from 'zod';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { instant } from './command-context.ts';
import { streamKey } from './event-item.ts';
import { type EventWalk, isWalkCursor } from './event-walk.ts';
import type { Answer, Request } from './http.ts';
import { paging } from './listing.ts';

/** Recorded from and to; without them the last 30 days. */
export const exportQuery = z
  .strictObject({ ...paging, from: instant.optional(), to: instant.optional() })
  .refine(({ from, to }) => !from || !to || Date.parse(from) <= Date.parse(to), { message: 'from is not after to', path: ['from'] });

/** What an accepted command answers with beside its ids: where its event stands in the chain. */
export function receiptOf(event: StoredEvent) {
  return { receipt: { stream: streamKey(event.kind, event.id), sequence: event.sequence, hash: event.hash, recordedAt: event.recordedAt } };
}

/** An event as others may read it: everything the hash covers, without the personal data. */
export function readable({ personal: _personal, ...event }: StoredEvent) {
  return event;
}

type Query = z.output<typeof exportQuery>;

/** A page of all events recorded within a span, for an independent fold (law 6). */
export async function exportEvents({ query, context }: Request<unknown, Query>, { walk }: { walk: EventWalk }): Promise<Answer | Refusal> {
  if (query.cursor && !isWalkCursor(query.cursor))
    return refuse('INVALID_CURSOR', 'Go on with the cursor that a page gave.', { status: 400, field: 'cursor' });
  const to = query.to ?? context.recordedAt;
  const from = query.from ?? new Date(Date.parse(to) - 30 * 86_400_000).toISOString();
  const { events, next } = await walk.page({ from, to }, query.cursor || undefined, query.limit);
  return { list: { items: events.map(readable), next } };
}
