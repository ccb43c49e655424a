import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Command } from '#shared/kernel/stream.ts';
import { command } from '#shared/lambda/command-context.ts';
import type { Accepted } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Request, UseCase } from '#shared/lambda/http.ts';
import { approvalsOf } from './approvals.ts';
import type { DepositDocument } from './documents.ts';
import type { Approvals } from './domain/approval.ts';
import { markedAs } from './domain/near-match.ts';
import { receiptDocument } from './domain/receipt.ts';
import { weapon } from './domain/weapon.ts';
import type { Correct, Deposit, SerialFacts, Verifier } from './domain/weapon-commands.ts';
import type { WeaponIdentity } from './domain/weapon-identity.ts';
import { foresee } from './foresight.ts';
import { type Deps, departmentsOf, type OfItem } from './lookups.ts';

/** What the decision is told of a serial; filled in once it was searched around. */
type Facts = { -readonly [fact in keyof SerialFacts]: SerialFacts[fact] };
const UNSEARCHED: Facts = { nearMatches: [] };

/**
 * Deposits a weapon: officers enrolled, number issued, serial rows first, then what is around them, container for weapons, then the one append.
 * A near-match is an alert in the answer and in the event; the very marks of another weapon in trust are a refusal.
 */
export const deposit: UseCase<Deps> = async (
  { body, context, head }: Request<DepositDocument>,
  { store, department, book, dedicate, still, putUnder, serials },
) => {
  const { depositor, issuer, ...rest } = body;
  const departments = await departmentsOf({ by: body.by, verifier: body.verifier }, department);
  if (isRefusal(departments)) return departments;
  const { custodyNumber } = body;
  const { personalNumber, ...named } = depositor ?? {};
  const data = { ...rest, ...(personalNumber && { depositor: personalNumber }) };
  const made = command(context, 'deposit', data, {
    department: departments.by,
    personal: { ...(depositor && { depositor: named }), issuer },
  });
  if (isRefusal(made)) return made;
  const facts = { book: await book(custodyNumber), verifierDepartment: departments.verifier, ...UNSEARCHED };
  const complete = { ...made, facts } as unknown as Deposit;
  const seen = head('WEAPON', custodyNumber);
  // Without a container nothing is claimed for good, and that the number is probably unused is enough to go on.
  const unseen = { head: seen, fresh: !seen && body.location.container === undefined };
  const { outlook, rules, hint } = await foresee(store, weapon, custodyNumber, complete, unseen);
  const { site, container } = body.location;
  const claim = async () =>
    (await still([site])) ??
    (await dedicate(made as Command, body.location, 'WEAPONS')) ??
    putUnder(made as Command, body.location, { seal: body.location.seal, paper: 'deposit' });
  const marked = outlook === 'ACCEPTED' ? markedAs(custodyNumber, body) : undefined;
  // What is claimed stays claimed: not for marks that are another's.
  const append = async () =>
    (outlook === 'ACCEPTED' && container !== undefined && !facts.bearer ? await claim() : undefined) ??
    store.execute(rules, custodyNumber, complete, hint);
  const done = await searched(marked, context, facts, append, serials);
  if (isRefusal(done)) return done;
  const { nearMatches = [] } = done.event.data as { nearMatches?: string[] };
  return { body: { custodyNumber, nearMatches, custodyReceipt: receiptDocument(done.event, 'ORIGINAL'), ...receiptOf(done.event) } };
};

/** Enters a serial's rows, and only then looks around it and appends (ADR 2); what is refused after all takes its rows back. */
async function searched(
  marked: ReturnType<typeof markedAs> | undefined,
  { id: call, recordedAt }: Request['context'],
  facts: Facts,
  append: () => Promise<Accepted | Refusal>,
  serials: Deps['serials'],
): Promise<Accepted | Refusal> {
  if (!marked) return append();
  await serials.enter(marked, call, recordedAt);
  Object.assign(facts, await serials.around(marked, recordedAt));
  const done = await append();
  if (isRefusal(done)) await serials.takeBack(marked, call);
  return done;
}

type Correction = OfItem & { readonly approvals: Approvals; readonly identity: WeaponIdentity; readonly verifier: Verifier };

/** Supersedes the identity; what was recorded before stays in its event, and its serial is found for ever. */
export const correct: UseCase<Deps> = async ({ body, context, head }: Request<Correction>, { store, department, serials }) => {
  const departments = await departmentsOf({ by: body.by, verifier: body.verifier }, department);
  if (isRefusal(departments)) return departments;
  const { custodyNumber, identity } = body;
  const approvals = await approvalsOf(body.approvals, { action: 'correct-identity', kind: 'WEAPON', id: custodyNumber }, store);
  if (isRefusal(approvals)) return approvals;
  const facts = { verifierDepartment: departments.verifier, ...UNSEARCHED, approvals };
  const made = command(context, 'correct', body, { department: departments.by, facts });
  if (isRefusal(made)) return made;
  const complete = made as unknown as Correct;
  const { outlook, rules, hint } = await foresee(store, weapon, custodyNumber, complete, { head: head('WEAPON', custodyNumber) });
  const marked = outlook === 'ACCEPTED' ? markedAs(custodyNumber, identity) : undefined;
  const append = () => store.execute(rules, custodyNumber, complete, hint);
  const done = await searched(marked, context, facts, append, serials);
  if (isRefusal(done)) return done;
  const { nearMatches = [] } = done.event.data as { nearMatches?: string[] };
  return { body: { custodyNumber, nearMatches, ...receiptOf(done.event) } };
};
