import type { LegalCategory, PersonState } from '#shared/contracts/registration.ts';
import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Draft } from '#shared/kernel/stream.ts';
import { giveBack, type Held, mayGiveBack, mayTake, pick, take } from './effects.ts';
import type { Deciders, Determination, PersonCommand, Register } from './person-commands.ts';
import { mayHave } from './site.ts';

export type Place = { readonly site: string; readonly bed: string; readonly claim: string };

/** Compact state, carried by every event of a person. `n` counts the events; `identity` is the number of the one with the valid personal data. */
export type Person = {
  readonly n: number;
  readonly state: PersonState | 'VOIDED';
  readonly identity: number;
  readonly category: LegalCategory;
  readonly sex: 'M' | 'F' | 'X';
  readonly child: boolean;
  readonly digest: string;
  readonly health: string;
  readonly place?: Place;
  readonly effects: Held;
  readonly suspects: readonly string[];
  /** Others this person was confirmed to differ from. */
  readonly differs: readonly string[];
  /** When the reception card is due (GC III art. 70: a week after arrival at a camp), until it is offered. */
  readonly cardDue?: string;
  readonly manifest?: string;
  readonly survivor?: string;
};

type LiveState = Exclude<PersonState, 'RETURNED' | 'DECEASED' | 'TRANSFERRED' | 'MERGED_DUPLICATE'>;

/** The state machine (domain C.1): from which states a command leads on. What is not listed is refused. */
const FROM: Readonly<Partial<Record<PersonCommand['type'], readonly LiveState[]>>> = {
  house: ['REGISTERED', 'HOUSED', 'HOSPITALISED'],
  hospitalise: ['REGISTERED', 'HOUSED'],
  discharge: ['HOSPITALISED'],
  'report-escape': ['REGISTERED', 'HOUSED', 'HOSPITALISED'],
  recapture: ['ESCAPED'],
  'record-death': ['REGISTERED', 'HOUSED', 'HOSPITALISED', 'ESCAPED'],
  transfer: ['REGISTERED', 'HOUSED', 'HOSPITALISED'],
  determine: ['REGISTERED', 'HOUSED', 'HOSPITALISED'],
  'note-health': ['REGISTERED', 'HOUSED', 'HOSPITALISED'],
  'offer-card': ['REGISTERED', 'HOUSED', 'HOSPITALISED'],
  'take-effects': ['REGISTERED', 'HOUSED', 'HOSPITALISED'],
  'close-return': ['REGISTERED', 'HOUSED', 'HOSPITALISED'],
};

/** Whose number may end in a merge (domain C.1): nobody with an end of their own. */
export const MERGEABLE: readonly Person['state'][] = ['REGISTERED', 'HOUSED', 'HOSPITALISED', 'ESCAPED'];

const CARD_MS = 7 * 86_400_000;
const ADULT_AGE = 18;
const MOST_SUSPECTS = 10;

function decide(state: Person | undefined, command: PersonCommand): Draft | Refusal | 'nothing' {
  if (command.type === 'register') return register(state, command);
  if (command.type === 'void') {
    return state
      ? refuse('NUMBER_USED', 'This number has been used or voided.', { field: 'personalNumber' })
      : { type: 'number-voided', data: command.data };
  }
  if (!state || state.state === 'VOIDED')
    return refuse('PERSON_UNKNOWN', 'Nobody is registered under this number.', { status: 404, field: 'personalNumber' });
  const from: readonly string[] | undefined = FROM[command.type];
  if (from && !from.includes(state.state)) {
    // Handover's word that a person crossed is a fact: where it does not fit, a human looks at it (design page, between services).
    if (command.type === 'close-return')
      return state.manifest === command.data.manifest
        ? 'nothing'
        : { type: 'return-conflict-raised', data: { ...command.data, state: state.state } };
    return refuse('STATE_NOT_READY', `This is not possible for somebody who is ${state.state}.`, {
      more: { state: state.state, possibleFrom: from },
    });
  }
  switch (command.type) {
    case 'house': {
      if (!command.facts) return refuse('SITE_UNKNOWN', 'There is no such site.', { status: 422, field: 'site' });
      const { site, bed } = command.data;
      const no = mayHave(command.facts.site, bed, state, { familyConsent: command.data.familyConsent === true });
      return no ?? { type: 'housed', data: { site, bed, claim: command.id, ...(state.place && { from: state.place }) } };
    }
    case 'hospitalise':
      return { type: 'hospitalised', data: command.data };
    case 'discharge':
      return { type: 'discharged', data: command.data };
    case 'report-escape':
      return { type: 'escaped', data: left(state, command.data) };
    case 'recapture':
      return { type: 'recaptured', data: command.data };
    case 'record-death':
      return { type: 'deceased', data: left(state, { ...command.data, inquiry: command.data.cause !== 'NATURAL' }) };
    case 'transfer':
      return { type: 'transferred', data: left(state, command.data) };
    case 'close-return':
      return { type: 'returned', data: left(state, command.data) };
    case 'correct':
      if (!command.facts || !command.personal)
        return refuse('NOTHING_TO_CORRECT', 'A correction says the whole identity anew.', { status: 422 });
      return {
        type: 'corrected',
        data: { ...command.data, digest: command.facts.identityDigest, child: command.facts.age < ADULT_AGE, supersedes: state.identity },
        personal: command.personal,
      };
    case 'determine':
      return undetermined(command.data, command.facts) ?? { type: 'category-determined', data: command.data };
    case 'note-health':
      return { type: 'health-noted', data: command.data };
    case 'offer-card':
      if (command.data.languages.length < 2)
        return refuse('CARD_IN_ONE_LANGUAGE', "The card is in at least two languages, one of them the person's own.", {
          status: 422,
          field: 'languages',
        });
      return {
        type: 'card-offered',
        data: { ...command.data, ...(state.cardDue && { due: state.cardDue, late: command.at > state.cardDue }) },
      };
    case 'take-effects':
      return mayTake(state.effects, command.data.effects) ?? { type: 'effects-taken', data: command.data };
    case 'restitute':
      return (
        mayGiveBack(state.effects, command.data.registerNos) ?? {
          type: 'effects-restituted',
          data: { ...command.data, given: pick(state.effects, command.data.registerNos) },
        }
      );
    case 'suspect':
      if ([...state.suspects, ...state.differs].includes(command.data.other)) return 'nothing';
      return { type: 'duplicate-suspected', data: command.data };
    case 'resolve':
      if (!state.suspects.includes(command.data.other))
        return refuse('NOT_SUSPECTED', 'These two are not suspected to be one person.', { field: 'other' });
      if (command.data.outcome === 'MERGED' && !MERGEABLE.includes(state.state)) {
        return refuse('END_IS_FINAL', `A person who is ${state.state} is not merged into another.`);
      }
      return { type: 'duplicate-resolved', data: command.data.outcome === 'MERGED' ? left(state, command.data) : command.data };
  }
}

function register(state: Person | undefined, { data, facts, personal, id }: Register): Draft | Refusal {
  if (state) {
    return state.state === 'VOIDED'
      ? refuse('NUMBER_VOIDED', 'This number was voided and is never used.', { field: 'personalNumber' })
      : refuse('NUMBER_USED', 'Somebody is registered under this number.', { field: 'personalNumber' });
  }
  if (!facts || !personal) return refuse('IDENTITY_MISSING', 'A registration says who the person is.', { status: 422 });
  const no = undetermined(data.determination, facts) ?? mayTake({}, data.effects ?? []);
  if (no) return no;
  if (data.assurance === 'NONE' && !data.medicalReferral) {
    return refuse('MEDICAL_REFERRAL_MISSING', 'Who cannot state an identity is referred to the medical service (GC III art. 17).', {
      status: 422,
      field: 'medicalReferral',
    });
  }
  const child = facts.age < ADULT_AGE;
  if (child && facts.childProtectionDepartment !== 'CHILD_PROTECTION') {
    return refuse('CHILD_PROTECTION_MISSING', 'Somebody under 18 is registered with an officer of the child protection department.', {
      status: 422,
      field: 'childProtectionOfficer',
    });
  }
  const { suspects, identityDigest } = facts;
  return {
    type: 'registered',
    data: { ...data, child, digest: identityDigest, commandId: id, suspects: suspects.slice(0, MOST_SUSPECTS) },
    personal,
  };
}

/** A category other than UNDETERMINED is decided by two officers of two departments, on at least one piece of evidence (I-10). */
function undetermined({ category, evidence, decidedBy }: Determination, facts: Deciders | undefined): Refusal | undefined {
  if (category === 'UNDETERMINED') return undefined;
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field: `determination.${field}` });
  if (evidence.length === 0) return say('EVIDENCE_MISSING', 'A determination names its evidence.', 'evidence');
  if (new Set(decidedBy).size < 2) return say('ONE_DECIDER', 'Two officers decide a category.', 'decidedBy');
  if (new Set(facts?.departments).size < 2)
    return say('ONE_DEPARTMENT', 'The officers who decide a category are of two departments.', 'decidedBy');
  return undefined;
}

/** Somebody who leaves frees a bed: the event says which, and in which state they were. */
function left<D extends object>(state: Person, data: D): D & { was: Person['state']; from?: Place; due?: string } {
  return { ...data, was: state.state, ...(state.place && { from: state.place }), ...(state.cardDue && { due: state.cardDue }) };
}

function evolve(before: Person | undefined, event: { type: string; data: unknown; at: string }): Person {
  const next = changed(before, event);
  return { ...next, n: (before?.n ?? 0) + 1 };
}

function changed(before: Person | undefined, { type, data, at }: { type: string; data: unknown; at: string }): Person {
  if (type === 'number-voided') return { ...NOBODY, state: 'VOIDED' };
  if (type === 'registered') {
    const { sex, health, determination, child, digest, effects, suspects } = data as Register['data'] & {
      child: boolean;
      digest: string;
      suspects: { personalNumber: string }[];
    };
    return {
      ...NOBODY,
      identity: 1,
      sex,
      health,
      child,
      digest,
      category: determination.category,
      effects: take({}, effects ?? []),
      suspects: suspects.map((each) => each.personalNumber),
    };
  }
  const state = before ?? NOBODY;
  const { place, cardDue: _due, ...elsewhere } = state;
  const gone = (to: PersonState): Person => ({ ...elsewhere, state: to });
  // biome-ignore lint/suspicious/noExplicitAny: what an event of each type says is what decide put there, a few lines above
  const said = data as any;
  switch (type) {
    case 'housed':
      return {
        ...state,
        state: 'HOUSED',
        place: { site: said.site, bed: said.bed, claim: said.claim },
        ...(!place && { cardDue: new Date(Date.parse(at) + CARD_MS).toISOString() }),
      };
    case 'hospitalised':
      // An earlier deadline that is still open stands.
      return { ...state, state: 'HOSPITALISED', cardDue: state.cardDue ?? new Date(Date.parse(at) + CARD_MS).toISOString() };
    case 'discharged':
      return { ...state, state: place ? 'HOUSED' : 'REGISTERED' };
    case 'escaped':
      return gone('ESCAPED');
    case 'recaptured':
      return { ...state, state: 'REGISTERED' };
    case 'deceased':
      return gone('DECEASED');
    case 'transferred':
      return gone('TRANSFERRED');
    case 'returned':
      return { ...gone('RETURNED'), manifest: said.manifest };
    case 'corrected':
      return { ...state, identity: state.n + 1, digest: said.digest, child: said.child };
    case 'category-determined':
      return { ...state, category: said.category };
    case 'health-noted':
      return { ...state, health: said.health };
    case 'card-offered':
      return { ...elsewhere, ...(place && { place }) };
    case 'effects-taken':
      return { ...state, effects: take(state.effects, said.effects) };
    case 'effects-restituted':
      return { ...state, effects: giveBack(state.effects, said.registerNos) };
    case 'duplicate-suspected':
      return { ...state, suspects: [...state.suspects, said.other].slice(-MOST_SUSPECTS) };
    case 'duplicate-resolved': {
      const suspects = state.suspects.filter((each) => each !== said.other);
      if (said.outcome === 'MERGED') return { ...gone('MERGED_DUPLICATE'), suspects, survivor: said.other };
      return { ...state, suspects, ...(said.outcome === 'CONFIRMED_DIFFERENT' && { differs: [...state.differs, said.other] }) };
    }
    default:
      return state;
  }
}

const NOBODY: Person = {
  n: 0,
  state: 'REGISTERED',
  identity: 0,
  category: 'UNDETERMINED',
  sex: 'X',
  child: false,
  digest: '',
  health: 'FIT',
  effects: {},
  suspects: [],
  differs: [],
};

/** A received person, from registration to return (domain B.1, C.1): as far as registration owns the states. */
export const person: Aggregate<Person, PersonCommand> = { kind: 'PERSON', decide, evolve };
