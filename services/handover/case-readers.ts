import { custodyMessages } from '#shared/contracts/custody.ts';
import { type PersonFacts, registrationMessages } from '#shared/contracts/registration.ts';
import { notedFacts } from '#shared/kernel/noted-facts.ts';
import type { Command } from '#shared/kernel/stream.ts';
import type { Context } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Reader } from '#shared/lambda/queue.ts';
import { returnCase } from './domain/return-case.ts';

type Deps = { readonly store: EventStore };

function heard<T extends string, D>({ id, client, recordedAt }: Context, type: T, data: D): Command<T, D> {
  return { id, type, at: recordedAt, recordedAt, actor: { client }, data };
}

/** Another service's word about one of its own, kept in a stream of ours under the same id: the newest wins. */
function notes(kind: string, idOf: (data: Record<string, string>) => string | undefined): Reader<Deps>['read'] {
  const aggregate = notedFacts<object>(kind);
  return (data, context, { store }, hint) => store.execute(aggregate, idOf(data) as string, heard(context, 'note', data), hint);
}

/** What the case side hears: people from registration, weapons and lots from custody, committees. */
export const caseReaders: Readonly<Record<string, Reader<Deps>>> = {
  'registration.person-changed.v1': {
    schema: registrationMessages['registration.person-changed.v1'],
    about: 'CASE',
    read: (data: PersonFacts, context, { store }, hint) =>
      store.execute(returnCase, data.personalNumber, heard(context, 'note-facts', data), hint),
  },
  'registration.committee-enrolled.v1': {
    schema: registrationMessages['registration.committee-enrolled.v1'],
    read: notes('COMMITTEE', ({ committee }) => committee),
  },
  'custody.weapon-changed.v1': {
    schema: custodyMessages['custody.weapon-changed.v1'],
    about: 'WEAPON',
    read: notes('WEAPON', ({ custodyNumber }) => custodyNumber),
  },
  'custody.lot-changed.v1': {
    schema: custodyMessages['custody.lot-changed.v1'],
    about: 'LOT',
    read: notes('LOT', ({ custodyNumber }) => custodyNumber),
  },
};
