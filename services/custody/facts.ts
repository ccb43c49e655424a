import type * as z from 'zod';
import type { CaseMoved } from '#shared/contracts/handover.ts';
import type { committeeEnrolled, PersonFacts } from '#shared/contracts/registration.ts';
import { notedFacts } from '#shared/kernel/noted-facts.ts';
import type { Command } from '#shared/kernel/stream.ts';
import type { Context } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
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

/** Most people are spoken of once, by their registration: probably there is no stream yet. */
export function noteRegistration({ personalNumber, state, sequence }: PersonFacts, context: Context, store: EventStore) {
  const made: NoteRegistration = note(context, 'note-registration', { state, sequence });
  return store.execute(depositor, personalNumber, made, { fresh: true });
}

/** The person left; what was deposited stays in trust. */
export async function noteDeparture({ personalNumber, stage, manifest, sequence }: CaseMoved, context: Context, store: EventStore) {
  if (stage !== 'RETURNED') return undefined;
  const made: NoteDeparture = note(context, 'note-departure', { ...(manifest && { manifest }), sequence });
  return store.execute(depositor, personalNumber, made);
}
