import { LINE_STATES, type LineState, terminal } from './manifest-line.ts';

/** Lines by state; a state without a line is left out. */
export type Counts = Readonly<Partial<Record<LineState, number>>>;

/** What became of a line by one event: newly listed when it has no state before. */
export type Step = { readonly was?: LineState | undefined; readonly to: LineState };

/** `lines` were submitted; `listed` became members of the manifest, `notListed` were refused; `states` counts the listed ones where they stand. */
export type Tally = { readonly lines: number; readonly listed: number; readonly notListed: number; readonly states: Counts };

/** What one unit (a chunk, a batch of scans, one command) adds; negative where lines left a state. */
export type Delta = { readonly listed?: number; readonly notListed?: number; readonly states: Counts };

export function emptyTally(lines: number): Tally {
  return { lines, listed: 0, notListed: 0, states: {} };
}

export function deltaOf(steps: readonly Step[], notListed = 0): Delta {
  const states: Partial<Record<LineState, number>> = {};
  let listed = 0;
  for (const { was, to } of steps) {
    if (was) states[was] = (states[was] ?? 0) - 1;
    else listed += 1;
    states[to] = (states[to] ?? 0) + 1;
  }
  return { ...(listed && { listed }), ...(notListed && { notListed }), states: compact(states) };
}

export function add(tally: Tally, { listed = 0, notListed = 0, states }: Delta): Tally {
  const sums = Object.fromEntries(LINE_STATES.map((state) => [state, (tally.states[state] ?? 0) + (states[state] ?? 0)]));
  return { lines: tally.lines, listed: tally.listed + listed, notListed: tally.notListed + notListed, states: compact(sums) };
}

function compact(counts: Partial<Record<LineState, number>>): Counts {
  return Object.fromEntries(LINE_STATES.flatMap((state) => (counts[state] ? [[state, counts[state]]] : [])));
}

/** Counts of lines as a recount of them gives, for comparison with the tally. */
export function recount(states: Iterable<LineState>): Counts {
  const counts: Partial<Record<LineState, number>> = {};
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
  return compact(counts);
}

export function sameCounts(one: Counts, other: Counts): boolean {
  return LINE_STATES.every((state) => (one[state] ?? 0) === (other[state] ?? 0));
}

/** Names of the reconciliation statement (domain I-20 to I-22): each counts the lines that ever were so, wherever they went on from there. */
export type Figures = ReturnType<typeof figures>;

export function figures({ lines, listed, notListed, states }: Tally) {
  const count = (...of: LineState[]) => of.reduce((sum, state) => sum + (states[state] ?? 0), 0);
  const presented = count('PRESENTED_TO_RECEIVER', 'ACCEPTED', 'REFUSED', 'DEFERRED');
  const disembarked = count('DISEMBARKED_OBJECTED', 'DISEMBARKED_MEDICAL');
  const escapedInTransit = count('ESCAPED_IN_TRANSIT');
  const deceasedInTransit = count('DECEASED_IN_TRANSIT');
  return {
    lines,
    notListed,
    manifested: listed,
    boarded: count('BOARDED') + presented + disembarked + escapedInTransit + deceasedInTransit,
    noShow: count('NO_SHOW'),
    withdrew: count('WITHDREW'),
    medicalHold: count('MEDICAL_HOLD'),
    legalHold: count('LEGAL_HOLD'),
    removed: count('REMOVED_BY_APPROVAL'),
    presented,
    disembarked,
    escapedInTransit,
    deceasedInTransit,
    accepted: count('ACCEPTED'),
    refused: count('REFUSED'),
    deferred: count('DEFERRED'),
    /** Listed lines that have not come to an end. */
    open: LINE_STATES.filter((state) => !terminal(state)).reduce((sum, state) => sum + (states[state] ?? 0), 0),
    /** Lines of which it is not known yet whether they will be listed. */
    pending: lines - listed - notListed,
  };
}

/** Whether lines were counted out of a state before they were counted into it: another batch has them and is not counted yet. */
export function isBehind({ states }: Tally): boolean {
  return Object.values(states).some((count) => count < 0);
}

/** The equations that do not hold (I-20, I-21, I-22), empty when all do. They hold only when every line has come to its end. */
export function unbalanced(of: Omit<Figures, 'open' | 'pending' | 'lines' | 'notListed'>): ('I-20' | 'I-21' | 'I-22')[] {
  const { manifested, boarded, noShow, withdrew, medicalHold, legalHold, removed } = of;
  const { presented, disembarked, escapedInTransit, deceasedInTransit, accepted, refused, deferred } = of;
  return [
    ...(manifested === boarded + noShow + withdrew + medicalHold + legalHold + removed ? [] : ['I-20' as const]),
    ...(boarded === presented + escapedInTransit + deceasedInTransit + disembarked ? [] : ['I-21' as const]),
    ...(presented === accepted + refused + deferred ? [] : ['I-22' as const]),
  ];
}
