import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import { DECLARATION_DAYS } from './declaration.ts';
import { terminal } from './manifest-line.ts';
import type { ReturnCase } from './return-case.ts';
import type { TravelFacts } from './return-case-commands.ts';
import { SCREENING_DAYS } from './screening.ts';
import { STOP_KINDS, STOPS } from './stop.ts';

/** One rule of the way home: `blocks` says whether it stands in the way at a moment. Without `facts` a rule that needs them says nothing. */
export type Guard = {
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
  readonly retryAfter?: number;
  blocks(state: ReturnCase, at: string, facts: TravelFacts | undefined): boolean;
};

const after = (at: string, until: number) => Date.parse(at) > until * 1000;
const DAY_S = 86_400;
/** Clocks may differ by this much (domain H). */
const SKEW_S = 300;
/** Whether a paper valid until then was not yet signed: nobody is listed on an earlier day by a paper of today. */
const before = (at: string, until: number, days: number) => Date.parse(at) < (until - days * DAY_S - SKEW_S) * 1000;

/** Whether the person's last word was to return, withdrawn or not. */
export function wantsToReturn({ declaration }: ReturnCase): boolean {
  return declaration !== undefined && declaration.decision === undefined;
}

const PRESENT: readonly Guard[] = [
  // Registration's word may still be under way: the same call may succeed in a moment.
  {
    code: 'NOT_HOUSED',
    detail: 'Registration has not housed this person (or not yet said so).',
    retryAfter: 1,
    blocks: ({ facts }) => facts.state !== 'HOUSED',
  },
  {
    code: 'UNDER_REVIEW',
    detail: 'A human has to settle what contradicts in this case.',
    blocks: ({ review }) => (review?.length ?? 0) > 0,
  },
];

/** The will to return, in date (I-24), asked of `returns` so that each fault has its own code. */
const WILL: readonly Guard[] = [
  {
    code: 'DECLARATION_MISSING',
    detail: 'There is no declaration to return.',
    blocks: (state, at) => !wantsToReturn(state) || before(at, state.declaration?.until ?? 0, DECLARATION_DAYS),
  },
  {
    code: 'DECLARATION_WITHDRAWN',
    detail: 'The declaration was withdrawn.',
    blocks: ({ declaration }) => declaration?.withdrawn !== undefined,
  },
  {
    code: 'DECLARATION_EXPIRED',
    detail: `The declaration is older than ${DECLARATION_DAYS} days.`,
    blocks: ({ declaration }, at) => declaration !== undefined && after(at, declaration.until),
  },
];

/** No risk, no claim, no hold: what keeps a person here whatever the papers say (I-25). */
const SAFE: readonly Guard[] = [
  {
    code: 'SCREENING_MISSING',
    detail: 'There is no non-refoulement screening.',
    blocks: ({ screening }, at) => !screening || before(at, screening.until, SCREENING_DAYS),
  },
  {
    code: 'NON_REFOULEMENT_RISK',
    detail: 'The screening found a risk.',
    blocks: ({ screening }) => screening?.risk !== undefined,
  },
  {
    code: 'SCREENING_EXPIRED',
    detail: `The screening is older than ${SCREENING_DAYS} days.`,
    blocks: ({ screening }, at) => screening !== undefined && after(at, screening.until),
  },
  ...STOP_KINDS.map(
    (kind): Guard => ({
      code: STOPS[kind].code,
      detail: STOPS[kind].detail,
      blocks: ({ stops }) => stops?.some(({ stop }) => stop === kind) === true,
    }),
  ),
];

/** Registration's findings that do not come from a stop. */
const FOUND: readonly Guard[] = [
  {
    code: 'DUPLICATE_SUSPECTED',
    detail: 'This person may be registered twice; that is resolved first.',
    blocks: ({ facts }) => facts.suspect === true,
  },
  {
    code: 'CATEGORY_UNDETERMINED',
    detail: 'The legal category is not determined.',
    blocks: ({ facts }) => facts.category === 'UNDETERMINED',
  },
  { code: 'UNFIT_TO_TRAVEL', detail: STOPS.UNFIT_TO_TRAVEL.detail, blocks: ({ facts }) => facts.unfit === true },
  { code: 'EFFECTS_UNSETTLED', detail: 'Belongings or cash have not been given back.', blocks: ({ facts }) => (facts.effects ?? 0) > 0 },
];

const AMNESTY: Guard = {
  code: 'AMNESTY_NOT_COVERING',
  detail: 'No amnesty in force covers this category.',
  blocks: ({ amnesty, overridden, facts: { category } }, _at, facts) => {
    if (!facts || overridden) return false;
    return !(amnesty !== undefined && facts.amnesties[amnesty]?.includes(category));
  },
};

const PLEDGES: readonly Guard[] = [
  {
    code: 'PLEDGE_MISSING',
    detail: 'The policy in force asks for a pledge.',
    blocks: ({ pledged }, _at, facts) => facts?.pledgeRequired === true && (!pledged || pledged === 'FAMILY'),
  },
  {
    code: 'FAMILY_PLEDGE_MISSING',
    detail: "The policy in force asks for the family's pledge.",
    blocks: ({ pledged, declaration }, _at, facts) =>
      facts?.pledgeRequired === true && declaration?.family === true && (!pledged || pledged === 'OWN'),
  },
];

/** HOUSED to CLEARED_FOR_RETURN and on to MANIFESTED (domain C.1). Identity and the open line are the command's own. */
export const TO_LIST: readonly Guard[] = [...PRESENT, ...WILL, ...SAFE, ...FOUND, AMNESTY, ...PLEDGES];
/** What is asked again at the vehicle (I-24, I-25, I-30); the pledge is not: it was given or it was not. */
export const TO_BOARD: readonly Guard[] = [...PRESENT, ...WILL, ...SAFE, ...FOUND, AMNESTY];
/** What stops somebody on the vehicle from being presented or handed over. */
export const TO_HAND_OVER: readonly Guard[] = [
  {
    code: 'DECLARATION_WITHDRAWN',
    detail: 'The declaration was withdrawn before this.',
    // Who was handed over before the withdrawal has gone: a late word of it is true.
    blocks: ({ declaration }, at) => declaration?.withdrawn !== undefined && Date.parse(at) >= declaration.withdrawn * 1000,
  },
  ...SAFE.filter(({ code }) => code === 'NON_REFOULEMENT_RISK' || STOP_KINDS.some((kind) => STOPS[kind].code === code)),
];
/** What must hold before the other side is told of a person, and while it is (I-25, I-41). */
const TO_DISCLOSE: readonly Guard[] = [
  ...WILL.filter(({ code }) => code !== 'DECLARATION_EXPIRED'),
  ...SAFE.filter(({ code }) => ['SCREENING_MISSING', 'NON_REFOULEMENT_RISK', STOPS.OBJECTION.code, STOPS.ASYLUM_CLAIM.code].includes(code)),
];

/** Whether a refusal says why somebody may not go: what protects a person is no business of the other side. */
export function isGuard(code: string): boolean {
  return [...TO_LIST, ...TO_HAND_OVER].some((guard) => guard.code === code);
}

/** Every guard that stands in the way, each once. */
export function standing(guards: readonly Guard[], state: ReturnCase, at: string, facts?: TravelFacts): Guard[] {
  const found = guards.filter((guard) => guard.blocks(state, at, facts));
  return found.filter(({ code }, index) => found.findIndex((each) => each.code === code) === index);
}

/** The first guard that stands in the way as a refusal; `more.guards` names them all. */
export function refusedBy(guards: readonly Guard[], state: ReturnCase, at: string, facts?: TravelFacts): Refusal | undefined {
  const found = standing(guards, state, at, facts);
  const [first] = found;
  if (!first) return undefined;
  const retryAfter = found.every((each) => each.retryAfter) ? first.retryAfter : undefined;
  return refuse(first.code, first.detail, { ...(retryAfter && { retryAfter }), more: { guards: found.map(({ code }) => code) } });
}

/** Whether personal data of this person may go to the receiving authority at a moment (I-25, I-41). */
export function mayDisclose(state: ReturnCase, at: string): boolean {
  return standing(TO_DISCLOSE, state, at).length === 0;
}

/** The line on which the person still is; none once it is terminal: then they are available for another. */
export function openLine({ line }: ReturnCase): ReturnCase['line'] {
  return line && !terminal(line.state) ? line : undefined;
}
