import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

export type ExternalCount = { readonly source: string; readonly figure: number; readonly countedOn: string; readonly scope: string };
export type ClaimCount = Command<
  'claim',
  ExternalCount & { readonly claim: string; readonly reference?: string | undefined; readonly manifest?: string | undefined }
>;

/** A figure somebody else published (press, other side): attributed, kept beside our own counts and never mixed in (domain 0.1, finding 3). */
export const externalCount: Aggregate<ExternalCount, ClaimCount> = {
  kind: 'CLAIM',
  decide(state, { data }) {
    if (state) return refuse('CLAIM_EXISTS', 'A claim with this reference was recorded before.', { field: 'claim' });
    return { type: 'count-claimed', data };
  },
  evolve(_state, event) {
    const { source, figure, countedOn, scope } = event.data as ClaimCount['data'];
    return { source, figure, countedOn, scope };
  },
};
