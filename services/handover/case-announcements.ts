import type { CaseMoved } from '#shared/contracts/handover.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Saying } from '#shared/lambda/outbox.ts';

/** What handover says of a case: that the person crossed. Nobody has to know of the steps before. */
export function caseSayings({ kind, id, type, at, data }: StoredEvent): Saying[] {
  if (kind !== 'CASE' || type !== 'accepted') return [];
  const { manifest } = data as { manifest: string };
  const moved: Omit<CaseMoved, 'sequence'> = { personalNumber: id, stage: 'RETURNED', manifest, at };
  return [{ to: ['registration', 'custody'], type: 'handover.case-moved.v1', subject: id, data: moved }];
}
