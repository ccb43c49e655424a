import { expect } from 'vitest';
import { identityDigest } from '#shared/kernel/identity-digest.ts';
import { personalNumber } from '#shared/kernel/numbers.ts';
import { NEVER_COVERED } from './domain/amnesty.ts';
import { AT, type House, house, KEY, MANIFEST, type Options, type Table } from './manifest-house.ts';

export const later = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
export const by = (officer: string) => ({ officer, committee: 'JC-1' });
const OFFICERS = {
  'J-1': 'INTERIOR',
  'J-2': 'DEFENCE',
  'J-3': 'LEGAL',
  'J-4': 'MEDICAL',
  'J-5': 'ESCORT',
  'P-1': 'PROTECTION',
  'P-2': 'LEGAL',
};
const GIVEN = ['سامر', 'فراس', 'عمار', 'زياد'] as const;
export const number = (n: number) => personalNumber('SY', n);
export const said = (n: number) => ({
  line: n,
  personalNumber: number(n),
  given: GIVEN[n % 4] as string,
  father: 'حسن',
  family: 'العلي',
  dateOfBirth: '1994-02-03',
  sex: 'M' as const,
  nationality: 'SYR',
});

/** People who are housed, have declared, pledged and been screened. */
export async function people(running: House, from: number, to: number) {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  for (const n of numbers) {
    const identity = identityDigest(KEY, said(n));
    const facts = {
      sequence: 3,
      personalNumber: number(n),
      state: 'HOUSED',
      category: 'INTERNED_OTHER_RANK',
      child: false,
      identityDigest: identity,
    };
    running.hear('person-changed', number(n), { ...facts, fitToTravel: true, effectsOpen: 0, duplicateSuspected: false });
  }
  await running.settle();
  const topics = ['RIGHT_TO_REFUSE', 'AMNESTY_TEXT', 'SAFETY_SITUATION', 'ALTERNATIVE_TO_RETURN', 'WEAPONS_NOT_RETURNED'];
  for (let start = 0; start < numbers.length; start += 500) {
    const some = numbers.slice(start, start + 500);
    const common = { at: '2024-12-16T08:00:00Z' };
    const yes = { free: true, informed: true, express: true, privateInterview: true };
    const declared = some.map((n) => ({
      ...common,
      ...yes,
      by: by('J-1'),
      personalNumber: number(n),
      declarationNo: `VRD-${n}`,
      decision: 'RETURN',
      initiatedBy: 'PERSON',
      topics,
      language: 'ar',
      interviewer: 'J-1',
      witness: { officer: 'J-2' },
      signed: 'SIGNATURE',
      amnesty: 'SY-2024-12',
    }));
    expect(
      (await running.call('POST', '/declarations', { lines: declared })).body.filter(({ status }: { status: number }) => status !== 201),
    ).toEqual([]);
    await running.settle();
    const screened = some.map((n) => ({
      ...common,
      by: by('P-1'),
      personalNumber: number(n),
      risk: 'NONE_IDENTIFIED',
      basis: ['INTERVIEW'],
      reviewer: 'P-2',
    }));
    expect(
      (await running.call('POST', '/screenings', { lines: screened })).body.filter(({ status }: { status: number }) => status !== 201),
    ).toEqual([]);
    await running.settle();
  }
}

/** A house with committee, amnesty and receiving authority. */
export async function opened(table: Table) {
  const running = await house(table);
  running.hear('committee-enrolled', 'JC-1', { sequence: 1, committee: 'JC-1', officers: OFFICERS });
  await running.settle();
  const common = { by: by('J-3'), at: '2024-12-12T00:00:00Z', amnesty: 'SY-2024-12' };
  const amnesty = {
    issuer: 'Interim authority',
    issuerStatus: 'De facto',
    issuedOn: '2024-12-10',
    effectiveFrom: '2024-12-10T00:00:00Z',
    scope: 'All',
    covers: ['INTERNED_OTHER_RANK'],
    exclusions: [...NEVER_COVERED],
  };
  const authority = {
    by: by('J-1'),
    authority: 'OPS-EAST',
    name: 'Protection force',
    country: 'SYR',
    capacity: 'PROTECTION_FORCE',
    receivers: [{ receiver: 'R-1', name: 'قائد القوة', rank: 'عقيد', capacity: 'Commander' }],
    assurance: {
      givenBy: 'قائد القوة',
      textHash: 'c'.repeat(64),
      legal: true,
      physical: true,
      material: true,
      monitoringAccess: true,
      signedAt: AT,
    },
  };
  expect((await running.call('POST', '/amnesties', { body: { ...common, ...amnesty } })).status).toBe(201);
  expect((await running.call('POST', '/amnesty-status-changes', { body: { ...common, status: 'IN_FORCE', reason: 'Read' } })).status).toBe(
    201,
  );
  expect((await running.call('POST', '/receiving-authorities', { body: authority })).status).toBe(201);
  await running.settle();
  return running;
}

const header = { manifestNo: MANIFEST, crossing: 'Al-Qaim', receivingAuthority: 'OPS-EAST' };
export const asQuery = { ...header, officer: 'J-1', committee: 'JC-1', from: AT, to: later(600), at: AT };
export const csvOf = (lines: ReturnType<typeof said>[]) =>
  ['line,personalNumber,given,father,family,dateOfBirth,sex,nationality', ...lines.map((line) => Object.values(line).join(','))].join(
    '\r\n',
  );
export const submission = (lines: unknown[]) => ({ by: by('J-1'), at: AT, ...header, window: { from: AT, to: later(600) }, lines });
export const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

let sequence = 0;
export const scan = (n: number, type: string, minute: number, more: object = {}) => ({
  by: by('J-5'),
  device: 'HH-1',
  deviceSequence: ++sequence,
  type,
  manifestNo: MANIFEST,
  personalNumber: number(n),
  capturedAt: later(minute),
  ...(type === 'BOARDED' && { reconfirmed: true, baggage: { pieces: 1, kg: 20 } }),
  ...more,
});
export const act = (officer: string, minute: number, more: object = {}) => ({
  body: { by: by(officer), at: later(minute), manifestNo: MANIFEST, ...more },
});

/** From VALIDATED to EMBARKING. */
export async function toEmbarking({ call, settle }: House, exceptions: object[] = []) {
  const steps: [string, Options][] = [
    ['/legal-reviews', act('J-3', 1, { reference: 'LR-1' })],
    ['/approvals', act('J-2', 2)],
    ['/seals', act('J-2', 3)],
    ['/clearance-requests', act('J-2', 4, { legalBasis: 'Agreement on return' })],
    ['/clearances', act('J-2', 5, { reference: 'CL-1', receiver: 'R-1', exceptions })],
    ['/embarkations', act('J-5', 6, { vehicles: [{ vehicle: 'BUS 1', capacity: 50, escortCommander: 'J-5' }] })],
  ];
  for (const [path, options] of steps) expect([path, (await call('POST', path, options)).status]).toEqual([path, 201]);
  await settle();
}

export const certificate = {
  certificateNo: 'HC-1',
  place: 'Al-Qaim',
  deliverer: 'J-2',
  receiver: 'R-1',
  capacity: 'Commander',
  signatories: { deliverer: { name: 'ضابط التسليم' }, receiver: { name: 'قائد القوة' } },
};
