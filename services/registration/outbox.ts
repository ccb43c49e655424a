import { type Outbox, outbox } from '#shared/lambda/outbox.ts';
import { openQueues, openTable } from '#shared/lambda/runtime.ts';
import { announces } from './announcements.ts';
import { followUp } from './follow-ups.ts';
import { projects } from './store.ts';

const { store, walk } = openTable();

const publisher: Outbox = {
  service: 'registration',
  heads: ['PERSON', 'BED'],
  announces,
  projects,
  follows: (events) => followUp(store, events),
};

export const handler = outbox(publisher, { store, walk, ...openQueues() });
