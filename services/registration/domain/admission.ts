import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

const RETROACTIVE_MS = 24 * 3_600_000;

type Approval = { readonly authority: string; readonly reference: string; readonly grounds: string };
/** Both sides name a crossing in their own way, so every name has a side and a script. */
export type Crossing = { readonly names: readonly { readonly name: string; readonly side: string; readonly script: string }[] };

export type Admission = { readonly openedAt: string; readonly approved: boolean; readonly approvedAt?: string; readonly overdue?: true };
export type OpenAdmission = Command<
  'open',
  { readonly admission: string; readonly crossing: Crossing; readonly orderingAuthority: string; readonly approval?: Approval }
>;
export type ApproveAdmission = Command<'approve', { readonly admission: string; readonly approval: Approval }>;

/** An opening of the border to a group: under an approval, or as an emergency that gets its approval within 24 h (domain C.1). */
export const admission: Aggregate<Admission, OpenAdmission | ApproveAdmission> = {
  kind: 'ADMISSION',
  decide(state, command) {
    if (command.type === 'open') {
      if (state) return refuse('ADMISSION_EXISTS', 'An admission with this reference was opened before.', { field: 'admission' });
      return { type: command.data.approval ? 'admission-approved' : 'emergency-admission-opened', data: command.data };
    }
    if (!state) return refuse('ADMISSION_UNKNOWN', 'There is no admission with this reference.', { status: 404, field: 'admission' });
    if (state.approved) return refuse('ADMISSION_APPROVED', 'This admission has its approval.');
    const late = Date.parse(command.at) - Date.parse(state.openedAt) > RETROACTIVE_MS;
    return { type: 'admission-approved', data: { ...command.data, ...(late && { late: true }) } };
  },
  evolve(state, event) {
    const data = event.data as { late?: true };
    const openedAt = state?.openedAt ?? event.at;
    if (event.type !== 'admission-approved') return { openedAt, approved: false };
    return { openedAt, approved: true, approvedAt: event.at, ...(data.late && { overdue: true as const }) };
  },
};

/** Whether people may be registered under this admission at a moment: approved, or an emergency not older than 24 h. */
export function admitting(state: Admission | undefined, at: string): Refusal | undefined {
  if (!state) return refuse('ADMISSION_UNKNOWN', 'There is no admission with this reference.', { status: 422, field: 'admission' });
  const waiting = Date.parse(at) - Date.parse(state.openedAt) > RETROACTIVE_MS;
  if (state.approved || !waiting) return undefined;
  return refuse('APPROVAL_OVERDUE', 'This emergency admission has been without its approval for more than 24 h.', { field: 'admission' });
}
