import type { Chance } from '#test/scenario/chance.ts';
import type { Faults } from './faults.ts';
import type { Invoke } from './house.ts';
import type { Item } from './memory-table.ts';
import type { World } from './world.ts';

type Record = { readonly item: Item; readonly at: number };
type Shard = { readonly waiting: Record[]; busy: boolean; tries: number; size: number };
type Options = {
  readonly world: World;
  readonly faults: Faults;
  readonly draw: Chance;
  readonly invoke: Invoke;
  readonly unannounced: (body: string) => void;
};

const SHARDS = 2;
const BATCH = 100;
const MOST_TRIES = 5;

/**
 * A table's stream with its mapping to the publisher: in order within a shard, a failed batch bisected and repeated, and what is given up
 * goes to the failure queue as the span of time in which it arrived.
 */
export function tableStream({ world, faults, draw, invoke, unannounced }: Options) {
  const shards = Array.from({ length: SHARDS }, (): Shard => ({ waiting: [], busy: false, tries: 0, size: BATCH }));

  function push(item: Item): void {
    const shard = shards[[...(item.pk?.S ?? '')].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % SHARDS] as Shard;
    shard.waiting.push({ item, at: world.now() });
    wake(shard);
  }

  function wake(shard: Shard): void {
    if (shard.busy || shard.waiting.length === 0) return;
    shard.busy = true;
    world.after(draw.int(20, 600), { go: () => read(shard) });
  }

  function read(shard: Shard): void {
    const some = draw.often(0.3) ? draw.int(1, shard.waiting.length) : shard.waiting.length;
    const records = shard.waiting.slice(0, Math.min(shard.size, some));
    const next = () => {
      shard.busy = false;
      wake(shard);
    };
    const through = () => {
      shard.waiting.splice(0, records.length);
      Object.assign(shard, { tries: 0, size: BATCH });
      next();
    };
    const again = () => {
      shard.tries += 1;
      const exhausted = shard.tries > MOST_TRIES;
      if (!exhausted && !faults.strikes('records-given-up')) {
        shard.size = Math.max(1, records.length >> 1);
        return next();
      }
      if (exhausted) faults.note('records-given-up');
      const at = (record: Record | undefined) => new Date(record?.at ?? 0).toISOString();
      const span = { approximateArrivalOfFirstRecord: at(records[0]), approximateArrivalOfLastRecord: at(records.at(-1)) };
      unannounced(JSON.stringify({ DDBStreamBatchInfo: span }));
      return through();
    };
    invoke(
      'outbox',
      { Records: records.map(({ item }) => ({ dynamodb: { NewImage: item } })) },
      { done: through, failed: again, crashed: again },
    );
  }

  return { push };
}
