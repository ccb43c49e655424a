import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Command, Draft } from '#shared/kernel/stream.ts';
import type { AmmunitionLot } from './ammunition-lot.ts';
import type { Approval, Approvals } from './approval.ts';
import { type Discrepancy, itemFault, type Settlement, settlementFault } from './discrepancy.ts';
import type { Finding } from './stock-findings.ts';
import { type Board, lossFault } from './weapon-missing.ts';

/** The report's state, and the finding about this lot that its opening event has. */
type Reported = { readonly report?: Discrepancy | undefined; readonly finding?: Finding | undefined };
type OfFinding = { readonly custodyNumber: string; readonly counted: number } & Pick<Settlement, 'discrepancy'> & {
    readonly type: 'AMMO_QTY';
  };

/** More was found than the book has, or the figure had been entered wrongly. `counted` lies between the book's and the check's figures. */
export type Recount = Command<
  'recount',
  OfFinding & Pick<Settlement, 'verifier' | 'documents'> & { readonly outcome: 'FOUND' | 'CLERICAL' },
  object,
  Reported & { readonly verifierDepartment: string }
>;
/** A board found that what is short is lost or stolen; two persons approve. */
export type ConfirmLotLoss = Command<
  'confirm-loss',
  OfFinding & { readonly outcome: 'LOST' | 'STOLEN'; readonly board: Board; readonly approvals: Approvals },
  object,
  Reported & { readonly approvals: readonly Approval[] }
>;
export type LotFindingCommand = Recount | ConfirmLotLoss;

/** The only way in which a balance changes without something being received or destroyed: by an item of a discrepancy report. */
export function decideFinding(state: AmmunitionLot, command: LotFindingCommand, head: string | undefined): Draft | Refusal {
  const { data, facts, actor } = command;
  const no = itemFault(facts?.report, { ...data, item: data.custodyNumber });
  if (no) return no;
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  const figures = [Number(facts?.finding?.book), Number(facts?.finding?.physical)];
  const within = data.counted >= Math.min(...figures) && data.counted <= Math.max(...figures);
  if (!within || facts?.finding?.book !== state.quantity)
    return say('COUNT_OUTSIDE', 'What is settled lies between the figures of the book and of the check.', 'counted');
  const difference = data.counted - state.quantity;
  if (difference === 0) return say('NOTHING_CHANGES', 'All of it is there: such an outcome names no count.', 'counted');
  if (command.type === 'confirm-loss') {
    if (difference > 0) return say('NOTHING_LOST', 'More was counted than is in trust: found, or entered wrongly.', 'outcome');
    return lossFault(command, head) ?? { type: 'loss-confirmed', data: { ...data, difference } };
  }
  if (data.outcome === 'FOUND' && difference < 0)
    return say('NOTHING_FOUND', 'Less was counted than is in trust: lost, or entered wrongly.', 'outcome');
  return (
    settlementFault(command.data, actor, command.facts?.verifierDepartment ?? '') ?? {
      type: 'lot-recounted',
      data: { ...data, difference },
    }
  );
}

export function afterFinding(state: Omit<AmmunitionLot, 'last'>, type: string, data: unknown): Omit<AmmunitionLot, 'last'> {
  const { difference } = data as { difference: number };
  if (type === 'loss-confirmed') return { ...state, quantity: state.quantity + difference, lost: state.lost - difference };
  if (type === 'lot-recounted') return { ...state, quantity: state.quantity + difference, received: state.received + difference };
  return state;
}
