import type { LegalCategory, PersonState } from '#shared/contracts/registration.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Draft } from '#shared/kernel/stream.ts';
import { mayDeclare } from './declaration.ts';
import { eventOf, list, move, shortDigest } from './line-steps.ts';
import type { LineState } from './manifest-line.ts';
import { mayPledge } from './pledge.ts';
import type { CaseCommand, Declare, GivePledge, NoteFacts, Screen, Stop, Withdraw } from './return-case-commands.ts';
import { evolve } from './return-case-history.ts';
import { openLine, wantsToReturn } from './return-guards.ts';
import { mayScreen, type ScreeningRisk } from './screening.ts';
import { isSame, mayLift, type OpenStop, takenOff } from './stop.ts';

/** Registration's facts as of its sequence number `as`. What is false or nought is left out; of the digest 64 bits are kept to compare. */
export type CaseFacts = {
  readonly as: number;
  readonly state: PersonState;
  readonly category: LegalCategory;
  readonly digest: string;
  readonly child?: true;
  readonly unfit?: true;
  readonly suspect?: true;
  readonly effects?: number;
};

export type OnManifest = { readonly manifest: string; readonly line: number; readonly state: LineState };

/**
 * Compact state of a return case: every event carries it within one write unit, so the usual value is left out (a decision to return, no
 * risk, no stop) and `until` and `withdrawn` are seconds since 1970, effective time. The line stays after its end, as the last one.
 */
export type ReturnCase = {
  readonly facts: CaseFacts;
  readonly declaration?: {
    readonly until: number;
    readonly decision?: 'STAY' | 'UNDECIDED';
    readonly family?: true;
    readonly withdrawn?: number;
  };
  /** Reference of the amnesty the person was told of and asked inclusion in. */
  readonly amnesty?: string;
  readonly overridden?: true;
  readonly pledged?: 'OWN' | 'FAMILY' | 'BOTH';
  readonly screening?: { readonly until: number; readonly risk?: Exclude<ScreeningRisk, 'NONE_IDENTIFIED'> };
  readonly stops?: readonly OpenStop[];
  readonly line?: OnManifest;
  /** What a human has to settle. */
  readonly review?: readonly string[];
};

function decide(state: ReturnCase | undefined, command: CaseCommand): Draft | Refusal | 'nothing' {
  if (command.type === 'note-facts') return note(state, command);
  if (command.type === 'move-line' && command.facts?.no) return command.facts.no;
  if (!state)
    return refuse('PERSON_UNKNOWN', 'Registration has not spoken of this person (yet).', { retryAfter: 1, field: 'personalNumber' });
  if (command.type === 'move-line') return move(state, command);
  if (command.type === 'settle') {
    const open = state.review?.includes(command.data.review);
    return open
      ? { type: 'review-settled', data: rest(command.data) }
      : refuse('NOT_UNDER_REVIEW', 'Nothing of this kind is open in this case.', { field: 'review' });
  }
  if (hasEnded(state))
    return refuse('CASE_CLOSED', 'This person has returned or died; the case is closed.', { more: { manifest: state.line?.manifest } });
  switch (command.type) {
    case 'declare':
      return declare(state, command);
    case 'withdraw':
      return withdraw(state, command);
    case 'pledge':
      return pledge(state, command);
    case 'screen':
      return screen(state, command);
    case 'stop':
      return stop(state, command);
    case 'lift':
      return (
        mayLift(state.stops ?? [], command.data, command.facts?.department ?? '') ??
        withPersonal('stop-lifted', rest(command.data), command.personal)
      );
    case 'override-amnesty':
      if (command.facts?.department !== 'LEGAL')
        return refuse('LEGAL_OFFICER_NEEDED', 'Only an officer of the legal department overrides an amnesty.', {
          status: 403,
          field: 'by.officer',
        });
      return withPersonal('amnesty-overridden', rest(command.data), command.personal);
    case 'list':
      return list(state, command);
  }
}

/** Accepted by the receiver, or died on the way: nothing follows. */
export function hasEnded({ line }: ReturnCase): boolean {
  return line?.state === 'ACCEPTED' || line?.state === 'DECEASED_IN_TRANSIT';
}

/** Registration's word is a fact and never refused; what contradicts an open line or a closed case is marked for a human. */
function note(state: ReturnCase | undefined, { data }: NoteFacts): Draft | 'nothing' {
  if (state && data.sequence <= state.facts.as) return 'nothing';
  const facts: CaseFacts = {
    as: data.sequence,
    state: data.state,
    category: data.category,
    digest: shortDigest(data.identityDigest),
    ...(data.child && { child: true }),
    ...(!data.fitToTravel && { unfit: true }),
    ...(data.duplicateSuspected && { suspect: true }),
    ...(data.effectsOpen > 0 && { effects: data.effectsOpen }),
  };
  if (!state) return { type: 'case-opened', data: facts };
  // The end of our own story told back: nothing to note.
  if (state.line?.state === 'ACCEPTED' && data.state === 'RETURNED') return 'nothing';
  const contradicts = contradictions(state, facts);
  return contradicts.length ? { type: 'facts-conflict-raised', data: { ...facts, contradicts } } : { type: 'facts-noted', data: facts };
}

/** What of registration's new facts does not fit somebody who is on a manifest, or gone. */
function contradictions(state: ReturnCase, facts: CaseFacts): string[] {
  if (hasEnded(state))
    return facts.state === state.facts.state || (facts.state === 'DECEASED' && state.line?.state !== 'ACCEPTED') ? [] : ['STATE'];
  if (facts.state === 'RETURNED') return ['STATE'];
  if (!openLine(state)) return [];
  const found: [string, boolean][] = [
    ['STATE', facts.state !== 'HOUSED'],
    ['IDENTITY', facts.digest !== state.facts.digest],
    ['CATEGORY', facts.category !== state.facts.category],
    ['FITNESS', facts.unfit === true && !state.facts.unfit],
    ['DUPLICATE', facts.suspect === true && !state.facts.suspect],
  ];
  return found.filter(([, contradicts]) => contradicts).map(([what]) => what);
}

function declare(state: ReturnCase, { data, facts, personal }: Declare): Draft | Refusal {
  if (!facts) return refuse('OFFICER_NOT_ENROLLED', 'The officers of the interview are not known.', { status: 422 });
  if (state.facts.state !== 'HOUSED') return refuse('NOT_HOUSED', 'Only somebody who is housed declares.', { retryAfter: 1 });
  const no = mayDeclare(data, facts, state.facts.child === true) ?? mayPledge(data, facts);
  return no ?? withPersonal('declared', rest(data), personal);
}

/** At any time, without a reason, without a penalty (I-42); an open line goes with it as far as a line can. */
function withdraw(state: ReturnCase, { id }: Withdraw): Draft | Refusal | 'nothing' {
  if (!wantsToReturn(state)) return refuse('DECLARATION_MISSING', 'There is no declaration to return.');
  if (state.declaration?.withdrawn !== undefined) return 'nothing';
  return taken(state, takenOffFor(state, 'OBJECTION'), id, 'declaration-withdrawn', {}, 'WITHDRAWN_ABOARD');
}

function pledge(state: ReturnCase, { data, facts, personal }: GivePledge): Draft | Refusal {
  if (!wantsToReturn(state) || state.declaration?.withdrawn !== undefined)
    return refuse('DECLARATION_MISSING', 'A pledge follows a declaration to return.');
  if (!data.pledge && !data.familyPledge) return refuse('PLEDGE_MISSING', 'The document has no pledge.', { status: 422, field: 'pledge' });
  return mayPledge(data, facts ?? { noClaimOnWeaponsAllowed: false }) ?? withPersonal('pledged', rest(data), personal);
}

function screen(state: ReturnCase, { data, facts, personal, actor }: Screen): Draft | Refusal {
  if (!facts) return refuse('OFFICER_NOT_ENROLLED', 'The officers of the screening are not known.', { status: 422 });
  if (data.reviewer === actor.officer)
    return refuse('REVIEWER_IS_SCREENER', 'Somebody else than the screener reviews.', { status: 422, field: 'reviewer' });
  const no = mayScreen(facts);
  const raised = data.risk !== 'NONE_IDENTIFIED' && openLine(state) ? { raises: 'RISK_ON_MANIFEST' } : {};
  return no ?? withPersonal('screened', { ...rest(data), ...raised }, personal);
}

function stop(state: ReturnCase, { id, data, personal }: Stop): Draft | Refusal | 'nothing' {
  const { stop: kind, reference } = data;
  if (state.stops?.some((each) => isSame(each, kind, reference))) return 'nothing';
  return taken(
    state,
    takenOffFor(state, kind),
    id,
    'stopped',
    { stop: kind, ...(reference && { ref: reference }) },
    'STOPPED_ABOARD',
    personal,
  );
}

function takenOffFor(state: ReturnCase, kind: OpenStop['stop']): LineState | undefined {
  const line = openLine(state);
  return line && takenOff(line.state, kind);
}

/** A withdrawal or stop takes an open line to its end in the same event; where no step leads off, the line waits for a human. */
function taken(
  state: ReturnCase,
  to: LineState | undefined,
  id: string,
  type: string,
  said: object,
  raises: string,
  personal?: object,
): Draft {
  const line = openLine(state);
  if (!line) return withPersonal(type, said, personal);
  if (!to) return withPersonal(type, { ...said, raises }, personal);
  const { manifest, line: number, state: was } = line;
  return withPersonal(eventOf(to), { ...said, was, to, manifest, line: number, batch: id }, personal);
}

/** The stream is the person's own, so its events do not repeat the number. */
function rest<D extends { personalNumber?: string }>({ personalNumber: _stream, ...data }: D): Omit<D, 'personalNumber'> {
  return data;
}

function withPersonal(type: string, data: object, personal: object | undefined): Draft {
  return { type, data, ...(personal && { personal }) };
}

/** The way home of one person (domain C.1, from HOUSED to RETURNED), with the manifest line on which the person stands. */
export const returnCase: Aggregate<ReturnCase, CaseCommand> = { kind: 'CASE', decide, evolve };
