import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from '../replay/ministry.ts';
import type { Ministries } from '../replay/replay.ts';
import type { Order } from '../scenario/establishment.ts';
import type { Refusals } from '../scenario/refusals.ts';

export type Story = { readonly ministries: Ministries; readonly plan: Refusals };
/** What the story saw on its way: refusals by the thing that was tried, and what the receiver could see. */
export type Seen = {
  readonly refused: Record<string, string>;
  readonly notListed: Record<string, string>;
  readonly shownBefore: string[];
  readonly shownAfter: string[];
  readonly submitted: Record<string, unknown>;
};

/** The code with which a call is refused; `accepted` when it is not. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

export function sign(
  { ministries }: Pick<Story, 'ministries'>,
  { client, path, id, document }: Order,
  more: object = {},
): Promise<unknown> {
  return ministries[client].post(path, id, { ...document, ...more });
}

/** Looks again until something asynchronous has come about. @throws after a minute and a half. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 90_000; !(await holds()); await pause(200))
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}`);
}
