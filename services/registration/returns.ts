import type { CaseMoved } from '#shared/contracts/handover.ts';
import type { Context } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { person } from './domain/person.ts';
import type { CloseReturn } from './domain/person-commands.ts';

/** Handover says that a person crossed: close the record. Other moves of a case do not concern registration. */
export async function closeReturn(
  { personalNumber, stage, manifest, at, sequence }: CaseMoved,
  context: Context,
  store: EventStore,
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
  await store.execute(person, personalNumber, command);
}
