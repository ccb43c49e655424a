import { describe, expect, it } from 'vitest';
import { approval, type Signer, signer } from '#test/scenario/officer-keys.ts';
import { type Act, isRegister, takesTwo, unproved } from './approvals.ts';

const AT = '2024-12-08T06:10:00.000Z';
const IAT = Date.parse(AT) / 1000 - 60;
const HEAD = 'ab'.repeat(32);
const later = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
const subject = 'WEAPON#WA000017-2';

const defence = signer(1, { officer: 'D-1', committee: 'ARM-1' });
const interior = signer(1, { officer: 'I-1', committee: 'ARM-1' });
const colleague = signer(1, { officer: 'I-2', committee: 'ARM-1' });
const stranger = signer(1, { officer: 'X-1', committee: 'ARM-1' });
const asker = signer(1, { officer: 'O-1', committee: 'ARM-1' });

const event = (more: Partial<Act>): Act => ({
  kind: 'WEAPON',
  id: 'WA000017-2',
  type: 'x',
  sequence: 1,
  prev: HEAD,
  recordedAt: AT,
  actor: {},
  data: {},
  state: {},
  ...more,
});
const keyOf = (
  { kid, officer, committee, jwk: { x, y } }: Signer,
  more: object = {},
  at = -60,
  registrar: Act['actor'] = { officer: 'R-1' },
) => event({ kind: 'OFFICER-KEY', id: kid, recordedAt: later(at), actor: registrar, state: { officer, committee, x, y, ...more } });
const officers = { 'D-1': 'DEFENCE', 'I-1': 'INTERIOR', 'I-2': 'INTERIOR', 'O-1': 'LEGAL' };
const enrolled = event({ kind: 'COMMITTEE', id: 'ARM-1', recordedAt: later(-90), state: { officers } });
const registers = [enrolled, ...[defence, interior, colleague, asker].map((each) => keyOf(each))];

const signed = (by: Signer, more: object = {}, iat = IAT) => approval(by, { action: 'lift-hold', head: HEAD, subject, ...more }, iat);
const lifted = (approvals: string[], more: Partial<Act> = {}) =>
  event({ type: 'hold-lifted', sequence: 3, actor: { officer: 'O-1' }, data: { approvals }, ...more });
const both = [signed(defence), signed(interior)];

describe('an act of two persons', () => {
  it('is proved by two signatures over it, by keys that the log registers', () => {
    expect(unproved(lifted(both), registers)).toBeUndefined();
  });

  it('is proved although a key is revoked later, or at that very moment', () => {
    const revoked = (at: number) => [...registers, { ...keyOf(defence, { revoked: AT }, at, {}), type: 'key-revoked', sequence: 2 }];
    expect(unproved(lifted(both), revoked(60))).toBeUndefined();
    expect(unproved(lifted(both), revoked(0))).toBeUndefined();
    expect(unproved(lifted(both), revoked(-10))).toContain('revoked');
  });

  it.each<[string, Act, string]>([
    ['one', lifted([signed(defence)]), 'two approvals'],
    ['none', lifted([]), 'two approvals'],
    ['what is no signature', lifted([signed(defence), 'x..y']), 'cannot be read'],
    ['a key that nobody registered', lifted([signed(defence), signed(stranger)]), 'not registered'],
    ['a signature over another head', lifted([signed(defence), signed(interior, { head: 'cd'.repeat(32) })]), 'not a signature'],
    ['a signature over another act', lifted([signed(defence), signed(interior, { action: 'release' })]), 'not a signature'],
    ['a signature over another weapon', lifted(both, { id: 'WA000018-0' }), 'not a signature'],
    ['an old signature', lifted([signed(defence), signed(interior, {}, IAT - 90_000)]), '24 hours'],
    ['one person twice', lifted([signed(defence), signed(defence)]), 'three people'],
    ['the one who asks', lifted([signed(defence), signed(asker)]), 'three people'],
    ['nobody who asks', lifted(both, { actor: {} }), 'three people'],
    ['one department', lifted([signed(interior), signed(colleague)]), 'two departments'],
  ])('is not proved by %s', (_title, act, reason) => {
    expect(unproved(act, registers)).toContain(reason);
  });

  it.each(['O-1', 'I-1', undefined])('is not proved by a key that was registered by who asked or approved: %s', (officer) => {
    const registered = keyOf(defence, {}, -60, officer === undefined ? {} : { officer });
    expect(unproved(lifted(both), [...registers.slice(1).filter(({ id }) => id !== defence.kid), enrolled, registered])).toContain(
      'registered by who asked or approved',
    );
    const again = [...registers, { ...registered, sequence: 2 }];
    expect(unproved(lifted(both), again)).toContain('registered by who asked or approved');
  });

  it('is the destruction of rounds, over their lot', () => {
    const lot = { kind: 'LOT', id: 'AA000001-5', type: 'lot-destroyed' };
    const over = (by: Signer, to: string) => signed(by, { action: 'approve-destruction', subject: to });
    const own = [over(defence, 'LOT#AA000001-5'), over(interior, 'LOT#AA000001-5')];
    expect(unproved(lifted(own, lot), registers)).toBeUndefined();
    expect(unproved(lifted([], lot), registers)).toContain('two approvals');
    expect(unproved(lifted([over(defence, 'LOT#AA000001-5'), over(interior, subject)], lot), registers)).toContain('not a signature');
  });

  it('is known by its type, as is what tells of keys and departments', () => {
    const bytes = (type: string) => Buffer.from(`{"state":{},"type":"${type}","v":1}`);
    expect(takesTwo(bytes('hold-lifted'), bytes('hold-lifted').length)).toBe(true);
    expect(takesTwo(bytes('hold-placed'), bytes('hold-placed').length)).toBe(false);
    expect(unproved(event({ type: 'hold-placed' }), [])).toBeUndefined();
    expect([isRegister('k","kind":"OFFICER-KEY'), isRegister('c","kind":"COMMITTEE'), isRegister('w","kind":"WEAPON')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
