import { type Equation, sameTable } from './equation.ts';
import { ammunitionByCalibre, foldArms, weaponsByKind } from './weapons-fold.ts';

const AWAY = ['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'TEMP_REMOVED'];

export const weaponEquations: readonly Equation[] = [
  {
    id: 'I-12',
    says: 'Every weapon is in one store or with one named custodian, never neither, never both',
    *faults({ arms, custody }) {
      const listed = new Map(custody.weapons.map((weapon) => [weapon.custodyNumber, weapon]));
      for (const [number, { store, custodian, gone }] of arms.weapons) {
        if (gone) continue;
        if (Boolean(store) === Boolean(custodian)) yield `${number} is ${store ? 'in a store and with somebody' : 'nowhere'}`;
        const weapon = listed.get(number);
        if (!weapon) yield `${number} is not in the register`;
        else if (store ? `${weapon.site}/${weapon.container}` !== store : !AWAY.includes(weapon.state))
          yield `${number}: the register says another place than the events`;
      }
      if (listed.size !== arms.weapons.size) yield `${listed.size} weapons in the register, ${arms.weapons.size} by the events`;
    },
  },
  {
    id: 'I-15',
    says: 'Balances of ammunition are whole numbers, never negative, and those of the ledger',
    *faults({ arms, custody }) {
      for (const [number, { lowest, whole }] of arms.lots) {
        if (lowest < 0) yield `${number} was below nothing`;
        if (!whole) yield `${number} has no whole quantity`;
      }
      const stated = Object.fromEntries(
        custody.statement.ammunition.map(({ calibre, unit, handedOver: _none, ...counts }) => [`${calibre} ${unit}`, counts]),
      );
      yield* sameTable('ammunition', stated, ammunitionByCalibre(arms));
    },
  },
  {
    id: 'I-16',
    says: 'What was received is in trust, handed over, destroyed, lost or temporarily removed, by kind and by lot',
    *faults({ arms, custody }) {
      const { weapons, total, ammunition } = custody.statement;
      for (const { kind, ...counts } of [...weapons, { kind: 'all kinds', ...total }]) {
        const { received, inTrust, temporarilyRemoved, handedOver, destroyed, lost, returnedToPrivateOwner } = counts;
        const sum = inTrust + temporarilyRemoved + handedOver + destroyed + lost + returnedToPrivateOwner;
        if (received !== sum) yield `${kind}: ${received} received, ${sum} accounted for`;
      }
      for (const { calibre, unit, received, inTrust, handedOver, destroyed, lost } of ammunition) {
        if (received !== inTrust + handedOver + destroyed + lost) yield `${calibre}: ${received} ${unit} received are not accounted for`;
      }
      const folded = [...arms.weapons.values()];
      if (total.received !== folded.length) yield `${total.received} weapons received, ${folded.length} by the events`;
    },
  },
  {
    id: 'I-19',
    says: 'Every deposited item has the receipt of its own number, of the same day, and no number of a book is skipped',
    *faults({ arms, custody }) {
      for (const { book, receipts, used, voided, blank, skipped } of custody.statement.receipts) {
        if (used + voided + blank !== receipts) yield `book ${book}: ${used} used, ${voided} voided and ${blank} blank are not ${receipts}`;
        if (skipped > 0) yield `book ${book}: ${skipped} receipts were skipped`;
      }
      const numbers = [...arms.weapons.keys(), ...arms.lots.keys(), ...arms.voided];
      for (const [book, inBook] of Map.groupBy(numbers, (number) => number.slice(0, 5))) {
        if (!arms.books.has(book)) yield `book ${book} was never issued`;
        const places = inBook.map((number) => Number(number.slice(5, 8))).sort((a, b) => a - b);
        const gap = places.findIndex((place, index) => place !== index);
        if (gap >= 0) yield `book ${book} has a gap or a number twice at ${gap}`;
      }
      const late = custody.events.filter(({ kind, type, data, at }) => {
        const { clearedSafe } = data as { clearedSafe?: { at: string } };
        return kind === 'WEAPON' && type === 'deposited' && clearedSafe?.at.slice(0, 10) !== at.slice(0, 10);
      });
      if (late.length) yield `${late.length} weapons got their receipt on another day than they were cleared safe`;
    },
  },
  {
    id: 'I-38',
    says: "Custody's statements, of now and of the past, are the counts of its events",
    *faults({ arms, custody }) {
      for (const { asOf, weapons } of [custody.statement, ...custody.past]) {
        const then = custody.past.some((each) => each.asOf === asOf) ? foldArms(custody.events, asOf) : arms;
        const stated = Object.fromEntries(
          weapons.map(({ kind, received, inTrust, temporarilyRemoved, lost, destroyed, returnedToPrivateOwner, onHold }) => [
            kind,
            { received, inTrust, temporarilyRemoved, lost, destroyed, returnedToPrivateOwner, onHold },
          ]),
        );
        yield* sameTable(`weapons as of ${asOf}`, stated, weaponsByKind(then));
      }
    },
  },
];
