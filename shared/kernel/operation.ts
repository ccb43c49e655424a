import { refuse } from './refusal.ts';
import type { Aggregate, Command } from './stream.ts';

/** `rebuild` makes the projections anew from the events, `re-announce` the messages too. From and to are recorded times. */
export type Work = { readonly operation: 'rebuild' | 're-announce'; readonly from: string; readonly to: string };
export type Operation = Work & { readonly done: boolean; readonly events: number; readonly pages: number; readonly cursor?: string };
export type Start = Command<'start', Work>;
/** One page is through; without a cursor it was the last. */
export type Advance = Command<'advance', { readonly page: number; readonly events: number; readonly cursor?: string }>;

/** A walk over a service's events, page by page: each page's event makes the outbox do the next one, so a crash continues where it was. */
export const operation: Aggregate<Operation, Start | Advance> = {
  kind: 'OPERATION',
  decide(state, command) {
    if (command.type === 'start') {
      return state ? refuse('OPERATION_EXISTS', 'This operation was started before.') : { type: 'operation-started', data: command.data };
    }
    if (!state || state.done || command.data.page !== state.pages + 1) return 'nothing';
    return { type: command.data.cursor === undefined ? 'operation-finished' : 'operation-advanced', data: command.data };
  },
  evolve(state, event) {
    if (event.type === 'operation-started') return { ...(event.data as Work), done: false, events: 0, pages: 0 };
    const { page, events, cursor } = event.data as Advance['data'];
    const { cursor: _before, ...work } = state as Operation;
    return { ...work, pages: page, events: work.events + events, done: cursor === undefined, ...(cursor !== undefined && { cursor }) };
  },
};
