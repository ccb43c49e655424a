import { remembered } from '#shared/kernel/event-chain.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, StoredEvent } from '#shared/kernel/stream.ts';
import type { Accepted, EventStore, Hint } from '#shared/lambda/event-store.ts';
import type { Contents } from './domain/container.ts';
import type { Deps } from './lookups.ts';
import type { Sealing } from './seals.ts';

/** How an act will be decided. `rules` and `hint` are what to execute it with: foreseen refused, it is refused or answered as a repeat. */
export type Foreseen<S, C extends Command> = {
  readonly outlook: 'ACCEPTED' | 'REPEATED' | 'REFUSED';
  readonly rules: Aggregate<S, C>;
  readonly hint: Hint;
};

/**
 * Decides ahead of the append, so that nothing of a refused act is stored beside its stream. Only an acceptance is believed of a hint,
 * which may be stale; a refusal is looked for in the newest event.
 */
export async function foresee<S, C extends Command>(
  store: EventStore,
  aggregate: Aggregate<S, C>,
  id: string,
  command: C,
  hint: Hint,
): Promise<Foreseen<S, C>> {
  const seen = hint.head || hint.fresh ? judged(aggregate, command, hint.head) : undefined;
  return seen && seen.outlook !== 'REFUSED' ? seen : judged(aggregate, command, await store.newest(aggregate.kind, id));
}

function judged<S, C extends Command>(aggregate: Aggregate<S, C>, command: C, head: StoredEvent | undefined): Foreseen<S, C> {
  const hint = { head, fresh: !head };
  if (head && remembered(head, command.id) !== undefined) return { outlook: 'REPEATED', rules: aggregate, hint };
  const answer = aggregate.decide(head?.state as S | undefined, command, head?.hash);
  if (!isRefusal(answer)) return { outlook: 'ACCEPTED', rules: aggregate, hint };
  return { outlook: 'REFUSED', rules: { ...aggregate, decide: () => answer }, hint };
}

type Movement = {
  readonly to: { site: string; container?: string | undefined } | undefined;
  readonly contents: Contents;
  readonly head: Hint['head'];
  readonly under?: Sealing;
};

/**
 * Appends an act that brings something out of its store or into a container. Only an act that will be accepted asks whether the stores
 * stand still, and claims the container and its seal, which is for good.
 */
export async function fill<S extends { site?: string; place?: object }, C extends Command>(
  aggregate: Aggregate<S, C>,
  id: string,
  command: C,
  { to, contents, head, under }: Movement,
  { store, dedicate, still, putUnder }: Pick<Deps, 'store' | 'dedicate' | 'still' | 'putUnder'>,
): Promise<Accepted | Refusal> {
  const { outlook, rules, hint } = await foresee(store, aggregate, id, command, { head });
  if (outlook !== 'ACCEPTED') return store.execute(rules, id, command, hint);
  const from = hint.head?.state as S | undefined;
  const no =
    (await still([from?.place && from.site, to?.container === undefined ? undefined : to.site])) ??
    (to?.container === undefined
      ? undefined
      : ((await dedicate(command, to, contents)) ?? (under && (await putUnder(command, to, under)))));
  // The head may have been a hint of before this very command: what stands in the way now does not stand in the way of a repeat.
  return no ? store.execute({ ...aggregate, decide: () => no }, id, command) : store.execute(rules, id, command, hint);
}
