import { expect, test } from 'vitest';
import { external, mayShow, SHARED_FIELDS, withdrawn } from './external-projection.ts';
import { LINE_STATES } from './manifest-line.ts';

const said = {
  line: 3,
  personalNumber: 'SY000123-4',
  given: 'سامر',
  father: 'حسن',
  dateOfBirth: '1994-02-03',
  sex: 'M' as const,
  nationality: 'SYR',
  vehicle: 'BUS 1',
  seat: '12',
  baggagePieces: 2,
  baggageKg: 31,
};

test('the receiving authority sees the fields that are shared and no other (I-34)', () => {
  const shown = external({ ...said, unit: 'Brigade', health: 'x' } as typeof said);
  expect(Object.keys(shown)).toEqual(['line', 'personalNumber', 'given', 'father', 'dateOfBirth', 'sex', 'nationality', 'baggagePieces']);
  expect(SHARED_FIELDS).not.toContain('vehicle');
});

test('of somebody who does not come it learns the line and no more (I-41)', () => {
  expect(withdrawn(said)).toEqual({ line: 3, withdrawn: true });
});

test('it is shown who is on the way and whom it answered, not who stayed', () => {
  const hidden = LINE_STATES.filter((state) => !mayShow(state));
  expect(hidden).toEqual([
    'NO_SHOW',
    'WITHDREW',
    'MEDICAL_HOLD',
    'LEGAL_HOLD',
    'REMOVED_BY_APPROVAL',
    'DISEMBARKED_OBJECTED',
    'DISEMBARKED_MEDICAL',
  ]);
});
