import { createHash } from 'node:crypto';
import { CALENDAR, later, within } from './calendar.ts';
import { officer, PROTECTION, RETURNS } from './committees.ts';
import type { Order } from './establishment.ts';
import type { Invented } from './people.ts';
import type { Line } from './registration-papers.ts';

export const AMNESTY = 'SY-AMN-2024-12-09';
export const AUTHORITY = 'PF-ABUKAMAL';
export const RECEIVERS = ['PF-01', 'PF-02'] as const;
const PLEDGE_TEXT = 'PLEDGE-AR-1';

const COVERED = ['INTERNED_OFFICER', 'INTERNED_OTHER_RANK', 'MEDICAL_OR_RELIGIOUS_PERSONNEL', 'CIVILIAN_EMPLOYEE', 'ARMED_BORDER_GUARD'];
const interior = officer(RETURNS, 'INTERIOR');
const legal = officer(RETURNS, 'LEGAL');
const interviewer = officer(RETURNS, 'FOREIGN_AFFAIRS').officer;
const medical = officer(RETURNS, 'MEDICAL').officer;

export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The amnesty, verified; the pledge policy; who receives on the other side, and what they guarantee. */
export function instruments(): Order[] {
  const order = (path: string, id: string, document: object): Order => ({ client: 'joint-operations', path, id, document });
  return [
    order('/amnesties', `record:${AMNESTY}`, {
      by: legal,
      at: CALENDAR.amnesty,
      amnesty: AMNESTY,
      issuer: 'General command, Damascus',
      issuerStatus: 'Authority in fact; not yet recognised',
      issuedOn: CALENDAR.amnesty.slice(0, 10),
      effectiveFrom: CALENDAR.amnesty,
      scope: 'Military personnel and employees who lay down their arms',
      covers: COVERED,
      exclusions: ['GENOCIDE', 'CRIMES_AGAINST_HUMANITY', 'WAR_CRIMES'],
    }),
    order('/amnesty-status-changes', `verify:${AMNESTY}`, {
      by: legal,
      at: later(CALENDAR.amnesty, 86_400),
      amnesty: AMNESTY,
      status: 'IN_FORCE',
      reason: 'Text seen and verified',
    }),
    order('/pledge-policies', 'policy:2024-12-10', {
      by: legal,
      at: later(CALENDAR.amnesty, 86_400),
      from: '2024-12-10T00:00:00.000Z',
      pledgeRequired: true,
      noClaimOnWeaponsAllowed: false,
      reference: 'JOC-LEGAL-2024-31',
      reason: 'The receiving side asks for requests of inclusion in the amnesty',
    }),
    order('/receiving-authorities', `name:${AUTHORITY}`, {
      by: interior,
      at: later(CALENDAR.amnesty, 90_000),
      authority: AUTHORITY,
      name: 'Protection force, Abu Kamal',
      country: 'SYR',
      capacity: 'PROTECTION_FORCE',
      receivers: [
        { receiver: RECEIVERS[0], name: 'ماهر العبود', rank: 'رائد', capacity: 'Commander of the crossing' },
        { receiver: RECEIVERS[1], name: 'نواف الهويدي', rank: 'نقيب', capacity: 'Deputy' },
      ],
      assurance: {
        givenBy: 'ماهر العبود',
        textHash: textHash('assurance of 10 December 2024'),
        legal: true,
        physical: true,
        material: true,
        monitoringAccess: true,
        signedAt: later(CALENDAR.amnesty, 88_000),
      },
    }),
  ];
}

export function screenings(everybody: readonly Invented[]): Line[] {
  return everybody.map(({ personalNumber }, index) => ({
    id: `screen:${personalNumber}`,
    by: officer(PROTECTION, 'PROTECTION'),
    at: within(CALENDAR.screened, index, everybody.length),
    personalNumber,
    risk: 'NONE_IDENTIFIED',
    basis: ['INTERVIEW', 'COUNTRY_INFORMATION'],
    reviewer: officer(PROTECTION, 'LEGAL').officer,
  }));
}

const TOPICS = ['RIGHT_TO_REFUSE', 'AMNESTY_TEXT', 'SAFETY_SITUATION', 'ALTERNATIVE_TO_RETURN', 'WEAPONS_NOT_RETURNED'];
const WITNESSES = [{ officer: medical }, { officer: officer(RETURNS, 'DEFENCE').officer }];

/** The declaration to return with the pledge signed at the same table; every sixth with a family that pledges too. */
export function declarations(everybody: readonly Invented[]): Line[] {
  return everybody.map((person, index) => {
    const { personalNumber, governorate, name } = person;
    const number = String(index + 1).padStart(5, '0');
    const family = index % 6 === 2;
    const pledge = (kind: string, elements: readonly string[]) => ({
      pledgeNo: `${kind}-${number}`,
      textVersion: PLEDGE_TEXT,
      language: 'ar',
      textHash: textHash(PLEDGE_TEXT),
      elements,
      amnesty: AMNESTY,
      witnesses: WITNESSES,
    });
    return {
      id: `declare:${personalNumber}`,
      by: interior,
      at: within(CALENDAR.declared, index, everybody.length),
      personalNumber,
      declarationNo: `VRD-${number}`,
      decision: 'RETURN',
      initiatedBy: 'PERSON',
      topics: TOPICS,
      language: 'ar',
      privateInterview: true,
      free: true,
      informed: true,
      express: true,
      interviewer,
      witness: index % 9 === 5 ? { name: 'ICRC delegate', capacity: 'ICRC' } : { officer: medical },
      signed: index % 50 === 13 ? 'MARK' : 'SIGNATURE',
      destination: governorate,
      amnesty: AMNESTY,
      ...(family && { familyInvolved: true }),
      pledge: pledge('PL', ['OWN_WISH_TO_RETURN', 'AWARE_OF_AMNESTY', 'REQUESTS_INCLUSION_IN_AMNESTY', 'ACK_WEAPONS_IN_TRUST']),
      ...(family && {
        familyPledge: {
          ...pledge('FP', ['AWARE_OF_AMNESTY', 'REQUESTS_INCLUSION_IN_AMNESTY']),
          signatory: { name: `${name.father} ${name.family}`, relation: 'father', signedIn: governorate },
        },
      }),
    };
  });
}
