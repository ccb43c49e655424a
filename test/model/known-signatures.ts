import crypto, { type KeyObject } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type { Signer } from '#test/scenario/officer-keys.ts';

export type KnownSignatures = ReturnType<typeof knowSignatures>;

/** One signature of so many is a real one. */
const REAL = 20;

/**
 * Saves a long walk the arithmetic, under the assumption that nobody forges a signature: of each it is known by which key and over what it was
 * made, and whoever verifies it is told so. One in twenty is real, and verified as always; its answer must be what was known.
 */
export function knowSignatures() {
  const real = { verify: crypto.verify, createPublicKey: crypto.createPublicKey };
  const known = new Map<string, { made: string; real: boolean }>();
  const keys = new Map<string, KeyObject>();
  const names = new Map<unknown, string>();
  let signed = 0;

  function createPublicKey(input: { key: { x: string } }): KeyObject {
    const { x } = input.key;
    const key = keys.get(x) ?? real.createPublicKey(input as never);
    keys.set(x, key);
    names.set(key, x);
    return key;
  }

  function verify(algorithm: string, text: Buffer, by: { key: unknown }, signature: Buffer): boolean {
    const found = known.get(signature.toString('base64url'));
    const answer = found?.made === `${names.get(by.key)} ${text}`;
    if (found?.real && real.verify(algorithm, text, by as never, signature) !== answer)
      throw new Error('a signature is not what it was known to be');
    return answer;
  }

  Object.assign(crypto, { verify, createPublicKey });
  syncBuiltinESMExports();
  return {
    /** Keys of whose every signature is known what it is over. */
    telling: (signers: readonly Signer[]): readonly Signer[] =>
      signers.map((signer) => ({
        ...signer,
        sign(text, iat, header = { alg: 'ES256', kid: signer.kid, iat }) {
          const isReal = ++signed % REAL === 0;
          const unreal = `${Buffer.from(JSON.stringify(header)).toString('base64url')}..`;
          const jws = isReal
            ? signer.sign(text, iat, header)
            : unreal + crypto.createHash('sha512').update(`${signed}`).digest('base64url');
          const [head = '', , signature = ''] = jws.split('.');
          known.set(signature, { made: `${signer.jwk.x} ${head}.${Buffer.from(text).toString('base64url')}`, real: isReal });
          return jws;
        },
      })),
    forget: () => known.clear(),
    giveBack() {
      Object.assign(crypto, real);
      syncBuiltinESMExports();
    },
  };
}
