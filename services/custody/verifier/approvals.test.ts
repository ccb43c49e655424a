import { describe, expect, it } from 'vitest';
import { approval, type Signer, signer } from '#test/scenario/officer-keys.ts';
import { type Act, isRegister, leaving, needed, seenIn, takesTwo, UNMARKED, undeclared, unproved } from './approvals.ts';

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

describe('what two persons must have signed', () => {
  const text = (state: string) => `,"state":{${state}},"type":"stored","v":1}`;
  const canonical = (state: object) =>
    text(
      Object.entries(state)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `"${name}":${JSON.stringify(value)}`)
        .join(','),
    );
  const holds = [undefined, { 'H-1': 'COURT' }, { 'H-1': 'COURT', 'H-2': 'LAB' }, { 'H-2': 'LAB' }, { 'ح "1"': 'COURT' }, { '}': 'COURT' }];
  const names = ['IN_TRUST', 'APPROVED', 'CONFIRMED_LOST', 'DESTRUCTION_APPROVED', 'DESTROYED', 'RETURNED_TO_PRIVATE_OWNER', 'HANDED_OVER'];
  const around = [{}, { calibre: '7.62×39', n: 1, place: { site: 'A' }, site: 'A' }, { handover: { no: 'H' }, zone: ['1'] }];
  const states = [
    ...holds.flatMap((held) => names.flatMap((state) => around.map((more) => ({ ...more, holds: held, identity: 1, state })))),
    ...[undefined, 0, 1, 2, 12].map((identity) => ({ identity, n: 1, state: 'IN_TRUST' })),
    ...[undefined, 0, 3, 10].flatMap((count) => [
      { lost: count },
      { destroyed: count, n: 1 },
      { handedOver: count, n: 1 },
      { destroyed: 2, lost: count, n: 1 },
    ]),
  ].map((state): object => Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined)));

  it('is the same whether a state was taken apart or not', () => {
    const pairs = states.map((state) => {
      const held = (state as { holds?: object }).holds;
      return { seen: seenIn(canonical(state)), whole: { ...state, holds: held && JSON.stringify(held) } };
    });
    for (const was of [undefined, ...pairs])
      for (const is of pairs)
        expect([needed(was?.seen, is.seen), leaving(was?.seen, is.seen)], JSON.stringify([was?.whole, is.whole])).toEqual([
          needed(was?.whole, is.whole),
          leaving(was?.whole, is.whole),
        ]);
  });

  it.each<[string, object, string[]]>([
    ['a hold that is gone', {}, ['lift-hold']],
    ['another hold in its place', { holds: { 'H-2': 'COURT' } }, ['lift-hold']],
    ['another identity', { holds: { 'H-1': 'COURT' }, identity: 2 }, ['correct-identity']],
    ['a loss', { holds: { 'H-1': 'COURT' }, lost: 1 }, ['confirm-loss']],
    ['rounds that are destroyed', { destroyed: 1, holds: { 'H-1': 'COURT' } }, ['approve-destruction']],
    ['a name to reach', { holds: { 'H-1': 'COURT' }, state: 'DESTROYED' }, ['approve-destruction']],
    ['one more hold', { holds: { 'H-1': 'COURT', 'H-2': 'COURT' } }, []],
    ['the same hold', { holds: { 'H-1': 'COURT' }, site: 'B' }, []],
  ])('is seen of %s', (_title, state, actions) => {
    expect(needed(seenIn(canonical({ holds: { 'H-1': 'COURT' }, identity: 1, site: 'A' })), seenIn(canonical(state)))).toEqual(actions);
  });

  it.each([
    ['at the end', '"n":1,"state":"DESTROYED"'],
    ['at the beginning', '"state":"DESTROYED","n":1'],
    ['alone', '"state":"DESTROYED"'],
    ['before a space', '"state" :"DESTROYED"'],
    ['before its value and a space', '"state": "DESTROYED"'],
    ['with an escape within', '"st\\u0061te":"DESTROYED"'],
    ['before a value with an escape', '"state":"D\\u0045STROYED"'],
    ['a second time', '"state":"IN_TRUST","state":"DESTROYED"'],
    ['before a hold', '"state":"DESTROYED","holds":{"H-1":"COURT"}'],
    ['behind a hold', '"holds":{"H-1":"COURT"},"state":"DESTROYED"'],
    ['behind a hold of that name', '"holds":{"state":"IN_TRUST"},"state":"DESTROYED"'],
    ['in a second state', '"n":1},"type":"stored","state":{"state":"DESTROYED"'],
  ])('is seen of a name that stands %s', (_title, state) => {
    expect(needed(UNMARKED, seenIn(text(state)))).toEqual(['approve-destruction']);
  });

  it('is seen of a hold that is only inside something else now', () => {
    const was = seenIn(text('"holds":{"H-1":"COURT"}'));
    expect(needed(was, seenIn(text('"place":{"holds":{"H-1":"COURT"}}')))).toEqual(['lift-hold']);
    expect(needed(was, seenIn(text('"holds":{"H-1":"COURT"},"holds":{}')))).toEqual(['lift-hold']);
    expect(needed(was, seenIn(text('"holds":null')))).toEqual(['lift-hold']);
  });

  it('is nothing where nothing is marked, which is not taken apart', () => {
    expect(seenIn(canonical({ destroyed: 0, identity: 1, lost: 0, n: 3, state: 'HANDOVER_LISTED' }))).toBe(UNMARKED);
    expect(() => seenIn(text('"lost":3,'))).toThrow(SyntaxError);
  });

  it('is asked of the kinds of stream that know it', () => {
    const done = (kind: string, action: string, type = 'x') => undeclared(event({ kind, type }), [action]);
    expect([done('WEAPON', 'release'), done('LOT', 'confirm-loss'), done('HANDOVER', 'hand-over')]).not.toContain(undefined);
    expect(done('STORE', 'release') ?? done('HANDOVER', 'confirm-loss') ?? done('WEAPON', 'hand-over')).toBeUndefined();
    expect(done('WEAPON', 'release', 'released-to-owner')).toBeUndefined();
  });
});
