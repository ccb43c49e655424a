import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Identity, identityDigest } from './identity-digest.ts';

const key = 'a key for tests, thirty-two long';
const person: Identity = { given: 'عبد الرحمن', father: 'أحمد', family: 'الخطيب', dateOfBirth: '1990-05-12', sex: 'M', nationality: 'SYR' };

test('the digest is this one, in every service and version', () => {
  expect(identityDigest(key, person)).toBe('9b925e94faa80f0de5945ccf1ec393e5c5b758c4f6817d92ed2fcc0447cff07e');
});

test('the digest is the same for other spellings of the names', () => {
  expect(identityDigest(key, { ...person, given: 'عبدالرَّحمن', father: 'احمد', family: 'خطيب' })).toBe(identityDigest(key, person));
});

test('the digest is the same for a key of the same bytes', () => {
  expect(identityDigest(new TextEncoder().encode(key), person)).toBe(identityDigest(key, person));
});

test.each([
  ['given', 'عبد الرحيم'],
  ['father', 'محمد'],
  ['father', undefined],
  ['family', 'الحلبي'],
  ['dateOfBirth', '1990-12-05'],
  ['sex', 'F'],
  ['nationality', 'IRQ'],
] as const)('the digest differs for another %s', (field, value) => {
  expect(identityDigest(key, { ...person, [field]: value })).not.toBe(identityDigest(key, person));
});

test('the digest differs under another key', () => {
  expect(identityDigest(`${key}!`, person)).not.toBe(identityDigest(key, person));
});

test('no field runs into the next', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      fc.pre(b !== '');
      const one = identityDigest(key, { ...person, dateOfBirth: a + b, sex: '' });
      expect(one).toMatch(/^[0-9a-f]{64}$/);
      expect(identityDigest(key, { ...person, dateOfBirth: a, sex: b })).not.toBe(one);
    }),
  );
});

test.each(['', 'short', new Uint8Array(15)])('a key of %j is refused', (weak) =>
  expect(() => identityDigest(weak, person)).toThrow(RangeError),
);
