import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import type { Schedule } from './handover-commands.ts';

/** A line of a schedule: the number, the hash of the event that listed it, and of a lot how much. */
export type ScheduleLine = { readonly custodyNumber: string; readonly head: string; readonly quantity?: number | undefined };
/** Lines of a schedule as they were agreed: kept apart from the handover's own event, which has their digest. */
export type StoreSchedule = Command<'store', { readonly lines: readonly ScheduleLine[] }>;
export type ScheduleSlice = { readonly lines: number };

/** Lines kept in one event: about 35 KB. */
export const SLICE = 400;

/** A slice is named by what it says, so the same schedule stored again finds itself. */
export const scheduleSlice: Aggregate<ScheduleSlice, StoreSchedule> = {
  kind: 'SCHEDULE',
  decide: (state, { data }) => (state ? 'nothing' : { type: 'schedule-stored', data }),
  evolve: (_state, event) => ({ lines: (event.data as StoreSchedule['data']).lines.length }),
};

/** In the order of the numbers, so that the same lines give the same digest. Hex SHA-256 over their canonical form. */
export function scheduleOf(lines: readonly ScheduleLine[]): { schedule: Schedule; slices: { id: string; lines: ScheduleLine[] }[] } {
  const sorted = [...lines].sort((a, b) => (a.custodyNumber < b.custodyNumber ? -1 : 1));
  const digest = sha256(canonical(sorted.map(({ custodyNumber, head, quantity = null }) => [custodyNumber, head, quantity])));
  const slices = Array.from({ length: Math.ceil(sorted.length / SLICE) }, (_, index) => ({
    id: sliceId(digest, index),
    lines: sorted.slice(index * SLICE, (index + 1) * SLICE),
  }));
  return { schedule: { lines: sorted.length, digest }, slices };
}

/** The names of a schedule's slices. */
export function slicesOf({ lines, digest }: Schedule): string[] {
  return Array.from({ length: Math.ceil(lines / SLICE) }, (_, index) => sliceId(digest, index));
}

const sliceId = (digest: string, index: number) => `${digest}/${index + 1}`;
