import { isSignedBy, readDetached } from '#shared/kernel/detached-jws.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Guard } from '#shared/lambda/event-store.ts';
import { handoverGuard } from './handover-guard.ts';

/** What two persons must have signed for an event of this type to be put. By kind of stream and type of event. */
const TWO_PERSONS: ReadonlyMap<string, string> = new Map([
  ['WEAPON hold-lifted', 'lift-hold'],
  ['WEAPON identity-corrected', 'correct-identity'],
  ['WEAPON destruction-approved', 'approve-destruction'],
  ['WEAPON released-to-owner', 'release'],
  ['WEAPON loss-confirmed', 'confirm-loss'],
  ['LOT lot-destroyed', 'approve-destruction'],
  ['LOT loss-confirmed', 'confirm-loss'],
  ['HANDOVER handover-approved', 'hand-over'],
]);

type Newest = Parameters<Guard>[2];
type Seen = {
  readonly state?: string;
  readonly identity?: number;
  readonly holds?: object;
  readonly lost?: number;
  readonly destroyed?: number;
};

/**
 * Proves once more, in front of the append and on its own, what the domain has decided: that an event which takes two persons carries two
 * signatures over exactly the event it is put after, by registered keys that are not revoked, made within 24 hours, of two people enrolled in
 * different departments, neither of whom asked for it, and that none of the three registered the keys. It shares the signature primitive with the
 * domain and nothing else, reads the registers itself, and knows such an event by what it does as well as by its name. 409 NOT_PROVEN, with what
 * is missing.
 */
export const twoPersonsGuard: Guard = async (sealed, head, newest, history) => {
  const action = TWO_PERSONS.get(`${sealed.kind} ${sealed.type}`);
  const needs = needsOf(sealed.kind, head?.state as Seen | undefined, sealed.state as Seen);
  const unmet = needs.find((needed) => needed !== action);
  if (unmet !== undefined) return notProven(`its effect needs ${unmet}`);
  const refused = action === undefined ? undefined : await unproven(sealed, action, newest);
  return refused ?? handoverGuard(sealed, head, newest, history);
};

/** The actions that what an event changes of a weapon, a lot or a handover needs, whatever the event is called. More than one never passes. */
function needsOf(kind: string, before: Seen | undefined, after: Seen): string[] {
  const reaches = (...states: string[]) => before?.state !== after.state && states.includes(after.state ?? '');
  if (kind === 'HANDOVER') return reaches('APPROVED') ? ['hand-over'] : [];
  if ((kind !== 'WEAPON' && kind !== 'LOT') || !before) return [];
  const lifted = Object.keys(before.holds ?? {}).some((hold) => !Object.hasOwn(after.holds ?? {}, hold));
  return [
    ...(lifted ? ['lift-hold'] : []),
    ...(before.identity === after.identity ? [] : ['correct-identity']),
    ...(before.lost !== after.lost || reaches('CONFIRMED_LOST') ? ['confirm-loss'] : []),
    ...(before.destroyed !== after.destroyed ||
    reaches('DESTRUCTION_APPROVED') ||
    (reaches('DESTROYED') && before.state !== 'DESTRUCTION_APPROVED')
      ? ['approve-destruction']
      : []),
    ...(reaches('RETURNED_TO_PRIVATE_OWNER') ? ['release'] : []),
  ];
}

async function unproven(sealed: StoredEvent, action: string, newest: Newest): Promise<Refusal | undefined> {
  const before = await newest(sealed.kind, sealed.id);
  if (!before || before.hash !== sealed.prev || before.sequence + 1 !== sealed.sequence)
    return notProven('it does not follow the newest event');
  const { approvals } = sealed.data as { approvals?: readonly string[] };
  if (!Array.isArray(approvals) || approvals.length !== 2) return notProven('it has not two approvals');
  const signed = `{"action":${JSON.stringify(action)},"head":"${sealed.prev}","subject":${JSON.stringify(`${sealed.kind}#${sealed.id}`)}}`;
  const signers: Signer[] = [];
  for (const approval of approvals) {
    const signer = await signerOf(String(approval), signed, Date.parse(sealed.recordedAt), newest);
    if (typeof signer === 'string') return notProven(signer);
    signers.push(signer);
  }
  const people = new Set([sealed.actor.officer, ...signers.map(({ officer }) => officer)]);
  if (sealed.actor.officer === undefined || people.size !== 3) return notProven('requester and approvers are not three people');
  if (new Set(signers.map(({ department }) => department)).size !== 2) return notProven('the approvers are of one department');
  if (signers.some(({ registrar }) => people.has(registrar))) return notProven('one of the three registered the key of another');
  return undefined;
}

type Signer = { readonly officer: string; readonly department: string; readonly registrar: string };

/** Who signed this text, or why nobody can be said to have. */
async function signerOf(approval: string, signed: string, now: number, newest: Newest): Promise<Signer | string> {
  const jws = readDetached(approval);
  if (typeof jws === 'string') return 'an approval cannot be read';
  const age = now - jws.iat * 1000;
  if (age > 86_400_000 || age < -300_000) return 'an approval is not of the last 24 hours';
  const registered = await newest('OFFICER-KEY', jws.kid);
  const registrar = registered?.actor.officer;
  const key = registered?.state as {
    officer: string;
    committee: string;
    x: string;
    y: string;
    revoked?: string;
  };
  // The event that registered a key is its newest one, until it is revoked.
  if (!key || key.revoked || registered?.sequence !== 1) return 'a key is unknown or revoked';
  if (registrar === undefined) return 'nobody registered a key';
  if (!isSignedBy(jws, signed, key)) return 'a signature is not over this act at this place';
  const enrolled = (await newest('COMMITTEE', key.committee))?.state as { officers?: Record<string, string> } | undefined;
  const department = new Map(Object.entries(enrolled?.officers ?? {})).get(key.officer);
  return department === undefined ? 'an approver is not enrolled' : { officer: key.officer, department, registrar };
}

function notProven(missing: string): Refusal {
  return refuse('NOT_PROVEN', 'The approvals do not prove that two persons allow this after the newest event.', { more: { missing } });
}
