import { handoverMessages } from '#shared/contracts/handover.ts';
import type { Context } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { inbox } from '#shared/lambda/queue.ts';
import { openTable } from '#shared/lambda/runtime.ts';
import { closeReturn } from './returns.ts';

const { store } = openTable();

export const handler = inbox<{ store: EventStore }>({
  readers: {
    'handover.case-moved.v1': {
      schema: handoverMessages['handover.case-moved.v1'],
      read: (data, context: Context, deps) => closeReturn(data, context, deps.store),
    },
  },
  deps: { store },
});
