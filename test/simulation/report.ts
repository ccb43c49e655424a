import { FAULTS } from './faults.ts';
import { INVARIANTS } from './invariants.ts';
import type { Tally, Told } from './run.ts';
import { EVENT_TYPES, GUARDED, refusalCodes } from './vocabulary.ts';

const TABLES = ['events', 'refusals', 'faults', 'invariants'] as const;
type Sum = {
  seeds: number;
  commands: number;
  operations: number;
  violating: { seed: number; id: string; says: string }[];
  fewest: { commands: number; faults: number };
} & Record<(typeof TABLES)[number], Tally>;
export type Report = ReturnType<typeof reportOf>;

/** What many seeds come to, added to what others came to. */
export function sumOf(
  told: readonly Told[],
  sum: Sum = {
    ...{ seeds: 0, commands: 0, operations: 0, violating: [] },
    fewest: { commands: Number.POSITIVE_INFINITY, faults: Number.POSITIVE_INFINITY },
    ...{ events: {}, refusals: {}, faults: {}, invariants: {} },
  },
): Sum {
  for (const each of told) {
    sum.seeds += 1;
    sum.commands += each.commands;
    sum.operations += each.operations;
    sum.violating.push(...each.violations.map(({ id, says }) => ({ seed: each.seed, id, says })));
    const faults = Object.values(each.faults).reduce((all, count) => all + count, 0);
    sum.fewest = { commands: Math.min(sum.fewest.commands, each.commands), faults: Math.min(sum.fewest.faults, faults) };
    for (const table of TABLES) for (const [name, count] of Object.entries(each[table])) sum[table][name] = (sum[table][name] ?? 0) + count;
  }
  return sum;
}

/** The JSON of a run; `missing` names what was never exercised. */
export function reportOf({ seeds, commands, operations, violating, fewest, ...tables }: Sum, ms: number) {
  const codes = [...new Set(['registration', 'custody', 'handover'].flatMap(refusalCodes))].filter((code) => !(code in GUARDED));
  const wanted: Record<(typeof TABLES)[number], readonly string[]> = {
    events: EVENT_TYPES,
    refusals: codes,
    faults: FAULTS,
    invariants: INVARIANTS.map(({ id }) => id),
  };
  const missing = TABLES.flatMap((table) => wanted[table].filter((name) => !tables[table][name]).map((name) => `${table}: ${name}`));
  const full = (table: (typeof TABLES)[number]) => {
    const names = [...new Set([...wanted[table], ...Object.keys(tables[table])])].sort();
    return Object.fromEntries(names.map((name) => [name, tables[table][name] ?? 0]));
  };
  return {
    seeds,
    violations: violating.length,
    seconds: Math.round(ms / 100) / 10,
    commands,
    operations,
    fewest,
    faults: full('faults'),
    events: full('events'),
    refusals: full('refusals'),
    invariants: full('invariants'),
    missing,
    violating: violating.slice(0, 20),
  };
}
