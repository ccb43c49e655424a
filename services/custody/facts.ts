import type * as z from 'zod';
import { type CaseMoved, caseMoved } from '#shared/contracts/handover.ts';
import { committeeEnrolled, type PersonFacts, personChanged } from '#shared/contracts/registration.ts';
import { notedFacts } from '#shared/kernel/noted-facts.ts';
import type { Command } from '#shared/kernel/stream.ts';
import type { Context } from '#shared/lambda/command-context.ts';
import type { EventStore, Hint } from '#shared/lambda/event-store.ts';
import type { Reader } from '#shared/lambda/queue.ts';
import { depositor, type NoteDeparture, type NoteRegistration } from './domain/depositor.ts';

type CommitteeFacts = z.infer<typeof committeeEnrolled>;

/** Who may act: registration's word, kept in a stream of our own. */
export const committee = notedFacts<Omit<CommitteeFacts, 'sequence'>>('COMMITTEE');

function note<T extends string, D>(context: Context, type: T, data: D): Command<T, D> {
  return { id: context.id, type, at: context.recordedAt, recordedAt: context.recordedAt, actor: { client: context.client }, data };
}

export function noteCommittee(data: CommitteeFacts, context: Context, store: EventStore) {
  return store.execute(committee, data.committee, note(context, 'note', data));
}

/** Somebody is registered, or was merged: a depositor by that number is confirmed. */
export function noteRegistration({ personalNumber, state, sequence }: PersonFacts, context: Context, store: EventStore, hint: Hint = {}) {
  const made: NoteRegistration = note(context, 'note-registration', { state, sequence });
  return store.execute(depositor, personalNumber, made, hint);
}

/** The person left; what was deposited stays in trust. */
export async function noteDeparture(
  { personalNumber, stage, manifest, sequence }: CaseMoved,
  context: Context,
  store: EventStore,
  hint: Hint = {},
) {
  if (stage !== 'RETURNED') return undefined;
  const made: NoteDeparture = note(context, 'note-departure', { ...(manifest && { manifest }), sequence });
  return store.execute(depositor, personalNumber, made, hint);
}

/** What custody hears. */
export const readers: Readonly<Record<string, Reader<{ store: EventStore }>>> = {
  'registration.committee-enrolled.v1': {
    schema: committeeEnrolled,
    read: (data, context, { store }) => noteCommittee(data, context, store),
  },
  'registration.person-changed.v1': {
    schema: personChanged,
    about: 'DEPOSITOR',
    read: (data, context, { store }, hint) => noteRegistration(data, context, store, hint),
  },
  'handover.case-moved.v1': {
    schema: caseMoved,
    about: 'DEPOSITOR',
    read: (data, context, { store }, hint) => noteDeparture(data, context, store, hint),
  },
};
