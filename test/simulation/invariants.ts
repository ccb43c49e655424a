import { answersTrue } from './answer-checks.ts';
import { armsInvariants } from './arms-invariants.ts';
import type { Faults } from './faults.ts';
import type { House } from './house.ts';
import { type Ledger, ledger } from './ledger.ts';
import type { Heard, Ministry } from './ministry.ts';
import { peopleInvariants } from './people-invariants.ts';
import { reportInvariants } from './report-invariants.ts';
import { returnInvariants } from './return-invariants.ts';
import { storeInvariants } from './store-invariants.ts';

export type Violation = { readonly id: string; readonly says: string };
export type Evidence = {
  readonly ledger: Ledger;
  readonly house: House;
  readonly heard: readonly Heard[];
  /** A document as somebody reads it to whom nothing happens on the way. */
  // biome-ignore lint/suspicious/noExplicitAny: documents of many routes
  readonly read: (service: keyof House['services'], path: string, query?: Record<string, string>) => Promise<any>;
  readonly faults: Faults;
};
/** One rule: looks at everything it is about, says how often it had something to look at, and every sentence on how it fails. */
export type Invariant = {
  readonly id: string;
  check(evidence: Evidence, tried: (times?: number) => void): Iterable<string> | AsyncIterable<string>;
};

export const INVARIANTS: readonly Invariant[] = [
  ...storeInvariants,
  ...peopleInvariants,
  ...armsInvariants,
  ...returnInvariants,
  ...reportInvariants,
  ...answersTrue,
];

const MOST_SENTENCES = 3;

export async function check(house: House, ministry: Ministry, faults: Faults, read: Evidence['read']) {
  const evidence: Evidence = { ledger: ledger(house), house, heard: ministry.heard, read, faults };
  const violations: Violation[] = [];
  const tried: Record<string, number> = {};
  for (const { id, check: faulty } of INVARIANTS) {
    const said: string[] = [];
    for await (const sentence of faulty(evidence, (times = 1) => (tried[id] = (tried[id] ?? 0) + times))) {
      said.push(sentence);
      if (said.length === MOST_SENTENCES) break;
    }
    violations.push(...said.map((says) => ({ id, says })));
  }
  return { violations, tried, events: evidence.ledger.events };
}
