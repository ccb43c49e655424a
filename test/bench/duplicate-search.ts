import { eventStore } from '#shared/lambda/event-store.ts';
import { markedAs } from '../../services/custody/domain/near-match.ts';
import { serialIndex, serialRows } from '../../services/custody/serial-index.ts';
import { people } from '../scenario/people.ts';
import { weapons } from '../scenario/weapons.ts';
import { clientOf, openEndpoint } from './endpoint.ts';
import { requestsOf } from './tally.ts';

/** What a deposit reads when so many weapons lie in the index of serials already: the duplicate search of domain F.4, and nothing else. */
export type SearchCost = {
  readonly among: number;
  readonly requests: number;
  readonly readUnits: { readonly mean: number; readonly median: number; readonly most: number };
};

const TRIED = 100;
/** About so many of a hundred people give up a weapon. */
const ARMED = 70;

/** Searches for the weapons that come after the first so many. */
export async function measureDuplicateSearch(sizes: readonly number[], seed = 1): Promise<SearchCost[]> {
  const endpoint = await openEndpoint(['custody']);
  const client = clientOf(endpoint);
  try {
    const store = eventStore({ client, table: 'custody' });
    const serials = serialIndex(store);
    const all = weapons(seed, people(seed, Math.ceil(((Math.max(...sizes) + 2 * TRIED) / ARMED) * 100))).flatMap(
      ({ custodyNumber, identity }) => markedAs(custodyNumber, identity as unknown as Parameters<typeof markedAs>[1]) ?? [],
    );
    const found: SearchCost[] = [];
    let entered = 0;
    for (const among of sizes) {
      await store.rows.change(all.slice(entered, among).flatMap((each) => serialRows(each, each.custodyNumber).map((put) => ({ put }))));
      entered = among;
      const costs = [];
      for (const marked of all.slice(among, among + TRIED)) {
        endpoint.counted();
        await serials.around(marked, new Date().toISOString());
        costs.push(endpoint.counted());
      }
      const units = costs.map(({ readUnits }) => readUnits).sort((a, b) => a - b);
      found.push({
        among,
        requests: Math.max(...costs.map(requestsOf)),
        readUnits: {
          mean: units.reduce((sum, each) => sum + each, 0) / units.length,
          median: units[units.length >> 1] ?? 0,
          most: units.at(-1) ?? 0,
        },
      });
    }
    return found;
  } finally {
    client.destroy();
    await endpoint.close();
  }
}
