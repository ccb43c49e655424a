import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Accepted, EventStore } from '#shared/lambda/event-store.ts';
import { travelFacts } from './case-use-cases.ts';
import { hasDeparted, mayCarryOut } from './domain/ceremony.ts';
import { mayShow } from './domain/external-projection.ts';
import type { Manifest } from './domain/manifest.ts';
import type { Clear } from './domain/manifest-commands.ts';
import { terminal } from './domain/manifest-line.ts';
import { type ReturnCase, returnCase } from './domain/return-case.ts';
import type { MoveLine } from './domain/return-case-commands.ts';
import { isGuard } from './domain/return-guards.ts';
import { type Claim, claimId } from './domain/scan-batch.ts';
import { atOnce, ownedBy, tally } from './tallying.ts';

/** A batch of claims to carry out: `unit` names it, `client` is the system that sent it first. */
export type Batch = { readonly unit: string; readonly client: string; readonly claims: readonly Claim[] };
/** A batch in which some claims have nothing left to say; the others keep their places, by which they are known. */
type Left = Omit<Batch, 'claims'> & { readonly claims: readonly (Claim | undefined)[] };
type When = { readonly recordedAt: string };

/** The claims that an event states, as a batch; the unit has the name under which the event's own call carried them out. */
export function batchOf(event: StoredEvent): Batch | undefined {
  const { client } = event.actor;
  if (event.type === 'scans-received') return { unit: event.id, client, claims: (event.data as { claims: Claim[] }).claims };
  if (event.type === 'cleared')
    return { unit: exceptionsUnit(event), client, claims: exceptions(event as StoredEvent<Manifest, Clear['data']>) };
  return undefined;
}

const exceptionsUnit = ({ id, command }: StoredEvent) => `${id}/x/${command.id}`;

/** Lines without the receiver's green light leave the manifest. */
function exceptions({ id, data, at, actor }: StoredEvent<Manifest, Clear['data']>): Claim[] {
  const { officer = '', committee = '', department = '' } = actor;
  return data.exceptions.map(({ personalNumber, reason }) => ({
    manifestNo: id,
    personalNumber,
    to: 'REMOVED_BY_APPROVAL',
    at,
    officer,
    committee,
    department,
    reason,
  }));
}

/**
 * Carries out a batch: every claim is a command on its person's case, those about one person in the order of their times, and the batch is
 * counted into the manifests. It can be done twice, or half and then again. One answer a claim, in their order.
 */
export async function carryOut({ unit, client, claims }: Left, when: When, store: EventStore): Promise<(Accepted | Refusal)[]> {
  const said = claims.filter((claim) => claim !== undefined);
  const manifests = await load(store, new Set(said.map(({ manifestNo }) => manifestNo)));
  const heads = await store.heads(
    'CASE',
    said.map(({ personalNumber }) => personalNumber),
  );
  const facts = await factsOfDays(store, said);
  const answers: (Accepted | Refusal)[] = [];

  await atOnce(perPerson(claims), async (indexes) => {
    for (const index of indexes) {
      const claim = claims[index] as Claim;
      const command = moving(
        claim,
        claimId(claim, unit, index),
        { ...when, unit, client },
        claim.to === 'BOARDED' ? facts.get(dayOf(claim)) : undefined,
        manifests.get(claim.manifestNo)?.state,
      );
      const done = await store.execute(returnCase, claim.personalNumber, command, { head: heads.get(claim.personalNumber) });
      if (!isRefusal(done)) heads.set(claim.personalNumber, newer(heads.get(claim.personalNumber), done.event));
      answers[index] = done;
    }
  });
  for (const [manifestNo, steps] of countedBy(unit, answers))
    await tally(store, manifestNo, unit, { steps }, when, manifests.get(manifestNo));
  return answers;
}

/** The steps that this batch brought about and counts, by manifest. */
export function countedBy(unit: string, answers: readonly (Accepted | Refusal | undefined)[]): ReturnType<typeof ownedBy> {
  return ownedBy(
    unit,
    Array.from(answers, (answer) => (isRefusal(answer) ? undefined : answer)),
  );
}

async function load(store: EventStore, numbers: ReadonlySet<string>): Promise<Map<string, StoredEvent<Manifest>>> {
  const found = await Promise.all([...numbers].map((manifestNo) => store.newest('MANIFEST', manifestNo)));
  return new Map(found.flatMap((event) => (event ? [[event.id, event as StoredEvent<Manifest>]] : [])));
}

type Facts = Awaited<ReturnType<typeof travelFacts>>;
const dayOf = ({ at }: Claim) => at.slice(0, 10);

/** What the guards of a boarding ask for, by day: as of the batch's last boarding of that day. The other steps need none of it. */
async function factsOfDays(store: EventStore, claims: readonly Claim[]): Promise<Map<string, Facts>> {
  const latest = new Map<string, string>();
  for (const claim of claims) {
    const known = latest.get(dayOf(claim)) ?? '';
    if (claim.to === 'BOARDED' && claim.at > known) latest.set(dayOf(claim), claim.at);
  }
  return new Map(await Promise.all([...latest].map(async ([day, at]) => [day, await travelFacts(store, at)] as const)));
}

/** Places of the claims, those of one person together and in the order of their times: devices send them in any. */
function perPerson(claims: readonly (Claim | undefined)[]): number[][] {
  const people = new Map<string, number[]>();
  for (const [index, claim] of claims.entries()) {
    if (claim) people.set(claim.personalNumber, [...(people.get(claim.personalNumber) ?? []), index]);
  }
  const earlier = (a: number, b: number) => {
    const [one, other] = [claims[a] as Claim, claims[b] as Claim];
    return Date.parse(one.at) - Date.parse(other.at) || (one.deviceSequence ?? a) - (other.deviceSequence ?? b);
  };
  return [...people.values()].map((indexes) => indexes.sort(earlier));
}

/** Leaves out the claims on lines that have come to another end by now: whoever takes a line off a manifest contradicts nobody. */
export async function stillOpen(store: EventStore, batch: Batch): Promise<Left> {
  const claims: (Claim | undefined)[] = [];
  await atOnce(batch.claims, async (claim, index) => {
    const { line } = ((await store.newest('CASE', claim.personalNumber))?.state ?? {}) as ReturnCase;
    const over = line?.manifest !== claim.manifestNo || (terminal(line.state) && line.state !== claim.to);
    claims[index] = over ? undefined : claim;
  });
  return { ...batch, claims };
}

type Carried = When & { readonly unit: string; readonly client: string };

/** Whether the manifest allows the step is a fact for the decision: what was accepted before is found again in whatever phase it is by now. */
function moving(claim: Claim, id: string, { unit, client, recordedAt }: Carried, facts: Facts | undefined, on?: Manifest): MoveLine {
  const { manifestNo, to, at, officer, committee, department, backfilled, device, deviceSequence } = claim;
  const { reason, reconfirmed, baggage, place, receiver, settles } = claim;
  const scan = device !== undefined && deviceSequence !== undefined ? { device, deviceSequence, capturedAt: at } : undefined;
  const said = { reason, reconfirmed, baggage, place, receiver, settles, scan };
  const no = mayCarryOut(on, to);
  return {
    id,
    type: 'move-line',
    at,
    atStated: true,
    recordedAt,
    ...(backfilled && { backfilled }),
    actor: { client, officer, committee, department },
    data: {
      manifest: manifestNo,
      to,
      ...(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as typeof said),
    },
    facts: {
      amnesties: {},
      pledgeRequired: false,
      ...facts,
      batch: unit,
      ...(settles && on && { departed: hasDeparted(on.phase) }),
      ...(on?.phase === 'CANCELLED' && { cancelled: true }),
      ...(no && { no }),
    },
  };
}

function newer(one: StoredEvent | undefined, other: StoredEvent): StoredEvent {
  return one && one.sequence > other.sequence ? one : other;
}

/** What a claim came to, for whoever sent it. */
export function answerOf(claim: Claim, answer: Accepted | Refusal | undefined): object {
  const { manifestNo, personalNumber, device, deviceSequence, to } = claim;
  const about = { ...(device !== undefined && { device, deviceSequence }), manifestNo, personalNumber, claimed: to };
  const done = answer ?? refuse('NOT_CARRIED_OUT', 'This claim was not carried out; send it again.', { status: 503, retryAfter: 1 });
  if (isRefusal(done))
    return {
      ...about,
      outcome: 'REFUSED',
      status: done.status,
      code: done.code,
      detail: done.detail,
      ...(done.field && { field: done.field }),
      ...(done.retryAfter !== undefined && { retryable: true }),
    };
  const line = (done.event.state as { line?: { line: number; state: string } }).line;
  const outcome = done.event.type === 'scan-conflict-raised' && !done.unchanged ? 'CONFLICT' : done.unchanged ? 'UNCHANGED' : 'ACCEPTED';
  return { ...about, outcome, ...(done.repeated && { repeated: true }), line: line?.line, state: line?.state };
}

/** The same for the receiving authority: of somebody who stays it learns that the line is empty, as in its view, and never why (I-25, I-41). */
export function answerToReceiver(claim: Claim, answer: Accepted | Refusal | undefined): object {
  const state = answer && !isRefusal(answer) ? (answer.event.state as ReturnCase).line?.state : undefined;
  const stays = isRefusal(answer) ? isGuard(answer.code) : state && !mayShow(state);
  return answerOf(claim, stays ? refuse('LINE_WITHDRAWN', 'This line was withdrawn.') : answer);
}
