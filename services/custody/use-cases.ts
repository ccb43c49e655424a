import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { command } from '#shared/lambda/command-context.ts';
import type { Accepted } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import { approvalsOf } from './approvals.ts';
import { correct, deposit } from './deposits.ts';
import { disposals } from './disposals.ts';
import type { LotDocument, LotMovementDocument } from './documents.ts';
import { ammunitionLot, type DepositLot, type LotCommand, type VoidLotNumber } from './domain/ammunition-lot.ts';
import type { Action, Approvals } from './domain/approval.ts';
import type { Keeper } from './domain/chain-of-custody.ts';
import { numberBook } from './domain/number-book.ts';
import { receiptDocument } from './domain/receipt.ts';
import { weapon } from './domain/weapon.ts';
import type { VoidNumber, WeaponCommand } from './domain/weapon-commands.ts';
import { fill } from './foresight.ts';
import { type By, type Deps, departmentsOf, type OfItem } from './lookups.ts';
import { keyUseCases } from './officer-keys.ts';
import { sealUseCases } from './seals.ts';
import { stockCheckUseCases } from './stock-checks.ts';
import { outcomeUseCases } from './stock-outcomes.ts';
import { changeKeys } from './store-keys.ts';
import { handoverUseCases } from './weapons-handover-use-cases.ts';

function answer(done: Accepted | Refusal, ids: object): Answer | Refusal {
  return isRefusal(done) ? done : { body: { ...ids, ...receiptOf(done.event) } };
}

/** What a document says of the container that it fills. */
type Stowed = { readonly to?: { site: string; container: string }; readonly sealAfter?: string; readonly documentNo?: string };
const underIn = ({ sealAfter, documentNo = '' }: Stowed) => ({ seal: sealAfter, paper: documentNo });

const MOVES: readonly WeaponCommand['type'][] = ['move', 'remove', 'return-to-store'];

/**
 * A command on one weapon: the officers whom its document names must be enrolled; stores that it leaves or enters do not stand still, and a
 * container that it fills is one for weapons. Their departments, and what two persons signed, are all that the decision needs besides the
 * weapon's own state.
 */
function onWeapon(type: WeaponCommand['type'], officers: readonly string[] = [], action?: Action): UseCase<Deps> {
  return async ({ body, context, head }: Request<OfItem & Stowed & { approvals?: Approvals }>, deps) => {
    const named = Object.fromEntries(officers.map((field) => [field, (body as unknown as Record<string, Keeper | undefined>)[field]]));
    const departments = await departmentsOf({ by: body.by, ...named }, deps.department);
    if (isRefusal(departments)) return departments;
    const { by: from, ...others } = departments;
    const { custodyNumber, to } = body;
    const approvals = action && (await approvalsOf(body.approvals ?? [], { action, kind: 'WEAPON', id: custodyNumber }, deps.store));
    if (isRefusal(approvals)) return approvals;
    const facts = { ...others, ...(approvals && { approvals }) };
    const made = command(context, type, body, { department: from as string, facts });
    if (isRefusal(made)) return made;
    const hint = { head: head('WEAPON', custodyNumber) };
    const done = MOVES.includes(type)
      ? await fill(
          weapon,
          custodyNumber,
          made as unknown as WeaponCommand,
          { to, contents: 'WEAPONS', under: underIn(body), ...hint },
          deps,
        )
      : await deps.store.execute(weapon, custodyNumber, made as unknown as WeaponCommand, hint);
    return answer(done, { custodyNumber });
  };
}

const issueBook: UseCase<Deps> = async ({ body, context }: Request<By & { book: string; committee: string }>, { store, department }) => {
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const made = command(context, 'issue-book', body, { department: from });
  if (isRefusal(made)) return made;
  return answer(await store.execute(numberBook, body.book, made), { book: body.book });
};

/** Voids a blank receipt: the number's own stream says so, and is never used. */
const voidNumber: UseCase<Deps> = async ({ body, context }: Request<OfItem & { reason: string }>, { store, department, book }) => {
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const { custodyNumber } = body;
  const made = command(context, 'void', body, { department: from, facts: { book: await book(custodyNumber) } });
  if (isRefusal(made)) return made;
  const done = custodyNumber.startsWith('A')
    ? await store.execute(ammunitionLot, custodyNumber, made as VoidLotNumber)
    : await store.execute(weapon, custodyNumber, made as VoidNumber);
  return answer(done, { custodyNumber });
};

const depositLot: UseCase<Deps> = async ({ body, context, head }: Request<LotDocument>, deps) => {
  const { department, book } = deps;
  const { depositor, issuer, ...rest } = body;
  const departments = await departmentsOf({ by: body.by, verifier: body.verifier }, department);
  if (isRefusal(departments)) return departments;
  const { custodyNumber } = body;
  const { personalNumber, ...named } = depositor ?? {};
  const data = { ...rest, ...(personalNumber && { depositor: personalNumber }) };
  const facts = { verifierDepartment: departments.verifier, book: await book(custodyNumber) };
  const made = command(context, 'deposit', data, {
    department: departments.by,
    personal: { ...(depositor && { depositor: named }), issuer },
    facts,
  });
  if (isRefusal(made)) return made;
  const under = { seal: body.location.seal, paper: 'deposit' };
  const into = { to: body.location, contents: 'AMMUNITION', under, head: head('LOT', custodyNumber) } as const;
  const done = await fill(ammunitionLot, custodyNumber, made as unknown as DepositLot, into, deps);
  if (isRefusal(done)) return done;
  return { body: { custodyNumber, custodyReceipt: receiptDocument(done.event, 'ORIGINAL'), ...receiptOf(done.event) } };
};

const LOT_COMMANDS = { ISSUE: 'issue', RECEIVE: 'receive', RELOCATE: 'relocate' } as const;

const moveLot: UseCase<Deps> = async ({ body, context, head }: Request<LotMovementDocument>, deps) => {
  const { movement, ...data } = body;
  const officers: Record<string, Keeper | undefined> =
    'verifier' in data ? { verifier: data.verifier } : { releasedBy: data.releasedBy, receivedBy: data.receivedBy, witness: data.witness };
  const departments = await departmentsOf({ by: body.by, ...officers }, deps.department);
  if (isRefusal(departments)) return departments;
  const { by: from, verifier, ...others } = departments as Record<string, string>;
  const { custodyNumber } = body;
  const approved = { action: 'approve-destruction', kind: 'LOT', id: custodyNumber } as const;
  const approvals = 'approvals' in data ? await approvalsOf(data.approvals, approved, deps.store) : undefined;
  if (isRefusal(approvals)) return approvals;
  const made = command(context, LOT_COMMANDS[movement], data, {
    department: from as string,
    facts: { ...others, ...(verifier && { verifierDepartment: verifier }), ...(approvals && { approvals }) },
  });
  if (isRefusal(made)) return made;
  const stowed: Stowed = 'to' in data ? data : {};
  const into = { to: stowed.to, contents: 'AMMUNITION', under: underIn(stowed), head: head('LOT', custodyNumber) } as const;
  return answer(await fill(ammunitionLot, custodyNumber, made as unknown as LotCommand, into, deps), { custodyNumber });
};

const TRANSFER = ['releasedBy', 'receivedBy', 'witness'];

export const useCases: Readonly<Record<string, UseCase<Deps>>> = {
  issueBook,
  voidNumber,
  deposit,
  move: onWeapon('move', TRANSFER),
  remove: onWeapon('remove', [...TRANSFER, 'approvedBy']),
  returnToStore: onWeapon('return-to-store', TRANSFER),
  hold: onWeapon('hold'),
  liftHold: onWeapon('lift-hold', [], 'lift-hold'),
  correct,
  ...disposals,
  ...keyUseCases,
  ...handoverUseCases,
  depositLot,
  moveLot,
  changeKeys,
  ...stockCheckUseCases,
  ...outcomeUseCases,
  ...sealUseCases,
};
