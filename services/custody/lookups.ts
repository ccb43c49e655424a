import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Command } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import { stepId } from '#shared/lambda/command-context.ts';
import { enrolment } from '#shared/lambda/enrolment.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { EventWalk } from '#shared/lambda/event-walk.ts';
import type { Keeper } from './domain/chain-of-custody.ts';
import { type Contents, container, containerId } from './domain/container.ts';
import { bookOf } from './domain/number-book.ts';
import { type SiteStore, stillFault } from './domain/site-store.ts';
import type { NumberBook } from './domain/weapon-commands.ts';
import { type Handovers, handovers } from './handover-lines.ts';
import { type LogReader, logReader } from './log-reader.ts';
import { sealings } from './seals.ts';
import { type SerialIndex, serialIndex } from './serial-index.ts';

export type Deps = {
  readonly store: EventStore;
  readonly walk: EventWalk;
  readonly department: ReturnType<typeof enrolment>;
  readonly book: ReturnType<typeof books>;
  readonly dedicate: ReturnType<typeof containers>;
  readonly still: ReturnType<typeof stillStores>;
  readonly putUnder: ReturnType<typeof sealings>;
  readonly serials: SerialIndex;
  readonly handovers: Handovers;
  readonly log: LogReader;
};
/** What the use cases and reads look things up with, on a table. */
export function lookups({ store, walk }: Pick<Deps, 'store' | 'walk'>): Deps {
  const named = {
    department: enrolment(store),
    book: books(store),
    dedicate: containers(store),
    still: stillStores(store),
    putUnder: sealings(store),
  };
  return { store, walk, ...named, serials: serialIndex(store), handovers: handovers(store), log: logReader(store.rows, walk) };
}

export type By = { readonly by: Keeper; readonly at?: string };
export type OfItem = By & { readonly custodyNumber: string };

/** Answers asked for once, however many lines of a batch need them at the same moment; what fails or does not last is asked for again. */
function once<A>(lasts: (answer: A) => boolean): (id: string, ask: () => Promise<A>) => Promise<A> {
  const answers = new Map<string, Promise<A>>();
  return (id, ask) => {
    const known = answers.get(id);
    if (known) return known;
    const asked = ask();
    answers.set(id, asked);
    const forget = () => answers.delete(id);
    asked.then((answer) => lasts(answer) || forget(), forget);
    return asked;
  };
}

/** The book a number is in. A book once issued never changes, so it is read once. */
function books(store: EventStore) {
  const known = once<NumberBook | undefined>((found) => found !== undefined);
  return async function book(custodyNumber: string): Promise<NumberBook | undefined> {
    const id = bookOf(custodyNumber);
    return known(id, async () => (await store.newest('BOOK', id))?.state as NumberBook | undefined);
  };
}

/** Claims a container for weapons or for ammunition: once, on its first use; a container never changes what it is for. 409 CONTAINER_MIXED. */
function containers(store: EventStore) {
  const known = once<Refusal | undefined>((refused) => refused === undefined);
  return async function dedicate(
    { at, actor }: Command,
    where: { site: string; container?: string | undefined },
    contents: Contents,
  ): Promise<Refusal | undefined> {
    const { site, container: name } = where;
    if (name === undefined) return undefined;
    const id = containerId(site, name);
    return known(`${id} ${contents}`, async () => {
      // Not the id of the act that fills it: were that refused, its corrected form would find this claim under other content.
      const claim = {
        id: stepId('dedicate', contents, actor.client, actor.committee, actor.officer),
        type: 'dedicate' as const,
        at,
        recordedAt: clock.now(),
        actor,
      };
      const done = await store.execute(container, id, { ...claim, data: { site, container: name, contents } });
      return isRefusal(done) ? done : undefined;
    });
  };
}

const KEPT_MS = 2000;

/**
 * Whether one of these stores stands still (409 STORE_FROZEN). That nothing holds a store is kept for two seconds, so that a batch asks once.
 *
 * A look-up, no lock: a movement that asked before the store was held may be appended after it. The closing of the check compares the book
 * then and now, names what moved in between, and finds nothing of it; the next check counts it (see `movedAround`).
 */
export function stillStores(store: EventStore) {
  const free = new Map<string, number>();
  async function still(sites: readonly (string | undefined)[]): Promise<Refusal | undefined> {
    for (const site of new Set(sites)) {
      if (site === undefined || (free.get(site) ?? 0) > clock.ms()) continue;
      const state = (await store.newest('SITE-STORE', site))?.state as SiteStore | undefined;
      const no = state && stillFault(state, site);
      if (no) return no;
      free.set(site, clock.ms() + KEPT_MS);
    }
    return undefined;
  }
  return Object.assign(still, { forget: (site: string) => free.delete(site) });
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
