import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

export type NumberBlock = { readonly committee: string };
export type IssueBlock = Command<'issue-block', { readonly block: string; readonly committee: string }>;

/** Numbers are issued a thousand at a time, as numbered paper books: the block of SY000123-4 is SY000. */
export function blockOf(personalNumber: string): string {
  return personalNumber.slice(0, 5);
}

export const numberBlock: Aggregate<NumberBlock, IssueBlock> = {
  kind: 'BLOCK',
  decide(state, { data }) {
    if (!state) return { type: 'block-issued', data };
    return refuse('BLOCK_ISSUED', `Block ${data.block} was issued before and is never issued again.`, { field: 'block' });
  },
  evolve: (_state, event) => ({ committee: (event.data as IssueBlock['data']).committee }),
};
