import type { LotFacts, WeaponFacts } from '#shared/contracts/custody.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Saying } from '#shared/lambda/outbox.ts';
import type { AmmunitionLot } from './domain/ammunition-lot.ts';
import type { Weapon } from './domain/weapon.ts';

/** Events that change nothing of what handover knows. */
const UNSAID = ['hold-placed', 'hold-lifted', 'lot-relocated'];

/** What custody says of an event (design page, who says what): numbers and counts, never a serial or a name. */
export function announces(event: StoredEvent): Saying[] {
  if (UNSAID.includes(event.type)) return [];
  if (event.kind === 'WEAPON') {
    const { kind, depositor, state } = event.state as Weapon;
    const data: Omit<WeaponFacts, 'sequence'> = { custodyNumber: event.id, ...(depositor && { depositor }), ...(kind && { kind }), state };
    return [{ to: ['handover'], type: 'custody.weapon-changed.v1', subject: event.id, data }];
  }
  if (event.kind === 'LOT') {
    const { calibre, unit, depositor, quantity, state } = event.state as AmmunitionLot;
    const data: Omit<LotFacts, 'sequence'> = {
      custodyNumber: event.id,
      ...(depositor && { depositor }),
      ...(calibre && { calibre }),
      ...(unit && { unit }),
      quantity,
      state,
    };
    return [{ to: ['handover'], type: 'custody.lot-changed.v1', subject: event.id, data }];
  }
  return [];
}
