import { personalNumber } from '#shared/kernel/numbers.ts';
import { CALENDAR, within } from './calendar.ts';
import { type Chance, chance } from './chance.ts';
import { REGISTRARS } from './committees.ts';
import { inventedEffects, type WithheldEffect } from './effects.ts';
import { invented, type Named } from './names.ts';

/** What a person is to the operation: crossing staff and guards go home first, officers and other ranks the next day. */
export type Calling = 'EMPLOYEE' | 'GUARD' | 'OFFICER' | 'OTHER_RANK' | 'MEDIC';

export type Invented = Named & {
  readonly personalNumber: string;
  /** Index of the committee that registers. */
  readonly registrar: number;
  readonly calling: Calling;
  readonly sex: 'M' | 'F';
  readonly born: string;
  readonly bornPrecisely: boolean;
  readonly rank?: string;
  readonly unit?: string;
  readonly nationalNumber?: string;
  readonly serviceNumber?: string;
  readonly passport?: { readonly number: string; readonly expires: string };
  readonly governorate: string;
  readonly health: 'FIT' | 'NEEDS_CARE';
  readonly effects: readonly WithheldEffect[];
  readonly registeredAt: string;
};

const GOVERNORATES = 'Damascus,Rif Dimashq,Aleppo,Homs,Hama,Latakia,Tartus,Idlib,Deir ez-Zor,Raqqa,Hasaka,Daraa,Suwayda,Quneitra'.split(
  ',',
);
const UNITS = [
  '17th Division, 93rd Brigade',
  '17th Division, 121st Regiment',
  'Border Guard, 5th Regiment',
  '104th Brigade',
  '66th Brigade',
];

const RANKS = {
  EMPLOYEE: [],
  GUARD: [
    ['مجند', 3],
    ['عريف', 4],
    ['رقيب', 3],
    ['مساعد', 1],
  ],
  OFFICER: [
    ['ملازم', 22],
    ['ملازم أول', 28],
    ['نقيب', 24],
    ['رائد', 13],
    ['مقدم', 7],
    ['عقيد', 4],
    ['عميد', 2],
  ],
  OTHER_RANK: [
    ['مجند', 46],
    ['جندي أول', 8],
    ['عريف', 16],
    ['رقيب', 13],
    ['رقيب أول', 7],
    ['مساعد', 7],
    ['مساعد أول', 3],
  ],
  MEDIC: [
    ['ملازم أول', 4],
    ['نقيب', 3],
    ['رقيب', 5],
  ],
} as const satisfies Record<Calling, readonly (readonly [string, number])[]>;

/** Ages at which somebody of a rank is usually met. */
const AGES: Readonly<Record<string, readonly [number, number]>> = {
  مجند: [19, 27],
  'جندي أول': [20, 30],
  عريف: [20, 34],
  رقيب: [22, 40],
  'رقيب أول': [24, 44],
  مساعد: [28, 50],
  'مساعد أول': [32, 53],
  ملازم: [22, 27],
  'ملازم أول': [24, 32],
  نقيب: [27, 37],
  رائد: [31, 42],
  مقدم: [35, 47],
  عقيد: [39, 53],
  عميد: [45, 58],
};

/** How many of so many people are of the crossing: 36 of 1,905. */
export function crossingStaff(persons: number): number {
  return Math.max(2, Math.round((persons * 36) / 1905));
}

/** The crossing's staff first, then the soldiers; each committee registers a third, under numbers of its own books. */
export function people(seed: number, persons: number): Invented[] {
  const staff = crossingStaff(persons);
  const made = Array.from({ length: persons }, (_, index) => person(seed, index, persons, staff));
  return cousins(seed, made, staff);
}

function person(seed: number, index: number, persons: number, staff: number): Invented {
  const by = chance(seed, `person ${index}`);
  const calling: Calling =
    index < staff
      ? by.weighed([
          ['EMPLOYEE', 7],
          ['GUARD', 3],
        ])
      : by.weighed([
          ['OTHER_RANK', 88],
          ['OFFICER', 105 / 10],
          ['MEDIC', 1.5],
        ]);
  const sex = calling === 'EMPLOYEE' && by.often(0.12) ? 'F' : 'M';
  const rank = RANKS[calling].length ? by.weighed<string>(RANKS[calling]) : undefined;
  const [youngest, oldest] = AGES[rank ?? ''] ?? [23, 59];
  const born = birthday(by, by.int(youngest, oldest));
  const precisely = by.often(0.97);
  const passport =
    precisely && by.often(0.04)
      ? { number: `N${by.digits(8)}`, expires: `202${by.int(5, 9)}-0${by.int(1, 9)}-1${by.int(0, 9)}` }
      : undefined;
  const registrar = index % REGISTRARS.length;
  const number = personalNumber('SY', registrar * 100_000 + 1 + Math.floor(index / REGISTRARS.length));
  return {
    personalNumber: number,
    registrar,
    calling,
    sex,
    ...invented(by, sex),
    born,
    bornPrecisely: precisely,
    ...(rank && { rank, unit: by.pick(UNITS) }),
    ...(by.often(0.92) && { nationalNumber: `${String(by.int(1, 14)).padStart(2, '0')}${String(index).padStart(5, '0')}${by.digits(4)}` }),
    ...(rank && by.often(0.8) && { serviceNumber: by.digits(7) }),
    ...(passport && { passport }),
    governorate: by.pick(GOVERNORATES),
    health: by.often(0.04) ? 'NEEDS_CARE' : 'FIT',
    effects: by.often(0.15) ? inventedEffects(by, index) : [],
    registeredAt: within(CALENDAR.registered, index, persons),
  };
}

function birthday(by: Chance, age: number): string {
  const day = new Date(Date.UTC(2024 - age, by.int(0, 11), by.int(1, 28)));
  return day.toISOString().slice(0, 10);
}

/** A few men bear the name of a cousin: given name, father and family, of other mothers. They are suspects until two officers say otherwise. */
function cousins(seed: number, made: Invented[], staff: number): Invented[] {
  const by = chance(seed, 'cousins');
  const soldiers = made.length - staff;
  const wanted = Math.max(1, Math.round(soldiers / 500));
  const result = [...made];
  for (let pair = 0; pair < wanted; pair++) {
    const first = staff + by.int(0, Math.floor(soldiers / 2) - 1);
    const second = staff + by.int(Math.floor(soldiers / 2), soldiers - 1);
    const one = result[first] as Invented;
    const other = result[second] as Invented;
    if (one.passport || other.passport) continue;
    const { given, father, family } = one.name;
    result[second] = {
      ...other,
      name: { ...other.name, given, father, family },
      latin: one.latin,
      nationalNumber: numbered(other, second),
    };
    result[first] = { ...one, nationalNumber: numbered(one, first) };
  }
  return result;
}

const numbered = ({ nationalNumber }: Invented, index: number) => nationalNumber ?? `03${String(index).padStart(5, '0')}7001`;
