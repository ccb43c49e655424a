import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { type Context, stepId } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Answer, Request } from '#shared/lambda/http.ts';
import { membersOf } from './domain/certificate.ts';
import { type ExternalLine, external, mayShow, SHARED_FIELDS, type WithdrawnLine, withdrawn } from './domain/external-projection.ts';
import { type Manifest, manifest } from './domain/manifest.ts';
import type { Share } from './domain/manifest-commands.ts';
import { toRanges } from './domain/number-set.ts';
import type { ReturnCase } from './domain/return-case.ts';
import { mayDisclose } from './domain/return-guards.ts';
import { type ChunkLine, chunkFrom, chunkOf } from './manifest-chunks.ts';
import { eventsOf } from './manifest-use-cases.ts';
import { atOnce } from './tallying.ts';
import type { Deps } from './use-cases.ts';

type Paged = { limit: number; cursor?: string | undefined };
type Member = ChunkLine & { readonly state: ReturnCase };
type Page = { readonly events: StoredEvent[]; readonly members: Member[]; readonly next?: string | undefined };

/** A page of the listed lines with the cases as they stand this moment; the cursor is the last line's place in the file. */
async function membersPage(store: EventStore, manifestNo: string, { limit, cursor }: Paged): Promise<Page | Refusal> {
  const events = await eventsOf(store, manifestNo);
  const head = events.at(-1) as StoredEvent<Manifest> | undefined;
  if (!head) return refuse('MANIFEST_UNKNOWN', 'There is no manifest with this number.', { status: 404 });
  const { chunks } = head.state;
  const after = Number(cursor) || 0;
  const listed = membersOf(events);
  const members: Member[] = [];
  for (let chunk = await chunkFrom(store, head, after); chunk <= chunks && members.length < limit; chunk++) {
    const { lines = [] } = (await chunkOf(store, head, chunk)) ?? {};
    const said = lines.filter(({ record }) => record > after && listed.get(chunk)?.records.has(record));
    members.push(...(await withStates(store, said.slice(0, limit - members.length))));
  }
  const last = members.at(-1)?.record ?? 0;
  return { events, members, next: members.length === limit && last < head.state.tally.lines ? String(last) : undefined };
}

/** Read anew, not from a projection: nothing of a person goes out after the moment they object (I-25). */
async function withStates(store: EventStore, said: readonly ChunkLine[]): Promise<Member[]> {
  const members: Member[] = [];
  await atOnce(said, async (each, index) => {
    members[index] = { ...each, state: (await store.newest('CASE', each.said.personalNumber))?.state as ReturnCase };
  });
  return members;
}

/** What the receiving authority sees: the external projection, and an empty line where somebody does not come. What was shown goes on record first. */
export async function receiverView({ params, query, context }: Request<unknown, Paged>, { store }: Deps): Promise<Answer | Refusal> {
  const manifestNo = params.manifestNo ?? '';
  const page = await membersPage(store, manifestNo, query);
  if (isRefusal(page)) return page;
  const items = page.members.map(({ said, state }): ExternalLine | WithdrawnLine => {
    const on = state.line?.manifest === manifestNo ? state.line : undefined;
    return on && mayShow(on.state) && mayDisclose(state, context.recordedAt) ? external(said) : withdrawn(said);
  });
  const shown = items.filter((item) => !('withdrawn' in item));
  const done = await share(store, manifestNo, shown, items.length - shown.length, context);
  return isRefusal(done) ? done : { list: { items, next: page.next } };
}

async function share(
  store: EventStore,
  manifestNo: string,
  shown: readonly { line: number }[],
  withheld: number,
  { client, recordedAt, salt }: Context,
) {
  const command: Share = {
    id: stepId('share', salt),
    type: 'share',
    at: recordedAt,
    recordedAt,
    actor: { client },
    data: { manifestNo, lines: toRanges(shown.map(({ line }) => line)), withheld, fields: SHARED_FIELDS },
  };
  return store.execute(manifest, manifestNo, command);
}

/** Annex A of the certificate: who was accepted, in the external projection. */
export async function acceptedLines({ params, query }: Request<unknown, Paged>, { store }: Deps): Promise<Answer | Refusal> {
  const manifestNo = params.manifestNo ?? '';
  const page = await membersPage(store, manifestNo, query);
  if (isRefusal(page)) return page;
  if (!page.events.some(({ type }) => type === 'handed-over'))
    return refuse('NOT_CERTIFIED', 'This manifest has no handover certificate yet.', { status: 404 });
  const accepted = page.members.filter(({ state }) => state.line?.manifest === manifestNo && state.line.state === 'ACCEPTED');
  return { list: { items: accepted.map(({ said }) => external(said)), next: page.next } };
}
