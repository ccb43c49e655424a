import type { EventStore } from '#shared/lambda/event-store.ts';
import { inbox } from '#shared/lambda/queue.ts';
import { openTable, setting } from '#shared/lambda/runtime.ts';
import { caseReaders } from './case-readers.ts';
import { manifestReaders } from './manifest-readers.ts';

const { store } = openTable();

export const handler = inbox<{ store: EventStore; identityKey: string }>({
  readers: { ...caseReaders, ...manifestReaders },
  deps: { store, identityKey: setting('IDENTITY_KEY') },
});
