import { remembered } from '#shared/kernel/event-chain.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Actor, StoredEvent } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import { command, stepId } from '#shared/lambda/command-context.ts';
import type { Accepted, EventStore } from '#shared/lambda/event-store.ts';
import type { Request } from '#shared/lambda/http.ts';
import { type Bed, bed, type Claim, type ClaimBed, type ReleaseBed } from './domain/bed.ts';
import { type Person, type Place, person } from './domain/person.ts';
import type { House } from './domain/person-commands.ts';
import type { Site } from './domain/site.ts';
import { lookedUp } from './store.ts';
import type { Deps } from './use-cases.ts';

type HousingDocument = {
  by: { officer: string; committee: string };
  at?: string;
  personalNumber: string;
  site: string;
  bed: string;
  familyConsent?: boolean;
};

const bedId = ({ site, bed }: { site: string; bed: string }) => `${site}/${bed}`;

/**
 * Houses somebody in two appends under one command id: the bed's claim, then the person's event. Asked first whether the person may have
 * the bed at all, so that a refused call claims nothing.
 */
export async function houseIn({ body, context, head }: Request<HousingDocument>, { store, department }: Deps): Promise<Accepted | Refusal> {
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const place = await lookedUp<Site>(store, 'SITE', body.site);
  if (!place) return refuse('SITE_UNKNOWN', 'There is no such site.', { status: 422, field: 'site' });
  const wing = body.bed.slice(0, body.bed.lastIndexOf('-'));
  const facts = { site: { compound: place.compound, wings: place.wings.filter((each) => each.wing === wing) } };
  const made = command(context, 'house', body, { department: from, facts });
  if (isRefusal(made)) return made;
  const housing = made as unknown as House;

  const hint = head('PERSON', body.personalNumber);
  const refusedBy = (event: StoredEvent | undefined) => person.decide(event?.state as Person | undefined, housing);
  // What a hint refuses, the truth may grant.
  const seen = hint && !isRefusal(refusedBy(hint)) ? hint : await store.newest('PERSON', body.personalNumber);
  const early = refusedBy(seen);
  // A repeat finds its own event there; nobody is housed in a bed that was not claimed.
  if (isRefusal(early)) return store.execute({ ...person, decide: () => early }, body.personalNumber, housing, { head: seen });
  const claimed = await store.execute(bed, bedId(body), claimOf(housing), { fresh: true });
  if (isRefusal(claimed)) return claimed;
  if (claimed.repeated && !(await stillClaims(store, housing)) && !(seen && remembered(seen, housing.id))) {
    return refuse('CLAIM_RELEASED', 'This call lost its bed again when it was refused; house the person by a new call.');
  }
  return settle(store, housing, claimed.event.actor, seen);
}

function claimOf(housing: House): ClaimBed {
  const { id, at, recordedAt, actor, backfilled, atStated, data } = housing;
  return {
    id,
    type: 'claim',
    at,
    recordedAt,
    actor,
    ...(backfilled && { backfilled }),
    ...(atStated && { atStated }),
    data: { personalNumber: data.personalNumber },
    facts: { housing },
  };
}

/** Whether the bed's newest claim is this housing's: a claim that was released houses nobody any more. */
async function stillClaims(store: EventStore, housing: House): Promise<boolean> {
  const newest = await store.newest('BED', bedId(housing.data));
  return (newest?.state as Bed | undefined)?.claim === housing.id;
}

/** The second step of a claim: the person's own event, or the release of the bed when the person cannot have it. */
async function settle(store: EventStore, housing: House, actor: Actor, seen?: StoredEvent): Promise<Accepted | Refusal> {
  const done = await store.execute(person, housing.data.personalNumber, housing, { head: seen });
  if (isRefusal(done)) await release(store, { ...housing.data, claim: housing.id }, housing, actor);
  return done;
}

async function release(
  store: EventStore,
  place: Place & { personalNumber: string },
  { at }: { at: string },
  actor: Actor,
  head?: StoredEvent,
): Promise<void> {
  const { personalNumber, claim } = place;
  const made: ReleaseBed = {
    id: stepId('release', claim),
    type: 'release',
    at,
    recordedAt: clock.now(),
    actor,
    data: { personalNumber, claim },
  };
  await store.execute(bed, bedId(place), made, { head });
}

/** Repeats the second step of claims, in case a crash came between the two. Most have it, and their person's head says so. */
export async function completeClaims(store: EventStore, claims: readonly StoredEvent[]): Promise<void> {
  if (claims.length === 0) return;
  const housings = claims.map(({ data, actor }) => ({ housing: (data as Claim).housing as House, actor }));
  const heads = await store.heads(
    'PERSON',
    housings.map(({ housing }) => housing.data.personalNumber),
  );
  const open = housings.filter(({ housing }) => {
    const head = heads.get(housing.data.personalNumber);
    return !head || remembered(head, housing.id) === undefined;
  });
  await Promise.all(
    open.map(async ({ housing, actor }) => {
      if (await stillClaims(store, housing)) await settle(store, { ...housing, recordedAt: clock.now() }, actor);
    }),
  );
}

/** Frees the beds that people's events say they left. */
export async function freeBeds(store: EventStore, leaving: readonly StoredEvent[]): Promise<void> {
  if (leaving.length === 0) return;
  const places = leaving.map((event) => ({ event, place: { ...(event.data as { from: Place }).from, personalNumber: event.id } }));
  const heads = await store.heads(
    'BED',
    places.map(({ place }) => bedId(place)),
  );
  await Promise.all(places.map(({ event, place }) => release(store, place, event, event.actor, heads.get(bedId(place)))));
}
