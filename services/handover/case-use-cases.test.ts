import { describe, expect, test } from 'vitest';
import { handoverMessages } from '#shared/contracts/handover.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { toItem } from '#shared/lambda/event-item.ts';
import { CROSSED_AT, casesAtWork, DECLARED_AT, declaration, number, pledge, returns, screening, withAmnesty } from '#test/cases-at-work.ts';
import { hasScreened } from './case-store.ts';
import { travelFacts } from './case-use-cases.ts';

const bytes = (value: unknown): number =>
  typeof value === 'string' ? Buffer.byteLength(value) : value instanceof Uint8Array ? value.byteLength : 1;

/** An item's size as DynamoDB counts it: names and values. */
function itemBytes(event: StoredEvent): number {
  return Object.entries(toItem(event)).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytes(Object.values(value)[0]), 0);
}

describe('a return case', () => {
  test('goes from housing to the return, and registration and custody hear of it once', async () => {
    const { call, hearOf, tell, onLine, sent } = await withAmnesty();
    expect((await call('POST', '/declarations', { body: declaration(1) })).body).toMatchObject({ status: 409, code: 'PERSON_UNKNOWN' });
    await hearOf(1);
    await tell();
    const at = { at: DECLARED_AT };
    const early = await call('GET', `/return-cases/${number(1)}`, { query: at });
    expect(early.body).toMatchObject({ stage: 'HOUSED', ready: false });
    expect(early.body.guards.map(({ code }: { code: string }) => code)).toEqual([
      'DECLARATION_MISSING',
      'SCREENING_MISSING',
      'AMNESTY_NOT_COVERING',
      'PLEDGE_MISSING',
    ]);

    const declared = await call('POST', '/declarations', { body: declaration(1), key: 'table-1' });
    expect(declared).toMatchObject({
      status: 201,
      body: { personalNumber: number(1), receipt: { stream: `CASE#${number(1)}`, sequence: 2 } },
    });
    expect((await call('POST', '/declarations', { body: declaration(1), key: 'table-1' })).body).toEqual(declared.body);
    expect((await call('POST', '/screenings', { body: screening(1) })).status).toBe(201);
    expect((await call('GET', `/return-cases/${number(1)}`, { query: at })).body).toMatchObject({
      stage: 'CLEARED_FOR_RETURN',
      ready: true,
      guards: [],
    });

    await onLine(1, ['LISTED', 'PRESENTED', 'BOARDED', 'PRESENTED_TO_RECEIVER']);
    await tell();
    expect(sent).toEqual([]);
    await onLine(1, ['ACCEPTED']);
    await tell();
    expect(sent).toHaveLength(2);
    expect(handoverMessages['handover.case-moved.v1'].parse(sent[0]?.data)).toMatchObject({
      personalNumber: number(1),
      stage: 'RETURNED',
      at: CROSSED_AT,
    });
    expect((await call('GET', '/handover/residual-caseload')).body).toMatchObject({ cases: 1, returned: 1, remaining: 0 });
    expect((await call('GET', `/return-cases/${number(1)}`)).body).toMatchObject({ stage: 'RETURNED', guards: [] });
  });

  test('keeps names out of what is listed, exported and told, and shows them on the papers', async () => {
    const { call, hearOf, tell, stored, sent } = await withAmnesty();
    await hearOf(1);
    const signatory = { name: 'أم سالم', relation: 'MOTHER', signedIn: 'دير الزور' };
    const body = declaration(1, {
      interpreter: 'ليلى حداد',
      destination: 'دير الزور',
      familyPledge: { ...pledge, pledgeNo: 'PL-2', signatory },
    });
    await call('POST', '/declarations', { body });
    await call('POST', '/screenings', { body: screening(1, { narrative: 'سرد المقابلة' }) });
    await tell();
    const arabic = /\p{Script=Arabic}/u;
    const open = await Promise.all(['', '/events'].map((path) => call('GET', `/return-cases/${number(1)}${path}`)));
    expect(JSON.stringify([...open, sent, await call('GET', '/return-cases')])).not.toMatch(arabic);
    const { body: papers } = await call('GET', `/return-cases/${number(1)}/papers`);
    expect(JSON.stringify(papers)).toContain('ليلى حداد');
    expect(papers.items[0].names.familyPledge.signatory).toEqual(signatory);
    expect(JSON.stringify(papers)).not.toContain('سرد المقابلة');
    const events = (await stored()).filter(({ kind }) => kind === 'CASE');
    expect(JSON.stringify(events.map(({ personal: _personal, ...event }) => event))).not.toMatch(arabic);
  });

  test('costs one write unit an event, two where declaration and pledge are signed at one table', async () => {
    const { call, hearOf, onLine, stored } = await withAmnesty();
    for (const sequence of [3, 4, 5]) await hearOf(1, { sequence });
    await call('POST', '/declarations', { body: declaration(1), key: 'replay-declarations-0004#500' });
    await call('POST', '/screenings', { body: screening(1), key: 'replay-screenings-0004#500' });
    await onLine(1, ['LISTED', 'PRESENTED', 'BOARDED', 'PRESENTED_TO_RECEIVER', 'ACCEPTED']);
    const sizes = (await stored()).filter(({ kind }) => kind === 'CASE').map((event) => [event.type, itemBytes(event)]);
    expect(sizes.filter(([type, size]) => Number(size) > (type === 'declared' ? 2048 : 1024))).toEqual([]);
    expect(sizes).toHaveLength(10);
  });

  test('is told in batches, one outcome a line, the same again when repeated', async () => {
    const { call, hearOf, tell } = await withAmnesty();
    for (const n of [1, 2, 3]) await hearOf(n);
    await tell();
    const lines = [
      declaration(1),
      declaration(2, { free: false }),
      { ...declaration(3), surplus: 1 },
      declaration(4),
      { ...declaration(3), personalNumber: 'SY000003-0' },
    ];
    const first = await call('POST', '/declarations', { lines, key: 'batch-1' });
    expect(first.body.map(({ status, code }: { status: number; code?: string }) => [status, code])).toEqual([
      [201, undefined],
      [422, 'NOT_FREE'],
      [422, 'INVALID_FIELDS'],
      [409, 'PERSON_UNKNOWN'],
      [422, 'INVALID_FIELDS'],
    ]);
    await tell();
    expect((await call('POST', '/declarations', { lines, key: 'batch-1' })).body).toEqual(first.body);
  });

  test('is listed by stage and guard, page by page, as JSON, NDJSON and CSV', async () => {
    const { call, hearOf, tell, onLine } = await withAmnesty();
    for (const n of [1, 2, 3, 1001]) await hearOf(n);
    await call('POST', '/declarations', { lines: [declaration(1), declaration(2)], key: 'b1' });
    await call('POST', '/screenings', { lines: [screening(1), screening(2)], key: 'b2' });
    await onLine(1, ['LISTED']);
    await tell();
    const at = { at: DECLARED_AT };
    const listed = async (query: Record<string, string>) =>
      (await call('GET', '/return-cases', { query: { ...at, ...query } })).body.items.map(
        (item: { personalNumber: string }) => item.personalNumber,
      );
    expect(await listed({})).toEqual([1, 2, 3, 1001].map(number));
    expect(await listed({ state: 'MANIFESTED' })).toEqual([number(1)]);
    expect(await listed({ state: 'CLEARED_FOR_RETURN' })).toEqual([number(2)]);
    expect(await listed({ guard: 'DECLARATION_MISSING' })).toEqual([number(3), number(1001)]);
    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body }: Awaited<ReturnType<typeof call>> = await call('GET', '/return-cases', {
        query: { limit: '2', ...(cursor && { cursor }) },
      });
      seen.push(...body.items.map((item: { personalNumber: string }) => item.personalNumber));
      cursor = body.next;
    }
    expect(seen).toEqual([1, 2, 3, 1001].map(number));
    expect((await call('GET', '/return-cases', { accept: 'application/x-ndjson' })).body).toHaveLength(4);
    expect((await call('GET', '/return-cases', { accept: 'text/csv' })).body.split('\n')[0]).toContain('personalNumber');
    const residual = await call('GET', '/handover/residual-caseload', { query: at });
    expect(residual.body).toMatchObject({
      cases: 4,
      remaining: 4,
      byCategory: { INTERNED_OTHER_RANK: { remaining: 4, byStage: { HOUSED: 2, MANIFESTED: 1, CLEARED_FOR_RETURN: 1 } } },
    });
  });
});

describe('what stops a return', () => {
  test('takes effect at once, takes the line along, and is lifted by the competent alone', async () => {
    const { call, hearOf, onLine, store } = await withAmnesty();
    await hearOf(1);
    await call('POST', '/declarations', { body: declaration(1) });
    await call('POST', '/screenings', { body: screening(1) });
    await onLine(1, ['LISTED']);
    const stop = { by: returns('J-2'), at: CROSSED_AT, personalNumber: number(1), stop: 'LEGAL_HOLD', reference: 'K-9', note: 'محضر' };
    expect((await call('POST', '/stops', { body: stop, key: 'stop-1' })).status).toBe(201);
    const head = await store.newest('CASE', number(1));
    expect(head).toMatchObject({
      type: 'legal-hold',
      data: { was: 'LISTED', to: 'LEGAL_HOLD', batch: 'stop-1' },
      state: { stops: [{ stop: 'LEGAL_HOLD', ref: 'K-9' }] },
    });
    const lifting = { personalNumber: number(1), at: CROSSED_AT, stop: 'LEGAL_HOLD', reference: 'K-9', outcome: 'HOLD_ENDED' };
    expect((await call('POST', '/stop-liftings', { body: { by: returns('J-1'), ...lifting } })).body).toMatchObject({
      status: 403,
      code: 'DEPARTMENT_NOT_COMPETENT',
    });
    expect((await call('POST', '/stop-liftings', { body: { by: returns('J-3'), ...lifting } })).status).toBe(201);
    expect((await call('GET', `/return-cases/${number(1)}`, { query: { at: CROSSED_AT } })).body).toMatchObject({
      stage: 'CLEARED_FOR_RETURN',
    });
  });

  test.each([
    ['the escort interviews', declaration(1, { interviewer: 'J-5' }), 'INTERVIEWER_OF_ESCORT'],
    ['the escort witnesses', declaration(1, { witness: { officer: 'J-5' } }), 'WITNESS_OF_ESCORT'],
    ['somebody not enrolled witnesses', declaration(1, { witness: { officer: 'J-77' } }), 'OFFICER_NOT_ENROLLED'],
  ])('a declaration is refused where %s', async (_what, body, code) => {
    const { call, hearOf } = await withAmnesty();
    await hearOf(1);
    expect((await call('POST', '/declarations', { body })).body).toMatchObject({ code });
  });

  test('a screening is for protection alone, and names its screener and reviewer for the approval of manifests', async () => {
    const { call, hearOf, tell, store } = await withAmnesty();
    await hearOf(1);
    expect((await call('POST', '/screenings', { body: screening(1, { by: returns('J-5'), reviewer: 'J-1' }) })).body).toMatchObject({
      code: 'SCREENER_NOT_PROTECTION',
    });
    expect((await call('POST', '/screenings', { body: screening(1, { reviewer: 'P-3' }) })).body).toMatchObject({
      code: 'REVIEWER_OF_ESCORT',
    });
    await call('POST', '/screenings', { body: screening(1, { reviewer: 'P-2' }) });
    await tell();
    expect(await Promise.all(['P-1', 'P-2', 'J-1'].map((officer) => hasScreened(store, officer)))).toEqual([true, true, false]);
  });

  test('an amnesty that is revoked puts everybody under it back, from then on', async () => {
    const { call, hearOf, store } = await withAmnesty();
    await hearOf(1);
    await call('POST', '/declarations', { body: declaration(1) });
    await call('POST', '/screenings', { body: screening(1) });
    const revoked = {
      by: returns('J-3'),
      at: '2024-12-17T00:00:00Z',
      amnesty: 'SY-2024-12',
      status: 'REVOKED',
      reason: 'Officers left out',
    };
    expect((await call('POST', '/amnesty-status-changes', { body: revoked })).status).toBe(201);
    expect((await travelFacts(store, '2024-12-16T12:00:00Z')).amnesties).toEqual({ 'SY-2024-12': ['INTERNED_OTHER_RANK'] });
    expect((await call('GET', `/return-cases/${number(1)}`, { query: { at: CROSSED_AT } })).body).toMatchObject({
      ready: false,
      guards: [{ code: 'AMNESTY_NOT_COVERING' }],
    });
  });
});

describe('the registers beside the cases', () => {
  test('show amnesties, the policy, authorities without names, and the counts others claim', async () => {
    const { call, tell } = await withAmnesty();
    const authority = {
      by: returns('J-3'),
      authority: 'AB-1',
      name: 'Border security, Abu Kamal',
      country: 'SYR',
      capacity: 'PROTECTION_FORCE',
      receivers: [{ receiver: 'R-1', name: 'ياسر النجار', rank: 'عقيد', capacity: 'Commander' }],
      assurance: {
        givenBy: 'ياسر النجار',
        textHash: 'e'.repeat(64),
        legal: true,
        physical: true,
        material: false,
        monitoringAccess: true,
        signedAt: DECLARED_AT,
      },
    };
    expect((await call('POST', '/receiving-authorities', { body: authority })).status).toBe(201);
    const recognised = { ...authority, recognitionRef: 'X-1' };
    expect((await call('POST', '/receiving-authorities', { body: recognised })).body).toMatchObject({
      code: 'INVALID_FIELDS',
      errors: [{ field: 'recognitionRef' }],
    });
    const claim = { by: returns('J-1'), claim: 'EC-1', source: 'A newspaper', figure: 2400, countedOn: '2024-12-19', scope: 'ENTERED' };
    expect((await call('POST', '/external-counts', { body: claim })).status).toBe(201);
    await tell();
    expect((await call('GET', '/amnesties')).body.items).toMatchObject([{ amnesty: 'SY-2024-12', status: 'IN_FORCE' }]);
    const authorities = (await call('GET', '/receiving-authorities')).body.items;
    expect(authorities).toMatchObject([{ authority: 'AB-1', receivers: ['R-1'] }]);
    expect(JSON.stringify(authorities)).not.toMatch(/\p{Script=Arabic}/u);
    expect((await call('GET', '/external-counts')).body.items).toMatchObject([{ claim: 'EC-1', figure: 2400, source: 'A newspaper' }]);
    expect((await call('GET', '/pledge-policies', { query: { at: CROSSED_AT } })).body).toMatchObject({ pledgeRequired: true });
    expect((await call('GET', '/pledge-policies', { query: { at: '2024-12-01T00:00:00Z' } })).body).toMatchObject({
      pledgeRequired: false,
    });
    expect((await call('GET', '/handover/residual-caseload')).body).toMatchObject({ cases: 0, externalClaims: [{ figure: 2400 }] });
  });

  test("count custody's weapons by kind, the newest word of each, whatever the order", async () => {
    const { call, hear, tell } = await casesAtWork();
    const weapon = (custodyNumber: string, sequence: number, state: string) =>
      hear('custody', 'weapon-changed', custodyNumber, { sequence, custodyNumber, kind: 'PISTOL', state } as { sequence: number });
    await weapon('WA000001-9', 2, 'IN_TRUST');
    await weapon('WA000001-9', 1, 'RECEIPTED');
    await weapon('WA000002-7', 1, 'RECEIPTED');
    await weapon('WA000003-5', 1, 'VOIDED');
    const lot = { sequence: 1, custodyNumber: 'AA000001-1', calibre: '9×19', unit: 'ROUND', quantity: 60, state: 'IN_TRUST' };
    await hear('custody', 'lot-changed', lot.custodyNumber, lot);
    await tell();
    expect((await call('GET', '/handover/weapons-in-trust')).body).toMatchObject({
      total: 2,
      byKind: { PISTOL: 2 },
      ammunition: [{ calibre: '9×19', unit: 'ROUND', quantity: 60 }],
    });
    expect((await call('GET', '/handover/weapons-in-trust', { query: { at: CROSSED_AT } })).body).toMatchObject({ total: 0 });
  });
});
