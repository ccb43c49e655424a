import type { Equation } from './equation.ts';
import { everyStream, same, sameTable } from './equation.ts';
import { brokenChain, streams, streamsOf } from './exported.ts';
import { cashOf, IN_CUSTODY, strengthOf } from './people-fold.ts';

const LIVE = [...IN_CUSTODY, 'ESCAPED', 'DECEASED', 'TRANSFERRED', 'RETURNED', 'MERGED_DUPLICATE'];

/** ISO 7064 MOD 11,10 over `SY000123`, letters as 10 to 35. Written anew here. */
function checkDigit(payload: string): number {
  const digits = [...payload].flatMap((character) => [...String(Number.parseInt(character, 36))].map(Number));
  const product = digits.reduce((before, digit) => (((before + digit) % 10 || 10) * 2) % 11, 10);
  return (11 - product) % 10;
}

export const peopleEquations: readonly Equation[] = [
  {
    id: 'I-01',
    says: 'Everybody has one live state; history is append-only, and replaying it gives that state',
    *faults(books) {
      for (const stream of everyStream(books)) {
        const broken = brokenChain(stream);
        if (broken) yield broken;
      }
      const heads = new Map(streamsOf(streams(books.registration.events), 'PERSON').map(([number, stream]) => [number, stream.at(-1)]));
      const roll = Map.groupBy(books.registration.roll, ({ personalNumber }) => personalNumber);
      for (const [number, { state, category }] of books.people.persons) {
        if (!LIVE.includes(state)) yield `${number} has no live state`;
        if (heads.get(number)?.state.state !== state) yield `${number}: the state its last event carries is not the one its events give`;
        const lines = roll.get(number) ?? [];
        if (lines.length !== 1) yield `${number} stands ${lines.length} times on the nominal roll`;
        else if (lines[0]?.state !== state || lines[0].category !== category)
          yield `${number}: the roll says another state than the events`;
      }
      for (const number of roll.keys()) if (!books.people.persons.has(number)) yield `${number} is on the roll without a registration`;
    },
  },
  {
    id: 'I-02',
    says: 'Personal numbers are unique, have a right check digit, and are never given again; every number of a block is accounted for',
    *faults({ registration, people }) {
      const first = registration.events.filter(({ type }) => type === 'registered' || type === 'number-voided');
      for (const { id, sequence } of first) {
        if (checkDigit(id.slice(0, 8)) !== Number(id.at(-1))) yield `${id} has a wrong check digit`;
        if (sequence !== 1) yield `${id} was given again`;
      }
      const numbers = [...people.persons.keys(), ...people.voided];
      for (const { block, numbers: size, used, voided, blank } of registration.blocks) {
        if (used + voided + blank !== size) yield `block ${block}: ${used} used, ${voided} voided and ${blank} blank are not ${size}`;
        yield* same(`block ${block}, used`, used, [...people.persons.keys()].filter((number) => number.startsWith(block)).length);
        yield* same(`block ${block}, voided`, voided, people.voided.filter((number) => number.startsWith(block)).length);
      }
      const loose = numbers.filter((number) => !registration.statement.blocks.includes(number.slice(0, 5)));
      if (loose.length) yield `${loose.length} numbers are in no issued block`;
    },
  },
  {
    id: 'I-03',
    says: 'Persons in custody are those in the states of custody, and every daily strength return balances, by site and in all',
    *faults({ registration, people }) {
      const { statement, strengths } = registration;
      const folded = [...people.persons.values()].filter(({ state }) => IN_CUSTODY.includes(state)).length;
      yield* same('in custody', statement.inCustody, folded);
      yield* same(
        'sum of the states of custody',
        statement.inCustody,
        IN_CUSTODY.reduce((sum, state) => sum + (statement.byState[state] ?? 0), 0),
      );
      for (const { date, sites, all, balanced } of strengths) {
        if (!balanced) yield `the strength return of ${date} does not balance`;
        const days = strengthOf(people, date);
        for (const { site, roll: _roll, ...day } of [...sites, { site: 'in all', roll: 0, ...all }]) {
          const { opening, arrivals, movedIn, movedOut, recaptured, returned, deaths, escapes, transferred, merged, closing } = day;
          const sum = opening + arrivals + recaptured + movedIn - movedOut - returned - deaths - escapes - transferred - merged;
          if (sum !== closing) yield `${site} on ${date}: ${sum} by its movements, ${closing} at closing`;
          if (site !== 'in all') yield* sameTable(`strength of ${site} on ${date}`, day, days.get(site) ?? {});
        }
      }
      for (const [index, { date, all }] of strengths.entries()) {
        const before = strengths[index - 1];
        if (before && before.all.closing !== all.opening)
          yield `${date} opens with ${all.opening}, the day before closed with ${before.all.closing}`;
      }
      const last = strengths.at(-1);
      if (last) yield* same('closing of the last day', last.all.closing, statement.inCustody);
    },
  },
  {
    id: 'I-04',
    says: 'Nobody is in two sites, two beds or two open manifests at once',
    *faults({ registration, people, returns }) {
      const occupied = Map.groupBy(registration.beds, ({ personalNumber }) => personalNumber);
      for (const [number, beds] of occupied) if (beds.length > 1) yield `${number} has ${beds.length} beds`;
      for (const [number, { site, bed }] of people.persons) {
        const [has] = occupied.get(number) ?? [];
        if (has?.site !== site || has?.bed !== bed) yield `${number}: the beds' list has another bed than the events`;
      }
      for (const [number, stream] of returns.cases) {
        let open: string | undefined;
        for (const { type, data } of stream) {
          const on = `${data.manifest}/${data.line}`;
          if (type === 'listed' && open && open !== on) yield `${number} was listed on ${on} while on ${open}`;
          if (type === 'listed') open = on;
          else if (typeof data.to === 'string' && type !== 'scan-conflict-raised' && !STILL_ON.includes(data.to)) open = undefined;
        }
      }
    },
  },
  {
    id: 'I-29',
    says: 'Cash has currency, owner, order and register number; what was received is held or given back, by currency',
    *faults({ registration, people }) {
      yield* sameTable('cash', registration.statement.cash, cashOf(people));
      for (const [currency, { received, held, restituted }] of Object.entries(registration.statement.cash)) {
        if (received !== held + restituted) yield `${currency}: ${received} received are not ${held} held and ${restituted} given back`;
      }
      for (const [number, { taken, givenBack }] of people.persons) {
        for (const { registerNo, kind, currency, amount = 0, orderedByOfficer } of taken.values()) {
          if (kind === 'CASH' && (!currency || !Number.isSafeInteger(amount) || amount <= 0 || !orderedByOfficer))
            yield `cash ${registerNo} of ${number} lacks currency, amount or order`;
        }
        for (const registerNo of givenBack) if (!taken.has(registerNo)) yield `${registerNo} was given back to ${number} and never taken`;
      }
    },
  },
];

const STILL_ON = ['LISTED', 'PRESENTED', 'BOARDED', 'PRESENTED_TO_RECEIVER'];
