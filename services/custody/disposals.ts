import { isRefusal } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { command } from '#shared/lambda/command-context.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Request, UseCase } from '#shared/lambda/http.ts';
import { approvalsOf } from './approvals.ts';
import type { DestructionApprovalDocument, DestructionDocument, ReleaseDocument } from './documents.ts';
import { type Weapon, weapon } from './domain/weapon.ts';
import type { ApproveDestruction, Destroy, Release } from './domain/weapon-commands.ts';
import { fill } from './foresight.ts';
import { type Deps, departmentsOf } from './lookups.ts';
import { identityIn } from './weapon-list.ts';

/** Approves a destruction by two persons; that marks are erased is read from the valid identity. */
const approveDestruction: UseCase<Deps> = async ({ body, context, head }: Request<DestructionApprovalDocument>, { store, department }) => {
  const { custodyNumber, approvals: given } = body;
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const approvals = await approvalsOf(given, { action: 'approve-destruction', kind: 'WEAPON', id: custodyNumber }, store);
  if (isRefusal(approvals)) return approvals;
  const held = (await store.newest('WEAPON', custodyNumber))?.state as Weapon | undefined;
  const identity = held && (await store.event('WEAPON', custodyNumber, held.identity));
  const facts = { approvals, serialStatus: identity && identityIn(identity.data as object).serialStatus };
  const made = command(context, 'approve-destruction', body, { department: from, facts });
  if (isRefusal(made)) return made;
  const done = await store.execute(weapon, custodyNumber, made as unknown as ApproveDestruction, { head: head('WEAPON', custodyNumber) });
  return isRefusal(done) ? done : { body: { custodyNumber, ...receiptOf(done.event) } };
};

/** It leaves a store, which does not stand still. */
const outOfStore = (head: StoredEvent | undefined) => ({ to: undefined, contents: 'WEAPONS', head }) as const;

/** Carries out a destruction that two persons approved, before a witness of a third party. */
const destroy: UseCase<Deps> = async ({ body, context, head }: Request<DestructionDocument>, deps) => {
  const { witness, ...rest } = body;
  const { custodyNumber } = body;
  const departments = await departmentsOf({ by: body.by, releasedBy: body.releasedBy }, deps.department);
  if (isRefusal(departments)) return departments;
  const { by: department, ...facts } = departments;
  const data = { ...rest, witnessOf: witness.organisation };
  const made = command(context, 'destroy', data, { department, personal: { witness: { name: witness.name } }, facts });
  if (isRefusal(made)) return made;
  const done = await fill(weapon, custodyNumber, made as unknown as Destroy, outOfStore(head('WEAPON', custodyNumber)), deps);
  return isRefusal(done) ? done : { body: { custodyNumber, ...receiptOf(done.event) } };
};

/** Releases a weapon to the private owner whom a written ruling on title names. */
const releaseToOwner: UseCase<Deps> = async ({ body, context, head }: Request<ReleaseDocument>, deps) => {
  const { owner, approvals: given, ...rest } = body;
  const { custodyNumber } = body;
  const departments = await departmentsOf({ by: body.by, releasedBy: body.releasedBy }, deps.department);
  if (isRefusal(departments)) return departments;
  const approvals = await approvalsOf(given, { action: 'release', kind: 'WEAPON', id: custodyNumber }, deps.store);
  if (isRefusal(approvals)) return approvals;
  const data = { ...rest, approvals: given };
  const made = command(context, 'release', data, { department: departments.by, personal: { owner }, facts: { approvals } });
  if (isRefusal(made)) return made;
  const done = await fill(weapon, custodyNumber, made as unknown as Release, outOfStore(head('WEAPON', custodyNumber)), deps);
  return isRefusal(done) ? done : { body: { custodyNumber, ...receiptOf(done.event) } };
};

export const disposals: Readonly<Record<string, UseCase<Deps>>> = { approveDestruction, destroy, releaseToOwner };
