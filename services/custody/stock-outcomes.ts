import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Command, StoredEvent } from '#shared/kernel/stream.ts';
import { command } from '#shared/lambda/command-context.ts';
import type { Accepted, EventStore } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import { approvalsOf } from './approvals.ts';
import { ammunitionLot } from './domain/ammunition-lot.ts';
import type { Place } from './domain/chain-of-custody.ts';
import { type Discrepancy, discrepancy, isOfItem, itemKey, type OpenReport, type Settle, type Settlement } from './domain/discrepancy.ts';
import type { ConfirmLotLoss, Recount } from './domain/lot-findings.ts';
import type { StockCheck } from './domain/stock-check.ts';
import type { Finding } from './domain/stock-findings.ts';
import { type Weapon, weapon } from './domain/weapon.ts';
import type { Deposited } from './domain/weapon-commands.ts';
import type { ConfirmLoss, Find } from './domain/weapon-missing.ts';
import { VERBS } from './domain/weapon-states.ts';
import { followUp, noteOutcome } from './follow-ups.ts';
import { foresee } from './foresight.ts';
import { type By, type Deps, departmentsOf } from './lookups.ts';
import type { LossDocument } from './stock-documents.ts';

type OutcomeDocument = By &
  Settlement & {
    readonly counted?: number | undefined;
    readonly to?: ({ readonly site: string } & Place) | undefined;
    readonly sealAfter?: string | undefined;
  };

export async function reportOf(store: EventStore, id: string): Promise<Discrepancy | undefined> {
  return (await store.newest('DISCREPANCY', id))?.state as Discrepancy | undefined;
}

/** The finding of a report about an item, as its opening has it. */
export async function findingIn(store: EventStore, id: string, about: Pick<Finding, 'type' | 'item'>): Promise<Finding | undefined> {
  const opened = (await store.event('DISCREPANCY', id, 1)) as StoredEvent<Discrepancy, OpenReport['data']> | undefined;
  return opened?.data.findings.find((each) => itemKey(each) === itemKey(about));
}

/**
 * The outcome of an item. Where a weapon is and what a lot counts is recorded of the weapon or lot, and the report notes it; anything else is
 * recorded of the report. The last outcome closes the report and lets the store move again.
 */
const settleItem: UseCase<Deps> = async ({ body, context }: Request<OutcomeDocument>, deps) => {
  const departments = await departmentsOf({ by: body.by, verifier: body.verifier }, deps.department);
  if (isRefusal(departments)) return departments;
  const { to, sealAfter, counted, tracedBy, custodyNumber, ...settlement } = body;
  const facts = { verifierDepartment: departments.verifier };
  const told = { department: departments.by };
  const gone = body.outcome === 'CLERICAL' && (await hasLeft(deps.store, body.item));
  if (gone || !isOfItem(body)) {
    const more = {
      gone,
      tracedBy: tracedBy === undefined ? undefined : ((await deps.store.newest('STOCK-CHECK', tracedBy))?.state as StockCheck | undefined),
      registered: custodyNumber === undefined ? undefined : await registeredFor(deps.store, custodyNumber),
      finding: custodyNumber === undefined ? undefined : await findingIn(deps.store, body.discrepancy, body),
    };
    const data = { ...settlement, ...(tracedBy && { tracedBy }), ...(custodyNumber && { custodyNumber }) };
    const made = command(context, 'settle', data, { ...told, facts: { ...facts, ...more } });
    return isRefusal(made) ? made : concluded(deps, body, await deps.store.execute(discrepancy, body.discrepancy, made as Settle));
  }
  const { item, ...outcome } = settlement;
  const report = await reportOf(deps.store, body.discrepancy);
  if (body.type === 'AMMO_QTY') {
    const finding = await findingIn(deps.store, body.discrepancy, body);
    const data = { ...outcome, custodyNumber: item, counted };
    const made = command(context, 'recount', data, { ...told, facts: { ...facts, report, finding } });
    return isRefusal(made) ? made : concluded(deps, body, await deps.store.execute(ammunitionLot, item, made as unknown as Recount));
  }
  const data = { ...outcome, custodyNumber: item, ...(to && { to }), ...(sealAfter && { sealAfter }) };
  const made = command(context, 'find', data, { ...told, facts: { ...facts, report } });
  if (isRefusal(made)) return made;
  const find = made as unknown as Find;
  const { outlook, rules, hint } = await foresee(deps.store, weapon, item, find, {});
  // The report's own store stands still for this very outcome; another one may not be entered while it does.
  const under = { seal: sealAfter, paper: body.documents[0] ?? '' };
  const no =
    to && outlook === 'ACCEPTED'
      ? ((await deps.still([to.site === report?.site ? undefined : to.site])) ??
        (await deps.dedicate(made as Command, to, 'WEAPONS')) ??
        (await deps.putUnder(made as Command, to, under)))
      : undefined;
  return no ?? concluded(deps, body, await deps.store.execute(rules, item, find, hint));
};

/** A board found that a weapon, or what is short of a lot, is lost or stolen; two persons approve over the item's newest event. */
const confirmLoss: UseCase<Deps> = async ({ body, context }: Request<LossDocument>, deps) => {
  const { item, counted, approvals: given, ...rest } = body;
  const { store } = deps;
  const from = await deps.department(body.by);
  if (isRefusal(from)) return from;
  const kind = body.type === 'AMMO_QTY' ? 'LOT' : 'WEAPON';
  const approvals = await approvalsOf(given, { action: 'confirm-loss', kind, id: item }, store);
  if (isRefusal(approvals)) return approvals;
  const report = await reportOf(store, body.discrepancy);
  const finding = await findingIn(store, body.discrepancy, body);
  const data = { ...rest, approvals: given, custodyNumber: item, ...(kind === 'LOT' && { counted: counted ?? Number(finding?.physical) }) };
  const made = command(context, 'confirm-loss', data, { department: from, facts: { report, finding, approvals } });
  if (isRefusal(made)) return made;
  const done =
    kind === 'LOT'
      ? await store.execute(ammunitionLot, item, made as unknown as ConfirmLotLoss)
      : await store.execute(weapon, item, made as unknown as ConfirmLoss);
  return concluded(deps, body, done);
};

/** Whether an item is a weapon that has left trust for good. */
async function hasLeft(store: EventStore, item: string): Promise<boolean> {
  const held = item.startsWith('W') ? ((await store.newest('WEAPON', item))?.state as Weapon | undefined) : undefined;
  return held !== undefined && !VERBS.find.from.includes(held.state);
}

/** The report for which a weapon was registered as found, and its kind as it is known by now. */
async function registeredFor(
  store: EventStore,
  custodyNumber: string,
): Promise<{ discrepancy?: string | undefined; kind?: string | undefined }> {
  const deposit = (await store.event('WEAPON', custodyNumber, 1))?.data as Partial<Deposited> | undefined;
  const held = (await store.newest('WEAPON', custodyNumber))?.state as Weapon | undefined;
  return { discrepancy: deposit?.foundReport?.discrepancy, kind: held?.kind };
}

/** Carries out at once what follows from an outcome, and tells how many items are open still. */
export async function concluded(
  { store, still }: Deps,
  { discrepancy: id, type, item, outcome }: Pick<Settlement, 'discrepancy' | 'type' | 'item' | 'outcome'>,
  done: Accepted | Refusal,
): Promise<Answer | Refusal> {
  if (isRefusal(done)) return done;
  const own = done.event as StoredEvent<Discrepancy>;
  const noted = own.kind === 'DISCREPANCY' ? own : await noteOutcome(store, done.event as StoredEvent<unknown, Settlement>);
  await followUp(store, [own]);
  if (noted) still.forget(noted.state.site);
  return { body: { discrepancy: id, type, item, outcome, open: noted?.state.open, ...receiptOf(done.event) } };
}

export const outcomeUseCases: Readonly<Record<string, UseCase<Deps>>> = { settleItem, confirmLoss };
