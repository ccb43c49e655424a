import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { HELD_IN_TRUST, receiptDocument } from './receipt.ts';

const deposited = {
  kind: 'WEAPON',
  id: 'WA000017-3',
  sequence: 1,
  at: '2024-12-08T06:10:00.000Z',
  hash: 'ab',
  actor: { client: 'defence', officer: 'O-1', committee: 'RC-1', department: 'INTERIOR' },
  data: {
    kind: 'PISTOL',
    make: 'UNKNOWN',
    model: 'PM',
    calibre: '9×18',
    serialStatus: 'NONE',
    assignedSerial: 'IQ-TR-000017-1',
    serviceability: 'UNSAFE',
    depositor: 'SY000123-4',
    titleHolder: 'STATE_OF_ORIGIN',
    acknowledged: { as: 'REFUSED', witness: 'O-9' },
    verifier: { officer: 'O-2', committee: 'RC-1', serialRead: 'X' },
    location: { site: 'RUTBA' },
  },
  personal: { depositor: { name: 'Somebody' }, issuer: { name: 'An Officer', rank: 'Captain', unit: 'RC-1' }, salt: '00' },
} as unknown as StoredEvent;

describe("the depositor's receipt", () => {
  it('says all that domain B.6 asks for, for a defective item too', () => {
    expect(receiptDocument(deposited, 'ORIGINAL')).toMatchObject({
      receiptNo: 'WA000017-3',
      copy: 'ORIGINAL',
      statement: HELD_IN_TRUST,
      depositedAt: '2024-12-08T06:10:00.000Z',
      place: 'RUTBA',
      depositor: { personalNumber: 'SY000123-4', name: 'Somebody' },
      item: { type: 'WEAPON', kind: 'PISTOL', assignedSerial: 'IQ-TR-000017-1', serviceability: 'UNSAFE' },
      issuer: { officer: 'O-1', name: 'An Officer', rank: 'Captain', unit: 'RC-1' },
      acknowledged: { as: 'REFUSED', witness: 'O-9' },
      chain: { sequence: 1, hash: 'ab' },
    });
  });

  it('has no salt, and no names once they were erased', () => {
    expect(JSON.stringify(receiptDocument(deposited, 'DUPLICATE'))).not.toContain('"salt"');
    const { personal: _personal, ...erased } = deposited;
    const receipt = receiptDocument(erased as StoredEvent, 'DUPLICATE');
    expect(receipt).toMatchObject({ copy: 'DUPLICATE', depositor: { personalNumber: 'SY000123-4' } });
    expect(receipt.depositor).not.toHaveProperty('name');
  });

  it('counts a lot in its unit', () => {
    const lot = {
      ...deposited,
      kind: 'LOT',
      data: { ...(deposited.data as object), calibreOrType: '9×19', quantity: 40, unitOfCount: 'ROUND', condition: 'SUSPECT' },
    };
    expect(receiptDocument(lot as StoredEvent, 'ORIGINAL').item).toMatchObject({
      type: 'AMMUNITION',
      quantity: 40,
      unitOfCount: 'ROUND',
      condition: 'SUSPECT',
    });
  });
});
