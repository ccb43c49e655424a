import { custodyNumber } from '#shared/kernel/numbers.ts';
import { CALENDAR, later, within } from './calendar.ts';
import { chance } from './chance.ts';
import { ARMOURY, officer, WEAPONS_RECEPTION } from './committees.ts';
import type { Invented } from './people.ts';
import type { Line } from './registration-papers.ts';
import type { InventedWeapon } from './weapons.ts';

const RECEPTION_POINT = 'QAIM-WEAPONS';
const STORE = 'RUTBA-ARMOURY';
const recorder = officer(WEAPONS_RECEPTION, 'DEFENCE');
const verifier = officer(WEAPONS_RECEPTION, 'INTERIOR');
const keeper = officer(ARMOURY, 'DEFENCE');
const storeman = officer(ARMOURY, 'LOGISTICS');
const ISSUER = { name: 'سعد عبد الواحد', rank: 'نقيب', unit: 'قيادة قوات الحدود، القائم' };

/** The paper signed at the table: identity read twice, cleared safe first, the receipt given before the depositor goes on. */
export function deposits(weapons: readonly InventedWeapon[]): Line[] {
  return weapons.map(({ custodyNumber: number, depositor, identity, serviceability, magazines }, index) => {
    const at = within(CALENDAR.crossed, index, weapons.length);
    const { given, father, family } = depositor.name;
    return {
      id: `deposit:${number}`,
      by: recorder,
      at,
      custodyNumber: number,
      ...identity,
      ...(magazines > 0 && { accessories: [{ type: 'MAGAZINE', qty: magazines }] }),
      serviceability,
      clearedSafe: { by: verifier.officer, at: later(at, -300) },
      depositor: {
        personalNumber: depositor.personalNumber,
        name: `${given} ${father} ${family}`,
        ...(depositor.rank && { rank: depositor.rank }),
        ...(depositor.unit && { unit: depositor.unit }),
      },
      titleHolder: 'STATE_OF_ORIGIN',
      acknowledged: index % 60 === 11 ? { as: 'REFUSED', witness: verifier.officer } : { as: index % 25 === 3 ? 'THUMB' : 'SIGNATURE' },
      issuer: ISSUER,
      verifier: { ...verifier, ...(identity.serialAsMarked && { serialRead: identity.serialAsMarked }) },
      location: { site: RECEPTION_POINT },
    };
  });
}

/** A receipt spoilt at the writing: the number after the last one, so that every number of the book is accounted for. */
export function voidedReceipts(weapons: readonly InventedWeapon[]): Line[] {
  const number = custodyNumber('WA', weapons.length);
  return [{ id: `void:${number}`, by: recorder, at: CALENDAR.stored[0], custodyNumber: number, reason: 'Spoilt at the writing' }];
}

/** From the reception point's recorder to the armoury's keeper, forty weapons a sealed container. */
export function movements(weapons: readonly InventedWeapon[]): Line[] {
  return weapons.map(({ custodyNumber: number }, index) => {
    const container = String(Math.floor(index / 40) + 1).padStart(3, '0');
    return {
      id: `store:${number}`,
      by: keeper,
      at: within(CALENDAR.stored, index, weapons.length),
      custodyNumber: number,
      releasedBy: recorder,
      receivedBy: keeper,
      witness: storeman,
      purpose: 'TO_STORE',
      documentNo: `CD-${container}`,
      to: { site: STORE, building: 'B1', container: `W-${container}`, rack: `R${(index % 40) + 1}` },
      sealAfter: `S-${container}`,
      vehicle: `ARM-${(Number(container) % 6) + 1}`,
    };
  });
}

const LOTS = [
  ['7.62×39', 90],
  ['7.62×54R', 30],
  ['5.45×39', 30],
  ['9×18', 8],
  ['PG-7V', 2],
  ['RGD-5', 3],
] as const;

/** Ammunition by lot and quantity, about sixteen rounds a person, in containers of its own. */
export function ammunition(seed: number, everybody: readonly Invented[]): Line[] {
  const officers = everybody.filter(({ calling }) => calling === 'OFFICER');
  const count = Math.max(LOTS.length, Math.round(everybody.length / 80));
  return Array.from({ length: count }, (_, index) => {
    const by = chance(seed, `lot ${index}`);
    const [calibreOrType, weight] = LOTS[index % LOTS.length] as (typeof LOTS)[number];
    const explosive = weight < 5;
    const loose = by.often(0.4);
    const depositor = by.pick(officers.length ? officers : everybody);
    const { given, father, family } = depositor.name;
    const number = custodyNumber('AA', index);
    const at = within(CALENDAR.crossed, index, count);
    return {
      id: `deposit:${number}`,
      by: recorder,
      at,
      custodyNumber: number,
      calibreOrType,
      lotNumber: loose ? `LOOSE-${index + 1}` : `${by.int(60, 99)}-${by.digits(3)}`,
      quantity: explosive ? by.int(2, 30) : by.int(20, 60) * weight,
      unitOfCount: explosive ? 'EACH' : 'ROUND',
      packaging: loose ? 'LOOSE' : by.pick(['SEALED', 'OPENED']),
      hazardDivision: explosive ? '1.1' : '1.4',
      compatibilityGroup: explosive ? 'F' : 'S',
      condition: by.often(0.05) ? 'SUSPECT' : 'SERVICEABLE',
      depositor: {
        personalNumber: depositor.personalNumber,
        name: `${given} ${father} ${family}`,
        ...(depositor.rank && { rank: depositor.rank }),
      },
      titleHolder: 'STATE_OF_ORIGIN',
      acknowledged: { as: 'SIGNATURE' },
      issuer: ISSUER,
      verifier,
      location: {
        site: STORE,
        building: explosive ? 'B3' : 'B2',
        container: `${explosive ? 'E' : 'M'}-${String(index + 1).padStart(3, '0')}`,
        seal: `SA-${index + 1}`,
      },
    };
  });
}
