import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { canonical } from './event-chain.ts';

/** A public P-256 key: the two coordinates, 32 bytes each in base64url (RFC 7518 6.2.1). */
export type PublicKey = { readonly x: string; readonly y: string };

/** A detached JWS as somebody handed it over: by which key and when (seconds), and the bytes its signature is over once the payload is known. */
export type DetachedJws = { readonly kid: string; readonly iat: number; readonly protectedHeader: string; readonly signature: Buffer };

/** Why a text is no such JWS. */
export type JwsFault = 'MALFORMED' | 'ALGORITHM' | 'HEADER';

const THUMBPRINT_BYTES = 32;
const ES256_BYTES = 64;
const HEADER_MEMBERS = ['alg', 'iat', 'kid'];

/** The bytes of a base64url text (RFC 4648 5, no padding); nothing when another text would stand for the same bytes. */
export function fromBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

/**
 * Reads a compact JWS with its payload detached (RFC 7515 appendix F: `header..signature`). The header has exactly alg ES256, kid (a thumbprint)
 * and iat (whole seconds), written without white space and no member twice, so that no two readers find different things in it.
 */
export function readDetached(jws: string): DetachedJws | JwsFault {
  const [protectedHeader = '', payload, signed = '', ...more] = jws.split('.');
  const signature = fromBase64url(signed);
  const header = headerOf(protectedHeader);
  if (payload !== '' || more.length || !header || !signature) return 'MALFORMED';
  if (header.alg !== 'ES256') return 'ALGORITHM';
  if (Object.keys(header).sort().join() !== HEADER_MEMBERS.join()) return 'HEADER';
  const { kid, iat } = header;
  if (typeof kid !== 'string' || fromBase64url(kid)?.length !== THUMBPRINT_BYTES) return 'HEADER';
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat) || iat < 0) return 'HEADER';
  return signature.length === ES256_BYTES ? { kid, iat, protectedHeader, signature } : 'MALFORMED';
}

function headerOf(encoded: string): Record<string, unknown> | undefined {
  const text = fromBase64url(encoded)?.toString();
  if (!text) return undefined;
  try {
    const header = JSON.parse(text);
    return typeof header === 'object' && header !== null && !Array.isArray(header) && JSON.stringify(header) === text ? header : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a JWS is this key's over this payload. */
export function isSignedBy({ protectedHeader, signature }: DetachedJws, payload: string, key: PublicKey): boolean {
  return verifies(`${protectedHeader}.${Buffer.from(payload).toString('base64url')}`, signature, key);
}

/** ECDSA on P-256 with SHA-256, the signature as R and S side by side (RFC 7518 3.4). */
export function verifies(signed: string, signature: Buffer, { x, y }: PublicKey): boolean {
  const key = keyOf({ x, y });
  return key !== undefined && verify('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

const KEPT = 100;
const kept = new Map<string, KeyObject>();

/** Nothing when the coordinates are no point of the curve. Making a key ready takes as long as a signature: the last ones are kept. */
export function keyOf({ x, y }: PublicKey): KeyObject | undefined {
  const name = `${x} ${y}`;
  const known = kept.get(name);
  if (known) return known;
  try {
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    if (kept.size === KEPT) kept.clear();
    kept.set(name, key);
    return key;
  } catch {
    return undefined;
  }
}

/** A key's name: the RFC 7638 thumbprint, SHA-256 in base64url. */
export function thumbprint({ x, y }: PublicKey): string {
  return createHash('sha256')
    .update(canonical({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
}
