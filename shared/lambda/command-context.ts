import * as z from 'zod';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Command } from '#shared/kernel/stream.ts';
import { BACKFILL_SCOPE } from './route.ts';

const SKEW_MS = 5 * 60_000;

/** ISO 8601 UTC to the second or millisecond. */
export const instant = z.iso.datetime({ message: 'a time in ISO 8601 UTC, such as 2024-12-08T06:10:00Z' });

/** The officer who acts, by number, in one committee; the department is read from the enrolment. */
export const by = z.strictObject({ officer: z.string().min(1).max(24), committee: z.string().min(1).max(24) });

/** The part every command's document has: who acts and, if not now, when it happened. */
export const stated = { by, at: instant.optional() };

/** What the entry knows of a call beside its document. Time, ids and salt enter the domain from here. */
export type Context = {
  readonly id: string;
  readonly client: string;
  readonly scopes: readonly string[];
  readonly recordedAt: string;
  readonly salt: string;
};

/** The id of a step that nobody calls but another event. Its spaces stand in no Idempotency-Key, so that no caller can take it beforehand. */
export function stepId(step: string, ...of: readonly [string | number | undefined, ...(string | number | undefined)[]]): string {
  return [step, ...of].join(' ');
}

type Stated = { by?: { officer: string; committee: string } | undefined; at?: string | undefined };

/**
 * Makes a command of a document. A stated time more than five minutes past needs the backfill scope and marks the event (403
 * BACKFILL_NOT_ALLOWED); more than five minutes ahead is refused (422 TIME_AHEAD).
 */
export function command<T extends string, D, P extends object = object, F = unknown>(
  context: Context,
  type: T,
  { by, at, ...data }: Stated & D,
  more: { personal?: P; department?: string; facts?: F } = {},
): Command<T, D, P, F> | Refusal {
  const now = Date.parse(context.recordedAt);
  const when = at === undefined ? now : Date.parse(at);
  if (when > now + SKEW_MS) return refuse('TIME_AHEAD', 'The stated time lies ahead of the clock.', { status: 422, field: 'at' });
  const past = when < now - SKEW_MS;
  if (past && !context.scopes.includes(BACKFILL_SCOPE)) {
    return refuse('BACKFILL_NOT_ALLOWED', `A time in the past needs the scope ${BACKFILL_SCOPE}.`, { status: 403, field: 'at' });
  }
  const { personal, department, facts } = more;
  return {
    id: context.id,
    type,
    at: new Date(when).toISOString(),
    atStated: at !== undefined,
    recordedAt: context.recordedAt,
    ...(past && { backfilled: true as const }),
    actor: { client: context.client, ...(by && { officer: by.officer, committee: by.committee }), ...(department && { department }) },
    data: data as D,
    ...(personal && { personal, salt: context.salt }),
    ...(facts !== undefined && { facts }),
  };
}
