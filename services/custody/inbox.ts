import { handoverMessages } from '#shared/contracts/handover.ts';
import { registrationMessages } from '#shared/contracts/registration.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { inbox } from '#shared/lambda/queue.ts';
import { openTable } from '#shared/lambda/runtime.ts';
import { noteCommittee, noteDeparture, noteRegistration } from './facts.ts';

const { store } = openTable();

export const handler = inbox<{ store: EventStore }>({
  readers: {
    'registration.committee-enrolled.v1': {
      schema: registrationMessages['registration.committee-enrolled.v1'],
      read: (data, context, deps) => noteCommittee(data, context, deps.store),
    },
    'registration.person-changed.v1': {
      schema: registrationMessages['registration.person-changed.v1'],
      read: (data, context, deps) => noteRegistration(data, context, deps.store),
    },
    'handover.case-moved.v1': {
      schema: handoverMessages['handover.case-moved.v1'],
      read: (data, context, deps) => noteDeparture(data, context, deps.store),
    },
  },
  deps: { store },
});
