/** An officer acting in a committee, as documents name them. */
export type By = { readonly officer: string; readonly committee: string };

type Committee = {
  readonly committee: string;
  readonly name: string;
  readonly officers: readonly { readonly officer: string; readonly department: string }[];
};

const officers = (committee: string, departments: readonly string[]) =>
  departments.map((department, index) => ({ officer: `${committee}-${String(index + 1).padStart(2, '0')}`, department }));

const committee = (id: string, name: string, departments: readonly string[]): Committee => ({
  committee: id,
  name,
  officers: officers(id, departments),
});

/** The first officer of a department in a committee. */
export function officer(of: Committee, department: string): By {
  const found = of.officers.find((each) => each.department === department);
  if (!found) throw new Error(`${of.committee} has nobody of ${department}`);
  return { officer: found.officer, committee: of.committee };
}

const RECEPTION = ['INTERIOR', 'DEFENCE', 'HEALTH', 'CHILD_PROTECTION', 'INTERIOR', 'DEFENCE'];

/** Three committees register at Al-Qaim; the others take weapons in trust, keep the armoury, screen claims, and carry out the return. */
export const REGISTRARS = [
  committee('RC-1', 'Registration committee 1, Al-Qaim', RECEPTION),
  committee('RC-2', 'Registration committee 2, Al-Qaim', RECEPTION),
  committee('RC-3', 'Registration committee 3, Al-Qaim', RECEPTION),
] as const;
export const WEAPONS_RECEPTION = committee('WC-1', 'Weapons reception, Al-Qaim', ['DEFENCE', 'INTERIOR', 'DEFENCE', 'INTERIOR']);
export const ARMOURY = committee('AC-1', 'Armoury, Rutba', ['DEFENCE', 'INTERIOR', 'LOGISTICS']);
export const PROTECTION = committee('PC-1', 'Protection screening, Rutba', ['PROTECTION', 'CHILD_PROTECTION', 'LEGAL', 'HEALTH']);
export const RETURNS = committee('JC-1', 'Return committee, joint operations', [
  'INTERIOR',
  'DEFENCE',
  'LEGAL',
  'FOREIGN_AFFAIRS',
  'MEDICAL',
]);
export const CONVOY = committee('EC-1', 'Convoy and crossing', ['ESCORT', 'INTERIOR', 'DEFENCE', 'ESCORT']);

export const COMMITTEES: readonly Committee[] = [...REGISTRARS, WEAPONS_RECEPTION, ARMOURY, PROTECTION, RETURNS, CONVOY];
