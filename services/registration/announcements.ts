import type { PersonFacts, PersonState } from '#shared/contracts/registration.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Saying } from '#shared/lambda/outbox.ts';
import type { Committee } from './domain/committee.ts';
import type { Person } from './domain/person.ts';

/** What custody needs to know of a person: that they exist, and what became of them. */
const CUSTODY_HEARS = ['registered', 'duplicate-resolved'];
/** Events that change nothing in the facts; that somebody returned is what handover said itself. */
const UNSAID = ['number-voided', 'card-offered', 'returned', 'return-conflict-raised'];

/** What registration says of an event (design page, who says what). */
export function announces(event: StoredEvent): Saying[] {
  if (event.kind === 'COMMITTEE') {
    const { officers } = event.state as Committee;
    return [
      {
        to: ['custody', 'handover'],
        type: 'registration.committee-enrolled.v1',
        subject: event.id,
        data: { committee: event.id, officers },
      },
    ];
  }
  if (event.kind !== 'PERSON' || UNSAID.includes(event.type)) return [];
  const data = factsOf(event as StoredEvent<Person>);
  const saying = { type: 'registration.person-changed.v1', subject: event.id, data };
  const unhoused = event.type === 'registered';
  return [{ ...saying, to: CUSTODY_HEARS.includes(event.type) ? (unhoused ? ['custody'] : ['custody', 'handover']) : ['handover'] }];
}

function factsOf({ id, state }: StoredEvent<Person>): Omit<PersonFacts, 'sequence'> {
  return {
    personalNumber: id,
    state: state.state as PersonState,
    category: state.category,
    child: state.child,
    identityDigest: state.digest,
    fitToTravel: state.health !== 'UNFIT_TRAVEL' && state.health !== 'HOSPITAL' && state.state !== 'HOSPITALISED',
    effectsOpen: Object.keys(state.effects).length,
    duplicateSuspected: state.suspects.length > 0,
    ...(state.place && { site: state.place.site }),
  };
}
