import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import { OUTSIDER, type Pledges } from './pledge.ts';
import { isEscort } from './screening.ts';

export const INFORMATION_TOPICS = [
  'RIGHT_TO_REFUSE',
  'AMNESTY_TEXT',
  'SAFETY_SITUATION',
  'ALTERNATIVE_TO_RETURN',
  'WEAPONS_NOT_RETURNED',
  'PROPERTY',
] as const;
export type InformationTopic = (typeof INFORMATION_TOPICS)[number];

export const DECISIONS = ['RETURN', 'STAY', 'UNDECIDED'] as const;
export const INITIATORS = ['PERSON', 'ORIGIN_AUTHORITY', 'HOST'] as const;

export const DECLARATION_DAYS = 14;

/** A voluntary return declaration with what was signed at the same table (domain B.10). Names and places are personal data. */
export type Declaration = Pledges & {
  readonly declarationNo: string;
  readonly decision: (typeof DECISIONS)[number];
  readonly initiatedBy: (typeof INITIATORS)[number];
  readonly topics: readonly InformationTopic[];
  readonly language: string;
  readonly privateInterview: boolean;
  readonly free: boolean;
  readonly informed: boolean;
  readonly express: boolean;
  readonly interviewer: string;
  readonly witness: string;
  readonly signed: 'SIGNATURE' | 'MARK';
  /** The amnesty the person was told of, where no pledge names one. */
  readonly amnesty?: string | undefined;
  /** How many people return under this declaration with its signatory, or a family is waiting: a family pledge is then due. */
  readonly dependants?: number | undefined;
  readonly familyInvolved?: boolean | undefined;
  /** The officer who was there for somebody under 18 (I-08). */
  readonly childProtectionOfficer?: string | undefined;
};

/** Departments looked up for a declaration; nothing stands for a witness from outside. */
export type DeclarationFacts = {
  readonly interviewerDepartment: string;
  readonly witnessDepartment?: string | undefined;
  readonly childProtectionDepartment?: string | undefined;
};

/** Nobody is informed who was not told these (domain B.10, finding 6). */
const TOLD_TO_RETURN: readonly InformationTopic[] = ['AMNESTY_TEXT', 'SAFETY_SITUATION', 'ALTERNATIVE_TO_RETURN', 'WEAPONS_NOT_RETURNED'];

/** Whether this is a declaration at all: private, told of the right to refuse, nobody of the escort there, and, to return, free, informed and express. */
export function mayDeclare(said: Declaration, facts: DeclarationFacts, child: boolean): Refusal | undefined {
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  if (!said.privateInterview)
    return say('INTERVIEW_NOT_PRIVATE', 'The will to return is asked in a private interview.', 'privateInterview');
  if (isEscort(facts.interviewerDepartment))
    return say('INTERVIEWER_OF_ESCORT', 'Neither the escort nor intelligence interviews.', 'interviewer');
  if (facts.witnessDepartment && isEscort(facts.witnessDepartment))
    return say('WITNESS_OF_ESCORT', 'The witness is not of the escort.', 'witness');
  if (said.witness !== OUTSIDER && said.witness === said.interviewer)
    return say('WITNESS_IS_INTERVIEWER', 'The witness is somebody else than the interviewer.', 'witness');
  if (!said.topics.includes('RIGHT_TO_REFUSE'))
    return say('RIGHT_TO_REFUSE_NOT_TOLD', 'The person was not told of the right to refuse.', 'topics');
  if (child && facts.childProtectionDepartment !== 'CHILD_PROTECTION') {
    return say(
      'CHILD_PROTECTION_MISSING',
      'Somebody under 18 declares with an officer of the child protection department.',
      'childProtectionOfficer',
    );
  }
  if (said.decision !== 'RETURN') {
    return said.pledge || said.familyPledge
      ? say('PLEDGE_WITHOUT_RETURN', 'Only who decides to return is asked for a pledge.', 'pledge')
      : undefined;
  }
  if (!said.free) return say('NOT_FREE', 'The decision to return was not freely stated.', 'free');
  if (!said.informed) return say('NOT_INFORMED', 'The decision to return was not informed.', 'informed');
  if (!said.express) return say('NOT_EXPRESS', 'The decision to return was not express.', 'express');
  const untold = TOLD_TO_RETURN.filter((topic) => !said.topics.includes(topic));
  if (untold.length) return say('INFORMATION_MISSING', `Not told before deciding to return: ${untold.join(', ')}.`, 'topics');
  return undefined;
}
