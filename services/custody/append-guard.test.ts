import { beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '#shared/kernel/stream.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { actor, lawlessCustody, NOW } from '#test/lawless.ts';
import { approval, type Signer, signer } from '#test/scenario/officer-keys.ts';
import { twoPersonsGuard } from './append-guard.ts';
import { officerKey } from './domain/officer-key.ts';

const [one, other, third] = [
  signer(1, { officer: 'D-1', committee: 'C-1' }),
  signer(1, { officer: 'I-1', committee: 'C-1' }),
  signer(1, { officer: 'I-2', committee: 'C-1' }),
];
const ofParty = { ...signer(1, other, 2), registrar: 'O-1' };
const ofApprover = { ...signer(1, other, 3), registrar: 'D-1' };
const [second, borrowed] = [signer(1, one, 2), signer(9, { officer: 'X', committee: 'C-9' })];

let store: EventStore;
let told: Awaited<ReturnType<typeof lawlessCustody>>;
const put = (kind: string, type: string, state: object, data: object = {}, more: Partial<Command> = {}) =>
  told.put(kind, 'W', type, state, data, more);

beforeEach(async () => {
  told = await lawlessCustody([one, other, third, second, borrowed, ofParty, ofApprover]);
  store = told.store;
  await put('WEAPON', 'deposited', { identity: 1, state: 'IN_TRUST', holds: { 'H-1': 'EVIDENCE' } });
});

const head = async () => (await store.newest('WEAPON', 'W'))?.hash ?? '';
const over = async (by: Signer, more: object = {}, iat = NOW) =>
  approval(by, { action: 'release', head: await head(), subject: 'WEAPON#W', ...more }, iat);
const GONE = { identity: 1, state: 'RETURNED_TO_PRIVATE_OWNER', holds: { 'H-1': 'EVIDENCE' } };
const release = (approvals: unknown, more: Partial<Command> = {}) => put('WEAPON', 'released-to-owner', GONE, { approvals }, more);

describe('the append puts what two persons allow', () => {
  it('when they signed it', async () => {
    expect(await release([await over(one), await over(other)])).toBe('put');
  });

  const told = (officer: string) => ({ actor: { ...actor, officer } });
  it.each<[what: string, approvals: () => Promise<unknown>, missing: string, more?: Partial<Command>]>([
    ['nobody', async () => undefined, 'it has not two approvals'],
    ['one', async () => [await over(one)], 'it has not two approvals'],
    ['a text of two letters', async () => 'ab', 'it has not two approvals'],
    ['the same person twice', async () => [await over(one), await over(one)], 'requester and approvers are not three people'],
    ['the same person with two keys', async () => [await over(one), await over(second)], 'requester and approvers are not three people'],
    ['the requester', async () => [await over(one), await over(other)], 'requester and approvers are not three people', told('I-1')],
    [
      'no requester',
      async () => [await over(one), await over(other)],
      'requester and approvers are not three people',
      { actor: { client: 'a' } },
    ],
    ['one department', async () => [await over(third), await over(other)], 'the approvers are of one department'],
    [
      'another act',
      async () => [await over(one), await over(other, { action: 'hand-over' })],
      'a signature is not over this act at this place',
    ],
    [
      'another weapon',
      async () => [await over(one), await over(other, { subject: 'WEAPON#V' })],
      'a signature is not over this act at this place',
    ],
    ['an older state', async () => [await over(one), await over(other, { head: '00' })], 'a signature is not over this act at this place'],
    ['yesterday', async () => [await over(one), await over(other, {}, NOW - 86_401)], 'an approval is not of the last 24 hours'],
    ['tomorrow', async () => [await over(one), await over(other, {}, NOW + 301)], 'an approval is not of the last 24 hours'],
    ['what is no JWS', async () => [await over(one), 7], 'an approval cannot be read'],
    ['an unknown key', async () => [await over(one), await over(signer(7, other))], 'a key is unknown or revoked'],
    [
      'a key that the requester registered',
      async () => [await over(one), await over(ofParty)],
      'one of the three registered the key of another',
    ],
    [
      'a key that the other approver registered',
      async () => [await over(ofApprover), await over(one)],
      'one of the three registered the key of another',
    ],
    ['nobody enrolled', async () => [await over(one), await over(borrowed)], 'an approver is not enrolled'],
  ])('and not %s', async (_what, approvals, missing, more) => {
    const before = await head();
    expect(await release(await approvals(), more)).toBe(`NOT_PROVEN: ${missing}`);
    expect(await head()).toBe(before);
  });

  it('and not by a revoked key', async () => {
    const at = new Date(NOW * 1000).toISOString();
    await store.execute(officerKey, other.kid, { id: 'r', type: 'revoke-key', at, recordedAt: at, actor, data: { reason: 'LOST' } });
    expect(await release([await over(one), await over(other)])).toBe('NOT_PROVEN: a key is unknown or revoked');
  });

  it('and not after an event that is not the newest', async () => {
    const approvals = [await over(one), await over(other)];
    const stale = await store.newest('WEAPON', 'W');
    await put('WEAPON', 'stored', { identity: 1, state: 'IN_TRUST', holds: { 'H-1': 'EVIDENCE' } });
    const refused = await twoPersonsGuard(
      { ...stale, kind: 'WEAPON', id: 'W', type: 'released-to-owner', sequence: 2, prev: stale?.hash, data: { approvals } } as never,
      stale,
      store.newest,
      store.history,
    );
    expect(refused?.more?.missing).toBe('it does not follow the newest event');
  });
});

describe('an event that needs two persons is known by what it does', () => {
  it.each<[name: string, state: object, needs: string]>([
    ['stored', { ...GONE, state: 'RETURNED_TO_PRIVATE_OWNER' }, 'release'],
    ['carried', { ...GONE, state: 'DESTRUCTION_APPROVED' }, 'approve-destruction'],
    ['destroyed', { ...GONE, state: 'DESTROYED' }, 'approve-destruction'],
    ['stored', { identity: 1, state: 'IN_TRUST', holds: {} }, 'lift-hold'],
    ['stored', { identity: 1, state: 'IN_TRUST' }, 'lift-hold'],
    ['hold-placed', { identity: 2, state: 'IN_TRUST', holds: { 'H-1': 'EVIDENCE' } }, 'correct-identity'],
    ['hold-lifted', { ...GONE, state: 'RETURNED_TO_PRIVATE_OWNER' }, 'release'],
  ])('%s', async (name, state, needs) => expect(await put('WEAPON', name, state)).toBe(`NOT_PROVEN: its effect needs ${needs}`));

  it('and one that does two things at once passes by no approval of either', async () => {
    const free = { identity: 1, state: 'RETURNED_TO_PRIVATE_OWNER' };
    const both = async (type: string, action: string) =>
      put('WEAPON', type, free, { approvals: [await over(one, { action }), await over(other, { action })] });
    expect(await both('hold-lifted', 'lift-hold')).toBe('NOT_PROVEN: its effect needs release');
    expect(await both('released-to-owner', 'release')).toBe('NOT_PROVEN: its effect needs lift-hold');
    const handed = { identity: 1, state: 'HANDED_OVER' };
    const approvals = [await over(one, { action: 'lift-hold' }), await over(other, { action: 'lift-hold' })];
    expect(await put('WEAPON', 'hold-lifted', handed, { approvals })).toBe('NOT_PROVEN: the handover is not delivered');
  });

  it('of a lot by the rounds that are destroyed, and by its name', async () => {
    await put('LOT', 'lot-deposited', { state: 'IN_TRUST', destroyed: 0, lost: 0, quantity: 90 });
    const lot = (await store.newest('LOT', 'W'))?.hash ?? '';
    const fewer = { state: 'IN_TRUST', destroyed: 60, lost: 0, quantity: 30 };
    const say = (by: Signer, more: object = {}) => over(by, { action: 'approve-destruction', head: lot, subject: 'LOT#W', ...more });
    const both = { approvals: [await say(one), await say(other)] };
    for (const name of ['lot-added', 'lot-relocated', 'loss-confirmed', 'handed-over'])
      expect(await put('LOT', name, fewer, both)).toBe('NOT_PROVEN: its effect needs approve-destruction');
    expect(await put('LOT', 'lot-destroyed', fewer)).toBe('NOT_PROVEN: it has not two approvals');
    const ofWeapon = { approvals: [await say(one), await say(other, { subject: 'WEAPON#W' })] };
    expect(await put('LOT', 'lot-destroyed', fewer, ofWeapon)).toBe('NOT_PROVEN: a signature is not over this act at this place');
    expect(await put('LOT', 'lot-destroyed', { ...fewer, lost: 1 }, both)).toBe('NOT_PROVEN: its effect needs confirm-loss');
    expect((await store.newest('LOT', 'W'))?.hash).toBe(lot);
    expect(await put('LOT', 'lot-destroyed', fewer, both)).toBe('put');
  });

  it('and other events pass', async () => {
    expect(await put('WEAPON', 'hold-placed', { identity: 1, state: 'IN_TRUST', holds: { 'H-1': 'EVIDENCE', 'H-2': 'EVIDENCE' } })).toBe(
      'put',
    );
    await put('LOT', 'lot-deposited', { state: 'IN_TRUST', destroyed: 0, quantity: 90 });
    expect(await put('LOT', 'lot-added', { state: 'IN_TRUST', destroyed: 0, quantity: 91 })).toBe('put');
  });
});
