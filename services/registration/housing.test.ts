import { expect, test } from 'vitest';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import { enrolment } from '#shared/lambda/enrolment.ts';
import { eventStore } from '#shared/lambda/event-store.ts';
import { openTestTable } from '#test/dynamodb.ts';
import { bed } from './domain/bed.ts';
import { committee } from './domain/committee.ts';
import { person } from './domain/person.ts';
import { site } from './domain/site.ts';
import { completeClaims, houseIn } from './housing.ts';

const NUMBER = 'SY000123-7';
const at = '2024-12-08T06:10:00.000Z';
const actor = { client: 'interior', officer: 'O-1', committee: 'RC-1', department: 'INTERIOR' };
const told = (id: string, type: string, data: object, more: object = {}) =>
  ({ id, type, at, recordedAt: at, actor, data, ...more }) as never;

test('nobody is housed without the bed being claimed, though a batch saw the person before they could be', async () => {
  const store = eventStore(await openTestTable(`housing-${crypto.randomUUID()}`));
  const officers = [
    { officer: 'O-1', department: 'INTERIOR' },
    { officer: 'O-2', department: 'DEFENCE' },
  ];
  await store.execute(committee, 'RC-1', told('c', 'enrol', { committee: 'RC-1', name: 'C', officers }));
  const wings = [{ wing: 'A', sex: 'M', beds: 3 }];
  await store.execute(site, 'RUTBA', told('s', 'open', { site: 'RUTBA', name: 'R', distanceKmFromBorder: 1, compound: 'MILITARY', wings }));
  const determination = { category: 'UNDETERMINED', evidence: [], decidedBy: [] };
  const facts = { departments: ['INTERIOR', 'DEFENCE'], age: 30, identityDigest: 'd', suspects: [] };
  const registration = { personalNumber: NUMBER, sex: 'M', health: 'FIT', assurance: 'DECLARED', determination };
  await store.execute(person, NUMBER, told('r', 'register', registration, { facts, personal: { name: 'N' }, salt: '00' }));
  const seenBefore = await store.newest('PERSON', NUMBER);
  const decided = { personalNumber: NUMBER, category: 'INTERNED_OTHER_RANK', evidence: ['UNIFORM'], decidedBy: ['O-1', 'O-2'] };
  await store.execute(person, NUMBER, told('d', 'determine', decided, { facts: { departments: facts.departments } }));

  const house = (id: string, bedNo: string, head = seenBefore) => {
    const body = { by: { officer: 'O-1', committee: 'RC-1' }, personalNumber: NUMBER, site: 'RUTBA', bed: bedNo };
    const context = { id, client: 'interior', scopes: [], recordedAt: at, salt: '00' };
    return houseIn({ body, context, head: () => head } as never, { store, department: enrolment(store) } as never);
  };
  const first = await house('h1', 'A-001');
  expect(isRefusal(first) ? first.code : first.event.type).toBe('housed');
  expect((await store.newest('BED', 'RUTBA/A-001'))?.state).toMatchObject({ claimedBy: NUMBER, claim: 'h1' });

  const housed = await store.newest('PERSON', NUMBER);
  await store.execute(person, NUMBER, told('e', 'report-escape', { personalNumber: NUMBER, reason: 'night' }));
  expect(await house('h1', 'A-001')).toMatchObject({ repeated: true });
  expect(await house('h2', 'A-002')).toMatchObject({ code: 'STATE_NOT_READY' });
  expect(await store.newest('BED', 'RUTBA/A-002')).toBeUndefined();
  expect(await store.execute(bed, 'RUTBA/A-002', told('x', 'release', { personalNumber: NUMBER, claim: 'h2' }))).toEqual(
    refuse('BED_FREE', 'Nobody has claimed this bed.'),
  );

  // A stale hint lets the claim through, the person's own stream refuses: the bed is free again, and that claim houses nobody later.
  expect(await house('h3', 'A-003', housed)).toMatchObject({ code: 'STATE_NOT_READY' });
  expect((await store.newest('BED', 'RUTBA/A-003'))?.state).toEqual({});
  await store.execute(person, NUMBER, told('b', 'recapture', { personalNumber: NUMBER, place: 'Rutba' }));
  await completeClaims(store, (await store.history('BED', 'RUTBA/A-003')).events.slice(0, 1));
  expect(await house('h3', 'A-003')).toMatchObject({ code: 'CLAIM_RELEASED' });
  expect((await store.newest('PERSON', NUMBER))?.state).toMatchObject({ state: 'REGISTERED' });
  const again = await house('h4', 'A-003');
  expect(isRefusal(again) ? again.code : again.event.type).toBe('housed');
});
