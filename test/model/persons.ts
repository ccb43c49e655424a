import { type Signer, signer } from '#test/scenario/officer-keys.ts';

/** Three persons, one of them in two committees and there for two departments. Who is enrolled as what may change. */
export const COMMITTEES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'C-1': { 'D-1': 'DEFENCE', 'I-1': 'INTERIOR', 'I-2': 'INTERIOR' },
  'C-2': { 'I-2': 'LEGAL' },
};
/** Enrolments that come and go. */
export const CHANGES: readonly (readonly [committee: string, officers: Readonly<Record<string, string>>])[] = [
  ['C-1', { 'D-1': 'INTERIOR', 'I-1': 'INTERIOR', 'I-2': 'INTERIOR' }],
  ['C-1', { 'D-1': 'DEFENCE', 'I-2': 'INTERIOR' }],
  ['C-2', {}],
];
export const PERSONS = ['D-1', 'I-1', 'I-2'] as const;
export const SYSTEMS = ['system-1', 'system-2'] as const;
/** Who holds the weapons meanwhile, each in a committee of his own. */
export const KEEPERS = ['K-1', 'K-2'] as const;
/** Who registers keys, besides the persons for one another: nobody registers his own. */
export const REGISTRAR = { officer: 'R-1', committee: 'C-1' };

/** The keys each person may come to have. */
export const KEYS: readonly Signer[] = [
  ...PERSONS.flatMap((officer) => [1, 2, 3].map((nth) => signer(1, { officer, committee: 'C-1' }, nth))),
  ...[4, 5].map((nth) => signer(1, { officer: 'I-2', committee: 'C-2' }, nth)),
];
