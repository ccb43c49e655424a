import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Row } from '#shared/lambda/row-store.ts';
import type { Spot } from './domain/chain-of-custody.ts';
import { type FindRow, type Register, whereTheyStand } from './place-rows.ts';
import { depositedBy, LOTS } from './store.ts';

/** What weapons and lots alike are asked for by; `tag` is the custody number. */
export type ItemQuery = Spot & {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly depositor?: string | undefined;
  readonly tag?: string | undefined;
};
type ItemRow = Row & { readonly custodyNumber: string };
type Listed<R> = { readonly rows: R[]; readonly next?: string | undefined };

/** What no index has (a kind, a state) is looked for in at most this many pages a call. */
const MOST_PAGES = 5;
const PAGE = 1000;

const ASKED = ['site', 'building', 'container', 'rack', 'slot', 'seal', 'depositor'] as const;

/** Whether a row is of the place, under the seal, of the depositor and of the number that were asked for. */
export function isAsked(row: ItemRow, query: Omit<ItemQuery, 'limit'>): boolean {
  return ASKED.every((field) => query[field] === undefined || row[field] === query[field]) && (query.tag ?? row.sk) === row.sk;
}

/**
 * A page of a register: by number, or from the index that tells most of what was asked, at one query for a page. Rows are read as they
 * stand; where an index lags behind them, they decide.
 */
export async function listed<R extends ItemRow>(
  register: Register,
  query: ItemQuery,
  besides: (row: R) => boolean,
  { rows }: EventStore,
): Promise<Listed<R>> {
  const { limit, cursor, tag, depositor } = query;
  const wanted = (row: R) => isAsked(row, query) && besides(row);
  if (tag !== undefined) return { rows: (await rowsOf<R>(register, [tag], { rows })).filter(wanted) };
  const index =
    depositor !== undefined && query.seal === undefined
      ? { pk: depositedBy(depositor), prefix: register === LOTS ? 'A' : 'W' }
      : whereTheyStand(register, query);
  const kept: R[] = [];
  let after = cursor;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await rows.page<FindRow>({ ...(index ?? { pk: register }), after, limit: index ? limit : PAGE });
    const standing = index
      ? await rowsOf<R>(
          register,
          found.rows.map(({ custodyNumber }) => custodyNumber),
          { rows },
        )
      : (found.rows as unknown as R[]);
    const byNumber = new Map(standing.map((row) => [row.custodyNumber, row]));
    for (const { sk, custodyNumber } of found.rows) {
      if (kept.length === limit) return { rows: kept, next: after };
      after = sk;
      const row = byNumber.get(custodyNumber);
      if (row && wanted(row)) kept.push(row);
    }
    after = found.next;
    if (after === undefined || kept.length === limit) break;
  }
  return { rows: kept, next: after };
}

/** Rows of a register by number, in the order of their numbers. */
export async function rowsOf<R extends ItemRow>(
  register: Register,
  numbers: readonly string[],
  { rows }: Pick<EventStore, 'rows'>,
): Promise<R[]> {
  const found = await rows.get<R>(numbers.map((sk) => ({ pk: register, sk })));
  return found.sort((a, b) => (a.sk < b.sk ? -1 : 1));
}
