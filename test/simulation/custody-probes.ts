import * as paper from './papers.ts';
import type { Probe } from './probes.ts';

const C = 'custody';
const receipted = (more: object): Probe => [C, '/weapons', () => paper.weapon(40, more)];
const moved = (from: string, to: string, more: object): Probe => [C, '/movements', () => paper.movement(1, from, to, more)];

export const custodyProbes: readonly Probe[] = [
  [C, '/receipt-books', () => ({ by: paper.by('O-1'), book: 'WA000', committee: 'RC-1' })],
  receipted({ by: paper.by('D-1') }),
  receipted({ verifier: { ...paper.by('O-1'), serialRead: 'KM-444440' } }),
  receipted({ verifier: { ...paper.by('O-3'), serialRead: 'KM-444440' } }),
  receipted({ verifier: { ...paper.by('O-2'), serialRead: 'KM-1' } }),
  receipted({ depositor: undefined }),
  receipted({ acknowledged: { as: 'NOBODY' } }),
  receipted({ clearedSafe: { by: 'O-3', at: '2030-01-01T00:00:00Z' } }),
  receipted({ location: { site: paper.SITE, container: 'C-1' } }),
  receipted({ serialAsMarked: undefined, verifier: paper.by('O-2') }),
  receipted({ serialStatus: 'NONE' }),
  receipted({ serialAsMarked: '--', verifier: { ...paper.by('O-2'), serialRead: '--' } }),
  receipted({ serialLocation: undefined }),
  receipted({
    serialStatus: 'OBLITERATED',
    serialAsMarked: undefined,
    verifier: paper.by('O-2'),
    photos: [{ ref: 'P', sha256: 'a'.repeat(64), view: 'LEFT' }],
  }),
  receipted({ assignedSerial: 'IQ-TR-000017-1' }),
  [C, '/weapons', () => paper.weapon(1)],
  [C, '/weapons', () => paper.weapon(20)],
  [C, '/weapons', () => paper.weapon(41, { location: { site: paper.SITE, container: 'CA-1', seal: 'S-4' } })],
  [C, '/ammunition', () => paper.lot(1)],
  [C, '/ammunition', () => paper.lot(41, { lotNumber: undefined })],
  [C, '/ammunition', () => paper.lot(42, { acknowledged: { as: 'NOBODY' } })],
  [C, '/ammunition', () => paper.lot(43, { depositor: undefined })],
  [
    C,
    '/ammunition-movements',
    () => ({
      by: paper.by('D-1'),
      custodyNumber: paper.lotNo(90),
      movement: 'RECEIVE',
      verifier: paper.by('I-1'),
      quantity: 1,
      foundReport: { reference: 'F', place: 'P' },
    }),
  ],
  moved('O-2', 'D-1', { to: paper.place(1), sealAfter: 'S-1' }),
  ...['O-1', 'D-1', 'I-1'].flatMap((keeper): Probe[] => [
    moved(keeper, keeper, { to: paper.place(1), sealBefore: 'S-1', sealAfter: 'S-5' }),
    moved(keeper, 'D-2', { to: paper.place(1), sealBefore: 'S-1' }),
    moved(keeper, 'D-2', { to: paper.place(1), sealBefore: 'S-6', sealAfter: 'S-6' }),
    moved(keeper, 'D-2', { witness: paper.by('D-2') }),
    moved(keeper, keeper === 'O-1' ? 'O-3' : 'D-2', {}),
    [
      C,
      '/movements',
      () => ({ ...paper.movement(1, keeper, 'D-2'), by: paper.by('D-2'), receivedBy: { officer: paper.number(1), committee: 'ARM-2' } }),
    ],
    [
      C,
      '/temporary-removals',
      () => ({
        ...paper.movement(1, keeper, 'D-2', { purpose: 'INSPECTION' }),
        approvedBy: paper.by('I-2'),
        dueBack: '2024-12-01T00:00:00Z',
        sealBefore: 'S-1',
      }),
    ],
    [
      C,
      '/temporary-removals',
      () => ({
        ...paper.movement(1, keeper, 'D-2', { purpose: 'INSPECTION' }),
        approvedBy: paper.by(keeper),
        dueBack: '2030-01-01T00:00:00Z',
        sealBefore: 'S-1',
      }),
    ],
  ]),
  [
    C,
    '/holds',
    () => ({ by: paper.by('D-1'), custodyNumber: paper.weaponNo(1), reference: 'H-9', holdType: 'EVIDENCE', authority: 'Court' }),
  ],
  [
    C,
    '/holds',
    () => ({ by: paper.by('D-1'), custodyNumber: paper.weaponNo(1), reference: 'H-9', holdType: 'DISPUTE', authority: 'Court' }),
  ],
  [
    C,
    '/hold-liftings',
    (_n, { now }) => {
      const said = { action: 'lift-hold', head: '0'.repeat(64), subject: `WEAPON#${paper.weaponNo(1)}` };
      const approvals = Object.values(paper.signers).map((each) => paper.approvedBy(each, said, Date.parse(now())));
      return { by: paper.by('D-1'), custodyNumber: paper.weaponNo(1), reference: 'NONE', reason: 'x', approvals: approvals.slice(0, 2) };
    },
  ],
  moved('O-1', 'D-1', { at: '2024-01-01T00:00:00Z' }),
  [
    C,
    '/holds',
    () => ({ by: paper.by('D-1'), custodyNumber: paper.weaponNo(90), reference: 'H-9', holdType: 'EVIDENCE', authority: 'Court' }),
  ],
  [C, '/receipt-books/WA999', () => ({}), { method: 'GET', body: undefined }],
  [C, '/stock-check-closings', () => ({ by: paper.by('D-1'), check: 'NONE' })],
  [C, '/custody/checkpoints/7', () => ({}), { method: 'GET', body: undefined }],
  [C, '/custody/checkpoint-requests/NONE', () => ({}), { method: 'GET', body: undefined }],
  [C, '/custody/log', () => ({}), { method: 'GET', body: undefined, query: { cursor: 'nowhere' } }],
  [C, '/custody/consistency', () => ({}), { method: 'GET', body: undefined, query: { from: '2', to: '1' } }],
  [C, '/custody/consistency', () => ({}), { method: 'GET', body: undefined, query: { from: '1', to: '2' } }],
];
