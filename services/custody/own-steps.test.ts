import { describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { stepId } from '#shared/lambda/command-context.ts';
import { IDEMPOTENCY_KEY } from '#shared/lambda/http.ts';
import { custodyAtWork, intake, otherKeeper, SITE, seconds, signers, storeKeeper, weaponNumber } from '#test/custody-at-work.ts';
import { keyEnrolment, signer } from '#test/scenario/officer-keys.ts';
import { storeAtWork } from '#test/stock-at-work.ts';
import { container } from './domain/container.ts';
import { followUp } from './follow-ups.ts';

const keys = (from: object, to: object) => ({ by: intake, site: SITE, keySet: 'K', from, to, documentNo: 'KB' });
const shortage = { discrepancy: 'DR-SC-1', type: 'SHORTAGE', item: weaponNumber(1) };
const hold = { by: intake, custodyNumber: weaponNumber(1), reference: 'C-7', holdType: 'DISPUTE', authority: 'Court' };
const next = signer(1, storeKeeper, 2);
const rotation = () => keyEnrolment(intake, next, seconds(), signers['D-1'].kid);

/** A check that finds a shortage, settled, and a key replaced: everything that custody does by itself. */
async function story(beforehand: (call: Awaited<ReturnType<typeof storeAtWork>>['call']) => Promise<unknown> = async () => undefined) {
  const work = await storeAtWork(3, { quantity: 0 });
  await beforehand(work.call);
  await work.check('SC-1', 'HALF_YEARLY', [1]);
  await work.tell();
  return work;
}

describe('a step that follows from an event', () => {
  it.each(['begin:SC-1', 'end:SC-1', 'suspect:DR-SC-1'])('is not kept away by a call under the id %s', async (key) => {
    const { call } = await story(async (ask) => {
      await ask('POST', '/key-changes', { key, body: keys(otherKeeper, storeKeeper) });
      await ask('POST', '/holds', { key, body: hold });
    });
    expect((await call('GET', `/stores/${SITE}`)).body).toMatchObject({ stillFor: ['DISCREPANCY#DR-SC-1'] });
    expect((await call('GET', `/weapons/${weaponNumber(1)}`)).body.state).toBe('SUSPECTED_MISSING');
  });

  it('has an id that no call can have, whatever it is', async () => {
    const { call, open, settle, tell, walk } = await story();
    await settle(shortage, { outcome: 'FOUND' });
    await open('SC-2', 'SPOT');
    const abandoned = { by: storeKeeper, check: 'SC-2', reason: 'A counter fell ill', verifier: { officer: 'FA-1', committee: 'MFA-1' } };
    expect((await call('POST', '/stock-check-abandonments', { body: abandoned })).status).toBe(201);
    await call('POST', '/officer-keys', { body: rotation() });
    await tell();
    const events: StoredEvent[] = [];
    const span = { from: new Date(Date.now() - 60_000).toISOString(), to: new Date().toISOString() };
    for await (const page of walk.walk(span)) events.push(...page);
    const called = (id: string) => /^k\d+(#\d+)?$/.test(id);
    const own = events.filter(({ kind, command }) => kind !== 'COMMITTEE' && !called(command.id));
    expect(new Set(own.map(({ type }) => type))).toEqual(
      new Set(
        'check-begun check-dropped check-ended container-dedicated discrepancy-opened item-settled key-revoked report-closed seal-put-on store-opened suspected-missing'.split(
          ' ',
        ),
      ),
    );
    expect(own.filter(({ command }) => IDEMPOTENCY_KEY.test(command.id))).toEqual([]);
    expect(stepId('heard', 'PERSON#SY000001-4#3')).not.toMatch(IDEMPOTENCY_KEY);
  });

  it('is recorded when it is carried out, so that a walk that goes on from there meets it, and is said of the time of its cause', async () => {
    const { store } = await custodyAtWork();
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const data = { site: 'QAIM', container: 'Q-1', contents: 'WEAPONS' as const };
    const cut = { id: 'cut', type: 'dedicate' as const, at, recordedAt: at, actor: { client: 'a' }, data };
    const done = await store.execute(container, 'QAIM|Q-1', cut);
    if (isRefusal(done)) throw new Error(done.code);
    for (const _twice of [1, 2]) await followUp(store, [done.event]);
    const opened = await store.newest('SITE-STORE', 'QAIM');
    expect(opened).toMatchObject({ sequence: 1, at });
    expect(Date.parse(opened?.recordedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });
});
