import { personalNumber } from '#shared/kernel/numbers.ts';
import { CALENDAR, within } from './calendar.ts';
import { type By, officer, REGISTRARS } from './committees.ts';
import { passportLines } from './passport.ts';
import type { Invented } from './people.ts';

/** A line of an NDJSON file: the command's own id, so that posting it twice changes nothing, and the document. */
export type Line = { readonly id: string } & Readonly<Record<string, unknown>>;

export const ADMISSION = 'JOC-2024-12-07';
export const MILITARY_SITE = 'RUTBA';
export const CIVILIAN_SITE = 'RUTBA-CIV';

const CATEGORIES = {
  EMPLOYEE: 'CIVILIAN_EMPLOYEE',
  GUARD: 'ARMED_BORDER_GUARD',
  OFFICER: 'INTERNED_OFFICER',
  OTHER_RANK: 'INTERNED_OTHER_RANK',
  MEDIC: 'MEDICAL_OR_RELIGIOUS_PERSONNEL',
} as const;

const registrar = (index: number, department = 'INTERIOR'): By => officer(REGISTRARS[index] ?? REGISTRARS[0], department);

export function categoryOf(person: Invented): (typeof CATEGORIES)[Invented['calling']] {
  return CATEGORIES[person.calling];
}

/** A birth date as it is recorded: to the day, or the year alone where nobody knows more. */
export function birthDate({ born, bornPrecisely }: Invented) {
  return bornPrecisely ? { value: born, precision: 'DAY' } : { value: born.slice(0, 4), precision: 'YEAR' };
}

export function registration(person: Invented): Line {
  const { personalNumber, name, latin, sex, born, rank, unit, nationalNumber, serviceNumber, passport, governorate, health, effects } =
    person;
  const by = registrar(person.registrar);
  const second = registrar(person.registrar, 'DEFENCE').officer;
  const soldier = person.calling !== 'EMPLOYEE';
  const papers = passport && {
    nameLatin: { ...latin, source: 'MRZ' },
    identityDocuments: [
      {
        type: 'PASSPORT',
        number: passport.number,
        issuer: 'SYR',
        expires: passport.expires,
        mrz: passportLines(passport.number, passport.expires, { ...latin, born, sex }),
        seenOriginal: true,
        returnedToHolder: true,
      },
    ],
  };
  return {
    id: `register:${personalNumber}`,
    by,
    at: person.registeredAt,
    personalNumber,
    admission: ADMISSION,
    identity: {
      name,
      dateOfBirth: birthDate(person),
      placeOfBirth: { country: 'SYR', governorate },
      ...(soldier && { powerOnWhichDepends: { country: 'SYR', force: 'Syrian Arab Army' } }),
      ...(rank && { rankNational: { ar: rank } }),
      ...(unit && { unit }),
      ...(serviceNumber && { serviceNumber }),
      ...(nationalNumber && { nationalNumber }),
      ...papers,
    },
    sex,
    nationality: 'SYR',
    assurance: passport ? 'DOCUMENTED' : nationalNumber ? 'CORROBORATED' : 'DECLARED',
    languages: ['ar'],
    interpreterUsed: false,
    health,
    determination: {
      category: categoryOf(person),
      evidence: soldier ? ['UNIFORM', 'SELF_IDENTIFIED'] : ['EMPLOYMENT_RECORD', 'SELF_IDENTIFIED'],
      decidedBy: [by.officer, second],
    },
    ...(effects.length > 0 && {
      effects: effects.map((effect) => ({ ...effect, ...(effect.kind === 'CASH' && { orderedByOfficer: second }) })),
    }),
  };
}

/** A number each committee spoilt: the one after its last. */
export function voidedNumbers(everybody: readonly Invented[]): Line[] {
  return REGISTRARS.map((_, index) => {
    const used = everybody.filter((person) => person.registrar === index).length;
    const number = personalNumber('SY', index * 100_000 + 1 + used);
    return {
      id: `void:${number}`,
      by: registrar(index),
      at: CALENDAR.registered[1],
      personalNumber: number,
      reason: 'Form spoilt by rain',
    };
  });
}

/** Who sleeps where: civilians beside the military compound, women apart from men, a wing of 500 beds at a time. */
export function housings(everybody: readonly Invented[]): Line[] {
  const taken = new Map<string, number>();
  return everybody.map(({ personalNumber, calling, sex, registrar: of }, index) => {
    const civilian = calling === 'EMPLOYEE';
    const site = civilian ? CIVILIAN_SITE : MILITARY_SITE;
    const place = `${site} ${sex}`;
    const n = taken.get(place) ?? 0;
    taken.set(place, n + 1);
    const wing = civilian ? (sex === 'F' ? 'W' : 'M') : String.fromCharCode(65 + Math.floor(n / WING));
    const bed = `${wing}-${String((n % WING) + 1).padStart(3, '0')}`;
    return {
      id: `house:${personalNumber}`,
      by: registrar(of),
      at: within(CALENDAR.housed, index, everybody.length),
      personalNumber,
      site,
      bed,
    };
  });
}
const WING = 500;

/** The two sites with as many beds as the people need. */
export function sites(persons: number) {
  const wings = Array.from({ length: Math.ceil(persons / WING) }, (_, index) => ({
    wing: String.fromCharCode(65 + index),
    sex: 'M',
    beds: WING,
  }));
  return [
    { site: MILITARY_SITE, name: 'Rutba, military compound', distanceKmFromBorder: 110, compound: 'MILITARY', wings },
    {
      site: CIVILIAN_SITE,
      name: 'Rutba, civilian quarter',
      distanceKmFromBorder: 110,
      compound: 'CIVILIAN',
      wings: [
        { wing: 'M', sex: 'M', beds: WING },
        { wing: 'W', sex: 'F', beds: WING },
      ],
    },
  ];
}

/** Every person's reception card, within the seven days of GC III art. 70. */
export function receptionCards(everybody: readonly Invented[]): Line[] {
  return everybody.map(({ personalNumber, registrar: of }, index) => ({
    id: `card:${personalNumber}`,
    by: registrar(of),
    at: within(CALENDAR.cards, index, everybody.length),
    personalNumber,
    reason: 'ARRIVAL',
    outcome: index % 40 === 7 ? 'DECLINED' : 'COMPLETED',
    languages: ['ar', 'en'],
    sentToFamily: index % 40 !== 7,
    sentToAgency: index % 40 !== 7,
  }));
}

/** What was withheld goes back to its owner, signed for, before the owner is put on a list. */
export function restitutions(everybody: readonly Invented[]): Line[] {
  const owners = everybody.filter(({ effects }) => effects.length > 0);
  return owners.map(({ personalNumber, effects, registrar: of }, index) => ({
    id: `restitute:${personalNumber}`,
    by: registrar(of),
    at: within(CALENDAR.restituted, index, owners.length),
    personalNumber,
    registerNos: effects.map(({ registerNo }) => registerNo),
    signed: index % 30 === 4 ? 'MARK' : 'SIGNATURE',
  }));
}
