import { type DetachedJws, isSignedBy, type JwsFault, readDetached } from '#shared/kernel/detached-jws.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Enrolment } from '#shared/lambda/enrolment.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { type Action, type Approval, approvalText } from './domain/approval.ts';
import type { OfficerKey } from './domain/officer-key.ts';

type Reads = Pick<EventStore, 'newest' | 'history'>;
/** What is approved: an action on a stream. */
export type Approved = { readonly action: Action; readonly kind: string; readonly id: string };

const FAULTS: Readonly<Record<JwsFault, [code: string, detail: string]>> = {
  MALFORMED: ['APPROVAL_MALFORMED', 'An approval is a compact JWS with its payload detached: header, two dots, signature, in base64url.'],
  ALGORITHM: ['APPROVAL_ALGORITHM', 'An approval is signed with ES256.'],
  HEADER: ['APPROVAL_HEADER', 'The header of an approval has exactly alg, kid (a thumbprint) and iat (seconds).'],
};

/**
 * Makes facts of the approvals of a document, for the domain to decide by: whose keys they are, and which state of the stream they are over.
 * Keys and enrolments are read anew each time. Refuses only what is no approval at all, whatever the registers say: 422 APPROVAL_MALFORMED,
 * APPROVAL_ALGORITHM, APPROVAL_HEADER.
 */
export async function approvalsOf(given: readonly string[], approved: Approved, store: Reads): Promise<readonly Approval[] | Refusal> {
  const read = given.map(readDetached);
  for (const [index, jws] of read.entries()) {
    if (typeof jws !== 'string') continue;
    const [code, detail] = FAULTS[jws];
    return refuse(code, detail, { status: 422, field: `approvals.${index}` });
  }
  const head = (await store.newest(approved.kind, approved.id))?.hash;
  return Promise.all((read as DetachedJws[]).map((jws) => found(jws, approved, head, store)));
}

async function found(jws: DetachedJws, { action, kind, id }: Approved, newest: string | undefined, store: Reads): Promise<Approval> {
  const { kid, iat } = jws;
  const key = (await store.newest('OFFICER-KEY', kid))?.state as OfficerKey | undefined;
  if (!key) return { kid, iat };
  const { officer, committee, registrar, revoked } = key;
  const enrolled = (await store.newest('COMMITTEE', committee))?.state as Enrolment | undefined;
  const department = enrolled && Object.hasOwn(enrolled.officers, officer) ? enrolled.officers[officer] : undefined;
  const isOver = (head: string) => isSignedBy(jws, approvalText({ action, head, subject: `${kind}#${id}` }), key);
  const over = newest !== undefined && isOver(newest) ? newest : (await earlier(kind, id, store)).find(isOver);
  return {
    kid,
    iat,
    officer,
    ...(department !== undefined && { department }),
    ...(registrar !== undefined && { registrar }),
    ...(revoked !== undefined && { revoked: true as const }),
    ...(over !== undefined && { over }),
  };
}

/** The states a stream had, so that an approval of one of them is told from one of something else. */
async function earlier(kind: string, id: string, store: Reads): Promise<string[]> {
  return (await store.history(kind, id)).events.map(({ hash }) => hash);
}
