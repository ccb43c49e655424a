import type { Command, StoredEvent } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import { stepId } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Adjudication } from './domain/pair.ts';
import { person } from './domain/person.ts';
import type { Resolved, Suspect, Suspected } from './domain/person-commands.ts';
import { completeClaims, freeBeds } from './housing.ts';

/** What events bring about in other streams of registration. Every step has a deterministic command id and can be repeated. */
export async function followUp(store: EventStore, events: readonly StoredEvent[]): Promise<void> {
  await completeClaims(
    store,
    events.filter(({ type }) => type === 'bed-claimed'),
  );
  await freeBeds(
    store,
    events.filter(({ kind, data }) => kind === 'PERSON' && 'from' in (data as object)),
  );
  for (const event of events) {
    if (event.type === 'pair-adjudicated') await resolveBoth(store, event);
    if (event.type === 'registered') await markSuspects(store, event);
  }
}

/** A step in another stream, recorded when it is carried out, however late. */
function following<T extends string, D>(event: StoredEvent, type: T, id: string, data: D): Command<T, D> {
  return { id, type, at: event.at, recordedAt: clock.now(), actor: event.actor, data };
}

/** Marks the other side of every suspicion: both are suspects until a human resolves it. */
async function markSuspects(store: EventStore, event: StoredEvent): Promise<void> {
  for (const { personalNumber, score } of (event.data as { suspects: Suspect[] }).suspects) {
    const made: Suspected = following(event, 'suspect', stepId('suspect', event.id), { personalNumber, other: event.id, score });
    await store.execute(person, personalNumber, made);
  }
}

async function resolveBoth(store: EventStore, event: StoredEvent): Promise<void> {
  const { personalNumber, other, outcome } = event.data as Adjudication;
  const say = (number: string, about: string, said: Resolved['data']['outcome']) => {
    const made: Resolved = following(event, 'resolve', stepId('resolve', about), { personalNumber: number, other: about, outcome: said });
    return store.execute(person, number, made);
  };
  await say(personalNumber, other, outcome === 'MERGE' ? 'SURVIVOR' : outcome);
  await say(other, personalNumber, outcome === 'MERGE' ? 'MERGED' : outcome);
}
