import { fromBase64url, isSignedBy, keyOf, type PublicKey, readDetached, thumbprint } from '#shared/kernel/detached-jws.ts';
import { canonical } from '#shared/kernel/event-chain.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, Happened } from '#shared/kernel/stream.ts';
import type { Keeper } from './chain-of-custody.ts';

/** A person's own key, under its thumbprint, the officer who registered it, and since when it is not trusted (ISO 8601 UTC). */
export type OfficerKey = Keeper & PublicKey & { readonly registrar?: string; readonly revoked?: string };

export const REVOCATION_REASONS = ['LOST', 'COMPROMISED', 'LEFT_SERVICE', 'MISTAKEN'] as const;

export type EnrolKey = Command<
  'enrol-key',
  Keeper & PublicKey & { readonly proof: string; readonly replaces?: string | undefined },
  object,
  { readonly replaced?: OfficerKey | undefined }
>;
export type RevokeKey = Command<'revoke-key', { readonly reason: (typeof REVOCATION_REASONS)[number]; readonly from?: string | undefined }>;
/** The second step of a rotation: what revoked the key before has done it too. */
export type RetireKey = Command<'retire-key', { readonly replacedBy: string }>;

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const COORDINATE_BYTES = 32;
const PROOF_VALID_S = 24 * 3600;
const SKEW_S = 5 * 60;

/** The key of a JWK (RFC 7517): public, on P-256. Other public members are left behind. */
export function publicKeyOf(jwk: Readonly<Record<string, unknown>>): PublicKey | Refusal {
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field: `jwk.${field}` });
  const secret = PRIVATE_MEMBERS.find((member) => Object.hasOwn(jwk, member));
  if (secret)
    return say('KEY_PRIVATE', 'This has a private part, which its officer alone may have. Nothing was stored; make another key.', secret);
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256') return say('KEY_CURVE', 'Keys are EC keys on P-256.', jwk.kty === 'EC' ? 'crv' : 'kty');
  const { x, y } = jwk;
  for (const [field, value] of Object.entries({ x, y }))
    if (typeof value !== 'string' || fromBase64url(value)?.length !== COORDINATE_BYTES)
      return say('KEY_INVALID', 'A coordinate has 32 bytes in base64url.', field);
  const key = { x, y } as PublicKey;
  return keyOf(key) ? key : say('KEY_INVALID', 'This is no point of the curve.', 'x');
}

/** What an officer signs with the new key, so that nobody registers a key he does not hold: RFC 8785 canonical JSON. */
export function enrolmentText(enrolled: { officer: string; committee: string; replaces?: string | undefined }): string {
  const { officer, committee, replaces } = enrolled;
  return canonical({ action: 'enrol-key', officer, committee, ...(replaces !== undefined && { replaces }) });
}

function decide(state: OfficerKey | undefined, command: EnrolKey | RevokeKey | RetireKey) {
  if (command.type === 'enrol-key') return enrol(state, command);
  if (!state) return refuse('KEY_UNKNOWN', 'No officer is registered with this key.', { status: 404, field: 'kid' });
  if (command.type === 'retire-key') {
    if (state.revoked !== undefined) return 'nothing';
    return { type: 'key-revoked', data: { ...command.data, reason: 'ROTATED', from: command.recordedAt } };
  }
  const { from = command.at, reason } = command.data;
  if (state.revoked !== undefined) return refuse('KEY_REVOKED', 'This key was revoked before.', { field: 'kid' });
  if (Date.parse(from) > Date.parse(command.recordedAt) + SKEW_S * 1000)
    return refuse('REVOCATION_AHEAD', 'A key is revoked from now on or from a moment past.', { status: 422, field: 'from' });
  return { type: 'key-revoked', data: { reason, from } };
}

function enrol(state: OfficerKey | undefined, { data, facts, actor, recordedAt }: EnrolKey) {
  const { officer, replaces } = data;
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  if (state) {
    if (state.officer !== officer) return refuse('KEY_OF_ANOTHER', 'This is the key of another officer.', { field: 'jwk' });
    return state.revoked === undefined
      ? refuse('KEY_ENROLLED', 'This key is registered.', { field: 'jwk' })
      : refuse('KEY_REVOKED', 'A revoked key is never registered again.', { field: 'jwk' });
  }
  if (actor.officer === officer) return say('ONE_OFFICER', 'Nobody registers a key of his own.', 'officer');
  if (replaces !== undefined) {
    const old = facts?.replaced;
    if (!old) return say('KEY_UNKNOWN', 'No officer is registered with this key.', 'replaces');
    if (old.officer !== officer) return say('KEY_OF_ANOTHER', 'This is the key of another officer.', 'replaces');
    if (old.revoked !== undefined)
      return say('KEY_REVOKED', 'A revoked key is not replaced: the new one is registered by itself.', 'replaces');
  }
  return proofFault(data, Date.parse(recordedAt) / 1000) ?? { type: 'key-enrolled', data };
}

/** The proof of possession: this key's own signature over the enrolment, of today. */
function proofFault({ x, y, proof, ...enrolled }: EnrolKey['data'], now: number): Refusal | undefined {
  const say = (detail: string) => refuse('PROOF_WRONG', detail, { status: 422, field: 'proof' });
  const jws = readDetached(proof);
  if (typeof jws === 'string') return say('A detached JWS with exactly alg ES256, kid and iat.');
  if (jws.kid !== thumbprint({ x, y })) return say('It names another key than the one to register.');
  if (!isSignedBy(jws, enrolmentText(enrolled), { x, y })) return say("It is not this key's signature over this enrolment.");
  if (jws.iat > now + SKEW_S || jws.iat < now - PROOF_VALID_S) return say('It was not signed within the last 24 hours.');
  return undefined;
}

function evolve(before: OfficerKey | undefined, { type, data, actor }: Happened): OfficerKey {
  if (type === 'key-revoked') return { ...(before as OfficerKey), revoked: (data as { from: string }).from };
  const { officer, committee, x, y } = data as EnrolKey['data'];
  return { officer, committee, x, y, ...(actor.officer !== undefined && { registrar: actor.officer }) };
}

/** An officer's key (issue 4): registered with proof, revoked once and for good. */
export const officerKey: Aggregate<OfficerKey, EnrolKey | RevokeKey | RetireKey> = { kind: 'OFFICER-KEY', decide, evolve };
