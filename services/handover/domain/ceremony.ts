import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { ManifestCommand } from './manifest-commands.ts';
import type { LineState } from './manifest-line.ts';

/** The ceremony (domain C.4) in its order; CANCELLED leaves it before DEPARTED, and a suspended manifest resumes where it stood. */
export const PHASES = [
  'DRAFT',
  'VALIDATED',
  'LEGAL_REVIEWED',
  'APPROVED',
  'SEALED',
  'CLEARED_BY_RECEIVER',
  'EMBARKING',
  'DEPARTED',
  'AT_CROSSING',
  'HANDED_OVER_PARTIAL',
  'HANDED_OVER_FULL',
  'RECONCILED',
  'CANCELLED',
] as const;
export type Phase = (typeof PHASES)[number];
export type ManifestState = Phase | 'SUSPENDED';

const BEFORE_DEPARTURE = PHASES.slice(0, PHASES.indexOf('DEPARTED'));
/** Whether no-show and boarded are final by now. */
export const hasDeparted = (phase: Phase) => !BEFORE_DEPARTURE.includes(phase);
const LIVE = PHASES.slice(0, PHASES.indexOf('RECONCILED'));
const HANDED_OVER: readonly Phase[] = ['HANDED_OVER_PARTIAL', 'HANDED_OVER_FULL'];
export const AFTER_SEAL = PHASES.slice(PHASES.indexOf('SEALED'), PHASES.indexOf('CANCELLED'));

/** From which phases a command leads on. What is not listed is refused. */
export const FROM: Readonly<Record<Exclude<ManifestCommand['type'], 'submit' | 'tally' | 'check'>, readonly Phase[]>> = {
  'review-legally': ['VALIDATED'],
  approve: ['LEGAL_REVIEWED'],
  seal: ['APPROVED'],
  'request-clearance': ['SEALED'],
  clear: ['SEALED'],
  embark: ['CLEARED_BY_RECEIVER'],
  depart: ['EMBARKING'],
  arrive: ['DEPARTED'],
  certify: ['AT_CROSSING'],
  amend: [...HANDED_OVER, 'RECONCILED'],
  reconcile: HANDED_OVER,
  cancel: BEFORE_DEPARTURE,
  suspend: LIVE,
  resume: LIVE,
  share: AFTER_SEAL,
};

/** Into which phase an event leads; the others leave it as it is. */
export const INTO: Readonly<Record<string, Phase>> = {
  'legally-reviewed': 'LEGAL_REVIEWED',
  approved: 'APPROVED',
  sealed: 'SEALED',
  cleared: 'CLEARED_BY_RECEIVER',
  'embarkation-opened': 'EMBARKING',
  departed: 'DEPARTED',
  'arrived-at-crossing': 'AT_CROSSING',
  reconciled: 'RECONCILED',
  cancelled: 'CANCELLED',
};

/** Remains possible while a manifest is suspended. */
export const WHILE_SUSPENDED: readonly ManifestCommand['type'][] = ['resume', 'cancel', 'share', 'amend'];

/** The phase a manifest must have come to before a line of it can be said to have come to a state. Later is always in time: scans come late. */
const NOT_BEFORE: Readonly<Partial<Record<LineState, readonly [Phase, string, string]>>> = {
  PRESENTED: ['EMBARKING', 'MANIFEST_NOT_EMBARKING', 'The embarkation of this manifest has not been opened.'],
  BOARDED: ['EMBARKING', 'MANIFEST_NOT_EMBARKING', 'The embarkation of this manifest has not been opened.'],
  NO_SHOW: ['EMBARKING', 'MANIFEST_NOT_EMBARKING', 'The embarkation of this manifest has not been opened.'],
  PRESENTED_TO_RECEIVER: ['AT_CROSSING', 'MANIFEST_NOT_AT_CROSSING', 'This manifest has not arrived at the crossing.'],
  ACCEPTED: ['AT_CROSSING', 'MANIFEST_NOT_AT_CROSSING', 'This manifest has not arrived at the crossing.'],
  REFUSED: ['AT_CROSSING', 'MANIFEST_NOT_AT_CROSSING', 'This manifest has not arrived at the crossing.'],
  DEFERRED: ['AT_CROSSING', 'MANIFEST_NOT_AT_CROSSING', 'This manifest has not arrived at the crossing.'],
};
/** A claim that comes too early may be sent again when the manifest has gone on. */
const LATER_S = 60;
const ONWARD: readonly LineState[] = ['PRESENTED', 'BOARDED', 'PRESENTED_TO_RECEIVER'];

/** Whether lines of a manifest may come to this state now. What leads off the manifest is possible in any phase; of a cancelled one nothing else is. */
export function mayCarryOut(manifest: { phase: Phase; suspended?: true } | undefined, to: LineState): Refusal | undefined {
  if (!manifest) return refuse('MANIFEST_UNKNOWN', 'There is no manifest with this number.', { status: 422, field: 'manifestNo' });
  if (manifest.phase === 'CANCELLED' && to !== 'REMOVED_BY_APPROVAL') return refuse('MANIFEST_CANCELLED', 'This manifest was cancelled.');
  if (manifest.suspended && ONWARD.includes(to))
    return refuse('MANIFEST_SUSPENDED', 'This manifest is suspended.', { more: { resumesAt: manifest.phase }, retryAfter: LATER_S });
  const rule = NOT_BEFORE[to];
  if (!rule || PHASES.indexOf(manifest.phase) >= PHASES.indexOf(rule[0])) return undefined;
  return refuse(rule[1], rule[2], { more: { state: manifest.phase }, retryAfter: LATER_S });
}
