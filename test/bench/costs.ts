import { people } from '../scenario/people.ts';
import type { Size } from './commands.ts';
import { openHouse } from './house.ts';
import { type Measured, measure } from './measured.ts';
import { type EventType, eventTypes, type Stories, stories } from './stored-events.ts';

/** What the operation cost: by command, by type of event, by person. */
export type Costs = { readonly commands: readonly Measured[]; readonly eventTypes: readonly EventType[]; readonly stories: Stories };

/** Runs the whole operation once and counts. Of a command that comes twice (two manifests) the second counts. */
export async function measureCosts(size: Size, told?: (command: string) => void): Promise<Costs> {
  const house = await openHouse();
  try {
    const measured = await measure(house, size, told);
    const home = people(size.seed, size.persons).map(({ personalNumber }) => personalNumber);
    return {
      commands: [...new Map(measured.map((each) => [each.command, each])).values()],
      eventTypes: eventTypes(house.events),
      stories: stories(house.events, home),
    };
  } finally {
    await house.close();
  }
}
