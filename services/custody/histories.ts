import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';

/** All events of a stream beyond a number, oldest first, however many pages they are. */
export async function* historyOf(store: EventStore, kind: string, id: string, from = 0): AsyncGenerator<StoredEvent> {
  for (let after: number | undefined = from; after !== undefined; ) {
    const page: Awaited<ReturnType<EventStore['history']>> = await store.history(kind, id, { after });
    yield* page.events;
    after = page.next;
  }
}
