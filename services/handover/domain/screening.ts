import { type Refusal, refuse } from '#shared/kernel/refusal.ts';

export const SCREENING_RISKS = ['NONE_IDENTIFIED', 'POSSIBLE', 'SUBSTANTIAL'] as const;
export type ScreeningRisk = (typeof SCREENING_RISKS)[number];

/** Coded basis of a finding; the narrative is personal data. */
export const SCREENING_BASES = [
  'INTERVIEW',
  'COUNTRY_INFORMATION',
  'PROFILE',
  'PAST_PERSECUTION',
  'FAMILY',
  'MEDICAL',
  'REFERRAL',
  'OTHER',
] as const;
export type ScreeningBasis = (typeof SCREENING_BASES)[number];

export const SCREENING_DAYS = 30;

/** Who screens protection claims, and who never does (domain B.10: protection-trained, not escort, not intelligence). */
const PROTECTION: readonly string[] = ['PROTECTION', 'CHILD_PROTECTION'];

/** Whether officers of these departments may screen and review. */
export function mayScreen({ department, reviewerDepartment }: { department: string; reviewerDepartment: string }): Refusal | undefined {
  if (!PROTECTION.includes(department)) {
    return refuse('SCREENER_NOT_PROTECTION', 'Only an officer of the protection department screens.', { status: 403, field: 'by.officer' });
  }
  if (isEscort(reviewerDepartment)) {
    return refuse('REVIEWER_OF_ESCORT', 'Neither the escort nor intelligence reviews a screening.', { status: 422, field: 'reviewer' });
  }
  return undefined;
}

/** Whether this department screens protection claims: none of its officers may approve a manifest (I-40). */
export function screensClaims(department: string): boolean {
  return PROTECTION.includes(department);
}

/** Departments whose officers neither interview, nor witness, nor review: they guard, move or question people. */
export function isEscort(department: string): boolean {
  return department === 'ESCORT' || department === 'INTELLIGENCE';
}
