import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { type lawlessCustody, NOW } from './lawless.ts';
import { approval, type Signer } from './scenario/officer-keys.ts';

export type Line = { readonly custodyNumber: string; readonly head: string; readonly quantity?: number };

const digestOf = (lines: readonly Line[]) =>
  sha256(canonical(lines.map(({ custodyNumber, head, quantity = null }) => [custodyNumber, head, quantity])));
const agreed = (lines: readonly Line[]) => ({ lines: lines.length, digest: digestOf(lines) });
const LISTED = 2;

/** A handover by the number `no` of the weapons V and W and the lot L, which are listed for it, under no law but the guard's. */
export async function lawlessHandover(custody: Awaited<ReturnType<typeof lawlessCustody>>, no: string, approvers: readonly Signer[]) {
  const { put } = custody;
  const step = (type: string, state: object, data: object = {}) =>
    put('HANDOVER', no, type, { recognition: 'MFA-1', country: 'SYR', ...state }, data);
  const recognised = (state: string) => put('RECOGNITION', 'MFA-1', 'noted', { state, country: 'SYR' });
  const handover = { no, n: LISTED };

  const lineOf = async (id: string, quantity?: number): Promise<Line> => ({
    custodyNumber: id,
    head: await custody.head(quantity === undefined ? 'WEAPON' : 'LOT', id),
    ...(quantity !== undefined && { quantity }),
  });

  /** Brings it to where it may be answered, with these lines on its schedules; `stored` may be others than those signed. */
  async function delivered(lines: readonly Line[], { stored = lines, ammunition = [] as readonly Line[], by = approvers } = {}) {
    const schedules = { weapons: agreed(lines), ammunition: agreed(ammunition) };
    if (lines.length) await put('SCHEDULE', `${schedules.weapons.digest}/1`, 'schedule-stored', {}, { lines: stored });
    if (ammunition.length) await put('SCHEDULE', `${schedules.ammunition.digest}/1`, 'schedule-stored', {}, { lines: ammunition });
    await step('schedule-agreed', { state: 'SCHEDULE_AGREED', schedules }, schedules);
    const head = await custody.head('HANDOVER', no);
    const approvals = by.map((each) => approval(each, { action: 'hand-over', head, subject: `HANDOVER#${no}` }, NOW));
    const approved = await step('handover-approved', { state: 'APPROVED', schedules }, { approvals });
    if (approved !== 'put') return approved;
    await step('sealed-for-transport', { state: 'SEALED_FOR_TRANSPORT', schedules });
    return step('delivered', { state: 'DELIVERED', schedules });
  }

  const gone = (more: object = {}, type = 'handed-over') =>
    put('WEAPON', 'W', type, { state: 'HANDED_OVER', identity: 1, handover, ...more });
  const held = () => put('WEAPON', 'W', 'hold-placed', { state: 'HANDOVER_LISTED', identity: 1, holds: { H: 'DISPUTE' }, handover });
  const took = (handedOver: number, type = 'handed-over') => put('LOT', 'L', type, { quantity: 100 - handedOver, handedOver, handover });

  await recognised('IN_FORCE');
  for (const id of ['V', 'W']) {
    await put('WEAPON', id, 'deposited', { state: 'IN_TRUST', identity: 1 });
    await put('WEAPON', id, 'handover-listed', { state: 'HANDOVER_LISTED', identity: 1, handover });
  }
  await put('LOT', 'L', 'lot-deposited', { quantity: 100 });
  return { step, recognised, lineOf, delivered, gone, held, took };
}
