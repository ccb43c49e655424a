import { describe, expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { AT, MANIFEST } from './manifest-house.ts';
import { by, csvOf, later, number, opened, people, range, said, submission } from './manifest-story.ts';

const validate = { mode: 'validate' };
const { lines: _lines, ...header } = submission([]);

describe('a plan of a manifest', () => {
  test('foresees the outcomes without storing anything, and holds a commit to its plan', async () => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people(running, 1, 3);
    const body = submission([said(1), said(2), said(99)]);
    const plan = await running.call('POST', '/manifests', { body, query: { mode: 'validate' } });
    expect([plan.status, plan.body.listed, plan.body.outcomes[0].code]).toEqual([200, 2, 'PERSON_UNKNOWN']);
    expect((await running.call('GET', `/manifests/${MANIFEST}`)).status).toBe(404);
    await running.call('POST', '/stops', { body: { by: by('J-1'), at: AT, personalNumber: number(2), stop: 'LEGAL_HOLD' } });
    await running.settle();
    const { planDigest } = plan.body;
    expect((await running.call('POST', '/manifests', { body, query: { planDigest } })).body.code).toBe('PLAN_CHANGED');
    const anew = await running.call('POST', '/manifests', { body, query: { mode: 'validate' } });
    expect((await running.call('POST', '/manifests', { body, query: { planDigest: anew.body.planDigest } })).status).toBe(202);
  });

  test('is one of these people under this header, in whatever form they are posted', async () => {
    const { call, ...running } = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people({ call, ...running }, 1, 4);
    const body = submission([said(1), said(2)]);
    const { planDigest } = (await call('POST', '/manifests', { body, query: validate })).body;
    const commit = async (other: object, query = {}) => {
      const { status, body } = await call('POST', '/manifests', { body: other, query: { planDigest, ...query } });
      return [status, body.code];
    };
    const changed = [412, 'PLAN_CHANGED'];
    expect(await commit(submission([said(3), said(4)]))).toEqual(changed);
    expect(await commit(submission([said(1), { ...said(2), seat: '2' }]))).toEqual(changed);
    expect(await commit({ ...body, crossing: 'Trebil' })).toEqual(changed);
    expect(await commit(body, { atomic: 'all' })).toEqual(changed);
    expect((await call('GET', `/manifests/${MANIFEST}`)).status).toBe(404);
    await call('POST', '/manifests', { body: header });
    await call('PUT', `/manifests/${MANIFEST}/parts/1`, { csv: csvOf([said(1), said(2)]) });
    const whole = { body: { by: by('J-1'), at: AT, parts: 1 }, query: { planDigest } };
    expect((await call('POST', `/manifests/${MANIFEST}/complete`, whole)).status).toBe(202);
  });

  test('of what was submitted already is how it stands, and of other bytes how they differ; it is never a submission', async () => {
    const { call, ...running } = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    await people({ call, ...running }, 1, 3);
    const body = submission([said(1), said(2), said(99)]);
    await call('POST', '/manifests', { body });
    const plan = () => call('POST', '/manifests', { body, query: validate });
    const before = await plan();
    expect([before.status, before.body]).toMatchObject([200, { submitted: true, state: 'DRAFT', listed: 0, pending: 3, outcomes: [] }]);
    await running.settle();
    const after = await plan();
    const unknown = { record: 3, line: 99, personalNumber: number(99), code: 'PERSON_UNKNOWN' };
    expect([after.status, after.body]).toMatchObject([
      200,
      { manifestNo: MANIFEST, submitted: true, state: 'VALIDATED', lines: 3, listed: 2, notListed: 1, pending: 0, outcomes: [unknown] },
    ]);
    expect('planDigest' in after.body).toBe(false);
    const other = await call('POST', '/manifests', { body: submission([said(1), said(2)]), query: validate });
    expect([other.status, other.body.code, other.body.difference.removed]).toEqual([409, 'MANIFEST_DIFFERS', { count: 1, lines: '99' }]);
    const inParts = await call('POST', '/manifests', { body: { ...header, manifestNo: 'RM-20241219-QM-02' }, query: validate });
    expect([inParts.status, inParts.body.code]).toEqual([422, 'NO_LINES']);
    expect((await call('GET', '/manifests/RM-20241219-QM-02')).status).toBe(404);
  });
});

test('what differs in the header alone is named, of a manifest posted at once and of one opened for parts', async () => {
  const { call } = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
  const body = submission(range(1, 2).map(said));
  await call('POST', '/manifests', { body });
  const none = { count: 0, lines: '' };
  const differs = async (other: object, query?: Record<string, string>) => {
    const answer = await call('POST', '/manifests', { body: other, ...(query && { query }) });
    expect([answer.status, answer.body.code]).toEqual([409, 'MANIFEST_DIFFERS']);
    return answer.body.difference;
  };
  const window = { ...body.window, to: later(700) };
  expect(await differs({ ...body, crossing: 'Trebil', window })).toEqual({
    header: ['crossing', 'window.to'],
    added: none,
    removed: none,
    changed: none,
    unchanged: 2,
  });
  expect((await differs(body, { atomic: 'all' })).header).toEqual(['atomic']);
  expect((await differs({ ...body, by: by('J-2'), at: undefined })).header).toEqual(['by.officer', 'at']);
  const opening = { ...header, manifestNo: 'RM-20241219-QM-02' };
  await call('POST', '/manifests', { body: opening });
  expect(await differs({ ...opening, crossing: 'Trebil', window })).toEqual({ header: ['crossing', 'window.to'] });
});
