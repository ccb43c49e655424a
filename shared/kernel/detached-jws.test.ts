import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, FlattenedSign } from 'jose';
import { describe, expect, it } from 'vitest';
import { signer } from '#test/scenario/officer-keys.ts';
import { fromBase64url, isSignedBy, keyOf, type PublicKey, readDetached, thumbprint, verifies } from './detached-jws.ts';

/** RFC 7515 appendix A.3: a JWS with ECDSA on P-256 and SHA-256. */
const A3 = {
  key: { x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' },
  signed: 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
  signature: 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
};
const bytes = (text: string) => fromBase64url(text) as Buffer;
const encoded = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const officer = signer(1, { officer: 'O-1', committee: 'RC-1' });
const good = officer.sign('text', 1_700_000_000);
const [header = '', , signature = ''] = good.split('.');

describe('a signature on P-256', () => {
  it('is verified as RFC 7515 A.3 has it', () => {
    expect(verifies(A3.signed, bytes(A3.signature), A3.key)).toBe(true);
    expect(verifies(`${A3.signed}A`, bytes(A3.signature), A3.key)).toBe(false);
    expect(verifies(A3.signed, bytes(A3.signature).reverse(), A3.key)).toBe(false);
    expect(verifies(A3.signed, Buffer.alloc(64), A3.key)).toBe(false);
    expect(verifies(A3.signed, bytes(A3.signature), officer.jwk)).toBe(false);
  });

  it('as another library makes it, under the thumbprint it gives', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = (await exportJWK(publicKey as KeyObject)) as PublicKey;
    expect(thumbprint(jwk)).toBe(await calculateJwkThumbprint(jwk));
    const made = await new FlattenedSign(Buffer.from('{"a":1}'))
      .setProtectedHeader({ alg: 'ES256', kid: thumbprint(jwk), iat: 7 })
      .sign(privateKey);
    const read = readDetached(`${made.protected}..${made.signature}`);
    expect(read).toMatchObject({ kid: thumbprint(jwk), iat: 7 });
    expect(typeof read === 'object' && isSignedBy(read, '{"a":1}', jwk)).toBe(true);
    expect(typeof read === 'object' && isSignedBy(read, '{"a":2}', jwk)).toBe(false);
  });

  it('by a key that is no point of the curve verifies nothing', () => {
    const nowhere = { x: A3.key.x, y: A3.key.x };
    expect(keyOf(nowhere)).toBeUndefined();
    expect(verifies(A3.signed, bytes(A3.signature), nowhere)).toBe(false);
  });
});

describe('a detached JWS', () => {
  it('is read', () => {
    const read = readDetached(good);
    expect(read).toMatchObject({ kid: officer.kid, iat: 1_700_000_000 });
    expect(typeof read === 'object' && isSignedBy(read, 'text', officer.jwk)).toBe(true);
  });

  const withHeader = (value: unknown) => `${encoded(value)}..${signature}`;
  const { kid } = officer;
  it.each<[what: string, jws: string, fault: string]>([
    ['nothing', '', 'MALFORMED'],
    ['two parts', `${header}.${signature}`, 'MALFORMED'],
    ['a payload that is not detached', `${header}.${encoded('text')}.${signature}`, 'MALFORMED'],
    ['five parts', `${good}.a.b`, 'MALFORMED'],
    ['padding', `${good}==`, 'MALFORMED'],
    ['another alphabet', `${header}..${signature.slice(0, -4)}+/+/`, 'MALFORMED'],
    [
      'bits beyond the last byte',
      `${header}..${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : `${signature.slice(-1)}A`}`,
      'MALFORMED',
    ],
    ['a short signature', `${header}..${Buffer.alloc(63).toString('base64url')}`, 'MALFORMED'],
    ['no signature', `${header}..`, 'MALFORMED'],
    ['a header that is no JSON', withHeader('{'), 'MALFORMED'],
    ['a header that is a list', withHeader([1]), 'MALFORMED'],
    ['a header that is null', withHeader('null'), 'MALFORMED'],
    ['white space in the header', withHeader(`{"alg":"ES256", "kid":"${kid}","iat":1}`), 'MALFORMED'],
    ['a member twice', withHeader(`{"alg":"none","alg":"ES256","kid":"${kid}","iat":1}`), 'MALFORMED'],
    ['no algorithm', withHeader({ alg: 'none', kid, iat: 1 }), 'ALGORITHM'],
    ['an algorithm with a shared secret', withHeader({ alg: 'HS256', kid, iat: 1 }), 'ALGORITHM'],
    ['an algorithm in other letters', withHeader({ alg: 'es256', kid, iat: 1 }), 'ALGORITHM'],
    ['no word of an algorithm', withHeader({ kid, iat: 1 }), 'ALGORITHM'],
    ['a key of its own', withHeader({ alg: 'ES256', kid, iat: 1, jwk: officer.jwk }), 'HEADER'],
    ['a critical extension', withHeader({ alg: 'ES256', kid, iat: 1, crit: ['b64'], b64: false }), 'HEADER'],
    ['no key', withHeader({ alg: 'ES256', iat: 1 }), 'HEADER'],
    ['a key that is no thumbprint', withHeader({ alg: 'ES256', kid: 'O-1', iat: 1 }), 'HEADER'],
    ['no time', withHeader({ alg: 'ES256', kid }), 'HEADER'],
    ['a time that is a text', withHeader({ alg: 'ES256', kid, iat: '1' }), 'HEADER'],
    ['a part of a second', withHeader({ alg: 'ES256', kid, iat: 1.5 }), 'HEADER'],
    ['a time before all times', withHeader({ alg: 'ES256', kid, iat: -1 }), 'HEADER'],
  ])('is not %s', (_what, jws, fault) => expect(readDetached(jws)).toBe(fault));
});
