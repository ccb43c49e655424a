import type { ServiceName } from '#shared/contracts/envelope.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Outbox } from '#shared/lambda/outbox.ts';

// biome-ignore lint/suspicious/noExplicitAny: a planted bug stands between parts of any type
type Any = any;
type Wrapped<T> = (service: ServiceName, own: T) => T;
type Send = (command: Any) => Promise<Any>;
type Handler = (event: Any, context: Any) => Promise<Any>;

/** A bug put on purpose between the real code and its ports, to see whether it is found. Everything it does not name stays as it is. */
export type Plant = {
  readonly bug: string;
  readonly client?: Wrapped<Send>;
  readonly sqs?: Wrapped<Send>;
  readonly store?: Wrapped<EventStore>;
  readonly useCases?: Wrapped<Readonly<Record<string, Any>>>;
  readonly readers?: Wrapped<Readonly<Record<string, Any>>>;
  readonly inbox?: Wrapped<Handler>;
  readonly outbox?: Wrapped<Handler>;
  readonly publisher?: (own: Outbox) => Outbox;
};

const as = (_service: ServiceName, own: Any) => own;

/** The ports with the bug in them; without one, as they are. */
export function planted(plant?: Plant): Required<Omit<Plant, 'bug'>> {
  return { client: as, sqs: as, store: as, useCases: as, readers: as, inbox: as, outbox: as, publisher: (own) => own, ...plant };
}
