import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Guard } from '#shared/lambda/event-store.ts';

type Newest = Parameters<Guard>[2];
type History = Parameters<Guard>[3];
type Line = { readonly custodyNumber: string; readonly head: string; readonly quantity?: number };
type Agreed = { readonly lines: number; readonly digest: string };
type Standing = {
  readonly state?: string;
  readonly recognition?: string;
  readonly country?: string;
  readonly schedules?: { readonly weapons: Agreed; readonly ammunition: Agreed };
};
type Gone = { readonly state?: string; readonly handedOver?: number; readonly handover?: { readonly no: string } };

/** What must lie directly before each of the last steps of a handover. */
const BEFORE: Readonly<Record<string, string>> = {
  APPROVED: 'SCHEDULE_AGREED',
  SEALED_FOR_TRANSPORT: 'APPROVED',
  DELIVERED: 'SEALED_FOR_TRANSPORT',
};

/**
 * Proves in front of the append, apart from the domain, that nothing leaves trust by a handover but what two persons approved: the handover
 * was approved and is delivered, its agreed schedule gives the digest they signed, and this weapon or lot is on it exactly as it is now.
 * What an event does counts, not what it is called. 409 NOT_PROVEN, with what is missing.
 */
export const handoverGuard: Guard = async (sealed, head, newest, history) => {
  const [before, after] = [head?.state as Gone | undefined, sealed.state as Gone];
  if (sealed.kind === 'HANDOVER') {
    const needed = after.state === before?.state ? undefined : BEFORE[after.state ?? ''];
    return needed === undefined || before?.state === needed ? undefined : notProven(`the handover was not ${needed}`);
  }
  const kind = sealed.kind === 'WEAPON' ? 'weapons' : sealed.kind === 'LOT' ? 'ammunition' : undefined;
  if (!kind || !leaves(before, after)) return undefined;
  const no = after.handover?.no ?? '';
  const standing = ((await newest('HANDOVER', no))?.state ?? {}) as Standing;
  if (standing.state !== 'DELIVERED') return notProven('the handover is not delivered');
  const act = (await newest('RECOGNITION', standing.recognition ?? ''))?.state as { state?: string; country?: string } | undefined;
  if (act?.state !== 'IN_FORCE' || act.country !== standing.country) return notProven('no act in force recognises the receiver');
  const schedule = standing.schedules?.[kind];
  const lines = schedule && (await provenLines(no, kind, schedule, newest, history));
  if (lines?.get(sealed.id) !== sealed.prev) return notProven('it is not on the approved schedule as it is now');
  return undefined;
};

function leaves(before: Gone | undefined, after: Gone): boolean {
  return (after.state === 'HANDED_OVER' && before?.state !== 'HANDED_OVER') || (after.handedOver ?? 0) > (before?.handedOver ?? 0);
}

const KEPT = 4;
/** By the store that asks, so that each has its own; only what was proved is kept. */
const proven = new WeakMap<Newest, Map<string, ReadonlyMap<string, string>>>();

/** The lines of a schedule whose digest was signed: hash by number. A schedule never changes, so it is proved once. */
async function provenLines(no: string, kind: 'weapons' | 'ammunition', schedule: Agreed, newest: Newest, history: History) {
  const kept = proven.get(newest) ?? new Map<string, ReadonlyMap<string, string>>();
  proven.set(newest, kept);
  const key = `${no} ${kind} ${schedule.digest}`;
  const lines = kept.get(key) ?? (await prove(no, kind, schedule, newest, history));
  if (!lines) return undefined;
  kept.set(key, lines);
  if (kept.size > KEPT) kept.delete([...kept.keys()][0] as string);
  return lines;
}

async function prove(no: string, kind: 'weapons' | 'ammunition', { lines: count, digest }: Agreed, newest: Newest, history: History) {
  const { events } = await history('HANDOVER', no);
  const agreed = events.find(({ type }) => type === 'schedule-agreed') as StoredEvent<unknown, Record<string, Agreed>> | undefined;
  const approved = events.find(({ type }) => type === 'handover-approved');
  if (!agreed || approved?.prev !== agreed.hash || agreed.data[kind]?.digest !== digest) return undefined;
  const lines: Line[] = [];
  for (let slice = 1; lines.length < count; slice++) {
    const found = (await newest('SCHEDULE', `${digest}/${slice}`)) as StoredEvent<unknown, { lines: Line[] }> | undefined;
    if (!found?.data.lines.length) return undefined;
    lines.push(...found.data.lines);
  }
  const said = canonical(lines.map(({ custodyNumber, head, quantity = null }) => [custodyNumber, head, quantity]));
  return sha256(said) === digest ? new Map(lines.map(({ custodyNumber, head }) => [custodyNumber, head])) : undefined;
}

function notProven(missing: string): Refusal {
  return refuse('NOT_PROVEN', 'Nothing proves that this may leave trust by this handover.', { more: { missing } });
}
