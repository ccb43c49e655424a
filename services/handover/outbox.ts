import { type Outbox, outbox } from '#shared/lambda/outbox.ts';
import { openQueues, openTable } from '#shared/lambda/runtime.ts';
import { caseSayings } from './case-announcements.ts';
import { manifestSayings } from './manifest-announcements.ts';
import { projects } from './store.ts';

const publisher: Outbox = {
  service: 'handover',
  heads: ['CASE', 'WEAPON', 'LOT'],
  announces: (event) => [...caseSayings(event), ...manifestSayings(event)],
  projects,
};

export const handler = outbox(publisher, { ...openTable(), ...openQueues() });
