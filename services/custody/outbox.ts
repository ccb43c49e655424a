import { type Outbox, outbox } from '#shared/lambda/outbox.ts';
import { openQueues, openTable } from '#shared/lambda/runtime.ts';
import { announces } from './announcements.ts';
import { projects } from './store.ts';

const { store, walk } = openTable();

const publisher: Outbox = { service: 'custody', heads: ['WEAPON', 'LOT', 'DEPOSITOR'], announces, projects };

export const handler = outbox(publisher, { store, walk, ...openQueues() });
