import type { Refusal } from './refusal.ts';

/** Who acts: an officer by number, the department and committee read from the enrolment, the calling system from its token. */
export type Actor = {
  readonly client: string;
  readonly officer?: string;
  readonly department?: string;
  readonly committee?: string;
};

/** What somebody asks for. `data` and `personal` are the caller's content; `facts` is what the use case looked up for the decision. */
export type Command<T extends string = string, D = unknown, P = object, F = unknown> = {
  readonly id: string;
  readonly type: T;
  /** Effective time, ISO 8601 UTC. */
  readonly at: string;
  /** True when the caller named `at`; only then is it part of the command's content. */
  readonly atStated?: boolean;
  readonly recordedAt: string;
  readonly backfilled?: true;
  readonly actor: Actor;
  readonly data: D;
  readonly personal?: P;
  /** Random hex, kept inside the personal data, so that their commitment cannot be guessed. */
  readonly salt?: string;
  readonly facts?: F;
};

/** What `decide` answers with when it accepts: the event before it is sealed into its stream. */
export type Draft<T extends string = string, D = object> = { readonly type: T; readonly data: D; readonly personal?: object };

/** An event as `evolve` sees it. */
export type Happened = { readonly type: string; readonly data: unknown; readonly at: string; readonly actor: Actor };

/**
 * The rules of one kind of stream. `evolve` folded over a stream's events gives the compact state every event carries (I-01). `head` is the hash
 * of the newest event: what persons sign who approve an act.
 */
export type Aggregate<S, C extends Command> = {
  readonly kind: string;
  decide(state: S | undefined, command: C, head?: string): Draft | Refusal | 'nothing';
  evolve(state: S | undefined, event: Happened): S;
};

export type StoredEvent<S = unknown, D = unknown> = {
  readonly kind: string;
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
  readonly v: 1;
  readonly at: string;
  readonly recordedAt: string;
  readonly backfilled?: true;
  readonly actor: Actor;
  readonly command: { readonly id: string; readonly fingerprint: string };
  /** The first 8 bytes, in hex, of SHA-256 of the ids of the last 32 commands, oldest first: the last one is this event's. */
  readonly recent: readonly string[];
  readonly data: D;
  readonly state: S;
  readonly personal?: Readonly<Record<string, unknown>> & { readonly salt: string };
  /** Hex SHA-256 over the canonical personal data; stays when they are erased. */
  readonly commitment?: string;
  readonly prev: string;
  readonly hash: string;
};
