import { type Equation, openBooks } from './equation.ts';
import type { Evidence } from './evidence.ts';
import { peopleEquations } from './people-equations.ts';
import { returnEquations } from './return-equations.ts';
import { safeguardEquations } from './safeguard-equations.ts';
import { weaponEquations } from './weapon-equations.ts';

/** I-01 to I-04, I-12, I-15, I-16, I-19 to I-29 and I-38 of the field's invariants. */
export const EQUATIONS: readonly Equation[] = [...peopleEquations, ...weaponEquations, ...returnEquations, ...safeguardEquations].sort(
  (a, b) => (a.id < b.id ? -1 : 1),
);

export type Verdict = { readonly id: string; readonly says: string; readonly faults: readonly string[] };

const MOST_FAULTS = 5;

/** Every equation with the first sentences on how it fails; none of them when it holds. */
export function verdicts(evidence: Evidence): Verdict[] {
  const books = openBooks(evidence);
  return EQUATIONS.map((equation) => ({ id: equation.id, says: equation.says, faults: first(equation.faults(books)) }));
}

function first(sentences: Iterable<string>): string[] {
  const found: string[] = [];
  for (const sentence of sentences) {
    found.push(sentence);
    if (found.length === MOST_FAULTS) break;
  }
  return found;
}
