import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SigningHash } from './signing-hash.ts';

const bytes = fc.uint8Array({ maxLength: 200 });
const hashed = async (secret: string | Uint8Array | undefined, ...chunks: Uint8Array[]) => {
  const hash = new SigningHash(secret);
  for (const chunk of chunks) hash.update(chunk);
  return Buffer.from(await hash.digest()).toString('hex');
};

test('a hash without a secret is SHA-256, and with one HMAC-SHA-256, however often the secret comes', async () => {
  const secrets = fc.option(fc.oneof(fc.string({ minLength: 1 }), fc.uint8Array({ minLength: 1 })), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(fc.array(secrets, { minLength: 1, maxLength: 20 }), bytes, bytes, async (all, one, other) => {
      for (const secret of [...all, ...all]) {
        const expected = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
        expect(await hashed(secret, one, other)).toBe(expected.update(one).update(other).digest('hex'));
      }
    }),
  );
});

test('a hash that is begun again has forgotten what it was told', async () => {
  const hash = new SigningHash('secret');
  hash.update(Buffer.from('one'));
  hash.reset();
  hash.update(Buffer.from('other'));
  expect(Buffer.from(await hash.digest()).toString('hex')).toBe(createHmac('sha256', 'secret').update('other').digest('hex'));
});
