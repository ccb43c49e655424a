import type { Chance } from '#test/scenario/chance.ts';

/** What goes wrong, with how often at the most: each seed draws how much of it it has. */
const MOST = {
  /** A running handler is abandoned before, or after, something it asked of the outside was done. */
  'crash-before': 0.006,
  'crash-after': 0.006,
  /** The same of the function that publishes from the table's stream. */
  'publisher-crash-before': 0.02,
  'publisher-crash-after': 0.02,
  /** A request was carried out and its reply is lost: the client repeats it. */
  'lost-reply': 0.02,
  /** A request is not taken: the client repeats it. */
  'throttled-request': 0.02,
  /** A call failed however often the client repeated it. */
  'failed-request': 0.006,
  /** A request takes so long that its function may be out of time. */
  'slow-request': 0.002,
  /** A batch is done in part, as its answer says. */
  'unprocessed-items': 0.04,
  'short-page': 0.05,
  /** A read that need not be consistent shows what stood before. */
  'stale-read': 0.1,
  /** A queue takes some of a batch of messages. */
  'messages-not-taken': 0.06,
  'duplicate-message': 0.06,
  'late-message': 0.08,
  'records-given-up': 0.15,
  /** The ministry never hears the answer, or sends its call twice at once. */
  'lost-answer': 0.04,
  'duplicate-call': 0.05,
  /** Whoever called gives up and never asks again: what was begun goes on without them. */
  'caller-gone': 0.3,
} as const;

/** Those drawn once a seed or by the story, not at each step. */
const OTHERS = ['poison-message', 'clock-skew', 'function-timeout', 'dead-letter', 'redrive'] as const;

type Drawn = keyof typeof MOST;
export type Fault = Drawn | (typeof OTHERS)[number];
export const FAULTS: readonly Fault[] = [...(Object.keys(MOST) as Drawn[]), ...OTHERS];
export type Faults = ReturnType<typeof faults>;

/** The first this many requests to the table have at least three of the faults, whatever the rates. */
const EARLY = 400;

export function faults(draw: Chance) {
  const counts: Partial<Record<Fault, number>> = {};
  const rates = Object.fromEntries(Object.entries(MOST).map(([name, most]) => [name, draw.often(0.25) ? 0 : most * draw.draw()]));
  const due = [draw.int(20, EARLY), draw.int(20, EARLY), draw.int(20, EARLY), draw.int(20, EARLY)].sort((a, b) => a - b);
  let requests = 0;
  let on = true;

  function note(fault: Fault): void {
    counts[fault] = (counts[fault] ?? 0) + 1;
  }

  return {
    counts,
    note,
    /** Whether this fault happens here. */
    strikes(fault: Drawn): boolean {
      if (!on || !draw.often(rates[fault] ?? 0)) return false;
      note(fault);
      return true;
    },
    /** Whether one of the faults that every seed has is due with this request. */
    due(): boolean {
      requests += 1;
      if (!on || requests < (due[0] ?? Number.POSITIVE_INFINITY)) return false;
      due.shift();
      return true;
    },
    end: (): void => {
      on = false;
    },
  };
}
