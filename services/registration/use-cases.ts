import { identityDigest } from '#shared/kernel/identity-digest.ts';
import { readMrz } from '#shared/kernel/mrz.ts';
import { rankCode } from '#shared/kernel/rank.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, StoredEvent } from '#shared/kernel/stream.ts';
import { command } from '#shared/lambda/command-context.ts';
import type { enrolment } from '#shared/lambda/enrolment.ts';
import type { Accepted, EventStore } from '#shared/lambda/event-store.ts';
import type { EventWalk } from '#shared/lambda/event-walk.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import type { Identity, RegisterDocument } from './documents.ts';
import { type Admission, admission, admitting } from './domain/admission.ts';
import { committee } from './domain/committee.ts';
import { blockOf, type NumberBlock, numberBlock } from './domain/number-block.ts';
import { type Adjudication, pair, pairId } from './domain/pair.ts';
import { MERGEABLE, type Person, person } from './domain/person.ts';
import type { Correct, Determination, PersonCommand, Register } from './domain/person-commands.ts';
import { site } from './domain/site.ts';
import { houseIn } from './housing.ts';
import { matchKeys, searchRows, suspectsOf } from './search.ts';
import { lookedUp } from './store.ts';

export type Deps = {
  readonly store: EventStore;
  readonly walk: EventWalk;
  readonly department: ReturnType<typeof enrolment>;
  readonly identityKey: string;
};
type By = { readonly by: { readonly officer: string; readonly committee: string }; readonly at?: string };
type OfPerson = By & { readonly personalNumber: string };

function answer(done: Accepted | Refusal, ids: object): Answer | Refusal {
  return isRefusal(done) ? done : { body: { ...ids, ...receiptOf(done.event) } };
}

/** A register that is opened with one document: resolve who acts, make the command, append. */
function opens<B extends Partial<By>, C extends Command>(
  aggregate: Aggregate<never, C>,
  type: C['type'],
  idOf: (body: B) => string,
  name: string,
): UseCase<Deps> {
  return async ({ body, context }: Request<B>, { store, department }) => {
    const from = body.by ? await department(body.by) : undefined;
    if (isRefusal(from)) return from;
    const made = command(context, type, body as B & object, { ...(from && { department: from }) });
    if (isRefusal(made)) return made;
    return answer(await store.execute(aggregate, idOf(body), made as unknown as C), { [name]: idOf(body) });
  };
}

/** A command on one person that needs nothing but the person's own state. */
function onPerson(type: PersonCommand['type']): UseCase<Deps> {
  return async ({ body, context, head }: Request<OfPerson>, { store, department }) => {
    const from = await department(body.by);
    if (isRefusal(from)) return from;
    const made = command(context, type, body, { department: from });
    if (isRefusal(made)) return made;
    const { personalNumber } = body;
    return answer(await store.execute(person, personalNumber, made as unknown as PersonCommand, { head: head('PERSON', personalNumber) }), {
      personalNumber,
    });
  };
}

/** The departments of the officers who decided; each must be enrolled in the acting committee. */
async function deciders(
  { decidedBy }: Determination,
  by: By['by'],
  department: Deps['department'],
  field: string,
): Promise<string[] | Refusal> {
  const found: string[] = [];
  for (const [index, officer] of decidedBy.entries()) {
    const from = await department({ officer, committee: by.committee }, `${field}.${index}`);
    if (isRefusal(from)) return from;
    found.push(from);
  }
  return found;
}

function ageAt({ value }: Identity['dateOfBirth'], at: string): number {
  const born = value.padEnd(7, '-12').padEnd(10, '-31');
  return Number(at.slice(0, 4)) - Number(born.slice(0, 4)) - (at.slice(5, 10) < born.slice(5, 10) ? 1 : 0);
}

function digestOf(key: string, { name, dateOfBirth }: Identity, { sex, nationality }: { sex: string; nationality: string }): string {
  const text = (part: string | object) => (typeof part === 'string' ? part : '');
  return identityDigest(key, {
    given: name.given,
    father: text(name.father),
    family: text(name.family),
    dateOfBirth: dateOfBirth.value,
    sex,
    nationality,
  });
}

/** What a document's machine readable zone contradicts, by its check digits (ICAO Doc 9303). */
function mrzFault({ identityDocuments = [] }: Identity): Refusal | undefined {
  for (const [index, { mrz }] of identityDocuments.entries()) {
    if (!mrz) continue;
    const field = `identity.identityDocuments.${index}.mrz`;
    const read = readMrz(mrz.join('\n'));
    if (!read)
      return refuse('MRZ_UNREADABLE', 'These lines are no machine readable zone of ICAO Doc 9303 (TD1, TD2 or TD3).', {
        status: 422,
        field,
      });
    if (read.failedChecks.length)
      return refuse('MRZ_CHECK_DIGIT', `Wrong check digit: ${read.failedChecks.join(', ')}.`, { status: 422, field });
  }
  return undefined;
}

function ageFault({ dateOfBirth }: Identity, at: string): Refusal | undefined {
  const age = ageAt(dateOfBirth, at);
  if (dateOfBirth.value <= at.slice(0, dateOfBirth.value.length) && age <= 110) return undefined;
  return refuse('BIRTH_DATE_IMPOSSIBLE', 'A birth date lies in the past and at most 110 years back.', {
    status: 422,
    field: 'identity.dateOfBirth.value',
  });
}

/** Refusals of a call whose first one was accepted. */
const REPEATS = ['COMMAND_ID_REUSED', 'ERASED'];

/** Registers a received person: number issued, admission open, search rows first, then the suspects, then the one append. */
export const register: UseCase<Deps> = async ({ body, context, head }: Request<RegisterDocument>, { store, department, identityKey }) => {
  const { personalNumber, identity, ...rest } = body;
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const departments = await deciders(body.determination, body.by, department, 'determination.decidedBy');
  if (isRefusal(departments)) return departments;
  const childFrom =
    body.childProtectionOfficer &&
    (await department({ officer: body.childProtectionOfficer, committee: body.by.committee }, 'childProtectionOfficer'));
  if (isRefusal(childFrom)) return childFrom;

  const rank = identity.rankNational && rankCode(identity.rankNational.ar);
  const data = { personalNumber, ...rest, ...(rank && { rankCode: rank }) };
  const made = command(context, 'register', data, { department: from, personal: identity });
  if (isRefusal(made)) return made;
  const fault = mrzFault(identity) ?? ageFault(identity, made.at);
  if (fault) return fault;
  const block = await lookedUp<NumberBlock>(store, 'BLOCK', blockOf(personalNumber));
  if (block?.committee !== body.by.committee)
    return refuse('NUMBER_NOT_ISSUED', 'This number is in no block issued to the committee.', { status: 422, field: 'personalNumber' });
  const closed = admitting(await lookedUp<Admission>(store, 'ADMISSION', body.admission), made.at);
  if (closed) return closed;

  const digest = digestOf(identityKey, identity, body);
  const facts = {
    departments,
    age: ageAt(identity.dateOfBirth, made.at),
    identityDigest: digest,
    suspects: [],
    ...(childFrom && { childProtectionDepartment: childFrom }),
  };
  const complete = { ...made, facts } as unknown as Register;
  const seen = head('PERSON', personalNumber);
  // A rule that refuses the document refuses it before anything of it is stored.
  const early = seen ? undefined : person.decide(undefined, complete);
  if (seen || isRefusal(early)) return registered(await store.execute(person, personalNumber, complete, { head: seen }), personalNumber);

  const keys = matchKeys(identity);
  const rows = searchRows(personalNumber, context.id, keys, identity.nameLatin?.surname);
  await store.rows.changeTogether(rows.map((put) => ({ put })));
  const suspects = await suspectsOf(store, personalNumber, keys);
  const done = await store.execute(person, personalNumber, { ...complete, facts: { ...facts, suspects } } as Register, { fresh: true });
  if (isRefusal(done)) {
    // What the same call entered when it was accepted is the owner's.
    if (REPEATS.includes(done.code)) return done;
    await store.rows.changeTogether(rows.map(({ pk, sk }) => ({ remove: { pk, sk } })));
    return done;
  }
  return registered(done, personalNumber);
};

/** The same answer to a repeat: the suspects are those of the event. */
function registered(done: Accepted | Refusal, personalNumber: string): Answer | Refusal {
  return isRefusal(done) ? done : answer(done, { personalNumber, suspects: (done.event.data as { suspects: object[] }).suspects });
}

/** Supersedes the identity; what was recorded before stays in its event. */
export const correct: UseCase<Deps> = async (
  { body, context }: Request<OfPerson & { identity: Identity; reason: string }>,
  { store, department, identityKey },
) => {
  const { identity, ...rest } = body;
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const made = command(context, 'correct', rest, { department: from, personal: identity });
  if (isRefusal(made)) return made;
  const fault = mrzFault(identity) ?? ageFault(identity, made.at);
  if (fault) return fault;
  const first = await store.event('PERSON', body.personalNumber, 1);
  const { sex = 'X', nationality = 'XXX' } = (first?.data ?? {}) as { sex?: string; nationality?: string };
  const facts = { identityDigest: digestOf(identityKey, identity, { sex, nationality }), age: ageAt(identity.dateOfBirth, made.at) };
  const done = await store.execute(person, body.personalNumber, { ...made, facts } as unknown as Correct);
  if (!isRefusal(done)) {
    await store.rows.change(
      searchRows(body.personalNumber, context.id, matchKeys(identity), identity.nameLatin?.surname).map((put) => ({ put })),
    );
  }
  return answer(done, { personalNumber: body.personalNumber });
};

export const determine: UseCase<Deps> = async ({ body, context }: Request<OfPerson & Determination>, { store, department }) => {
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const departments = await deciders(body, body.by, department, 'decidedBy');
  if (isRefusal(departments)) return departments;
  const made = command(context, 'determine', body, { department: from, facts: { departments } });
  if (isRefusal(made)) return made;
  return answer(await store.execute(person, body.personalNumber, made as unknown as PersonCommand), {
    personalNumber: body.personalNumber,
  });
};

export const adjudicate: UseCase<Deps> = async ({ body, context }: Request<By & Adjudication>, { store, department }) => {
  const from = await department(body.by);
  const second = await department({ officer: body.secondOfficer, committee: body.by.committee }, 'secondOfficer');
  if (isRefusal(from)) return from;
  if (isRefusal(second)) return second;
  const one = await store.newest('PERSON', body.personalNumber);
  const two = await store.newest('PERSON', body.other);
  const sees = (event: StoredEvent | undefined, who: string) => (event?.state as Person | undefined)?.suspects.includes(who) ?? false;
  // The outbox marks the other side a moment later; decided before, that side would stay a suspect.
  if (sees(one, body.other) !== sees(two, body.personalNumber))
    return refuse('SUSPICION_ON_ITS_WAY', 'Only one of the two is marked yet; repeat the call in a moment.', { retryAfter: 1 });
  const suspected = sees(one, body.other);
  const survives = (one?.state as Person | undefined)?.state !== 'MERGED_DUPLICATE';
  const mergeable = survives && two !== undefined && MERGEABLE.includes((two.state as Person).state);
  const made = command(context, 'adjudicate', body, { department: from, facts: { suspected, mergeable, departments: [from, second] } });
  if (isRefusal(made)) return made;
  return answer(await store.execute(pair, pairId(body.personalNumber, body.other), made), {
    personalNumber: body.personalNumber,
    other: body.other,
  });
};

export const house: UseCase<Deps> = async (request: Request<OfPerson & { site: string; bed: string }>, deps) => {
  const done = await houseIn(request, deps);
  return answer(done, { personalNumber: request.body.personalNumber, site: request.body.site, bed: request.body.bed });
};

export const useCases: Readonly<Record<string, UseCase<Deps>>> = {
  enrol: opens(committee as never, 'enrol', (body: By & { committee: string }) => body.committee, 'committee'),
  issueBlock: opens(numberBlock as never, 'issue-block', (body: By & { block: string }) => body.block, 'block'),
  openAdmission: opens(admission as never, 'open', (body: By & { admission: string }) => body.admission, 'admission'),
  approve: opens(admission as never, 'approve', (body: By & { admission: string }) => body.admission, 'admission'),
  openSite: opens(site as never, 'open', (body: By & { site: string }) => body.site, 'site'),
  register,
  voidNumber: onPerson('void'),
  house,
  hospitalise: onPerson('hospitalise'),
  discharge: onPerson('discharge'),
  reportEscape: onPerson('report-escape'),
  recapture: onPerson('recapture'),
  recordDeath: onPerson('record-death'),
  transfer: onPerson('transfer'),
  correct,
  determine,
  noteHealth: onPerson('note-health'),
  offerCard: onPerson('offer-card'),
  takeEffects: onPerson('take-effects'),
  restitute: onPerson('restitute'),
  adjudicate,
};
