import type { StreamReader } from './stream-log.ts';
import type { Event, Shard } from './stream-mapping.ts';

/** The stream log of one table, read by one consumer whose position is durable. */
export function localShard(log: StreamReader, table: string, consumer: string, fromStart: boolean): Shard {
  if (log.position(consumer) === undefined) log.commit(consumer, table, String(fromStart ? 0 : log.last(table)));
  let position = Number(log.position(consumer));
  let wake: () => void = () => undefined;
  let woken = false;

  return {
    id: 'shardId-00000000000000000000-local',
    next: async (limit) =>
      log.after(table, position, limit).map(({ sequence, record }) => {
        const event: Event = JSON.parse(record);
        event.dynamodb.SequenceNumber = String(sequence).padStart(21, '0');
        return event;
      }),
    commit: (last) => {
      position = Number(last.dynamodb.SequenceNumber);
      log.commit(consumer, table, String(position));
      log.trim(table);
    },
    wait: () =>
      new Promise((resolve) => {
        wake = resolve;
        if (woken) resolve();
        woken = false;
      }),
    behind: () => log.last(table) > position,
    wake: () => {
      woken = true;
      wake();
    },
  };
}
