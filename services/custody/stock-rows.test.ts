import { expect, test } from 'vitest';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { stockRows } from './stock-rows.ts';

test('the row of a check has no `type`, or the stream would take it for an event', () => {
  const state = {
    n: 1,
    site: 'RUTBA',
    type: 'WEEKLY',
    status: 'OPEN',
    openedAt: '2024-12-09T05:00:00Z',
    counters: ['O-1@A', 'I-2@B'],
    round: 1,
  };
  const [change] = stockRows({ kind: 'STOCK-CHECK', id: 'SC-1', state } as unknown as StoredEvent);
  expect(change).toEqual({
    put: {
      pk: 'STOCK-CHECKS',
      sk: 'SC-1',
      check: 'SC-1',
      site: 'RUTBA',
      checkType: 'WEEKLY',
      status: 'OPEN',
      openedAt: '2024-12-09T05:00:00Z',
    },
  });
});
