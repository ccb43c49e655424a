import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';

type Source = string | ArrayBuffer | ArrayBufferView;

const KEPT = 8;
const ofTexts = new Map<string, KeyObject>();
const ofBytes = new WeakMap<object, KeyObject>();

/**
 * SHA-256, with a secret HMAC-SHA-256, as the SDK asks for it to sign its requests. Its own makes the secret ready anew each time, which is a seventh of
 * what a put costs the processor; here the last ones are kept.
 */
export class SigningHash {
  readonly #secret: KeyObject | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Source) {
    this.#secret = secret === undefined ? undefined : keyOf(secret);
    this.#hash = this.#begun();
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#begun();
  }

  #begun(): Hash | Hmac {
    return this.#secret ? createHmac('sha256', this.#secret) : createHash('sha256');
  }
}

function keyOf(secret: Source): KeyObject {
  const known = typeof secret === 'string' ? ofTexts.get(secret) : ofBytes.get(secret);
  if (known) return known;
  const key = createSecretKey(
    typeof secret === 'string'
      ? Buffer.from(secret)
      : ArrayBuffer.isView(secret)
        ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
        : Buffer.from(secret),
  );
  if (typeof secret !== 'string') ofBytes.set(secret, key);
  else {
    if (ofTexts.size === KEPT) ofTexts.clear();
    ofTexts.set(secret, key);
  }
  return key;
}
