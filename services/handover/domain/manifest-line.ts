/** States of a manifest's line (domain C.5), each with the states that may follow. One without a follower is terminal and never changes (I-27). */
const FOLLOWERS = {
  LISTED: ['PRESENTED', 'BOARDED', 'NO_SHOW', 'WITHDREW', 'MEDICAL_HOLD', 'LEGAL_HOLD', 'REMOVED_BY_APPROVAL'],
  PRESENTED: ['BOARDED', 'NO_SHOW', 'WITHDREW', 'MEDICAL_HOLD', 'LEGAL_HOLD', 'REMOVED_BY_APPROVAL'],
  BOARDED: ['PRESENTED_TO_RECEIVER', 'DISEMBARKED_OBJECTED', 'DISEMBARKED_MEDICAL', 'ESCAPED_IN_TRANSIT', 'DECEASED_IN_TRANSIT'],
  PRESENTED_TO_RECEIVER: ['ACCEPTED', 'REFUSED', 'DEFERRED'],
  ACCEPTED: [],
  REFUSED: [],
  DEFERRED: [],
  NO_SHOW: [],
  WITHDREW: [],
  MEDICAL_HOLD: [],
  LEGAL_HOLD: [],
  REMOVED_BY_APPROVAL: [],
  DISEMBARKED_OBJECTED: [],
  DISEMBARKED_MEDICAL: [],
  ESCAPED_IN_TRANSIT: [],
  DECEASED_IN_TRANSIT: [],
} as const;

export type LineState = keyof typeof FOLLOWERS;
export const LINE_STATES = Object.keys(FOLLOWERS) as [LineState, ...LineState[]];

const ON_THE_WAY: readonly LineState[] = ['LISTED', 'PRESENTED', 'BOARDED', 'PRESENTED_TO_RECEIVER', 'ACCEPTED'];

export function mayMove(from: LineState, to: LineState): boolean {
  const followers: readonly LineState[] = FOLLOWERS[from];
  return followers.includes(to);
}

/** Whether a claim says what the line may yet come to, by steps that have not been told of so far. */
export function ahead(state: LineState, claim: LineState): boolean {
  return FOLLOWERS[state].some((next) => next === claim || ahead(next, claim));
}

export function terminal(state: LineState): boolean {
  return FOLLOWERS[state].length === 0;
}

/** Whether a claim comes late: the line is there or went through there on its way to where it is, so the claim contradicts nothing. */
export function passed(state: LineState, claim: LineState): boolean {
  return state === claim || pathTo(state).includes(claim);
}

/** Whether a claim says another thing than where the line is, or has been: it does not come late, one of the two is wrong. */
export function contradicts(state: LineState, claim: LineState): boolean {
  return terminal(state) || (claim === 'NO_SHOW' && [...pathTo(state), state].includes('BOARDED'));
}

/** Before departure no-show and boarded are claims: a human who has seen both sides of a conflict may find for the other one. */
export function maySettle(state: LineState, found: LineState): boolean {
  return state === 'NO_SHOW' ? found === 'PRESENTED' || found === 'BOARDED' : state === 'BOARDED' && found === 'NO_SHOW';
}

/** What a line went through before it came to `state`; who boards is presented by that. LISTED lines may end without having been presented. */
function pathTo(state: LineState): readonly LineState[] {
  if (ON_THE_WAY.includes(state)) return ON_THE_WAY.slice(0, ON_THE_WAY.indexOf(state));
  const before = LINE_STATES.filter((each) => mayMove(each, state));
  const last = before.length === 1 ? before[0] : undefined;
  if (last) return [...pathTo(last), last];
  return ['LISTED'];
}

/** Whether somebody in this line left the vehicle or never entered it, and stays with the host. */
export function stays(state: LineState): boolean {
  return terminal(state) && !ON_THE_WAY.includes(state) && state !== 'ESCAPED_IN_TRANSIT' && state !== 'DECEASED_IN_TRANSIT';
}
