import type * as z from 'zod';
import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { command } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import { weaponsInTrust } from './case-reads.ts';
import { hasScreened } from './case-store.ts';
import { batchOf, carryOut, stillOpen } from './claims.ts';
import { contentHash } from './domain/certificate.ts';
import { type Manifest, manifest, stateOf } from './domain/manifest.ts';
import type { ManifestCommand } from './domain/manifest-commands.ts';
import type { ReceivingAuthority } from './domain/receiving-authority.ts';
import { figures } from './domain/tally.ts';
import { claimUseCases } from './manifest-claims.ts';
import type { certificateDocument, departureDocument } from './manifest-documents.ts';
import { partUseCases } from './manifest-parts.ts';
import { recountOf } from './manifest-store.ts';
import { submit } from './manifest-submission.ts';
import type { Deps } from './use-cases.ts';

type By = { readonly officer: string; readonly committee: string };
type OfManifest = { readonly by: By; readonly at?: string | undefined; readonly manifestNo: string };
type Looked = { readonly facts?: object; readonly head?: StoredEvent };
type LookUp<B> = (body: B, deps: Deps, more: { department: string; recordedAt: string }) => Promise<Looked | Refusal>;

/** An act of the ceremony: who acts, what is looked up for its guards, one append. */
function act<B extends OfManifest>(type: ManifestCommand['type'], lookUp: LookUp<B> = async () => ({})): UseCase<Deps> {
  return async ({ body, context, ifMatch }: Request<B>, deps) => {
    const done = await execute(type, body, { ifMatch }, lookUp, context, deps);
    return isRefusal(done) ? done : acted(done);
  };
}

async function execute<B extends OfManifest>(
  type: ManifestCommand['type'],
  body: B,
  { personal, ifMatch }: { personal?: object; ifMatch?: number | undefined },
  lookUp: LookUp<B>,
  context: Request['context'],
  deps: Deps,
): Promise<StoredEvent<Manifest> | Refusal> {
  const department = await deps.department(body.by);
  if (isRefusal(department)) return department;
  const looked = await lookUp(body, deps, { department, recordedAt: context.recordedAt });
  if (isRefusal(looked)) return looked;
  const facts = looked.facts || ifMatch !== undefined ? { ...looked.facts, ...(ifMatch !== undefined && { seen: ifMatch }) } : undefined;
  const made = command(context, type, body, { department, ...(facts && { facts }), ...(personal && { personal }) });
  if (isRefusal(made)) return made;
  const done = await deps.store.execute(manifest, body.manifestNo, made as unknown as ManifestCommand, { head: looked.head });
  return isRefusal(done) ? done : (done.event as StoredEvent<Manifest>);
}

function acted(event: StoredEvent<Manifest>): Answer {
  return { body: { manifestNo: event.id, state: stateOf(event.state), ...receiptOf(event) }, headers: { etag: `"${event.sequence}"` } };
}

/** Who acts, by department. */
const inDepartment: LookUp<OfManifest> = async (_body, _deps, { department }) => ({ facts: { department } });

const approving: LookUp<OfManifest> = async ({ by }, { store }, { department }) => ({
  facts: { department, hasScreened: await hasScreened(store, by.officer) },
});

/** All events of a manifest, for what is derived from them. */
export async function eventsOf(store: EventStore, manifestNo: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page: Awaited<ReturnType<EventStore['history']>> = await store.history('MANIFEST', manifestNo, { after });
    events.push(...page.events);
    after = page.next;
  }
  return events;
}

const sealing: LookUp<OfManifest> = async ({ manifestNo }, { store }) => {
  const events = await eventsOf(store, manifestNo);
  const head = events.at(-1);
  return head ? { head, facts: { contentHash: sha256(canonical(contentHash(events))) } } : {};
};

async function newest(store: EventStore, manifestNo: string): Promise<StoredEvent<Manifest> | undefined> {
  return (await store.newest('MANIFEST', manifestNo)) as StoredEvent<Manifest> | undefined;
}

async function authorityOf(store: EventStore, head: StoredEvent<Manifest> | undefined): Promise<ReceivingAuthority | undefined> {
  return head && ((await store.newest('AUTHORITY', head.state.authority))?.state as ReceivingAuthority | undefined);
}

const clearing: LookUp<OfManifest> = async ({ manifestNo }, { store }) => {
  const head = await newest(store, manifestNo);
  return { ...(head && { head }), facts: { authority: await authorityOf(store, head) } };
};

/** The receiving authority's green light; lines it excepts leave the manifest at once. */
const clear: UseCase<Deps> = async ({ body, context }: Request<OfManifest>, deps) => {
  const event = await execute('clear', body, {}, clearing, context, deps);
  if (isRefusal(event)) return event;
  const batch = batchOf(event);
  if (batch?.claims.length) await carryOut(await stillOpen(deps.store, batch), { recordedAt: context.recordedAt }, deps.store);
  return acted(event);
};

/** Two people counted; both are enrolled. */
const counted: LookUp<OfManifest> = async (body, { department }) => {
  const { by, headCounts } = body as z.output<typeof departureDocument>;
  for (const [index, { officer }] of headCounts.entries()) {
    const from = await department({ officer, committee: by.committee }, `headCounts.${index}.officer`);
    if (isRefusal(from)) return from;
  }
  return {};
};

const certifying: LookUp<OfManifest> = async (body, deps, { department, recordedAt }) => {
  const { by, deliverer } = body as z.output<typeof certificateDocument>;
  const from = await deps.department({ officer: deliverer, committee: by.committee }, 'deliverer');
  if (isRefusal(from)) return from;
  const looked = await clearing(body, deps, { department, recordedAt });
  if (isRefusal(looked)) return looked;
  return { ...looked, facts: { ...looked.facts, weapons: await weaponsInTrust(deps.store, recordedAt) } };
};

/** Who signed is named in the personal data; the event has numbers and codes. */
const certify: UseCase<Deps> = async ({ body, context }: Request<z.output<typeof certificateDocument>>, deps) => {
  const { signatories, remarks, ...said } = body;
  const event = await execute('certify', said, { personal: { signatories, ...(remarks && { remarks }) } }, certifying, context, deps);
  return isRefusal(event) ? event : acted(event);
};

/** The lines counted anew, to be compared with the tally. */
const recounting: LookUp<OfManifest> = async ({ manifestNo }, { store }) => {
  const { states, notListed } = await recountOf(store, manifestNo);
  return { facts: { recount: states, notListed } };
};

const reconcile: UseCase<Deps> = async ({ body, context }: Request<OfManifest>, deps) => {
  const event = await execute('reconcile', body, {}, recounting, context, deps);
  if (isRefusal(event)) return event;
  return { body: { manifestNo: event.id, state: stateOf(event.state), figures: figures(event.state.tally), ...receiptOf(event) } };
};

export const manifestUseCases: Readonly<Record<string, UseCase<Deps>>> = {
  submit,
  ...partUseCases,
  ...claimUseCases,
  reviewLegally: act('review-legally', inDepartment),
  approve: act('approve', approving),
  seal: act('seal', sealing),
  requestClearance: act('request-clearance'),
  clear,
  embark: act('embark'),
  depart: act('depart', counted),
  arrive: act('arrive'),
  certify,
  amend: act('amend'),
  reconcile,
  cancel: act('cancel'),
  suspend: act('suspend'),
  resume: act('resume'),
};
