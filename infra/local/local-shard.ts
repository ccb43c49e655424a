import type { StreamReader } from './stream-log.ts';
import type { Event, Shard } from './stream-mapping.ts';

/** Lambda looks into a shard four times a second; a local stack may be quicker, but not so quick that batches stay small. */
const pollMs = 100;
/** Records that every consumer has passed are removed once there are this many of them. */
const trimAfter = 1000;

/** The stream log of one table, read by one consumer whose position is durable. */
export function localShard(log: StreamReader, table: string, consumer: string, fromStart: boolean): Shard {
  if (log.position(consumer) === undefined) log.commit(consumer, table, String(fromStart ? 0 : log.last(table)));
  let position = Number(log.position(consumer));
  let trimmed = position;
  let lastRead = 0;
  let wake: () => void = () => undefined;
  let woken = false;

  const wakened = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      if (woken) resolve();
      woken = false;
    });

  return {
    id: 'shardId-00000000000000000000-local',
    next: async (limit) => {
      lastRead = Date.now();
      return log.after(table, position, limit).map(({ sequence, record }) => {
        const event: Event = JSON.parse(record);
        event.dynamodb.SequenceNumber = String(sequence).padStart(21, '0');
        return event;
      });
    },
    commit: (last) => {
      position = Number(last.dynamodb.SequenceNumber);
      log.commit(consumer, table, String(position));
      if (position - trimmed < trimAfter) return;
      trimmed = position;
      log.trim(table);
    },
    wait: async () => {
      await wakened();
      const pause = lastRead + pollMs - Date.now();
      if (pause > 0) await new Promise((resume) => setTimeout(resume, pause));
    },
    wake: () => {
      woken = true;
      wake();
    },
    behind: () => log.underWay(table) || log.last(table) > position,
  };
}
