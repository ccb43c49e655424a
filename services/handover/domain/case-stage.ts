import type { PersonState } from '#shared/contracts/registration.ts';
import type { LineState } from './manifest-line.ts';
import type { ReturnCase } from './return-case.ts';
import { openLine, wantsToReturn } from './return-guards.ts';

/** Where a person stands between the two sides (domain C.1): told from the case, never stored beside it. */
export const CASE_STAGES = [
  'HOUSED',
  'RETURN_REQUESTED',
  'CLEARED_FOR_RETURN',
  'MANIFESTED',
  'BOARDED',
  'PRESENTED_AT_HANDOVER',
  'RETURNED',
  'STAYING_RESIDUAL',
  'REFERRED_ASYLUM',
  'GONE',
] as const;
export type CaseStage = (typeof CASE_STAGES)[number];

const ON_LINE: Readonly<Partial<Record<LineState, CaseStage>>> = {
  LISTED: 'MANIFESTED',
  PRESENTED: 'MANIFESTED',
  BOARDED: 'BOARDED',
  PRESENTED_TO_RECEIVER: 'PRESENTED_AT_HANDOVER',
};
/** No longer held by the host, as registration has it: counted there, not among those who remain. */
const GONE: readonly PersonState[] = ['ESCAPED', 'DECEASED', 'TRANSFERRED', 'MERGED_DUPLICATE', 'RETURNED'];

/** `cleared`: no guard of listing stands in the way at the moment asked. */
export function stageOf(state: ReturnCase, cleared: boolean): CaseStage {
  const { line, facts, stops = [], declaration } = state;
  if (line?.state === 'ACCEPTED') return 'RETURNED';
  if (line?.state === 'DECEASED_IN_TRANSIT' || GONE.includes(facts.state)) return 'GONE';
  const open = openLine(state);
  if (open) return ON_LINE[open.state] ?? 'MANIFESTED';
  if (stops.some(({ stop }) => stop === 'ASYLUM_CLAIM')) return 'REFERRED_ASYLUM';
  if (cleared) return 'CLEARED_FOR_RETURN';
  if (declaration?.withdrawn !== undefined || declaration?.decision === 'STAY' || stops.some(({ stop }) => stop === 'OBJECTION'))
    return 'STAYING_RESIDUAL';
  return wantsToReturn(state) ? 'RETURN_REQUESTED' : 'HOUSED';
}
