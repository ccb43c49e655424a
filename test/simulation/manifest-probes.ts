import * as paper from './papers.ts';
import type { Probe } from './probes.ts';

const H = 'handover';
const MANIFEST = 'RM-20241218-QM-01';
const UNKNOWN = 'RM-20241218-QM-99';
const act = (path: string, officer: string, more: object = {}): Probe => [H, path, () => paper.act(officer, MANIFEST, more)];
const HEADER = 'line,personalNumber,given,father,family,dateOfBirth,sex,nationality';
const WINDOW = { from: '2024-12-18T06:00:00Z', to: '2024-12-18T18:00:00Z' };
const HEADED = {
  ...{ manifestNo: 'RM-20241218-QM-05', crossing: 'Al-Qaim', receivingAuthority: paper.AUTHORITY },
  ...{ officer: 'J-1', committee: 'JC-1', mode: 'validate', ...WINDOW },
};
const NDJSON = { 'content-type': 'application/x-ndjson' };
/** A file as somebody made it by hand; only looked at, never submitted. */
const file = (csv: string, more: object = {}): Probe => [H, '/manifests', () => ({}), { csv, query: HEADED, ...more }];
const row = (given: string, more = '') => `${HEADER}\n1,${paper.number(1)},${given},,,1990,M,SYR${more}`;

/** Wrong calls about a manifest. */
export const manifestProbes: readonly Probe[] = [
  act('/legal-reviews', 'J-2', { reference: 'LR' }),
  act('/legal-reviews', 'J-1', { reference: 'LR' }),
  act('/approvals', 'P-1'),
  act('/approvals', 'J-7'),
  act('/approvals', 'J-1'),
  act('/approvals', 'J-6'),
  act('/clearances', 'J-2', { reference: 'CL', receiver: 'R-9' }),
  act('/clearances', 'J-2', { reference: 'CL', receiver: 'R-1' }),
  act('/clearance-requests', 'J-2', { legalBasis: 'x' }),
  act('/embarkations', 'J-5', { vehicles: [{ vehicle: 'BUS 9', capacity: 5, escortCommander: 'J-5' }] }),
  act('/certificates', 'J-2', { ...paper.certificate, certificateNo: 'HC-X' }),
  act('/certificates', 'J-2', { ...paper.certificate, certificateNo: 'HC-X', receiver: 'R-9' }),
  act('/reconciliations', 'J-1', { certificateScan: 'S' }),
  act('/resumptions', 'J-1'),
  act('/cancellations', 'J-2', { reason: 'No road' }),
  act('/departures', 'J-5', {
    headCounts: [
      { officer: 'J-5', count: 3 },
      { officer: 'J-5', count: 3 },
    ],
  }),
  act('/acceptances', 'J-2', {
    receiver: 'R-9',
    place: 'P',
    channel: 'RADIO',
    lines: [{ personalNumber: paper.number(1), response: 'ACCEPTED' }],
  }),
  act('/acceptances', 'J-2', {
    receiver: 'R-1',
    place: 'P',
    channel: 'RADIO',
    lines: [{ personalNumber: paper.number(1), response: 'REFUSED' }],
  }),
  act('/line-holds', 'J-5', { lines: [{ personalNumber: paper.number(paper.MAN), to: 'NO_SHOW' }] }),
  act('/line-holds', 'J-5', { lines: [{ personalNumber: paper.number(1), to: 'REMOVED_BY_APPROVAL', reason: 'x' }] }),
  act('/line-holds', 'J-5', { approvedBy: 'J-2', lines: [{ personalNumber: paper.number(2), to: 'REMOVED_BY_APPROVAL' }] }),
  [H, '/legal-reviews', () => paper.act('J-3', 'RM-20241218-QM-99', { reference: 'LR' })],
  [H, '/scans', (n, { now }) => [scan(n, 'BOARDED', now(), { reconfirmed: false })] as never],
  [H, '/scans', (n, { now }) => [scan(n, 'PRESENTED_TO_RECEIVER', now())] as never],
  [H, '/scans', (n, { now }) => [scan(n, 'PRESENTED', now(), { manifestNo: 'RM-20241218-QM-99' })] as never],
  [H, '/scans', (n, { now }) => [scan(n, 'PRESENTED', now()), scan(n + 1, 'PRESENTED', now(), { deviceSequence: n })] as never],
  [H, '/scans', () => [scan(paper.MAN, 'PRESENTED', '2024-12-20T00:00:00.000Z')] as never],
  [
    H,
    '/manifests',
    (n, { now }) =>
      paper.submission('RM-20241218-QM-08', now(), [paper.line(n)], {
        window: { from: '2024-12-19T00:00:00Z', to: '2024-12-18T00:00:00Z' },
      }),
  ],
  [H, '/manifests', (n, { now }) => paper.submission('RM-20241218-QM-08', now(), [paper.line(n)], { receivingAuthority: 'NONE' })],
  [H, '/manifests', (n, { now }) => paper.submission('RM-20241218-QM-08', now(), [paper.line(n)], { supplementTo: 'RM-20241218-QM-99' })],
  [
    H,
    '/manifests',
    (_n, { now }) =>
      paper.submission('RM-20241218-QM-07', now(), [
        paper.line(paper.MAN),
        paper.line(paper.WOMAN),
        paper.line(paper.CHILD),
        paper.line(paper.CIVILIAN),
      ]),
  ],
  [
    H,
    '/manifests',
    (_n, { now }) => paper.submission('RM-20241218-QM-06', now(), [paper.line(paper.MAN)], { receivingAuthority: 'UNSURE' }),
  ],
  [H, `/manifests/${UNKNOWN}`, () => ({}), { method: 'GET', body: undefined }],
  [H, `/manifests/${MANIFEST}/certificate`, () => ({}), { method: 'GET', body: undefined }],
  [H, `/manifests/${UNKNOWN}/parts/1`, (n) => ({ lines: [paper.line(n)] }), { method: 'PUT' }],
  [H, `/manifests/${UNKNOWN}/parts/0`, (n) => ({ lines: [paper.line(n)] }), { method: 'PUT' }],
  [H, `/manifests/${MANIFEST}/parts/1`, () => ({}), { method: 'PUT' }],
  file(HEADER),
  file(row('سامر')),
  file(row('سامر', ',9')),
  file(row('=1+1')),
  file(row('"سامر')),
  file(row('س'.repeat(10_001))),
  file(`"${HEADER}`),
  file(`${HEADER},shoes\n`),
  file(`${HEADER},rifle\n`),
  file(`${HEADER},sex\n`),
  file('line,given\n'),
  file(`${row('سامر')}\n1,${paper.number(2)},سامر,,,1990,M,SYR`),
  [H, '/manifests', (n) => ({ ...paper.line(n), weapon: 'AKM' }), { query: HEADED, headers: NDJSON }],
  file('[1]', { headers: NDJSON }),
  file('{', { headers: NDJSON }),
  file('A manifest', { headers: { 'content-type': 'text/plain' } }),
  file(row('سامر'), { query: { ...HEADED, crossing: 'x'.repeat(99) } }),
];

function scan(n: number, type: string, capturedAt: string, more: object = {}) {
  return {
    by: paper.by('J-5'),
    device: 'HH-X',
    deviceSequence: n,
    type,
    manifestNo: MANIFEST,
    personalNumber: paper.number(n),
    capturedAt,
    ...more,
  };
}
