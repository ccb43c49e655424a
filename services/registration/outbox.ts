import type { StoredEvent } from '#shared/kernel/stream.ts';
import { type Outbox, outbox } from '#shared/lambda/outbox.ts';
import { openQueues, openTable } from '#shared/lambda/runtime.ts';
import { announces } from './announcements.ts';
import { followUp } from './follow-ups.ts';
import { projects } from './store.ts';

const { store, walk } = openTable();

const publisher: Outbox = {
  service: 'registration',
  heads: ['PERSON'],
  announces,
  projects,
  follows: (event: StoredEvent) => followUp(store, event),
};

export const handler = outbox(publisher, { store, walk, ...openQueues() });
