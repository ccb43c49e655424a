import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { type Context, command } from '#shared/lambda/command-context.ts';
import type { Accepted } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import { approvalsOf } from './approvals.ts';
import { ammunitionLot, type LotCommand } from './domain/ammunition-lot.ts';
import type { Keeper } from './domain/chain-of-custody.ts';
import type { HandoverCommand } from './domain/handover-commands.ts';
import { type ScheduleLine, scheduleOf, scheduleSlice } from './domain/handover-schedule.ts';
import { type Recognition, recognition } from './domain/recognition.ts';
import { SHARE } from './domain/sample.ts';
import type { SiteStore } from './domain/site-store.ts';
import type { StockCheck } from './domain/stock-check.ts';
import { PRESENT } from './domain/stock-findings.ts';
import { weapon } from './domain/weapon.ts';
import type { WeaponCommand } from './domain/weapon-commands.ts';
import type { LineCommand } from './domain/weapon-handover.ts';
import { type WeaponsHandover, weaponsHandover } from './domain/weapons-handover.ts';
import { countLines, kindOf, listedNow } from './handover-lines.ts';
import { type By, type Deps, departmentsOf } from './lookups.ts';
import { LOTS, type LotRow, WEAPONS, type WeaponRow } from './store.ts';
import { identityIn } from './weapon-list.ts';
import type { AcceptanceDocument, LineDocument } from './weapons-handover-documents.ts';

type OfHandover = By & { readonly handoverNo: string };
type Found = { readonly facts?: object; readonly personal?: object; readonly data?: object };
type Head = StoredEvent<WeaponsHandover> | undefined;

/** A command on a handover: the officers whom its document names are enrolled; `look` finds what else the decision needs. */
function onHandover<B extends OfHandover>(
  type: HandoverCommand['type'],
  look: (body: B, head: Head, deps: Deps, context: Context) => Promise<Found | Refusal> = async () => ({}),
  officers: readonly (keyof B & string)[] = [],
): UseCase<Deps> {
  return async ({ body, context }: Request<B>, deps) => {
    const { store, department } = deps;
    const named = Object.fromEntries(officers.map((field) => [field, body[field] as Keeper | undefined]));
    const departments = await departmentsOf({ by: body.by, ...named } as Record<string, Keeper | undefined>, department);
    if (isRefusal(departments)) return departments;
    const { by: from, ...others } = departments;
    const head = (await store.newest('HANDOVER', body.handoverNo)) as Head;
    const found = await look(body, head, deps, context);
    if (isRefusal(found)) return found;
    const { facts, personal, data = body } = found;
    const made = command(context, type, data, {
      department: from as string,
      facts: { ...others, ...facts },
      ...(personal && { personal }),
    });
    if (isRefusal(made)) return made;
    return answer(await store.execute(weaponsHandover, body.handoverNo, made as HandoverCommand, head ? { head } : {}), {
      handoverNo: body.handoverNo,
    });
  };
}

function answer(done: Accepted | Refusal, ids: object): Answer | Refusal {
  if (isRefusal(done)) return done;
  return { body: { ...ids, state: (done.event.state as WeaponsHandover).state, ...receiptOf(done.event) } };
}

async function actOf({ store }: Deps, act: string | undefined): Promise<{ recognition?: Recognition }> {
  const found = act === undefined ? undefined : ((await store.newest('RECOGNITION', act))?.state as Recognition | undefined);
  return found ? { recognition: found } : {};
}

type Proposal = OfHandover & { readonly recognition: string; readonly addendumTo?: string };

async function proposed({ recognition: act, addendumTo }: Proposal, _head: Head, deps: Deps): Promise<Found> {
  const original = addendumTo && ((await deps.store.newest('HANDOVER', addendumTo)) as Head)?.state.state;
  return { facts: { ...(await actOf(deps, act)), ...(original && { original }) } };
}

/** The delegate's name is personal data; the code that the credentials give stands in the books. */
async function verified({ name, rank, ...data }: OfHandover & { name: string; rank?: string }): Promise<Found> {
  return { data, personal: { name, ...(rank && { rank }) } };
}

async function approved({ handoverNo, approvals }: OfHandover & { approvals: string[] }, head: Head, deps: Deps): Promise<Found | Refusal> {
  const found = await approvalsOf(approvals, { action: 'hand-over', kind: 'HANDOVER', id: handoverNo }, deps.store);
  return isRefusal(found) ? found : { facts: { ...(await actOf(deps, head?.state.recognition)), approvals: found } };
}

type Inventory = OfHandover & { readonly checks: readonly string[] };

/** Stores that hold something and have had no whole check since the transfer was cleared, or stand still over a difference (domain C.2, I-17). */
async function inventoried({ checks }: Inventory, head: Head, { store }: Deps): Promise<Found> {
  const since = head?.state.last ?? '';
  const found = await Promise.all(checks.map((check) => store.newest('STOCK-CHECK', check)));
  const whole = found.flatMap((event) => {
    const { site, type, status, openedAt } = (event?.state ?? {}) as Partial<StockCheck>;
    return site && type && SHARE[type] === 100 && status === 'CLOSED' && (openedAt ?? '') >= since ? [site] : [];
  });
  const unchecked: string[] = [];
  for (const site of await sitesInUse(store)) {
    const standing = (await store.newest('SITE-STORE', site))?.state as SiteStore | undefined;
    if (!whole.includes(site) || standing?.stillFor.length) unchecked.push(site);
  }
  return { facts: { unchecked } };
}

/** The sites in whose stores something lies. */
async function sitesInUse(store: Deps['store']): Promise<string[]> {
  const sites = new Set<string>();
  for (const pk of [WEAPONS, LOTS])
    for await (const rows of store.rows.pages<WeaponRow | LotRow>({ pk, consistent: true }))
      for (const { site, container, quantity, state } of rows as (WeaponRow & { quantity?: number })[])
        if (site && container && quantity !== 0 && (pk === LOTS || PRESENT.includes(state))) sites.add(site);
  return [...sites].sort();
}

type Counted = OfHandover & { readonly weapons: number; readonly ammunition: number };

/** Keeps the two schedules, then their digests: as many lines as both sides counted, each with the hash it had when it was listed. */
async function agreed(counts: Counted, head: Head, deps: Deps, context: Context): Promise<Found | Refusal> {
  // Not the moment to agree: the domain says so, and nothing is kept.
  if (head?.state.state !== 'JOINTLY_INSPECTED') return {};
  const listed = await listedNow(deps.store, counts.handoverNo);
  if (listed.changed.length)
    return refuse('LINE_CHANGED', 'Something happened to these since they were listed; take them off the list first.', {
      more: { custodyNumbers: listed.changed.slice(0, 50) },
    });
  const off = (['weapons', 'ammunition'] as const).find((kind) => listed[kind].length !== counts[kind]);
  if (off)
    return refuse('SCHEDULE_COUNT_DIFFERS', 'Not as many lines are listed (yet) as were counted.', {
      field: off,
      retryAfter: 1,
      more: { listed: listed[off].length },
    });
  const [weapons, ammunition] = [await kept(listed.weapons, deps, context), await kept(listed.ammunition, deps, context)];
  return { facts: { ...(await actOf(deps, head.state.recognition)), weapons, ammunition } };
}

async function kept(lines: readonly ScheduleLine[], { store }: Deps, { recordedAt }: Context) {
  const { schedule, slices } = scheduleOf(lines);
  for (const { id, lines: some } of slices) {
    const made = {
      id: `keep ${id}`,
      type: 'store' as const,
      at: recordedAt,
      recordedAt,
      actor: { client: 'custody' },
      data: { lines: some },
    };
    const done = await store.execute(scheduleSlice, id, made);
    if (isRefusal(done)) throw new Error(`a schedule that cannot be kept: ${done.code}`);
  }
  return schedule;
}

async function concluded({ handoverNo }: OfHandover, head: Head, { store, handovers }: Deps): Promise<Found> {
  const { schedules } = head?.state ?? {};
  if (!schedules) return {};
  const count = async (kind: 'WEAPON' | 'LOT', of: 'weapons' | 'ammunition') =>
    countLines(store, handoverNo, kind, await handovers.linesOf(schedules[of]));
  return { facts: { weapons: await count('WEAPON', 'weapons'), ammunition: await count('LOT', 'ammunition') } };
}

/** A command on one line of a handover, of a weapon or a lot by its number. */
function onLine<B extends LineDocument | AcceptanceDocument>(type: (body: B) => LineCommand['type']): UseCase<Deps> {
  return async ({ body, context, head }: Request<B>, deps) => {
    const { store, department } = deps;
    const { custodyNumber, handoverNo } = body;
    const releasedBy = 'releasedBy' in body ? body.releasedBy : undefined;
    const departments = await departmentsOf({ by: body.by, releasedBy }, department);
    if (isRefusal(departments)) return departments;
    const kind = kindOf(custodyNumber);
    const known = head(kind, custodyNumber);
    const verb = type(body);
    const found = await factsOf(verb, body, deps);
    // What stands in the way now does not stand in the way of a repeat: the store looks for that first.
    const [facts, no] = isRefusal(found) ? [{}, { decide: () => found }] : [found, {}];
    const { response: _response, ...data } = { response: undefined, ...body };
    const made = command(context, verb, data, { department: departments.by, facts });
    if (isRefusal(made)) return made;
    const done =
      kind === 'LOT'
        ? await store.execute({ ...ammunitionLot, ...no }, custodyNumber, made as unknown as LotCommand, { head: known })
        : await store.execute({ ...weapon, ...no }, custodyNumber, made as unknown as WeaponCommand, { head: known });
    return isRefusal(done) ? done : { body: { custodyNumber, handoverNo, ...receiptOf(done.event) } };
  };
}

/** Where the handover stands for a line; to be listed it must lie in a store that moves, and its marks are looked at. */
async function factsOf(verb: LineCommand['type'], { custodyNumber, handoverNo }: LineDocument | AcceptanceDocument, deps: Deps) {
  const { handovers, still, store } = deps;
  const { state, underWay = false, recognition: act, country, delegate } = (await handovers.standing(handoverNo))?.state ?? {};
  const facts = { stage: state, underWay, scheduled: await handovers.isScheduled(handoverNo, custodyNumber) };
  if (verb === 'hand-over') return { ...facts, ...(await actOf(deps, act)), country, delegate };
  if (verb !== 'list') return facts;
  const kind = kindOf(custodyNumber);
  const { site, identity = 0 } = ((await store.newest(kind, custodyNumber))?.state ?? {}) as { site?: string; identity?: number };
  return (await still([site])) ?? { ...facts, erased: kind === 'WEAPON' && (await isErased(store, custodyNumber, identity)) };
}

async function isErased(store: Deps['store'], custodyNumber: string, identity: number): Promise<boolean> {
  const event = identity ? await store.event('WEAPON', custodyNumber, identity) : undefined;
  return event !== undefined && identityIn(event.data as object).serialStatus === 'OBLITERATED';
}

function onRecognition(type: 'record' | 'withdraw'): UseCase<Deps> {
  return async ({ body, context }: Request<By & { act: string }>, { store, department }) => {
    const from = await department(body.by);
    if (isRefusal(from)) return from;
    const made = command(context, type, body, { department: from });
    if (isRefusal(made)) return made;
    const done = await store.execute(recognition, body.act, made as never);
    return isRefusal(done) ? done : { body: { act: body.act, ...receiptOf(done.event) } };
  };
}

const recognised = async (_body: OfHandover, head: Head, deps: Deps): Promise<Found> => ({
  facts: await actOf(deps, head?.state.recognition),
});

export const handoverUseCases: Readonly<Record<string, UseCase<Deps>>> = {
  recordRecognition: onRecognition('record'),
  withdrawRecognition: onRecognition('withdraw'),
  proposeHandover: onHandover('propose', proposed),
  verifyRecipient: onHandover('verify-recipient', verified),
  clearTransfer: onHandover('clear'),
  takeInventory: onHandover('inventory', inventoried),
  inspectJointly: onHandover('inspect', undefined, ['expert' as never]),
  listLine: onLine(() => 'list'),
  delistLine: onLine(() => 'delist'),
  agreeSchedule: onHandover('agree', agreed),
  approveHandover: onHandover('approve', approved),
  sealTransport: onHandover('seal-transport'),
  deliverWeapons: onHandover('deliver', recognised),
  acceptLine: onLine<AcceptanceDocument>(({ response }) => (response === 'ACCEPTED' ? 'hand-over' : 'keep')),
  concludeHandover: onHandover('conclude', concluded),
  closeHandover: onHandover('close'),
  haltHandover: onHandover('halt'),
};
