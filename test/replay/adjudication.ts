import { CALENDAR } from '../scenario/calendar.ts';
import { officer, REGISTRARS } from '../scenario/committees.ts';
import type { Ministry, Outcome } from './ministry.ts';

type Registered = Outcome & { readonly personalNumber: string; readonly suspects: readonly { readonly personalNumber: string }[] };
type Identity = {
  readonly nationalNumber?: string;
  readonly name: { readonly mother: { readonly given?: string; readonly family?: string } };
};

/** The pairs that the answers to registrations name as suspects, each once; the first number is one whose record says so. */
export function suspectPairs(registered: readonly Outcome[]): [string, string][] {
  const pairs = new Map<string, [string, string]>();
  for (const { personalNumber, suspects } of registered as readonly Registered[]) {
    for (const { personalNumber: other } of suspects) pairs.set([personalNumber, other].sort().join('|'), [personalNumber, other]);
  }
  return [...pairs.values()];
}

/** Two officers of two departments look at both records: other national numbers or other mothers are other people. Everything else needs a human. */
export async function adjudicate(interior: Ministry, [personalNumber, other]: readonly [string, string]): Promise<void> {
  const records = await Promise.all([personalNumber, other].map((number) => interior.get<{ identity: Identity }>(`/persons/${number}`)));
  const [one, two] = records.map(({ identity }) => identity) as [Identity, Identity];
  const numbers = one.nationalNumber && two.nationalNumber && one.nationalNumber !== two.nationalNumber;
  const mothers = JSON.stringify(one.name.mother) !== JSON.stringify(two.name.mother);
  if (!numbers && !mothers) throw new Error(`${personalNumber} and ${other} may be one person`);
  const committee = REGISTRARS[0];
  await interior.post('/adjudications', `adjudicate:${personalNumber}|${other}`, {
    by: officer(committee, 'INTERIOR'),
    at: CALENDAR.adjudicated,
    personalNumber,
    other,
    outcome: 'CONFIRMED_DIFFERENT',
    secondOfficer: officer(committee, 'DEFENCE').officer,
    reason: numbers ? 'Other national number' : 'Another mother',
  });
}
