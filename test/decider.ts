import { seal } from '#shared/kernel/event-chain.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, Draft, StoredEvent } from '#shared/kernel/stream.ts';

/**
 * A command as the tests write it: type and content; everything else has a value that does not matter. Facts may be made of the hash of the
 * newest event, as what persons sign is.
 */
export type Told<C extends Command> = Pick<C, 'type' | 'data'> & Partial<Omit<C, 'facts'>> & { readonly facts?: FactsOf<C> };
type FactsOf<C extends Command> = C['facts'] | ((head: string | undefined) => C['facts']);

const TOLD_AT = '2024-12-08T06:10:00.000Z';

export function complete<C extends Command>(told: Told<C>, number = 1, head?: string): C {
  const { personal, facts } = told;
  return {
    id: `c${number}`,
    at: TOLD_AT,
    recordedAt: TOLD_AT,
    actor: { client: 'interior', officer: 'O-1', committee: 'RC-1', department: 'INTERIOR' },
    ...(personal && { salt: '00' }),
    ...told,
    ...(facts !== undefined && { facts: typeof facts === 'function' ? (facts as (head: string | undefined) => unknown)(head) : facts }),
  } as unknown as C;
}

/** Appends accepted commands to a stream in memory; a refused one is a fault of the test. */
export function streamOf<S, C extends Command>(aggregate: Aggregate<S, C>, told: readonly Told<C>[]): StoredEvent<S>[] {
  const events: StoredEvent<S>[] = [];
  for (const [index, each] of told.entries()) {
    const command = complete(each, index + 1, events.at(-1)?.hash);
    const answer = aggregate.decide(events.at(-1)?.state, command, events.at(-1)?.hash);
    if (isRefusal(answer)) throw new Error(`given[${index}] was refused: ${answer.code}`);
    if (answer !== 'nothing') events.push(seal(aggregate, 'id', events.at(-1), command, answer));
  }
  return events;
}

/** What a stream with this past answers: `nothing`, the code of a refusal, or the type of the new event. */
export function answerTo<S, C extends Command>(
  aggregate: Aggregate<S, C>,
  given: readonly Told<C>[],
  when: Told<C>,
): { said: string; draft?: Draft } {
  const head = streamOf(aggregate, given).at(-1);
  const answer = aggregate.decide(head?.state, complete(when, given.length + 1, head?.hash), head?.hash);
  if (answer === 'nothing') return { said: answer };
  return isRefusal(answer) ? { said: answer.code } : { said: answer.type, draft: answer };
}
