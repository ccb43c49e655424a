import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Command } from '#shared/kernel/stream.ts';
import type { enrolment } from '#shared/lambda/enrolment.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { EventWalk } from '#shared/lambda/event-walk.ts';
import type { Keeper } from './domain/chain-of-custody.ts';
import { type Contents, container, containerId } from './domain/container.ts';
import { bookOf } from './domain/number-book.ts';
import type { NumberBook } from './domain/weapon-commands.ts';
import type { SerialIndex } from './serial-index.ts';

export type Deps = {
  readonly store: EventStore;
  readonly walk: EventWalk;
  readonly department: ReturnType<typeof enrolment>;
  readonly book: ReturnType<typeof books>;
  readonly dedicate: ReturnType<typeof containers>;
  readonly serials: SerialIndex;
};
export type By = { readonly by: Keeper; readonly at?: string };
export type OfItem = By & { readonly custodyNumber: string };

/** The book a number is in. A book once issued never changes, so it is read once. */
export function books(store: EventStore) {
  const known = new Map<string, NumberBook>();
  return async function book(custodyNumber: string): Promise<NumberBook | undefined> {
    const id = bookOf(custodyNumber);
    const found = known.get(id) ?? ((await store.newest('BOOK', id))?.state as NumberBook | undefined);
    if (found) known.set(id, found);
    return found;
  };
}

/** Claims a container for weapons or for ammunition: once, on its first use; a container never changes what it is for. 409 CONTAINER_MIXED. */
export function containers(store: EventStore) {
  const known = new Set<string>();
  return async function dedicate(
    by: Command,
    where: { site: string; container?: string | undefined },
    contents: Contents,
  ): Promise<Refusal | undefined> {
    if (where.container === undefined) return undefined;
    const { site, container: name } = where;
    const id = containerId(site, name);
    if (known.has(`${id} ${contents}`)) return undefined;
    const { id: commandId, at, recordedAt, actor } = by;
    const done = await store.execute(container, id, {
      id: commandId,
      type: 'dedicate',
      at,
      recordedAt,
      actor,
      data: { site, container: name, contents },
    });
    if (isRefusal(done)) return done;
    known.add(`${id} ${contents}`);
    return undefined;
  };
}

/** The departments of several officers, by the field that names each; the first who is not enrolled is refused. */
export async function departmentsOf<N extends string>(
  officers: Readonly<Record<N, Keeper | undefined>>,
  department: Deps['department'],
): Promise<Record<N, string> | Refusal> {
  const found: Partial<Record<N, string>> = {};
  for (const name of Object.keys(officers) as N[]) {
    const officer = officers[name];
    if (!officer) continue;
    const from = await department(officer, `${name}.officer`);
    if (isRefusal(from)) return from;
    found[name] = from;
  }
  return found as Record<N, string>;
}
