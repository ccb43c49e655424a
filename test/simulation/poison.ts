import type { Chance } from '#test/scenario/chance.ts';
import type { Faults } from './faults.ts';
import type { House } from './house.ts';
import type { World } from './world.ts';

const message = (type: string, data: object) =>
  JSON.stringify({
    specversion: '1.0',
    id: 'poison',
    source: 'amana/handover',
    type,
    subject: 'poison',
    time: '2024-12-18T06:00:00Z',
    datacontenttype: 'application/json',
    data: { sequence: 1, ...data },
  });

/** What can be read by nobody: to the quarantine. */
const UNREADABLE = [
  'no JSON',
  '{"specversion":"0.3"}',
  message('handover.never-said.v1', {}),
  message('handover.case-moved.v1', { stage: 'LOST' }),
];
/** What can be read and never done: to the dead letters, however often it is given back. */
export const UNDOABLE = message('handover.lines-submitted.v1', { manifestNo: 'RM-20241218-XX-99', chunk: 1 });

/** Some messages that nobody ought to have sent. */
export function poison({ world, faults, house, draw }: { world: World; faults: Faults; house: House; draw: Chance }): void {
  for (let count = draw.int(0, 3); count > 0; count--) {
    const { inbox } = draw.pick(Object.values(house.services));
    world.after(draw.int(0, 200_000), {
      go() {
        faults.note('poison-message');
        inbox.push(draw.pick(UNREADABLE));
      },
    });
  }
  if (!draw.often(0.3)) return;
  world.after(draw.int(0, 100_000), {
    go() {
      faults.note('poison-message');
      house.services.handover.inbox.push(UNDOABLE);
    },
  });
}
