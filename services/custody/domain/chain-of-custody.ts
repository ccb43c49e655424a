import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Command } from '#shared/kernel/stream.ts';

/** An officer in the committee for which he acts. */
export type Keeper = { readonly officer: string; readonly committee: string };

/** Where in a site a thing is stored; the seal is the container's at that moment. */
export type Place = {
  readonly container: string;
  readonly building?: string | undefined;
  readonly rack?: string | undefined;
  readonly slot?: string | undefined;
};
export type Stored = Place & { readonly seal: string };
/** Where a thing is: at a site, stored there or in its keeper's hands. */
export type Located = { readonly site?: string | undefined; readonly place?: Stored | undefined };

/** The same in one, as far as it is told. */
export type Spot = { readonly site?: string | undefined } & Partial<Stored>;

const PARTS = ['container', 'seal', 'rack', 'slot', 'building', 'site'] as const;
const NOWHERE = '-';

/** What an event says anyway of where a thing was, if only it did not move: where it is, and the seal that was broken. */
function told({ site, place }: Located, data: unknown): Spot {
  const { sealBefore: seal } = data as { sealBefore?: string };
  return { site, ...place, ...(seal && { seal }) };
}

/**
 * What the event that changes a thing's place keeps of the one before, for projections take it off there, and see that event alone. In as few
 * bytes as may be: only the parts that the event does not tell.
 */
export function leaving(before: Located | undefined, now: Located, data: unknown): { readonly was?: string } {
  if (!before) return {};
  const [from, to] = [told(before, {}), told(now, {})];
  if (PARTS.every((part) => from[part] === to[part])) return {};
  const known = told(now, data);
  const parts = PARTS.map((part) => (from[part] === known[part] ? '' : (from[part] ?? NOWHERE)));
  return { was: parts.join('|').replace(/\|+$/, '') };
}

/** Where it was before the event that moved it. */
export function placeBefore({ state: { was = '', ...now }, data }: { state: Located & { readonly was?: string }; data: unknown }): Spot {
  const known = told(now, data);
  const parts = was.split('|');
  const entries = PARTS.map((part, index) => [part, parts[index] || known[part]] as const);
  return Object.fromEntries(entries.filter(([, name]) => name !== undefined && name !== NOWHERE));
}

/** A row of the chain of custody (domain B.7), as far as rules look at it. */
export type Transfer = { readonly releasedBy: Keeper; readonly receivedBy: Keeper; readonly witness?: Keeper | undefined };
/** Departments of the officers of a transfer, read from their enrolments. */
export type TransferDepartments = { readonly releasedBy: string; readonly receivedBy: string };

/** An officer in a committee in one word, as events and states have it: AC-1-01@AC-1. Neither number has an @. */
export function named({ officer, committee }: Keeper): string {
  return `${officer}@${committee}`;
}

export function keeperNamed(text: string): Keeper {
  const [officer = '', committee = ''] = text.split('@');
  return { officer, committee };
}

const SIGNATORIES = ['releasedBy', 'receivedBy', 'witness', 'approvedBy'];

/** What an event says of a document: not the number, which its stream is named by, and each officer in one word, so that it fits in 1 KB. */
export function said(document: object): object {
  const entries = Object.entries(document).filter(([field]) => field !== 'custodyNumber');
  return Object.fromEntries(entries.map(([field, value]) => [field, SIGNATORIES.includes(field) && value ? named(value) : value]));
}

/**
 * Which rule a transfer breaks: the releaser is the one who received last (I-13), releaser and receiver are two people of different
 * committees or departments (I-14), the witness is a third, and it stays among officers: never with the depositor.
 */
export function transferFault(
  transfer: Transfer,
  keeper: string | undefined,
  { releasedBy: from, receivedBy: to }: TransferDepartments,
  depositor?: string,
): Refusal | undefined {
  const { releasedBy, receivedBy, witness } = transfer;
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  if (named(releasedBy) !== keeper) {
    return refuse('CHAIN_BROKEN', 'It is released by the officer who received it last, so that the chain has no gap.', {
      field: 'releasedBy',
      more: { keeper },
    });
  }
  if (depositor !== undefined && receivedBy.officer === depositor)
    return say('NOT_TO_DEPOSITOR', 'What is held in trust does not go back to its depositor.', 'receivedBy.officer');
  if (releasedBy.officer === receivedBy.officer) return say('ONE_OFFICER', 'Releaser and receiver are two people.', 'receivedBy.officer');
  if (releasedBy.committee === receivedBy.committee && from === to) {
    return say('ONE_DEPARTMENT', 'Releaser and receiver are of different committees or departments.', 'receivedBy');
  }
  if (witness && [releasedBy.officer, receivedBy.officer].includes(witness.officer))
    return say('WITNESS_TAKES_PART', 'The witness is neither releaser nor receiver.', 'witness.officer');
  return undefined;
}

type Seals = { readonly sealBefore?: string | undefined; readonly sealAfter?: string | undefined };

/** A store is left by breaking a seal and entered by putting on another one. */
export function sealFault({ sealBefore, sealAfter }: Seals, { leaves, enters }: { leaves: boolean; enters: boolean }): Refusal | undefined {
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  if (leaves && !sealBefore) return say('SEAL_BEFORE_MISSING', 'Leaving a store names the seal that was broken.', 'sealBefore');
  if (enters && !sealAfter) return say('SEAL_AFTER_MISSING', 'Entering a store names the seal that was put on.', 'sealAfter');
  if (sealBefore && sealBefore === sealAfter) return say('SEAL_UNCHANGED', 'A broken seal is not put on again.', 'sealAfter');
  return undefined;
}

/** Two officers who check one another: different people of different departments. */
export function twoPersonFault(
  one: { officer?: string | undefined; department?: string | undefined },
  other: { officer: string; department: string },
  field: string,
): Refusal | undefined {
  if (one.officer === other.officer) return refuse('ONE_OFFICER', 'This takes two people.', { status: 422, field: `${field}.officer` });
  if (one.department === other.department)
    return refuse('ONE_DEPARTMENT', 'This takes officers of two departments.', { status: 422, field });
  return undefined;
}

/** A stated time is not before the act before. A time that nobody stated is the clock's: of two calls at once either may be recorded first. */
export function orderFault(last: string, { at, atStated }: Pick<Command, 'at' | 'atStated'>): Refusal | undefined {
  if (!atStated || !(at < last)) return undefined;
  return refuse('BEFORE_LAST_EVENT', 'Something later is recorded of this item; what follows it did not happen before it.', {
    status: 422,
    field: 'at',
    more: { last },
  });
}

/** The later of two effective times, ISO 8601 UTC to the millisecond. */
export function laterOf(one: string | undefined, other: string): string {
  return one !== undefined && one > other ? one : other;
}
