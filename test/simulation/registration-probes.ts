import * as paper from './papers.ts';
import type { Probe } from './probes.ts';

const R = 'registration';
const register = (more: object): Probe => [R, '/persons', () => paper.registration(50, more)];
const house = (n: number, bed: string, more: object = {}): Probe => [R, '/housings', () => paper.housing(n, bed, more)];
const passport = { type: 'PASSPORT', number: 'N 1', issuer: 'SYR', seenOriginal: true, returnedToHolder: true };
const documented = (...mrz: string[]): Probe => register({ identity: paper.identity(50, { identityDocuments: [{ ...passport, mrz }] }) });
const asked = (path: string, query: Record<string, string> = {}): Probe => [R, path, () => ({}), { method: 'GET', body: undefined, query }];

export const registrationProbes: readonly Probe[] = [
  [R, '/admissions', () => paper.admission({ approval: paper.approval })],
  [R, '/admissions', () => paper.admission({ admission: 'JOC-2' })],
  [R, '/admission-approvals', () => ({ by: paper.by('O-1'), admission: paper.ADMISSION, approval: paper.approval })],
  [R, '/admission-approvals', () => ({ by: paper.by('O-1'), admission: 'NONE', approval: paper.approval })],
  [R, '/number-blocks', () => paper.block],
  [R, '/sites', () => paper.site()],
  [
    R,
    '/committees',
    () => ({
      committee: 'X-1',
      name: 'X',
      officers: [
        { officer: 'X', department: 'LEGAL' },
        { officer: 'X', department: 'DEFENCE' },
      ],
    }),
  ],
  [
    R,
    '/committees',
    () => ({
      committee: 'X-1',
      name: 'X',
      officers: [
        { officer: 'X', department: 'LEGAL' },
        { officer: 'Y', department: 'LEGAL' },
      ],
    }),
  ],
  register({ admission: 'NONE' }),
  register({ determination: { ...paper.determined('INTERNED_OFFICER'), evidence: [] } }),
  register({ determination: { ...paper.determined('INTERNED_OFFICER'), decidedBy: ['O-1'] } }),
  register({ determination: { ...paper.determined('INTERNED_OFFICER'), decidedBy: ['O-1', 'O-3'] } }),
  register({ assurance: 'NONE' }),
  register({ ...paper.child(50), childProtectionOfficer: undefined }),
  register({ effects: [paper.cash('X-1', { currency: undefined })] }),
  register({ effects: [paper.cash('X-1', { orderedByOfficer: undefined })] }),
  register({ effects: [paper.cash('X-1'), paper.cash('X-1')] }),
  register({ effects: [paper.cash('X-1', { kind: 'DOCUMENT' })] }),
  register({ by: { officer: 'NOBODY', committee: 'RC-1' } }),
  register({ at: '2024-12-17T05:00:00Z' }),
  [R, '/persons', (n) => paper.registration(n)],
  [R, '/persons', (_n, { now }) => paper.registration(51, { at: new Date(Date.parse(now()) + 3_600_000).toISOString() })],
  [R, '/persons', () => paper.registration(52, { at: '2024-12-18T04:00:00Z' }), { scopes: 'amana/registration.write' }],
  [R, '/voided-numbers', (n) => paper.ofPerson(n, { reason: 'Rain' })],
  [R, '/voided-numbers', () => paper.ofPerson(53, { reason: 'Rain' })],
  [R, '/persons', () => paper.registration(53)],
  house(paper.MAN, 'A-099'),
  house(paper.MAN, 'W-001'),
  house(paper.CHILD, 'A-018'),
  house(paper.MAN, 'K-005'),
  house(paper.CIVILIAN, 'A-017'),
  house(paper.CIVILIAN, 'A-001', { site: paper.CIVILIAN_SITE }),
  house(paper.WOMAN, 'W-002'),
  house(paper.CHILD, 'K-004'),
  house(paper.MAN, 'A-020'),
  house(paper.MAN, 'A-001', { site: 'NOWHERE' }),
  house(70, 'A-001'),
  [R, '/discharges', () => paper.ofPerson(paper.MAN)],
  [R, '/reception-cards', () => paper.ofPerson(paper.MAN, { ...paper.card, languages: ['ar'] })],
  [R, '/reception-cards', () => paper.ofPerson(paper.MAN, paper.card)],
  [R, '/effects', () => paper.ofPerson(paper.MAN, { effects: [paper.cash('M-1')] })],
  [R, '/effects', () => paper.ofPerson(paper.MAN, { effects: [paper.cash('M-2', { currency: 'USD' })] })],
  [R, '/restitutions', () => paper.ofPerson(paper.MAN, { registerNos: ['M-1'], signed: 'MARK' })],
  [R, '/restitutions', () => paper.ofPerson(paper.MAN, { registerNos: ['NONE'], signed: 'MARK' })],
  [R, '/corrections', () => paper.ofPerson(paper.MAN, { reason: 'Spelling', identity: paper.identity(paper.MAN, { unit: 'كتيبة ٥' }) })],
  [R, '/adjudications', () => pairOf(paper.MAN, paper.MAN)],
  [R, '/adjudications', () => pairOf(paper.MAN, paper.WOMAN)],
  [R, '/adjudications', (n) => pairOf(n, n - 1 || 2, { secondOfficer: 'O-1' })],
  [R, '/adjudications', (n) => pairOf(n, n - 1 || 2, { secondOfficer: 'O-3' })],
  [R, '/adjudications', (n) => pairOf(n, n - 1 || 2)],
  documented('P<SYR'),
  documented('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<11'),
  register({ identity: paper.identity(50, { dateOfBirth: { value: '1890', precision: 'YEAR' } }) }),
  asked('/number-blocks/SY999'),
  asked('/person-search', { given: 'سامر' }),
];

function pairOf(one: number, other: number, more: object = {}) {
  const pair = { personalNumber: paper.number(one), other: paper.number(other), outcome: 'CONFIRMED_DIFFERENT' };
  return { by: paper.by('O-1'), ...pair, secondOfficer: 'O-2', reason: 'Compared', ...more };
}
