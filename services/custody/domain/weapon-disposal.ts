import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Draft } from '#shared/kernel/stream.ts';
import { approvalsFault } from './approval.ts';
import { named, sealFault } from './chain-of-custody.ts';
import type { Weapon } from './weapon.ts';
import type { ApproveDestruction, Destroy, Release } from './weapon-commands.ts';

/** The ways out of trust but for the handover: destruction, and the private owner whom a court names (domain C.2, I-18). */
export function dispose(state: Weapon, command: ApproveDestruction | Destroy | Release, head: string | undefined): Draft | Refusal {
  const held = Object.keys(state.holds ?? {});
  if (held.length)
    return refuse('UNDER_HOLD', 'A legal hold lies on the weapon; it stays until the hold is lifted.', { more: { holds: held } });
  if (command.type === 'approve-destruction') return approveDestruction(command, head);
  const { releasedBy } = command.data;
  if (named(releasedBy) !== state.keeper)
    return refuse('CHAIN_BROKEN', 'It is released by the officer who received it last, so that the chain has no gap.', {
      field: 'releasedBy',
      more: { keeper: state.keeper },
    });
  const no = sealFault(command.data, { leaves: true, enters: false });
  if (no) return no;
  return command.type === 'destroy' ? destroy(command) : release(command, head);
}

/** Only what is unsafe, prohibited, or has its marks erased. */
function approveDestruction({ data, facts, actor, recordedAt }: ApproveDestruction, head: string | undefined): Draft | Refusal {
  if (data.ground === 'ERASED_MARKS' && facts?.serialStatus !== 'OBLITERATED')
    return refuse('MARKS_NOT_ERASED', 'The valid identity does not say that the marks are obliterated; correct it first.', {
      status: 422,
      field: 'ground',
    });
  return approvalsFault(facts?.approvals ?? [], { requester: actor.officer, head, recordedAt }) ?? { type: 'destruction-approved', data };
}

/** The approval of two persons is the event before; a third party sees it done, neither who records it nor who releases the weapon. */
function destroy({ data, facts, personal, actor }: Destroy): Draft | Refusal {
  if ([actor.department, facts?.releasedBy].includes(data.witnessOf))
    return refuse('WITNESS_TAKES_PART', 'The witness is of a third party.', { status: 422, field: 'witness.organisation' });
  return { type: 'destroyed', data, ...(personal && { personal }) };
}

function release({ data, facts, personal, actor, recordedAt }: Release, head: string | undefined): Draft | Refusal {
  const no = approvalsFault(facts?.approvals ?? [], { requester: actor.officer, head, recordedAt });
  return no ?? { type: 'released-to-owner', data, ...(personal && { personal }) };
}
