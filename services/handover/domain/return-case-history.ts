import type { Happened } from '#shared/kernel/stream.ts';
import { DECLARATION_DAYS, type Declaration } from './declaration.ts';
import { type LineState, terminal } from './manifest-line.ts';
import type { Pledges } from './pledge.ts';
import type { CaseFacts, ReturnCase } from './return-case.ts';
import { SCREENING_DAYS, type ScreeningRisk } from './screening.ts';
import { isSame, type OpenStop, type StopKind } from './stop.ts';

type Said = CaseFacts &
  Declaration & {
    risk: ScreeningRisk;
    stop: StopKind;
    ref?: string;
    reference?: string;
    review: string;
    contradicts?: string[];
    raises?: string;
    manifest: string;
    line: number;
    to: LineState;
    settles?: true;
  };

/** The compact state after an event. Every event of a line carries `to`; a stop or a contradiction may come with it. */
export function evolve(before: ReturnCase | undefined, { type, data, at }: Happened): ReturnCase {
  const said = data as Said;
  const state = before ?? { facts: factsOf(said) };
  switch (type) {
    case 'case-opened':
      return { facts: factsOf(said) };
    case 'facts-noted':
      return { ...state, facts: factsOf(said) };
    case 'facts-conflict-raised':
      return { ...raised(state, 'FACTS_CONFLICT'), facts: factsOf(said) };
    case 'declared':
      return declared(state, said, at);
    case 'declaration-withdrawn':
      return raised(withdrawn(state, at), said.raises);
    case 'pledged':
      return pledged(state, said);
    case 'screened':
      return raised({ ...state, screening: screened(said, at) }, said.raises);
    case 'stopped':
      return raised(stopped(state, said), said.raises);
    case 'stop-lifted':
      return withStops(state, state.stops?.filter((each) => !isSame(each, said.stop, said.reference)) ?? []);
    case 'amnesty-overridden':
      return { ...state, overridden: true };
    case 'review-settled':
      return settled(state, said.review);
    case 'listed':
      return { ...state, line: { manifest: said.manifest, line: said.line, state: 'LISTED' } };
    case 'scan-conflict-raised':
      return raised(state, said.raises);
    default:
      return moved(state, said, at);
  }
}

function factsOf({ as, state, category, digest, child, unfit, suspect, effects }: CaseFacts): CaseFacts {
  return {
    as,
    state,
    category,
    digest,
    ...(child && { child }),
    ...(unfit && { unfit }),
    ...(suspect && { suspect }),
    ...(effects && { effects }),
  };
}

const DAY_S = 86_400;
/** Seconds since 1970, the last one begun counted whole. */
const seconds = (at: string) => Math.ceil(Date.parse(at) / 1000);

/** A new declaration takes the place of the one before; to return by one's own will ends an objection. */
function declared(state: ReturnCase, said: Said, at: string): ReturnCase {
  const { decision, dependants, familyInvolved } = said;
  const family = (dependants ?? 0) > 0 || familyInvolved === true;
  const amnesty = said.amnesty ?? state.amnesty;
  const declaration = {
    until: seconds(at) + DECLARATION_DAYS * DAY_S,
    ...(decision !== 'RETURN' && { decision }),
    ...(family && { family: true as const }),
  };
  const stops = state.stops?.filter(({ stop }) => decision !== 'RETURN' || stop !== 'OBJECTION') ?? [];
  return pledged({ ...withStops(state, stops), declaration, ...(amnesty && { amnesty }) }, said);
}

function pledged(state: ReturnCase, { pledge, familyPledge }: Pledges): ReturnCase {
  const amnesty = pledge?.amnesty ?? familyPledge?.amnesty ?? state.amnesty;
  const own = pledge !== undefined || state.pledged === 'OWN' || state.pledged === 'BOTH';
  const family = familyPledge !== undefined || state.pledged === 'FAMILY' || state.pledged === 'BOTH';
  const both = own && family ? 'BOTH' : own ? 'OWN' : family ? 'FAMILY' : undefined;
  return { ...state, ...(both && { pledged: both }), ...(amnesty && { amnesty }) };
}

function screened({ risk }: Said, at: string): NonNullable<ReturnCase['screening']> {
  return { until: seconds(at) + SCREENING_DAYS * DAY_S, ...(risk !== 'NONE_IDENTIFIED' && { risk }) };
}

function withdrawn(state: ReturnCase, at: string): ReturnCase {
  const { declaration } = state;
  return declaration && declaration.withdrawn === undefined
    ? { ...state, declaration: { ...declaration, withdrawn: Math.floor(Date.parse(at) / 1000) } }
    : state;
}

function stopped(state: ReturnCase, { stop, ref }: { stop: StopKind; ref?: string }): ReturnCase {
  const open: OpenStop = { stop, ...(ref && { ref }) };
  return state.stops?.some((each) => isSame(each, stop, ref)) ? state : { ...state, stops: [...(state.stops ?? []), open] };
}

function withStops({ stops: _before, ...state }: ReturnCase, stops: readonly OpenStop[]): ReturnCase {
  return stops.length ? { ...state, stops } : state;
}

function raised(state: ReturnCase, what: string | undefined): ReturnCase {
  if (!what || state.review?.includes(what)) return state;
  return { ...state, review: [...(state.review ?? []), what] };
}

function settled({ review, ...state }: ReturnCase, what: string): ReturnCase {
  const open = review?.filter((each) => each !== what) ?? [];
  return open.length ? { ...state, review: open } : state;
}

/** What a line's end means for the case beyond the line: who left by own will has withdrawn, who was held back stays held until it is lifted. */
const MEANS: Readonly<Partial<Record<LineState, (state: ReturnCase, at: string) => ReturnCase>>> = {
  WITHDREW: withdrawn,
  DISEMBARKED_OBJECTED: withdrawn,
  MEDICAL_HOLD: (state) => stopped(state, { stop: 'UNFIT_TO_TRAVEL' }),
  DISEMBARKED_MEDICAL: (state) => stopped(state, { stop: 'UNFIT_TO_TRAVEL' }),
  LEGAL_HOLD: (state) => stopped(state, { stop: 'LEGAL_HOLD' }),
  ESCAPED_IN_TRANSIT: (state) => raised(state, 'ESCAPED_IN_TRANSIT'),
};

function moved(state: ReturnCase, said: Said, at: string): ReturnCase {
  if (said.settles && state.line) return { ...settled(state, 'SCAN_CONFLICT'), line: { ...state.line, state: said.to } };
  if (!said.to || !state.line || terminal(state.line.state)) return state;
  const next = said.stop ? stopped(state, said) : (MEANS[said.to]?.(state, at) ?? state);
  return { ...next, line: { ...state.line, state: said.to } };
}
