import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import type { NumberBook } from './weapon-commands.ts';

/** How many receipts a book has. */
export const BOOK_SIZE = 1000;

export type IssueBook = Command<'issue-book', { readonly book: string; readonly committee: string }>;

/** Receipts are numbered in books of a thousand; the receipt's number is the custody number: WA000123-4 is in book WA000. */
export function bookOf(custodyNumber: string): string {
  return custodyNumber.slice(0, 5);
}

/** A receipt book, issued once to one committee. */
export const numberBook: Aggregate<NumberBook, IssueBook> = {
  kind: 'BOOK',
  decide(state, { data }) {
    if (!state) return { type: 'book-issued', data };
    return refuse('BOOK_ISSUED', `Book ${data.book} was issued before and is never issued again.`, { field: 'book' });
  },
  evolve: (_state, event) => ({ committee: (event.data as IssueBook['data']).committee }),
};
