type Precision = 'DAY' | 'MONTH' | 'YEAR' | 'ESTIMATED';

/** ISO 8601, `1990-05-12`, `1990-05` or `1990`; only as much of it counts as `precision` vouches for. */
export type BirthDate = { readonly value: string; readonly precision: Precision };

/**
 * What two registrations are compared by: keys (`arabicKey`; of the mother, given and family name in one), compared for equality.
 * What is not known is left out or empty, and then counts neither for nor against: two unknown mothers are not the same mother.
 */
export type MatchKeys = {
  readonly given?: string | undefined;
  readonly father?: string | undefined;
  readonly family?: string | undefined;
  readonly mother?: string | undefined;
  readonly dateOfBirth?: BirthDate | undefined;
  readonly nationalNumber?: string | undefined;
  readonly documentNumbers?: readonly string[] | undefined;
};

export type Likeness = 'probable' | 'possible';

/** In hundredths, so that sums are exact. */
const WEIGHTS = { given: 25, father: 20, family: 20, mother: 15 } as const;
const BIRTH = 20;

/**
 * How alike two registrations are, 0 to 1: 1 when a national or document number is the same, else given name 0.25, father 0.2,
 * family 0.2, mother 0.15, birth date 0.2, or 0.1 when the birth date nearly agrees. The weights are not spread over what is
 * unknown: little knowledge cannot make a suspect. It only suggests; a human decides.
 */
export function score(a: MatchKeys, b: MatchKeys): number {
  if (same(a.nationalNumber, b.nationalNumber)) return 1;
  if (a.documentNumbers?.some((number) => number !== '' && b.documentNumbers?.includes(number))) return 1;
  const names = (['given', 'father', 'family', 'mother'] as const).reduce((sum, key) => sum + (same(a[key], b[key]) ? WEIGHTS[key] : 0), 0);
  return (names + birth(a.dateOfBirth, b.dateOfBirth)) / 100;
}

/** `probable` from 0.85, `possible` from 0.65, below that undefined. */
export function likeness(points: number): Likeness | undefined {
  if (points >= 0.85) return 'probable';
  return points >= 0.65 ? 'possible' : undefined;
}

/**
 * Keys to look suspects up by: one for each two of given, father and family name. Without an equal number two registrations
 * reach 0.65 only if two of these three names are equal (the lack of two costs at least 0.4), so every such pair shares a key.
 * Pairs with an equal national or document number are found by that number.
 */
export function blockingKeys({ given, father, family }: MatchKeys): string[] {
  const pairs = [
    ['given-family', given, family],
    ['father-family', father, family],
    ['given-father', given, father],
  ] as const;
  return pairs.flatMap(([kind, one, other]) => (one && other ? [`${kind}#${one}#${other}`] : []));
}

function same(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one !== '' && one === other;
}

/**
 * All points for what is known to the same precision and equal; half for day and month swapped, for one year more or less, and for
 * dates of unlike precision that agree as far as both are known.
 */
function birth(a: BirthDate | undefined, b: BirthDate | undefined): number {
  if (!a || !b) return 0;
  const [yearA, ...restA] = known(a);
  const [yearB, ...restB] = known(b);
  if (!yearA || !yearB) return 0;
  const shared = Math.min(restA.length, restB.length);
  const agree = restA.slice(0, shared).join('-') === restB.slice(0, shared).join('-');
  const years = Math.abs(Number(yearA) - Number(yearB));
  if (years === 0 && agree && restA.length === restB.length) return BIRTH;
  const swapped = years === 0 && shared === 2 && restA[0] === restB[1] && restA[1] === restB[0];
  return swapped || (years <= 1 && agree) ? BIRTH / 2 : 0;
}

const PARTS: Readonly<Record<Precision, number>> = { DAY: 3, MONTH: 2, YEAR: 1, ESTIMATED: 1 };

function known({ value, precision }: BirthDate): string[] {
  return value === '' ? [] : value.split('-').slice(0, PARTS[precision]);
}
