import { describe, expect, it } from 'vitest';
import { intake, otherKeeper, rifle, SITE, toStore } from '#test/custody-at-work.ts';
import { storeAtWork } from '#test/stock-at-work.ts';

describe('seals', () => {
  it('are put on once: by a movement or by two in the register, and a broken one never again', async () => {
    const { call, tell } = await storeAtWork(2, { quantity: 0 });
    await call('POST', '/weapons', { lines: [rifle(6), rifle(7), rifle(8)] });
    const seal = { by: intake, second: otherKeeper, seal: 'R-7', site: SITE, container: 'C-7', colour: 'RED' };
    expect((await call('POST', '/movements', { body: toStore(6, { documentNo: 'M-6' }) })).body).toMatchObject({
      code: 'SEAL_USED',
      on: `${SITE}|C-1`,
    });
    expect((await call('POST', '/movements', { body: toStore(6, { to: { site: SITE, container: 'C-9' } }) })).body.code).toBe('SEAL_USED');
    expect((await call('POST', '/container-seals', { body: { ...seal, seal: 'S-1' } })).body.code).toBe('SEAL_USED');
    expect((await call('POST', '/container-seals', { body: seal })).status).toBe(201);
    const into = { to: { site: SITE, container: 'C-7' }, sealAfter: 'R-7' };
    expect((await call('POST', '/movements', { body: toStore(6, { ...into, documentNo: 'M-6' }) })).status).toBe(201);
    const broken = { by: intake, second: otherKeeper, seal: 'R-7', reason: 'Inspection', replacedBy: 'R-8' };
    expect((await call('POST', '/broken-container-seals', { body: { ...broken, seal: 'R-9' } })).body.code).toBe('SEAL_UNKNOWN');
    expect((await call('POST', '/broken-container-seals', { body: broken })).body).toMatchObject({ broken: true });
    expect((await call('POST', '/broken-container-seals', { body: broken })).body.code).toBe('SEAL_WAS_BROKEN');
    expect((await call('POST', '/weapons', { body: rifle(9, { location: { ...into.to, seal: 'R-7' } }) })).body.code).toBe('SEAL_USED');
    await tell();
    const listed = (await call('GET', '/container-seals', { query: { site: SITE } })).body.items;
    expect(listed).toMatchObject([
      { seal: 'S-1', container: 'C-1' },
      { seal: 'R-7', container: 'C-7', broken: true },
    ]);
    expect((await call('GET', `/stores/${SITE}`)).body.seals).toMatchObject([{ seal: 'S-1', container: 'C-1' }]);
  });
});
