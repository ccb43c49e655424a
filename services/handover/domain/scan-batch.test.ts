import { describe, expect, test } from 'vitest';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import { type Claim, type ConcludeScans, claimId, type ReceiveScans, type ScanBatch, scanBatch } from './scan-batch.ts';

const claim: Claim = {
  manifestNo: 'M',
  personalNumber: 'SY000123-4',
  to: 'BOARDED',
  at: '2024-12-19T06:00:00.000Z',
  officer: 'O-5',
  committee: 'C-1',
  department: 'ESCORT',
  device: 'HH-1',
  deviceSequence: 7,
};
const receive = { type: 'receive', data: { content: 'c' }, facts: { claims: [claim] } } as Told<ReceiveScans>;

describe('a batch of scans', () => {
  test('keeps its claims as they came first', () => {
    const events = streamOf<ScanBatch, ReceiveScans | ConcludeScans>(scanBatch, [receive, receive]);
    expect(events.map(({ type }) => type)).toEqual(['scans-received', 'received-again']);
    expect(events[0]?.data).toEqual({ content: 'c', claims: [claim] });
    expect(events[1]?.state).toEqual({ claims: 1, receipts: 2 });
  });

  test('is through when each claim of a receipt had its answer', () => {
    const conclude = (receipts: number) => ({ type: 'conclude', data: { receipts } }) as Told<ConcludeScans>;
    const states = streamOf<ScanBatch, ReceiveScans | ConcludeScans>(scanBatch, [receive, conclude(1), receive, conclude(1), conclude(2)]);
    expect(states.map(({ state }) => [state.receipts, state.through])).toEqual([
      [1, undefined],
      [1, 1],
      [2, 1],
      [2, 2],
    ]);
    expect(answerTo(scanBatch, [], conclude(1)).said).toBe('BATCH_UNKNOWN');
  });

  test('knows a scan by its device and number whatever batch it came in, and the rest by batch and place', () => {
    expect([claimId(claim, 'u1', 0), claimId(claim, 'u2', 5)]).toEqual(['HH-1 7', 'HH-1 7']);
    const { device: _device, ...stated } = claim;
    expect([claimId(stated, 'u1', 0), claimId(stated, 'u1', 1)]).toEqual(['u1 0', 'u1 1']);
  });
});
