import { describe, expect, it } from 'vitest';
import type { Command } from '#shared/kernel/stream.ts';
import { custodyAtWork, intake, registrar, seconds, signers, storeKeeper } from '#test/custody-at-work.ts';
import { keyEnrolment, signer } from '#test/scenario/officer-keys.ts';
import { type EnrolKey, officerKey } from './domain/officer-key.ts';

const { 'D-1': defence, 'I-1': interior } = signers;
const next = signer(1, storeKeeper, 2);
type Custody = Awaited<ReturnType<typeof custodyAtWork>>;
const show = async ({ call }: Pick<Custody, 'call'>, kid: string) => (await call('GET', `/officer-keys/${kid}`)).body;

describe("officers' keys", () => {
  it('are shown and listed as anybody may check them', async () => {
    const { call, tell } = await custodyAtWork();
    expect(await show({ call }, defence.kid)).toEqual({ kid: defence.kid, ...storeKeeper, registrar: 'R-1', jwk: defence.jwk });
    await tell();
    const { items } = (await call('GET', '/officer-keys')).body;
    expect(items).toHaveLength(Object.keys(signers).length);
    expect(items).toContainEqual({ kid: interior.kid, officer: 'I-1', committee: 'ARM-1', registrar: 'R-1' });
    expect((await call('GET', `/officer-keys/${next.kid}`)).body.code).toBe('KEY_UNKNOWN');
  });

  it('with a private part are refused loudly, and nothing of them is stored', async () => {
    const { call, store } = await custodyAtWork();
    const document = keyEnrolment(registrar, next, seconds());
    const sent = { ...document, jwk: { ...document.jwk, d: 'a-secret' } };
    const { status, body } = await call('POST', '/officer-keys', { body: sent });
    expect([status, body.code]).toEqual([422, 'KEY_PRIVATE']);
    expect(JSON.stringify(body)).not.toContain('a-secret');
    expect(await store.newest('OFFICER-KEY', next.kid)).toBeUndefined();
  });

  it.each<[what: string, more: object, code: string]>([
    ['of an officer nobody enrolled', { officer: 'X-9' }, 'OFFICER_NOT_ENROLLED'],
    ['of a committee nobody enrolled', { committee: 'X' }, 'COMMITTEE_UNKNOWN'],
    ['on another curve', { jwk: { kty: 'OKP', crv: 'Ed25519', x: next.jwk.x } }, 'KEY_CURVE'],
    ["that are another officer's", { ...keyEnrolment(registrar, defence, 1), officer: 'I-1' }, 'KEY_OF_ANOTHER'],
    ['in place of one that is not known', keyEnrolment(registrar, next, seconds(), signer(3, storeKeeper).kid), 'KEY_UNKNOWN'],
    ["in place of another officer's", keyEnrolment(registrar, next, seconds(), interior.kid), 'KEY_OF_ANOTHER'],
  ])('%s are refused', async (_what, more, code) => {
    const { call } = await custodyAtWork();
    const { body } = await call('POST', '/officer-keys', { body: { ...keyEnrolment(registrar, next, seconds()), ...more } });
    expect(body.code).toBe(code);
  });

  it('are replaced: the old one is revoked with the new one registered', async () => {
    const { call, tell } = await custodyAtWork();
    const rotation = keyEnrolment(registrar, next, seconds(), defence.kid);
    const done = await call('POST', '/officer-keys', { body: rotation, key: 'rotate' });
    expect(done.status).toBe(201);
    expect((await show({ call }, defence.kid)).revoked).toMatch(/^20/);
    expect((await call('POST', '/officer-keys', { body: rotation, key: 'rotate' })).body).toEqual(done.body);
    await tell();
    expect((await call('GET', '/officer-keys')).body.items).toContainEqual(
      expect.objectContaining({ kid: defence.kid, revoked: expect.stringMatching(/^20/) }),
    );
  });

  it('are revoked by the outbox when a crash came between the two steps', async () => {
    const { call, store, tell } = await custodyAtWork();
    const { by: _by, jwk, ...data } = keyEnrolment(registrar, next, seconds(), defence.kid);
    const at = new Date(Date.now() - 240_000).toISOString();
    const replaced = (await store.newest('OFFICER-KEY', defence.kid))?.state as never;
    const command: Command = {
      id: 'cut',
      type: 'enrol-key',
      at,
      recordedAt: at,
      actor: { client: 'a', officer: 'O-1' },
      data: { ...data, ...jwk },
    };
    await store.execute(officerKey, next.kid, { ...command, facts: { replaced } } as unknown as EnrolKey);
    expect(await show({ call }, defence.kid)).not.toHaveProperty('revoked');
    await tell();
    // Not before it was carried out: what the old key signed until then was accepted.
    expect(Date.parse((await show({ call }, defence.kid)).revoked)).toBeGreaterThan(Date.now() - 60_000);
    await tell();
    const { events } = await store.history('OFFICER-KEY', defence.kid);
    expect(events.map(({ type }) => type)).toEqual(['key-enrolled', 'key-revoked']);
    expect(events[1]).toMatchObject({ at, data: { from: events[1]?.recordedAt } });
  });

  it('are revoked once', async () => {
    const { call } = await custodyAtWork();
    const document = { by: intake, kid: interior.kid, reason: 'LOST' };
    expect((await call('POST', '/officer-key-revocations', { body: { ...document, from: '2099-01-01T00:00:00Z' } })).body.code).toBe(
      'REVOCATION_AHEAD',
    );
    expect((await call('POST', '/officer-key-revocations', { body: { ...document, kid: next.kid } })).body.code).toBe('KEY_UNKNOWN');
    expect((await call('POST', '/officer-key-revocations', { body: document })).status).toBe(201);
    expect((await call('POST', '/officer-key-revocations', { body: document })).body.code).toBe('KEY_REVOKED');
    const again = keyEnrolment(registrar, interior, seconds());
    expect((await call('POST', '/officer-keys', { body: again })).body.code).toBe('KEY_REVOKED');
  });
});
