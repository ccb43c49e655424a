import type { Evidence } from './evidence.ts';
import { type Exported, streams } from './exported.ts';
import { foldPeople, type People } from './people-fold.ts';
import { foldReturns, type Returns } from './returns-fold.ts';
import { type Arms, foldArms } from './weapons-fold.ts';

/** What the equations compare: what the services state, and what their events say when somebody else folds them. */
export type Books = Evidence & { readonly people: People; readonly arms: Arms; readonly returns: Returns };

/** One invariant of the field (domain E), with every sentence on how it fails; none when it holds. */
export type Equation = { readonly id: string; readonly says: string; faults(books: Books): Iterable<string> };

export function openBooks(evidence: Evidence): Books {
  const { registration, custody, handover } = evidence;
  return { ...evidence, people: foldPeople(registration.events), arms: foldArms(custody.events), returns: foldReturns(handover.events) };
}

export function everyStream({ registration, custody, handover }: Evidence): Exported[][] {
  return [registration, custody, handover].flatMap(({ events }) => [...streams(events).values()]);
}

/** A sentence when two figures that must agree do not. */
export function* same(what: string, stated: number | undefined, folded: number | undefined): Generator<string> {
  if ((stated ?? 0) !== (folded ?? 0)) yield `${what}: stated ${stated ?? 0}, by the events ${folded ?? 0}`;
}

/** Sentences for all figures of two tables that do not agree; a figure that is missing is nought. */
export function* sameTable(what: string, stated: object, folded: object): Generator<string> {
  const [one, other] = [stated as Record<string, unknown>, folded as Record<string, unknown>];
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [a, b] = [one[name], other[name]];
    if (typeof a === 'object' || typeof b === 'object') yield* sameTable(`${what}, ${name}`, a ?? {}, b ?? {});
    else if ((a ?? 0) !== (b ?? 0)) yield `${what}, ${name}: stated ${a ?? 0}, by the events ${b ?? 0}`;
  }
}
