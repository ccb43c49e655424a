import { describe, expect, it } from 'vitest';
import { ahead, LINE_STATES, type LineState, mayMove, passed, stays, terminal } from './manifest-line.ts';

const TERMINAL = [
  'ACCEPTED',
  'REFUSED',
  'DEFERRED',
  'NO_SHOW',
  'WITHDREW',
  'MEDICAL_HOLD',
  'LEGAL_HOLD',
  'REMOVED_BY_APPROVAL',
  'DISEMBARKED_OBJECTED',
  'DISEMBARKED_MEDICAL',
  'ESCAPED_IN_TRANSIT',
  'DECEASED_IN_TRANSIT',
] satisfies LineState[];

const LEGAL: readonly [LineState, LineState][] = [
  ['LISTED', 'PRESENTED'],
  ['LISTED', 'BOARDED'],
  ['PRESENTED', 'BOARDED'],
  ['BOARDED', 'PRESENTED_TO_RECEIVER'],
  ...(['ACCEPTED', 'REFUSED', 'DEFERRED'] as const).map((to): [LineState, LineState] => ['PRESENTED_TO_RECEIVER', to]),
  ...(['LISTED', 'PRESENTED'] as const).flatMap((from) =>
    (['NO_SHOW', 'WITHDREW', 'MEDICAL_HOLD', 'LEGAL_HOLD', 'REMOVED_BY_APPROVAL'] as const).map((to): [LineState, LineState] => [from, to]),
  ),
  ...(['DISEMBARKED_OBJECTED', 'DISEMBARKED_MEDICAL', 'ESCAPED_IN_TRANSIT', 'DECEASED_IN_TRANSIT'] as const).map(
    (to): [LineState, LineState] => ['BOARDED', to],
  ),
];

describe('the states of a manifest line', () => {
  it('move as domain C.5 says, or board in one step, and in no other way', () => {
    const moves = LINE_STATES.flatMap((from) => LINE_STATES.filter((to) => mayMove(from, to)).map((to) => `${from} ${to}`));
    expect(moves.sort()).toEqual(LEGAL.map(([from, to]) => `${from} ${to}`).sort());
  });

  it('are terminal where nothing follows', () => {
    expect(LINE_STATES.filter(terminal).sort()).toEqual([...TERMINAL].sort());
  });

  it('know what a line went through, so that a late claim contradicts nothing', () => {
    expect(passed('BOARDED', 'PRESENTED')).toBe(true);
    expect(passed('ACCEPTED', 'BOARDED')).toBe(true);
    expect(passed('DISEMBARKED_OBJECTED', 'PRESENTED')).toBe(true);
    expect(passed('PRESENTED', 'PRESENTED')).toBe(true);
    expect(passed('NO_SHOW', 'PRESENTED')).toBe(false);
    expect(passed('NO_SHOW', 'BOARDED')).toBe(false);
    expect(passed('PRESENTED', 'BOARDED')).toBe(false);
    expect(passed('REFUSED', 'ACCEPTED')).toBe(false);
  });

  it('tell what may yet come, so that a claim told before what it follows on is known for early', () => {
    const early = (state: LineState) => LINE_STATES.filter((claim) => !mayMove(state, claim) && ahead(state, claim));
    const onBoard: LineState[] = ['DISEMBARKED_OBJECTED', 'DISEMBARKED_MEDICAL', 'ESCAPED_IN_TRANSIT', 'DECEASED_IN_TRANSIT'];
    const answers: LineState[] = ['ACCEPTED', 'REFUSED', 'DEFERRED'];
    for (const state of ['LISTED', 'PRESENTED'] as const)
      expect(early(state).sort()).toEqual([...onBoard, 'PRESENTED_TO_RECEIVER', ...answers].sort());
    expect(early('BOARDED').sort()).toEqual([...answers].sort());
    expect(TERMINAL.flatMap(early)).toEqual([]);
  });

  it('tell who stays with the host', () => {
    expect(LINE_STATES.filter((state) => stays(state)).length).toBe(9);
    expect(stays('REFUSED')).toBe(true);
    expect(stays('ACCEPTED')).toBe(false);
    expect(stays('ESCAPED_IN_TRANSIT')).toBe(false);
    expect(stays('BOARDED')).toBe(false);
  });
});
