import { later } from './calendar.ts';
import { ammunition, deposits, movements } from './custody-papers.ts';
import { establishment, type Order } from './establishment.ts';
import {
  acceptances,
  boardingScans,
  type Convoy,
  ceremony,
  conclusion,
  crossingScans,
  journey,
  manifestHeader,
  manifestTable,
} from './manifests.ts';
import { type Invented, people } from './people.ts';
import { housings, type Line, registration } from './registration-papers.ts';
import { declarations, instruments, screenings } from './return-papers.ts';
import { weapons } from './weapons.ts';

/** How many people the second scenario has. */
export const CAST = 40;

/**
 * Who is who in the second scenario, which has what the first one lacks. Everybody else comes and goes home as in December.
 * `twin` is a second registration of `doubled`, under another spelling; the rest are named for what becomes of them.
 */
export const ROLES = {
  doubled: 5,
  twin: 39,
  hospitalised: 6,
  discharged: 7,
  escaped: 8,
  recaptured: 9,
  died: 10,
  transferred: 11,
  stays: 12,
  undecided: 13,
  atRisk: 14,
  claimsAsylum: 15,
  effectsHeld: 16,
  misspelt: 17,
  unpledged: 18,
  absent: 19,
  withdrawsAtGate: 20,
  withdrawsOnBus: 21,
  fallsIll: 22,
  heldByLaw: 23,
  removed: 24,
  diesOnTheWay: 25,
  escapesOnTheWay: 26,
  refused: 27,
  deferred: 28,
  excepted: 29,
  illOnTheBus: 30,
} as const;
export type Role = keyof typeof ROLES;

/** Never put on a list: gone, staying, or not asked. */
const NOT_LISTED: readonly Role[] = ['twin', 'hospitalised', 'escaped', 'died', 'transferred', 'stays', 'undecided'];
/** Put on the first list, which refuses them. */
export const REFUSED_LINES: Readonly<Partial<Record<Role, string>>> = {
  atRisk: 'NON_REFOULEMENT_RISK',
  effectsHeld: 'EFFECTS_UNSETTLED',
  misspelt: 'IDENTITY_MISMATCH',
  unpledged: 'PLEDGE_MISSING',
};
/** What becomes of lines of the first list that are not accepted. */
export const ENDINGS: Readonly<Partial<Record<Role, string>>> = {
  claimsAsylum: 'WITHDREW',
  absent: 'NO_SHOW',
  withdrawsAtGate: 'WITHDREW',
  withdrawsOnBus: 'DISEMBARKED_OBJECTED',
  fallsIll: 'MEDICAL_HOLD',
  heldByLaw: 'LEGAL_HOLD',
  removed: 'REMOVED_BY_APPROVAL',
  excepted: 'REMOVED_BY_APPROVAL',
  illOnTheBus: 'DISEMBARKED_MEDICAL',
  diesOnTheWay: 'DECEASED_IN_TRANSIT',
  escapesOnTheWay: 'ESCAPED_IN_TRANSIT',
  refused: 'REFUSED',
  deferred: 'DEFERRED',
};
/** Whom the supplement takes home after all. */
export const SUPPLEMENT: readonly Role[] = ['effectsHeld', 'misspelt', 'unpledged', 'refused'];
const NOT_BOARDED: readonly Role[] = ['claimsAsylum', 'absent', 'withdrawsAtGate', 'fallsIll', 'heldByLaw', 'removed', 'excepted'];
const LEFT_THE_BUS: readonly Role[] = ['withdrawsOnBus', 'illOnTheBus', 'diesOnTheWay', 'escapesOnTheWay'];

const DAY = '2024-12-19';
export const FIRST_MANIFEST = 'RM-20241219-QM-01';
export const SUPPLEMENTARY = 'RM-20241221-QM-02';
const LATER_DAY = '2024-12-21';

export type Refusals = ReturnType<typeof refusals>;

/** The papers of the second scenario. Documents that the story posts one by one are made by the story itself. */
export function refusals(seed: number) {
  const cast = people(seed, CAST).map(prepared);
  const who = (role: Role) => cast[ROLES[role]] as Invented;
  const isOf = (roles: readonly Role[]) => (person: Invented) => roles.some((role) => who(role).personalNumber === person.personalNumber);
  const twin: Invented = {
    ...who('twin'),
    name: { ...who('doubled').name, given: respelt(who('doubled').name.given) },
    nationalNumber: who('doubled').nationalNumber as string,
    latin: who('doubled').latin,
  };
  const registered = cast.map((person) => (isOf(['twin'])(person) ? twin : person));
  const present = registered.filter((person) => !isOf(['twin'])(person));
  const candidates = present.filter((person) => !isOf(NOT_LISTED)(person));
  const first: Convoy = {
    day: DAY,
    manifestNo: FIRST_MANIFEST,
    people: candidates.map((person) => (isOf(['misspelt'])(person) ? misspelt(person) : person)),
    style: 'ENGLISH',
  };
  const listed: Convoy = { ...first, people: candidates.filter((person) => !isOf(Object.keys(REFUSED_LINES) as Role[])(person)) };
  const second: Convoy = { day: LATER_DAY, manifestNo: SUPPLEMENTARY, people: SUPPLEMENT.map(who), style: 'ARABIC' };
  const arms = weapons(seed, registered);
  const declaring = present.filter((person) => !isOf(['undecided', 'died', 'transferred', 'escaped', 'hospitalised'])(person));
  return {
    who,
    registered,
    weapons: arms,
    papers: {
      establishment: [...establishment(CAST, arms.length, 6), ...instruments()] as Order[],
      persons: registered.map(registration),
      housings: housings(registered),
      weapons: deposits(arms),
      movements: movements(arms),
      ammunition: ammunition(seed, registered),
      screenings: screenings(declaring).map((line) =>
        line.personalNumber === who('atRisk').personalNumber ? { ...line, risk: 'SUBSTANTIAL' } : line,
      ),
      declarations: declarations(declaring).map((line) => declaredAs(line, who)),
    },
    first: trip(first, listed, isOf),
    second: trip(second, second, () => () => false),
  };
}

type IsOf = (roles: readonly Role[]) => (person: Invented) => boolean;

/** The papers of one convoy, as far as everything goes well; the story puts in what does not. */
function trip(convoy: Convoy, listed: Convoy, isOf: IsOf) {
  const boarding: Convoy = { ...listed, people: listed.people.filter((person) => !isOf(NOT_BOARDED)(person)) };
  const arriving: Convoy = { ...boarding, people: boarding.people.filter((person) => !isOf(LEFT_THE_BUS)(person)) };
  const answers = acceptances({ ...arriving, people: arriving.people.filter((person) => !isOf(['refused', 'deferred'])(person)) });
  return {
    header: manifestHeader(convoy),
    table: manifestTable(convoy),
    listed: listed.people,
    ceremony: ceremony(listed),
    boarding: boardingScans(boarding),
    boarded: boarding.people,
    journey: journey(boarding),
    crossing: crossingScans(arriving),
    acceptances: answers,
    conclusion: conclusion(convoy),
  };
}

/** Nobody of the cast but `effectsHeld` has belongings in safekeeping, and everybody can be told apart. */
function prepared(person: Invented, index: number): Invented {
  const held = index === ROLES.effectsHeld;
  const cash = {
    registerNo: 'SR-00017/1',
    kind: 'CASH',
    quantity: 1,
    currency: 'USD',
    amount: 120_000,
    reasonWithheld: 'SAFEKEEPING_REQUEST',
  } as const;
  return { ...person, effects: held ? [cash] : [], nationalNumber: person.nationalNumber ?? `0500${String(index).padStart(3, '0')}1234` };
}

/** The same name as another clerk would write it. */
function respelt(given: string): string {
  return given.replace(/[أإآ]/g, 'ا').replace(/ى$/, 'ي');
}

function misspelt(person: Invented): Invented {
  return { ...person, name: { ...person.name, father: person.name.father === 'حسن' ? 'حسين' : 'حسن' } };
}

function declaredAs(line: Line, who: (role: Role) => Invented): Line {
  if (line.personalNumber === who('stays').personalNumber) {
    const { pledge: _pledge, familyPledge: _family, ...rest } = line as Line & { pledge?: object; familyPledge?: object };
    return { ...rest, decision: 'STAY' };
  }
  if (line.personalNumber !== who('unpledged').personalNumber) return line;
  const { pledge: _given, familyPledge: _none, familyInvolved: _alone, ...rest } = line as Line & Record<string, unknown>;
  return rest as Line;
}

/** A moment of the day of return. */
export function onTheDay(clock: string, seconds = 0): string {
  return later(`${DAY}T${clock}:00.000Z`, seconds);
}
