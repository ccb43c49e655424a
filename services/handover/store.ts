import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { RowChange } from '#shared/lambda/row-store.ts';
import { caseRows } from './case-store.ts';
import { manifestRows } from './manifest-store.ts';

/** The rows an event changes, of both halves of the service. */
export function projects(event: StoredEvent): RowChange[] {
  return [...caseRows(event), ...manifestRows(event)];
}
