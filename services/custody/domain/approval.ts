import { canonical } from '#shared/kernel/event-chain.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';

/** What takes two persons. */
export const ACTIONS = ['release', 'hand-over', 'lift-hold', 'approve-destruction', 'correct-identity', 'confirm-loss'] as const;
export type Action = (typeof ACTIONS)[number];

/** Two detached JWS, as a document brings them and the event keeps them: years later anybody can check them. */
export type Approvals = readonly [string, string];

/** One of them, as the use case found it: whose key it is by the register, and what it is over. */
export type Approval = {
  readonly kid: string;
  /** When it was signed, by the signer: seconds. */
  readonly iat: number;
  /** Nothing: no such key is registered. */
  readonly officer?: string;
  /** From the enrolment. Nothing: this officer is not enrolled (any more). */
  readonly department?: string;
  /** Who registered the key: the only one who says that it is this officer's. */
  readonly registrar?: string;
  /** The key is not trusted any more. */
  readonly revoked?: true;
  /** The hash of the event of this stream that was the newest when it was signed. Nothing: it is over no state of this stream. */
  readonly over?: string;
};

/** What the approvals are measured against. `head`: the hash of the newest event, after which the act is put. */
export type Occasion = {
  readonly requester: string | undefined;
  readonly head: string | undefined;
  /** ISO 8601 UTC. */
  readonly recordedAt: string;
};

const VALID_S = 24 * 3600;
const SKEW_S = 5 * 60;

/** The text that is signed: RFC 8785 canonical JSON. `subject` is a stream, such as WEAPON#WA000017-2. */
export function approvalText(approved: { action: Action; head: string; subject: string }): string {
  return canonical(approved);
}

/**
 * Which rule two approvals break: known keys that are not revoked, of officers enrolled now, over exactly this act after exactly this event,
 * within 24 hours, by two people of different departments, neither of them the requester, by keys that none of the three registered for another of
 * them: or one officer would be all three. How many systems brought them never matters.
 */
export function approvalsFault(approvals: readonly Approval[], { requester, head, recordedAt }: Occasion): Refusal | undefined {
  const [one, other, ...more] = approvals;
  if (!one || !other || more.length) return refuse('TWO_APPROVALS', 'This takes two approvals.', { status: 422, field: 'approvals' });
  const now = Date.parse(recordedAt) / 1000;
  for (const [index, approval] of [one, other].entries()) {
    const found = fault(approval, { requester, head, now });
    if (found) return refuse(found.code, found.detail, { status: found.status ?? 422, field: `approvals.${index}` });
  }
  const say = (code: string, detail: string) => refuse(code, detail, { status: 422, field: 'approvals.1' });
  if (one.officer === other.officer) return say('ONE_OFFICER', 'Two people approve, whatever systems they use.');
  if (one.department === other.department) return say('ONE_DEPARTMENT', 'Officers of two departments approve.');
  const parties = [requester, one.officer, other.officer];
  const own = [one, other].findIndex(({ registrar }) => registrar === undefined || parties.includes(registrar));
  if (own < 0) return undefined;
  const detail = 'Who asks for an act or approves it registered none of the keys that it is approved by.';
  return refuse('KEY_REGISTERED_BY_PARTY', detail, { status: 422, field: `approvals.${own}` });
}

type Fault = { readonly code: string; readonly detail: string; readonly status?: number };

function fault(
  { officer, department, revoked, over, iat }: Approval,
  { requester, head, now }: { requester: string | undefined; head: string | undefined; now: number },
): Fault | undefined {
  if (officer === undefined) return { code: 'KEY_UNKNOWN', detail: 'No officer is registered with this key.' };
  if (revoked) return { code: 'KEY_REVOKED', detail: 'This key was revoked.' };
  if (department === undefined)
    return { code: 'OFFICER_NOT_ENROLLED', detail: 'The officer of this key is not enrolled in the committee he registered it for.' };
  if (over === undefined)
    return { code: 'APPROVAL_NOT_FOR_THIS', detail: "This is not the key's signature over this action on this item in any state it had." };
  if (over !== head)
    return {
      code: 'APPROVAL_HEAD_MOVED',
      detail: 'Something was recorded of this item after it was approved; look and sign again.',
      status: 409,
    };
  if (iat > now + SKEW_S) return { code: 'APPROVAL_AHEAD', detail: 'This was signed ahead of the clock.' };
  if (iat < now - VALID_S) return { code: 'APPROVAL_EXPIRED', detail: 'An approval is valid for 24 hours.' };
  if (requester === undefined || officer === requester)
    return { code: 'APPROVER_REQUESTS', detail: 'Who asks for an act does not approve it.' };
  return undefined;
}
