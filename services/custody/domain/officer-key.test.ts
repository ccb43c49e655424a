import { describe, expect, it } from 'vitest';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import { keyEnrolment, type Signer, signer } from '#test/scenario/officer-keys.ts';
import { type EnrolKey, enrolmentText, type OfficerKey, officerKey, publicKeyOf, type RetireKey, type RevokeKey } from './officer-key.ts';

/** As test/decider.ts has it. */
const NOW = Date.parse('2024-12-08T06:10:00Z') / 1000;
const owner = { officer: 'D-1', committee: 'ARM-1' };
const key = signer(1, owner);
const later = signer(1, owner, 2);
const stranger = signer(1, { officer: 'I-1', committee: 'ARM-1' });
const held = (of: Signer, more: Partial<OfficerKey> = {}): OfficerKey => {
  const { officer, committee, jwk } = of;
  return { officer, committee, x: jwk.x, y: jwk.y, ...more };
};

type Command = EnrolKey | RevokeKey | RetireKey;
const enrols = (of = key, more: Partial<EnrolKey['data']> = {}, iat = NOW, replaced?: OfficerKey): Told<EnrolKey> => {
  const { proof } = keyEnrolment(owner, of, iat, more.replaces);
  return { type: 'enrol-key', data: { ...held(of), proof, ...more }, facts: { replaced } };
};
const revokes = (from?: string): Told<RevokeKey> => ({ type: 'revoke-key', data: { reason: 'LOST', from } });
const retires: Told<RetireKey> = { type: 'retire-key', data: { replacedBy: later.kid } };
const rotates = (replaced?: OfficerKey) => enrols(later, { replaces: key.kid }, NOW, replaced);

const cases: [rule: string, given: Told<Command>[], when: Told<Command>, then: string][] = [
  ['a key is registered', [], enrols(), 'key-enrolled'],
  ['once', [enrols()], enrols(), 'KEY_ENROLLED'],
  ['for one officer', [enrols()], enrols(key, { officer: 'I-1' }), 'KEY_OF_ANOTHER'],
  ['never again when it was revoked', [enrols(), revokes()], enrols(), 'KEY_REVOKED'],
  ['by somebody else', [], enrols(signer(1, { officer: 'O-1', committee: 'RC-1' })), 'ONE_OFFICER'],
  ['nor by himself in place of another', [], { ...rotates(held(key)), actor: { client: 'a', officer: 'D-1' } } as never, 'ONE_OFFICER'],
  ['by whoever has its private part', [], enrols(key, { proof: keyEnrolment(owner, stranger, NOW).proof }), 'PROOF_WRONG'],
  ['for him who signed', [], enrols(key, { officer: 'I-1' }), 'PROOF_WRONG'],
  ['for the committee he signed', [], enrols(key, { committee: 'ARM-2' }), 'PROOF_WRONG'],
  ['with a proof that can be read', [], enrols(key, { proof: 'a.b.c' }), 'PROOF_WRONG'],
  ['of today', [], enrols(key, {}, NOW - 86_401), 'PROOF_WRONG'],
  ['not of tomorrow', [], enrols(key, {}, NOW + 301), 'PROOF_WRONG'],
  ['it is revoked', [enrols()], revokes(), 'key-revoked'],
  ['from a moment past', [enrols()], revokes('2024-12-01T00:00:00Z'), 'key-revoked'],
  ['not from one to come', [enrols()], revokes('2024-12-09T00:00:00Z'), 'REVOCATION_AHEAD'],
  ['once', [enrols(), revokes()], revokes(), 'KEY_REVOKED'],
  ['if there is one', [], revokes(), 'KEY_UNKNOWN'],
  ['a key replaces another', [], rotates(held(key)), 'key-enrolled'],
  ['that there is', [], rotates(), 'KEY_UNKNOWN'],
  ['of the same officer', [], rotates(held(stranger)), 'KEY_OF_ANOTHER'],
  ['that is trusted still', [], rotates(held(key, { revoked: '2024-12-01T00:00:00Z' })), 'KEY_REVOKED'],
  [
    'the proof says what it replaces',
    [],
    { ...rotates(held(key)), data: { ...rotates().data, proof: enrols(later).data.proof } },
    'PROOF_WRONG',
  ],
  ['the replaced one is revoked', [enrols()], retires, 'key-revoked'],
  ['which is nothing new if it was', [enrols(), revokes()], retires, 'nothing'],
];

describe("an officer's key", () => {
  it.each(cases)('%s', (_rule, given, when, then) => expect(answerTo<OfficerKey, Command>(officerKey, given, when).said).toBe(then));

  it('keeps who registered it and since when it is not trusted', () => {
    const states = streamOf<OfficerKey, Command>(officerKey, [enrols(), revokes('2024-12-01T00:00:00Z')]).map(({ state }) => state);
    expect(states).toEqual([held(key, { registrar: 'O-1' }), held(key, { registrar: 'O-1', revoked: '2024-12-01T00:00:00Z' })]);
  });

  it('is enrolled by one text', () => {
    expect(enrolmentText(owner)).toBe('{"action":"enrol-key","committee":"ARM-1","officer":"D-1"}');
    expect(enrolmentText({ ...owner, replaces: 'k' })).toBe('{"action":"enrol-key","committee":"ARM-1","officer":"D-1","replaces":"k"}');
  });
});

describe('a JWK', () => {
  const { jwk } = key;
  it('is read for its two coordinates, whatever public members it has', () => {
    expect(publicKeyOf({ ...jwk, use: 'sig', alg: 'ES256', key_ops: ['verify'], ext: true })).toEqual({ x: jwk.x, y: jwk.y });
  });

  it.each<[what: string, jwk: Record<string, unknown>, code: string, field: string]>([
    ['with its private part', { ...jwk, d: 'AAAA' }, 'KEY_PRIVATE', 'jwk.d'],
    ['that is a shared secret', { kty: 'oct', k: 'AAAA' }, 'KEY_PRIVATE', 'jwk.k'],
    ['with a private part of another kind', { kty: 'RSA', n: 'AQAB', e: 'AQAB', p: 'AAAA' }, 'KEY_PRIVATE', 'jwk.p'],
    ['on another curve', { ...jwk, crv: 'secp256k1' }, 'KEY_CURVE', 'jwk.crv'],
    ['of another kind', { kty: 'OKP', crv: 'Ed25519', x: jwk.x }, 'KEY_CURVE', 'jwk.kty'],
    ['of nothing', {}, 'KEY_CURVE', 'jwk.kty'],
    ['with half a point', { kty: 'EC', crv: 'P-256', x: jwk.x }, 'KEY_INVALID', 'jwk.y'],
    ['with a short coordinate', { ...jwk, x: jwk.x.slice(2) }, 'KEY_INVALID', 'jwk.x'],
    ['off the curve', { ...jwk, y: jwk.x }, 'KEY_INVALID', 'jwk.x'],
  ])('%s is refused', (_what, wrong, code, field) => expect(publicKeyOf(wrong)).toMatchObject({ refused: true, code, field, status: 422 }));
});
