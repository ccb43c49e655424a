import type { ServiceName } from '#shared/contracts/envelope.ts';
import type { Call } from './ministry.ts';
import * as paper from './papers.ts';
import type { Told } from './story.ts';

/** A call that somebody makes wrongly. */
type Probe = readonly [service: ServiceName, path: string, body: (n: number, told: Told) => object, more?: Partial<Call>];

const R = 'registration';
const C = 'custody';
const H = 'handover';
const MANIFEST = 'RM-20241218-QM-01';

/** People who are on no manifest: a man housed, a woman, a child, a civilian; by the numbers 30 to 33. */
const [MAN, WOMAN, CHILD, CIVILIAN] = [30, 31, 32, 33] as const;
const child = {
  identity: paper.identity(CHILD, { dateOfBirth: { value: '2012-03-04', precision: 'DAY' } }),
  childProtectionOfficer: 'O-4',
};
const determined = (category: string) => ({ category, evidence: ['DOCUMENT'], decidedBy: ['O-1', 'O-2'] });

const declare = (more: object): Probe => [H, '/declarations', () => paper.declaration(MAN, { pledge: undefined, ...more })];
const pledge = (more: object): Probe => [H, '/pledges', (n) => ({ by: paper.by('J-1'), personalNumber: paper.number(n), ...more })];
const act = (path: string, officer: string, more: object = {}): Probe => [H, path, () => paper.act(officer, MANIFEST, more)];
const receipted = (more: object): Probe => [C, '/weapons', () => paper.weapon(40, more)];
const moved = (from: string, to: string, more: object): Probe => [C, '/movements', () => paper.movement(1, from, to, more)];
const register = (more: object): Probe => [R, '/persons', () => paper.registration(50, more)];
const house = (n: number, bed: string, more: object = {}): Probe => [R, '/housings', () => paper.housing(n, bed, more)];
const amnesty = (more: object): Probe => [H, '/amnesties', () => paper.amnesty({ amnesty: 'SY-X', ...more })];

const PROBES: readonly Probe[] = [
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
  register({ determination: { ...determined('INTERNED_OFFICER'), evidence: [] } }),
  register({ determination: { ...determined('INTERNED_OFFICER'), decidedBy: ['O-1'] } }),
  register({ determination: { ...determined('INTERNED_OFFICER'), decidedBy: ['O-1', 'O-3'] } }),
  register({ assurance: 'NONE' }),
  register({ ...child, childProtectionOfficer: undefined }),
  register({ effects: [paper.cash('X-1', { currency: undefined })] }),
  register({ effects: [paper.cash('X-1', { orderedByOfficer: undefined })] }),
  register({ effects: [paper.cash('X-1'), paper.cash('X-1')] }),
  register({ by: { officer: 'NOBODY', committee: 'RC-1' } }),
  register({ at: '2024-12-17T05:00:00Z' }),
  [R, '/persons', (n) => paper.registration(n)],
  [R, '/persons', (_n, { now }) => paper.registration(51, { at: new Date(Date.parse(now()) + 3_600_000).toISOString() })],
  [R, '/persons', () => paper.registration(52, { at: '2024-12-18T04:00:00Z' }), { scopes: 'amana/registration.write' }],
  [R, '/voided-numbers', (n) => paper.ofPerson(n, { reason: 'Rain' })],
  [R, '/voided-numbers', () => paper.ofPerson(53, { reason: 'Rain' })],
  [R, '/persons', () => paper.registration(53)],
  house(MAN, 'A-099'),
  house(MAN, 'W-001'),
  house(CHILD, 'A-018'),
  house(MAN, 'K-005'),
  house(CIVILIAN, 'A-017'),
  house(CIVILIAN, 'A-001', { site: paper.CIVILIAN_SITE }),
  house(WOMAN, 'W-002'),
  house(CHILD, 'K-004'),
  house(MAN, 'A-020'),
  house(MAN, 'A-001', { site: 'NOWHERE' }),
  house(70, 'A-001'),
  [R, '/discharges', () => paper.ofPerson(MAN)],
  [R, '/reception-cards', () => paper.ofPerson(MAN, { ...paper.card, languages: ['ar'] })],
  [R, '/reception-cards', () => paper.ofPerson(MAN, paper.card)],
  [R, '/effects', () => paper.ofPerson(MAN, { effects: [paper.cash('M-1')] })],
  [R, '/effects', () => paper.ofPerson(MAN, { effects: [paper.cash('M-2', { currency: 'USD' })] })],
  [R, '/restitutions', () => paper.ofPerson(MAN, { registerNos: ['M-1'], signed: 'MARK' })],
  [R, '/restitutions', () => paper.ofPerson(MAN, { registerNos: ['NONE'], signed: 'MARK' })],
  [R, '/corrections', () => paper.ofPerson(MAN, { reason: 'Spelling', identity: paper.identity(MAN, { unit: 'كتيبة ٥' }) })],
  [R, '/adjudications', () => pairOf(MAN, MAN)],
  [R, '/adjudications', () => pairOf(MAN, WOMAN)],
  [R, '/adjudications', (n) => pairOf(n, n - 1 || 2, { secondOfficer: 'O-1' })],
  [R, '/adjudications', (n) => pairOf(n, n - 1 || 2, { secondOfficer: 'O-3' })],
  [R, '/adjudications', (n) => pairOf(n, n - 1 || 2)],
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
  [
    C,
    '/ammunition-movements',
    () => ({
      by: paper.by('D-1'),
      custodyNumber: paper.lotNo(1),
      movement: 'RECOUNT',
      verifier: paper.by('I-1'),
      counted: 0,
      finding: 'B',
      outcome: 'FOUND',
    }),
  ],
  [
    C,
    '/ammunition-movements',
    () => ({
      by: paper.by('D-1'),
      custodyNumber: paper.lotNo(1),
      movement: 'RECOUNT',
      verifier: paper.by('I-1'),
      counted: 9000,
      finding: 'B',
      outcome: 'LOST',
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
    () => ({ by: paper.by('D-1'), custodyNumber: paper.weaponNo(1), reference: 'NONE', reason: 'x', approver: paper.by('I-1') }),
  ],
  moved('O-1', 'D-1', { at: '2024-01-01T00:00:00Z' }),
  [
    C,
    '/holds',
    () => ({ by: paper.by('D-1'), custodyNumber: paper.weaponNo(90), reference: 'H-9', holdType: 'EVIDENCE', authority: 'Court' }),
  ],
  amnesty({ amnesty: paper.AMNESTY }),
  amnesty({ exclusions: [] }),
  amnesty({ effectiveTo: '2024-12-01T00:00:00Z' }),
  [H, '/amnesty-status-changes', () => paper.amnestyStatus('IN_FORCE', { amnesty: 'NONE' })],
  [H, '/amnesty-status-changes', () => paper.amnestyStatus('IN_FORCE', { by: paper.by('J-1') })],
  [H, '/amnesty-status-changes', () => paper.amnestyStatus('IN_FORCE', { effectiveTo: '2024-12-01T00:00:00Z' })],
  [H, '/pledge-policies', (_n, { now }) => paper.policy(now(), { by: paper.by('J-1') })],
  [H, '/receiving-authorities', () => paper.authority({ authority: 'OTHER', receivers: twice(paper.authority().receivers) })],
  [H, '/receiving-authorities', () => paper.authority({ authority: 'OTHER', assurance: { ...paper.assurance, physical: false } })],
  [H, '/receiving-authorities', () => paper.authority({ authority: 'UNSURE', assurance: undefined })],
  [
    H,
    '/external-counts',
    () => ({ by: paper.by('J-1'), claim: 'C-1', source: 'Press', figure: 1905, countedOn: '2024-12-18', scope: 'RETURNED' }),
  ],
  declare({}),
  declare({ at: '2024-12-01T08:00:00Z' }),
  declare({ privateInterview: false }),
  declare({ interviewer: 'J-5' }),
  declare({ witness: { officer: 'J-5' } }),
  declare({ witness: { officer: 'J-1' } }),
  declare({ topics: ['AMNESTY_TEXT'] }),
  declare({ topics: ['RIGHT_TO_REFUSE'] }),
  declare({ free: false }),
  declare({ informed: false }),
  declare({ express: false }),
  declare({ decision: 'STAY', pledge: paper.pledge() }),
  declare({ interviewer: 'NOBODY' }),
  [H, '/declarations', () => paper.declaration(CHILD)],
  pledge({}),
  pledge({ pledge: paper.pledge({ elements: ['NO_CLAIM_ON_WEAPONS'] }) }),
  pledge({ pledge: paper.pledge({ amnesty: undefined }) }),
  pledge({ pledge: paper.pledge({ witnesses: [{ officer: 'J-2' }, { officer: 'J-2' }] }) }),
  [H, '/screenings', () => paper.screening(MAN)],
  [H, '/screenings', () => paper.screening(MAN, { at: '2024-11-01T08:00:00Z' })],
  [H, '/screenings', () => paper.screening(MAN, { reviewer: 'P-1' })],
  [H, '/screenings', () => paper.screening(MAN, { reviewer: 'P-3' })],
  [H, '/screenings', () => paper.screening(MAN, { by: paper.by('P-4') })],
  [H, '/stop-liftings', () => paper.lifting(MAN, 'OBJECTION', 'J-3', 'HOLD_ENDED')],
  [H, '/stop-liftings', () => paper.lifting(MAN, 'PENAL_HOLD', 'J-3', 'HOLD_ENDED', { reference: 'NONE' })],
  [H, '/stops', () => paper.stop(MAN, 'LEGAL_HOLD')],
  [H, '/stop-liftings', () => paper.lifting(MAN, 'LEGAL_HOLD', 'J-4', 'HOLD_ENDED')],
  [H, '/stop-liftings', () => paper.lifting(MAN, 'LEGAL_HOLD', 'J-3', 'FIT_TO_TRAVEL')],
  [H, '/amnesty-overrides', () => ({ by: paper.by('J-1'), personalNumber: paper.number(MAN), reference: 'L' })],
  [H, '/review-settlements', () => ({ by: paper.by('J-1'), personalNumber: paper.number(MAN), review: 'NONE', finding: 'F' })],
  [H, '/declaration-withdrawals', () => ({ by: paper.by('J-1'), personalNumber: paper.number(WOMAN) })],
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
  act('/line-holds', 'J-5', { lines: [{ personalNumber: paper.number(MAN), to: 'NO_SHOW' }] }),
  act('/line-holds', 'J-5', { lines: [{ personalNumber: paper.number(1), to: 'REMOVED_BY_APPROVAL', reason: 'x' }] }),
  act('/line-holds', 'J-5', { approvedBy: 'J-2', lines: [{ personalNumber: paper.number(2), to: 'REMOVED_BY_APPROVAL' }] }),
  [H, '/legal-reviews', () => paper.act('J-3', 'RM-20241218-QM-99', { reference: 'LR' })],
  [H, '/scans', (n, { now }) => [scan(n, 'BOARDED', now(), { reconfirmed: false })] as never],
  [H, '/scans', (n, { now }) => [scan(n, 'PRESENTED_TO_RECEIVER', now())] as never],
  [H, '/scans', (n, { now }) => [scan(n, 'PRESENTED', now(), { manifestNo: 'RM-20241218-QM-99' })] as never],
  [H, '/scans', () => [scan(MAN, 'PRESENTED', '2024-12-20T00:00:00.000Z')] as never],
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
      paper.submission('RM-20241218-QM-07', now(), [paper.line(MAN), paper.line(WOMAN), paper.line(CHILD), paper.line(CIVILIAN)]),
  ],
  [H, '/manifests', (_n, { now }) => paper.submission('RM-20241218-QM-06', now(), [paper.line(MAN)], { receivingAuthority: 'UNSURE' })],
];

function pairOf(one: number, other: number, more: object = {}) {
  const pair = { personalNumber: paper.number(one), other: paper.number(other), outcome: 'CONFIRMED_DIFFERENT' };
  return { by: paper.by('O-1'), ...pair, secondOfficer: 'O-2', reason: 'Compared', ...more };
}

const twice = <T>(list: readonly T[]): T[] => [...list, ...list];

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

/** A handful of the wrong calls, and the people some of them are about. */
export async function probes(told: Told, everybody: number): Promise<void> {
  const { post, draw, pause } = told;
  const residents = async () => {
    const all = [
      paper.registration(MAN),
      paper.registration(WOMAN, { sex: 'F' }),
      paper.registration(CHILD, child),
      paper.registration(CIVILIAN, { determination: determined('CIVILIAN_EMPLOYEE') }),
    ];
    const wanted = all.filter(() => draw.often(0.3));
    await Promise.all(wanted.map((registration) => post('registration', '/persons', registration)));
    if (draw.often(0.7)) await post('registration', '/housings', paper.housing(MAN, 'A-019'));
  };
  /** An emergency that never got its approval, and a receiving authority that never gave its assurance. */
  const overdue = async () => {
    await pause(0, 60_000);
    if (draw.often(0.1)) {
      await post('registration', '/admissions', paper.admission({ admission: 'JOC-OLD', at: '2024-12-16T00:00:00Z' }));
      await post('registration', '/persons', paper.registration(60, { admission: 'JOC-OLD' }));
    }
    if (!draw.often(0.1)) return;
    const unsure = { receivingAuthority: 'UNSURE' };
    await post('handover', '/receiving-authorities', paper.authority({ authority: 'UNSURE', assurance: undefined }));
    await post('handover', '/manifests', paper.submission('RM-20241218-QM-06', told.now(), [paper.line(MAN)], unsure));
    const lines = [{ personalNumber: paper.number(MAN), response: 'ACCEPTED' }];
    await post('handover', '/acceptances', paper.act('J-2', 'RM-20241218-QM-06', { receiver: 'R-1', place: 'P', channel: 'RADIO', lines }));
  };
  await Promise.all([residents(), overdue(), ...Array.from({ length: draw.int(6, 9) }, () => probe())]);

  async function probe(): Promise<void> {
    await pause(4000, 150_000);
    const [service, path, body, more] = draw.pick(PROBES);
    await post(service, path, body(draw.int(1, everybody), told), { patience: 3, ...more });
  }
}
