import { beforeAll, expect, it } from 'vitest';
import { type Note, notedFacts } from '#shared/kernel/noted-facts.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { complete } from '#test/decider.ts';
import { openTestTable } from '#test/dynamodb.ts';
import { type Enrolment, enrolment } from './enrolment.ts';
import { eventStore } from './event-store.ts';

let department: ReturnType<typeof enrolment>;
beforeAll(async () => {
  const store = eventStore(await openTestTable());
  const enrolled = complete<Note<Enrolment>>({ type: 'note', data: { sequence: 1, officers: { 'O-1': 'INTERIOR' } } });
  await store.execute(notedFacts<Enrolment>('COMMITTEE'), 'RC-1', enrolled);
  department = enrolment(store);
});

it.each(['constructor', 'toString', '__proto__', 'O-2'])('%s is no officer that a committee enrolled', async (officer) => {
  const answer = await department({ officer, committee: 'RC-1' });
  expect(isRefusal(answer) && answer.code).toBe('OFFICER_NOT_ENROLLED');
});

it('an enrolled officer has a department, an unknown committee may come yet', async () => {
  expect(await department({ officer: 'O-1', committee: 'RC-1' })).toBe('INTERIOR');
  expect(await department({ officer: 'O-1', committee: 'RC-9' })).toMatchObject({ code: 'COMMITTEE_UNKNOWN', retryAfter: 1 });
});
