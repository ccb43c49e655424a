import { type Outbox, outbox } from '#shared/lambda/outbox.ts';
import { openQueues, openTable } from '#shared/lambda/runtime.ts';
import { announces } from './announcements.ts';
import { twoPersonsGuard } from './append-guard.ts';
import { followUp } from './follow-ups.ts';
import { projects } from './store.ts';

const { store, walk } = openTable({ guard: twoPersonsGuard });

const publisher: Outbox = {
  service: 'custody',
  heads: ['WEAPON', 'LOT', 'DEPOSITOR'],
  announces,
  projects,
  follows: (events) => followUp(store, events),
};

export const handler = outbox(publisher, { store, walk, ...openQueues() });
