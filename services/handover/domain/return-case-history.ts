import type { Happened } from '#shared/kernel/stream.ts';
import type { Declaration } from './declaration.ts';
import { type LineState, terminal } from './manifest-line.ts';
import type { Pledges } from './pledge.ts';
import type { CaseFacts, ReturnCase } from './return-case.ts';
import type { ScreeningRisk } from './screening.ts';
import { isSame, type OpenStop, type StopKind } from './stop.ts';

type Said = CaseFacts &
  Declaration & {
    until: string;
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
  };

/** The compact state after an event. Every event of a line carries `to`; a stop or a contradiction may come with it. */
export function evolve(before: ReturnCase | undefined, { type, data, at }: Happened): ReturnCase {
  const said = data as Said;
  const state = before ?? { facts: factsOf(said), stops: [] };
  switch (type) {
    case 'case-opened':
      return { facts: factsOf(said), stops: [] };
    case 'facts-noted':
      return { ...state, facts: factsOf(said) };
    case 'facts-conflict-raised':
      return { ...raised(state, 'FACTS_CONFLICT'), facts: factsOf(said) };
    case 'declared':
      return declared(state, said);
    case 'declaration-withdrawn':
      return raised(withdrawn(state, at), said.raises);
    case 'pledged':
      return pledged(state, said);
    case 'screened':
      return raised({ ...state, screening: { risk: said.risk, until: said.until } }, said.raises);
    case 'stopped':
      return raised(stopped(state, said), said.raises);
    case 'stop-lifted':
      return { ...state, stops: state.stops.filter((each) => !isSame(each, said.stop, said.reference)) };
    case 'amnesty-overridden':
      return { ...state, overridden: true };
    case 'review-settled': {
      const { review, ...settled } = state;
      const open = review?.filter((each) => each !== said.review) ?? [];
      return open.length ? { ...settled, review: open } : settled;
    }
    case 'listed':
      return { ...state, line: { manifest: said.manifest, line: said.line, state: 'LISTED', since: at } };
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

/** A new declaration takes the place of the one before; to return by one's own will ends an objection. */
function declared(state: ReturnCase, said: Said): ReturnCase {
  const { declarationNo: no, decision, until, dependants, familyInvolved } = said;
  const family = (dependants ?? 0) > 0 || familyInvolved === true;
  const stops = decision === 'RETURN' ? state.stops.filter(({ stop }) => stop !== 'OBJECTION') : state.stops;
  const amnesty = said.amnesty ?? state.amnesty;
  const next: ReturnCase = {
    ...state,
    stops,
    declaration: { no, decision, until, ...(family && { family: true as const }) },
    ...(amnesty && { amnesty }),
  };
  return pledged(next, said);
}

function pledged(state: ReturnCase, { pledge, familyPledge }: Pledges): ReturnCase {
  const amnesty = pledge?.amnesty ?? familyPledge?.amnesty ?? state.amnesty;
  return {
    ...state,
    ...(pledge && { pledged: true as const }),
    ...(familyPledge && { familyPledged: true as const }),
    ...(amnesty && { amnesty }),
  };
}

function withdrawn(state: ReturnCase, at: string): ReturnCase {
  return state.declaration && !state.declaration.withdrawn ? { ...state, declaration: { ...state.declaration, withdrawn: at } } : state;
}

function stopped(state: ReturnCase, { stop, ref }: { stop: StopKind; ref?: string }): ReturnCase {
  const open: OpenStop = { stop, ...(ref && { ref }) };
  return state.stops.some((each) => isSame(each, stop, ref)) ? state : { ...state, stops: [...state.stops, open] };
}

function raised(state: ReturnCase, what: string | undefined): ReturnCase {
  if (!what || state.review?.includes(what)) return state;
  return { ...state, review: [...(state.review ?? []), what] };
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
  if (!said.to || !state.line || terminal(state.line.state)) return state;
  const next = said.stop ? stopped(state, said) : (MEANS[said.to]?.(state, at) ?? state);
  return { ...next, line: { ...state.line, state: said.to, since: at } };
}
