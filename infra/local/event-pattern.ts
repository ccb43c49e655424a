/** One rule of an event source mapping's FilterCriteria, parsed. */
export type Pattern = { [key: string]: Pattern | Test[] };
type Test = string | number | boolean | null | Record<string, unknown>;

/** Parses `FilterCriteria.Filters`; an event passes when any pattern matches, and every event passes when there is none. */
export function readPatterns(criteria: unknown): Pattern[] {
  const filters = (criteria as { Filters?: { Pattern: string }[] } | undefined)?.Filters ?? [];
  return filters.map(({ Pattern }) => JSON.parse(Pattern));
}

export const passes = (patterns: Pattern[], event: unknown) => patterns.length === 0 || patterns.some((pattern) => matches(pattern, event));

/** EventBridge's rule as Lambda applies it: every named key must match, a list is any-of. */
export function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([key, rule]) => {
    if (key === '$or') return (rule as unknown as Pattern[]).some((each) => matches(each, event));
    const value = isObject(event) ? event[key] : undefined;
    if (!Array.isArray(rule)) return matches(rule, value);
    return Array.isArray(value) ? value.some((item) => rule.some((test) => holds(test, item))) : rule.some((test) => holds(test, value));
  });
}

function holds(test: Test, value: unknown): boolean {
  if (!isObject(test)) return value === test;
  return Object.entries(test).every(([kind, argument]) => {
    switch (kind) {
      // Only a leaf exists: a rule on an object never matches, as in Lambda.
      case 'exists':
        return (value !== undefined && !isObject(value)) === argument;
      case 'prefix':
        return typeof value === 'string' && value.startsWith(String(argument));
      case 'suffix':
        return typeof value === 'string' && value.endsWith(String(argument));
      case 'equals-ignore-case':
        return typeof value === 'string' && value.toLowerCase() === String(argument).toLowerCase();
      case 'anything-but':
        return value !== undefined && !anyOf(argument).some((other) => holds(other, value));
      case 'numeric':
        return numeric(argument as (string | number)[], Number(value)) && value !== undefined;
      default:
        throw new Error(`The local stack does not know the filter rule ${kind}`);
    }
  });
}

function numeric(rule: (string | number)[], value: number): boolean {
  for (let at = 0; at < rule.length; at += 2) {
    const limit = Number(rule[at + 1]);
    const holdsHere = { '=': value === limit, '<': value < limit, '<=': value <= limit, '>': value > limit, '>=': value >= limit }[
      String(rule[at])
    ];
    if (!holdsHere) return false;
  }
  return !Number.isNaN(value);
}

const anyOf = (argument: unknown) => (Array.isArray(argument) ? argument : [argument]) as Test[];

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);
