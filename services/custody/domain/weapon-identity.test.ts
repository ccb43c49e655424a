import { describe, expect, it } from 'vitest';
import { custodyNumber, isAssignedSerial } from '#shared/kernel/numbers.ts';
import { completed, identityFault, serialInTrust, type WeaponIdentity } from './weapon-identity.ts';

const N = custodyNumber('WA', 17);
const rifle: WeaponIdentity = {
  kind: 'ASSAULT_RIFLE',
  assetScope: 'INDIVIDUAL',
  make: 'UNKNOWN',
  model: 'AKM',
  calibre: '7.62×39',
  serialStatus: 'PRESENT',
  serialAsMarked: 'KM-1234',
  serialLocation: 'RECEIVER',
  photos: [{ ref: 'P-1', sha256: 'ab', view: 'LEFT' }],
};
const mark = [{ ref: 'P-2', sha256: 'cd', view: 'MARKS' }] as const;
const unmarked = { ...rifle, serialAsMarked: undefined, serialLocation: undefined, photos: mark };

const cases: [rule: string, identity: WeaponIdentity, read: string | undefined, then: string | undefined][] = [
  ['two readings agree', rifle, 'KM1234', undefined],
  ['also where a hand mistakes O for 0', { ...rifle, serialAsMarked: 'BO-12' }, '8012', undefined],
  ['two readings differ', rifle, 'KM1243', 'SERIAL_READINGS_DIFFER'],
  ['one saw a serial, the other none', rifle, undefined, 'SERIAL_READINGS_DIFFER'],
  ['a present serial is stated', { ...rifle, serialAsMarked: undefined }, undefined, 'SERIAL_MISSING'],
  ['it is more than a dash', { ...rifle, serialAsMarked: '--' }, '--', 'SERIAL_EMPTY'],
  ['and where it is', { ...rifle, serialLocation: undefined }, 'KM1234', 'SERIAL_LOCATION_MISSING'],
  ['no serial is none', { ...unmarked, serialStatus: 'NONE' }, undefined, undefined],
  ['what is none is not stated', { ...rifle, serialStatus: 'NONE' }, 'KM1234', 'SERIAL_NOT_EXPECTED'],
  ['what was erased is not stated', { ...rifle, serialStatus: 'OBLITERATED' }, 'KM1234', 'SERIAL_NOT_EXPECTED'],
  ['an illegible one may be, as far as seen', { ...rifle, serialStatus: 'ILLEGIBLE', photos: mark }, 'KM1234', undefined],
  ['it is on a photo', { ...rifle, serialStatus: 'ILLEGIBLE' }, 'KM1234', 'PHOTO_OF_MARK_MISSING'],
  ['a genuine duplicate is stated', { ...rifle, serialStatus: 'DUPLICATE_GENUINE', photos: mark }, 'KM1234', undefined],
  ['a serial that serves gets no other', { ...rifle, assignedSerial: serialInTrust(N) }, 'KM1234', 'ASSIGNED_SERIAL_WRONG'],
  [
    'the assigned serial is that of the number',
    { ...unmarked, serialStatus: 'NONE', assignedSerial: serialInTrust(N) },
    undefined,
    undefined,
  ],
  [
    'and no other',
    { ...unmarked, serialStatus: 'NONE', assignedSerial: serialInTrust(custodyNumber('WA', 18)) },
    undefined,
    'ASSIGNED_SERIAL_WRONG',
  ],
];

describe('the identity of a weapon', () => {
  it.each(cases)('%s', (_rule, identity, read, then) => expect(identityFault(N, identity, read)?.code).toBe(then));

  it('names no serial in what it refuses', () => {
    for (const [, identity, read] of cases) expect(JSON.stringify(identityFault(N, identity, read) ?? '')).not.toMatch(/1234|1243|8012/);
  });

  it('is completed by a serial in trust where its own does not serve', () => {
    expect(completed(N, rifle).assignedSerial).toBeUndefined();
    expect(completed(N, { ...unmarked, serialStatus: 'NONE' }).assignedSerial).toBe('IQ-TR-000017-1');
    expect(isAssignedSerial(serialInTrust(N))).toBe(true);
  });
});
