import { createHash } from 'node:crypto';
import { fromItem } from '#shared/lambda/event-item.ts';
import type { Faults } from './faults.ts';
import type { House } from './house.ts';
import type { Ministry } from './ministry.ts';
import type { World } from './world.ts';

export type Violation = { readonly id: string; readonly says: string };

export async function check({ house }: { world: World; house: House; ministry: Ministry; faults: Faults }) {
  const events: Record<string, number> = {};
  const digest = createHash('sha256');
  for (const { table } of Object.values(house.services)) {
    for (const item of table.all()) {
      if (!item.type) continue;
      const event = fromItem(item);
      events[event.type] = (events[event.type] ?? 0) + 1;
      digest.update(event.hash);
    }
  }
  return { violations: [] as Violation[], events, invariants: {} as Record<string, number>, digest: digest.digest('hex').slice(0, 16) };
}
