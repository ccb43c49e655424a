import { type CaseMoved, caseMoved } from '#shared/contracts/handover.ts';
import type { Context } from '#shared/lambda/command-context.ts';
import type { EventStore, Hint } from '#shared/lambda/event-store.ts';
import type { Reader } from '#shared/lambda/queue.ts';
import { person } from './domain/person.ts';
import type { CloseReturn } from './domain/person-commands.ts';

/** Handover says that a person crossed: close the record. Other moves of a case do not concern registration. */
export async function closeReturn(
  { personalNumber, stage, manifest, at, sequence }: CaseMoved,
  context: Context,
  store: EventStore,
  hint: Hint = {},
): Promise<void> {
  if (stage !== 'RETURNED' || !manifest) return;
  const command: CloseReturn = {
    id: context.id,
    type: 'close-return',
    at,
    recordedAt: context.recordedAt,
    actor: { client: context.client },
    data: { personalNumber, manifest, caseSequence: sequence },
  };
  await store.execute(person, personalNumber, command, hint);
}

/** What registration hears. */
export const readers: Readonly<Record<string, Reader<{ store: EventStore }>>> = {
  'handover.case-moved.v1': {
    schema: caseMoved,
    about: 'PERSON',
    read: (data, context, { store }, hint) => closeReturn(data, context, store, hint),
  },
};
