import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Row, RowChange } from '#shared/lambda/row-store.ts';
import { type Located, placeBefore, type Spot } from './domain/chain-of-custody.ts';

export type Register = 'WEAPONS' | 'LOTS';
export type FindRow = Row & { readonly custodyNumber: string };

const placed = (register: Register, site: string, building?: string) =>
  `${register}-AT#${site}${building === undefined ? '' : `|${building}`}`;
const sealed = (register: Register, seal: string) => `${register}-UNDER#${seal}`;

/** The range in which things of a place stand, or under a seal; a seal tells more than a place. */
export function whereTheyStand(register: Register, { site, building, container, rack, slot, seal }: Spot) {
  if (seal !== undefined) return { pk: sealed(register, seal) };
  if (site === undefined) return undefined;
  const within = [container, rack, slot];
  const named = within.slice(0, within.includes(undefined) ? within.indexOf(undefined) : within.length);
  return { pk: placed(register, site, building), prefix: named.map((part) => `${part}#`).join('') };
}

/** By site, by its building, and by seal. A site's container is one whether or not its building is told, so both have it in the sort key. */
function rowsAt(register: Register, custodyNumber: string, { site, building, container, rack, slot, seal }: Spot): FindRow[] {
  if (site === undefined) return [];
  const sk = [container, rack, slot, custodyNumber].map((part) => part ?? '').join('#');
  return [
    { pk: placed(register, site), sk, custodyNumber },
    ...(building === undefined ? [] : [{ pk: placed(register, site, building), sk, custodyNumber }]),
    ...(seal === undefined ? [] : [{ pk: sealed(register, seal), sk: custodyNumber, custodyNumber }]),
  ];
}

/** What an event changes of where its thing is found: an act that leaves it where it is changes nothing. */
export function placeChanges(register: Register, event: StoredEvent<Located & { readonly was?: string }>): RowChange[] {
  const { id, sequence, state } = event;
  const { site, place, was } = state;
  if (was === undefined && sequence > 1) return [];
  const left = was === undefined ? [] : rowsAt(register, id, placeBefore(event));
  return [
    ...left.map(({ pk, sk }): RowChange => ({ remove: { pk, sk } })),
    ...rowsAt(register, id, { site, ...place }).map((put): RowChange => ({ put })),
  ];
}
