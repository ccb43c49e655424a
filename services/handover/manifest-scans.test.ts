import { describe, expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { claimOutcomes } from './manifest-documents.ts';
import { type House, MANIFEST } from './manifest-house.ts';
import { act, asQuery, number, opened, people, range, said, scan, toEmbarking } from './manifest-story.ts';

async function listed(to: number) {
  const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
  await people(running, 1, to);
  await running.call('POST', '/manifests', { lines: range(1, to).map(said), query: asQuery });
  await running.settle();
  return running;
}

/** What became of each scan, all of it as the route's schema says. */
async function outcomes(running: House, body: object[]) {
  const answer = await running.call('POST', '/scans', { body });
  expect(claimOutcomes.parse(answer.body)).toEqual(answer.body);
  await running.settle();
  return answer.body.items.map(({ outcome, code, retryable }: Record<string, unknown>) => [code ?? outcome, retryable ?? false]);
}

const ACCEPTED = ['ACCEPTED', false];

describe('a batch of scans', () => {
  test('takes a number of a device for one person: the first stands', async () => {
    const running = await listed(3);
    await toEmbarking(running);
    const first = scan(1, 'PRESENTED', 10);
    const other = { ...scan(2, 'PRESENTED', 10), deviceSequence: first.deviceSequence };
    const elsewhere = { ...scan(3, 'PRESENTED', 10, { device: 'HH-2' }), deviceSequence: first.deviceSequence };
    expect(await outcomes(running, [first, other, elsewhere, first])).toEqual([
      ACCEPTED,
      ['DEVICE_SEQUENCE_REUSED', false],
      ACCEPTED,
      ACCEPTED,
    ]);
    expect((await running.show()).states).toEqual({ LISTED: 1, PRESENTED: 2 });
    expect((await running.store.newest('CASE', number(2)))?.type).toBe('listed');
  });

  test('says which scan came before what it follows on; the same batch again takes it', async () => {
    const running = await listed(3);
    const presented = [scan(1, 'PRESENTED', 7)];
    expect(await outcomes(running, presented)).toEqual([['MANIFEST_NOT_EMBARKING', true]]);
    await toEmbarking(running);
    expect(await outcomes(running, presented)).toEqual([ACCEPTED]);
    const early = [scan(1, 'DISEMBARKED_OBJECTED', 13), scan(2, 'ESCAPED_IN_TRANSIT', 13)];
    expect(await outcomes(running, early)).toEqual(early.map(() => ['LINE_NOT_READY', true]));
    expect(await outcomes(running, [scan(1, 'BOARDED', 12), scan(2, 'BOARDED', 12), scan(3, 'BOARDED', 12)])).toEqual(
      early.map(() => ACCEPTED).concat([ACCEPTED]),
    );
    expect(await outcomes(running, early)).toEqual(early.map(() => ACCEPTED));
    const hold = await running.call('POST', '/line-holds', act('J-4', 14, { lines: [{ personalNumber: number(3), to: 'MEDICAL_HOLD' }] }));
    expect(hold.body.items).toMatchObject([{ code: 'LINE_NOT_READY' }]);
    expect('retryable' in hold.body.items[0]).toBe(false);
  });
});

test('who did not come can be listed on another manifest of the same day', async () => {
  const running = await listed(2);
  await toEmbarking(running);
  const again = { ...asQuery, manifestNo: 'RM-20241219-QM-02' };
  await running.call('POST', '/manifests', { lines: [said(1)], query: again });
  await running.settle();
  expect((await running.show(again.manifestNo)).counts).toMatchObject({ manifested: 0, notListed: 1 });
  expect(await outcomes(running, [scan(1, 'NO_SHOW', 10), scan(2, 'BOARDED', 10)])).toEqual([ACCEPTED, ACCEPTED]);
  const supplement = { ...asQuery, manifestNo: 'RM-20241219-QM-03', supplementTo: MANIFEST };
  expect((await running.call('POST', '/manifests', { lines: [said(1), said(2)], query: supplement })).status).toBe(202);
  await running.settle();
  expect((await running.show(supplement.manifestNo)).counts).toMatchObject({ manifested: 1, notListed: 1 });
  expect((await running.store.newest('CASE', number(1)))?.state).toMatchObject({
    line: { manifest: supplement.manifestNo, state: 'LISTED' },
  });
  expect((await running.show()).states).toEqual({ NO_SHOW: 1, BOARDED: 1 });
});
