import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { arabicKey } from './arabic-name.ts';

/** Names in Arabic script as stored; a father who is not known is left out. `dateOfBirth` is the recorded value, `1990-05-12` or `1990`. */
export type Identity = {
  readonly given: string;
  readonly father?: string | undefined;
  readonly family: string;
  readonly dateOfBirth: string;
  readonly sex: string;
  readonly nationality: string;
};

/**
 * HMAC-SHA256 in hex (64 characters) over the keys of the names (`arabicKey`), birth date, sex and nationality. Two services that share
 * the secret key agree on who a person is without sending a name: another spelling gives the same digest, another person another one.
 * Without a secret it could be guessed from a list of names, so a key of fewer than 16 bytes is a RangeError.
 */
export function identityDigest(key: string | Uint8Array, { given, father, family, dateOfBirth, sex, nationality }: Identity): string {
  const names = [arabicKey(given), arabicKey(father ?? ''), arabicKey(family, { family: true })];
  return createHmac('sha256', secretOf(key))
    .update(JSON.stringify(['identity.v1', ...names, dateOfBirth, sex, nationality]))
    .digest('hex');
}

let kept: { readonly key: string | Uint8Array; readonly secret: KeyObject } | undefined;

/** A process has one key, and making it ready takes longer than the digest. */
function secretOf(key: string | Uint8Array): KeyObject {
  if (Buffer.byteLength(key) < 16) throw new RangeError('the identity key is too short to keep a secret');
  if (kept?.key !== key) kept = { key, secret: createSecretKey(typeof key === 'string' ? Buffer.from(key) : key) };
  return kept.secret;
}
