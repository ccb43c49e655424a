import * as paper from './papers.ts';
import type { Probe } from './probes.ts';

const H = 'handover';
const declare = (more: object): Probe => [H, '/declarations', (n) => paper.declaration(n, { pledge: undefined, ...more })];
const pledge = (more: object): Probe => [H, '/pledges', (n) => ({ by: paper.by('J-1'), personalNumber: paper.number(n), ...more })];
const amnesty = (more: object): Probe => [H, '/amnesties', () => paper.amnesty({ amnesty: 'SY-X', ...more })];

/** Wrong calls about a return: instruments, declarations, pledges, screenings, stops. */
export const returnProbes: readonly Probe[] = [
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
  [H, '/declarations', () => paper.declaration(paper.CHILD)],
  pledge({}),
  pledge({ pledge: paper.pledge({ elements: ['NO_CLAIM_ON_WEAPONS'] }) }),
  pledge({ pledge: paper.pledge({ amnesty: undefined }) }),
  pledge({ pledge: paper.pledge({ witnesses: [{ officer: 'J-2' }, { officer: 'J-2' }] }) }),
  [H, '/screenings', () => paper.screening(paper.MAN)],
  [H, '/screenings', () => paper.screening(paper.MAN, { at: '2024-11-01T08:00:00Z' })],
  [H, '/screenings', () => paper.screening(paper.MAN, { reviewer: 'P-1' })],
  [H, '/screenings', () => paper.screening(paper.MAN, { reviewer: 'P-3' })],
  [H, '/screenings', () => paper.screening(paper.MAN, { by: paper.by('P-4') })],
  [H, '/stop-liftings', () => paper.lifting(paper.MAN, 'OBJECTION', 'J-3', 'HOLD_ENDED')],
  [H, '/stop-liftings', () => paper.lifting(paper.MAN, 'PENAL_HOLD', 'J-3', 'HOLD_ENDED', { reference: 'NONE' })],
  [H, '/stops', () => paper.stop(paper.MAN, 'LEGAL_HOLD')],
  [H, '/stop-liftings', () => paper.lifting(paper.MAN, 'LEGAL_HOLD', 'J-4', 'HOLD_ENDED')],
  [H, '/stop-liftings', () => paper.lifting(paper.MAN, 'LEGAL_HOLD', 'J-3', 'FIT_TO_TRAVEL')],
  [H, '/amnesty-overrides', () => ({ by: paper.by('J-1'), personalNumber: paper.number(paper.MAN), reference: 'L' })],
  [H, '/review-settlements', () => ({ by: paper.by('J-1'), personalNumber: paper.number(paper.MAN), review: 'NONE', finding: 'F' })],
  [H, '/declaration-withdrawals', () => ({ by: paper.by('J-1'), personalNumber: paper.number(paper.WOMAN) })],
];

const twice = <T>(list: readonly T[]): T[] => [...list, ...list];
