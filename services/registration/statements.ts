import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Answer, Request } from '#shared/lambda/http.ts';
import {
  BLOCKS,
  EFFECTS,
  type EffectRow,
  GONE,
  RECEPTION,
  type RollRow,
  rollPartition,
  SITES,
  type SiteRow,
  type StrengthKind,
  type StrengthRow,
  strengthPartition,
} from './store.ts';
import type { Deps } from './use-cases.ts';

async function places(store: EventStore): Promise<string[]> {
  return [RECEPTION, ...(await store.rows.all<SiteRow>({ pk: SITES })).map(({ site }) => site)];
}

function countBy<T>(rows: readonly T[], of: (row: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[of(row)] = (counts[of(row)] ?? 0) + 1;
  return counts;
}

/**
 * Daily strength return (domain D 5): per site and in all, opening + what came - what left = closing, from the movements alone; `roll` is
 * the count of the nominal roll, which a return of the current day must meet (I-03).
 */
export async function strength({ query, context }: Request<unknown, { date?: string }>, { store }: Deps): Promise<Answer> {
  const date = query.date ?? context.recordedAt.slice(0, 10);
  const sites = [];
  for (const site of await places(store)) {
    const rows = await store.rows.all<StrengthRow>({ pk: strengthPartition(site), through: `${date}\uffff` });
    const today = rows.filter(({ at }) => at.startsWith(date));
    const opening = rows.length === today.length ? 0 : sum(rows) - sum(today);
    const roll = (await store.rows.all<RollRow>({ pk: rollPartition(site) })).length;
    sites.push({ site, opening, ...movements(today), closing: sum(rows), roll });
  }
  const all = {
    opening: 0,
    arrivals: 0,
    recaptured: 0,
    movedIn: 0,
    movedOut: 0,
    returned: 0,
    deaths: 0,
    escapes: 0,
    transferred: 0,
    merged: 0,
    closing: 0,
    roll: 0,
  };
  for (const { site: _site, ...figures } of sites) for (const name of Object.keys(all) as (keyof typeof all)[]) all[name] += figures[name];
  const balanced = sites.every(holds) && holds(all) && all.movedIn === all.movedOut;
  return { body: { date, sites, all, balanced } };
}

type Figures = ReturnType<typeof movements> & { opening: number; closing: number };

function holds(day: Figures): boolean {
  const { opening, arrivals, recaptured, movedIn, movedOut, returned, deaths, escapes, transferred, merged, closing } = day;
  return (
    opening + arrivals + recaptured + movedIn - movedOut - returned - deaths - escapes - transferred - merged === closing && closing >= 0
  );
}

const sum = (rows: readonly StrengthRow[]) => rows.reduce((total, { delta }) => total + delta, 0);

function movements(rows: readonly StrengthRow[]) {
  const count = (kind: StrengthKind) => rows.filter((row) => row.kind === kind).length;
  return {
    arrivals: count('arrival'),
    recaptured: count('recapture'),
    movedIn: count('moved-in'),
    movedOut: count('moved-out'),
    returned: count('return'),
    deaths: count('death'),
    escapes: count('escape'),
    transferred: count('transfer'),
    merged: count('merge'),
  };
}

/** Registration's part of the reconciliation: people by state and category, number blocks accounted for, cash and effects by what became of them. */
export async function statement(_request: Request, { store }: Deps): Promise<Answer> {
  const rows: RollRow[] = [];
  for (const site of [...(await places(store)), GONE]) rows.push(...(await store.rows.all<RollRow>({ pk: rollPartition(site) })));
  const effects = await store.rows.all<EffectRow>({ pk: EFFECTS });
  const cash: Record<string, { received: number; held: number; restituted: number }> = {};
  for (const { currency, amount, status } of effects) {
    if (!currency || amount === undefined) continue;
    const entry = cash[currency] ?? { received: 0, held: 0, restituted: 0 };
    cash[currency] = {
      received: entry.received + amount,
      held: entry.held + (status === 'HELD' ? amount : 0),
      restituted: entry.restituted + (status === 'HELD' ? 0 : amount),
    };
  }
  const inCustody = rows.filter(({ pk }) => pk !== rollPartition(GONE)).length;
  return {
    body: {
      registered: rows.length,
      inCustody,
      byState: countBy(rows, ({ state }) => state),
      byCategory: countBy(rows, ({ category }) => category),
      blocks: (await store.rows.all<{ block: string }>({ pk: BLOCKS })).map(({ block }) => block),
      effects: countBy(effects, ({ status }) => status),
      cash,
    },
  };
}
