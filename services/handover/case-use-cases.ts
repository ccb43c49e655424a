import { sha256 } from '#shared/kernel/event-chain.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import { command } from '#shared/lambda/command-context.ts';
import type { Accepted, EventStore } from '#shared/lambda/event-store.ts';
import { receiptOf } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import { problemOf } from '#shared/lambda/problem.ts';
import type {
  AuthorityDocument,
  DeclarationDocument,
  PledgeCeremonyDocument,
  PledgesDocument,
  ScreeningDocument,
  Witness,
} from './case-documents.ts';
import { AMNESTIES } from './case-store.ts';
import { type Amnesty, amnesty, coveredAt } from './domain/amnesty.ts';
import { externalCount } from './domain/external-count.ts';
import { OUTSIDER } from './domain/pledge.ts';
import { type PledgePolicy, POLICY, pledgePolicy, policyAt } from './domain/pledge-policy.ts';
import { receivingAuthority } from './domain/receiving-authority.ts';
import { returnCase } from './domain/return-case.ts';
import type { CaseCommand, TravelFacts } from './domain/return-case-commands.ts';
import { atOnce } from './tallying.ts';
import type { Deps } from './use-cases.ts';

type By = { readonly by: { readonly officer: string; readonly committee: string }; readonly at?: string };
type OfPerson = By & { readonly personalNumber: string };

function answer(done: Accepted | Refusal, ids: object): Answer | Refusal {
  return isRefusal(done) ? done : { body: { ...ids, ...receiptOf(done.event) } };
}

/** What the guards of listing and boarding need at an effective time: every amnesty's coverage then, and the pledge policy then. */
export async function travelFacts(store: EventStore, at: string): Promise<TravelFacts> {
  const rows = await store.rows.all<{ pk: string; sk: string; amnesty: string }>({ pk: AMNESTIES });
  // The rows say which there are; what they cover is read from the streams, or a revocation would be seen late.
  const [policy, ...amnesties] = await Promise.all([policyState(store), ...rows.map((row) => store.newest('AMNESTY', row.amnesty))]);
  const covered = amnesties.flatMap((event) => (event ? [[event.id, coveredAt(event.state as Amnesty, at)] as const] : []));
  return { amnesties: Object.fromEntries(covered), pledgeRequired: policyAt(policy, at).pledgeRequired };
}

async function policyState(store: EventStore): Promise<PledgePolicy | undefined> {
  return (await store.newest('POLICY', POLICY))?.state as PledgePolicy | undefined;
}

const KEPT_MS = 5_000;
const kept = new WeakMap<EventStore, { until: number; policy: Promise<PledgePolicy | undefined> }>();

/** The policy as of at most five seconds ago: a batch of 500 declarations asks for it once. */
function policyLately(store: EventStore): Promise<PledgePolicy | undefined> {
  const known = kept.get(store);
  if (known && known.until > clock.ms()) return known.policy;
  const policy = policyState(store);
  kept.set(store, { until: clock.ms() + KEPT_MS, policy });
  return policy;
}

type Parts = { personal?: object; department: string; facts?: object };

async function onCase(
  type: CaseCommand['type'],
  { body, context, head }: Request<OfPerson>,
  parts: Parts,
  { store }: Deps,
): Promise<Answer | Refusal> {
  const made = command(context, type, body, parts);
  if (isRefusal(made)) return made;
  const { personalNumber } = body;
  return answer(await store.execute(returnCase, personalNumber, made as unknown as CaseCommand, { head: head('CASE', personalNumber) }), {
    personalNumber,
  });
}

/** A command on one case that needs the acting officer's department and nothing more; a note is personal data. */
function simply(type: CaseCommand['type']): UseCase<Deps> {
  return async (request: Request<OfPerson & { note?: string }>, deps) => {
    const { note, ...body } = request.body;
    const department = await deps.department(body.by);
    if (isRefusal(department)) return department;
    return onCase(type, { ...request, body }, { department, facts: { department }, ...(note && { personal: { note } }) }, deps);
  };
}

/** Officers stand in the event by number; who came from outside is named in the personal data. */
const numberOf = (witness: Witness) => ('officer' in witness ? witness.officer : OUTSIDER);
const outsidersOf = (witnesses: readonly Witness[]) => witnesses.filter((witness) => !('officer' in witness));

/** Parts a pledge's names from what its event says of it. */
function parted({ pledge, familyPledge }: PledgesDocument) {
  const said = ({ witnesses, ...rest }: NonNullable<PledgesDocument['pledge']>) => ({ ...rest, witnesses: witnesses.map(numberOf) });
  const names = (witnesses: readonly Witness[]) => (outsidersOf(witnesses).length ? { witnesses: outsidersOf(witnesses) } : {});
  const { signatory, ...family } = familyPledge ?? {};
  const own = pledge && names(pledge.witnesses);
  return {
    data: {
      ...(pledge && { pledge: said(pledge) }),
      ...(familyPledge && { familyPledge: said(family as NonNullable<PledgesDocument['pledge']>) }),
    },
    personal: {
      ...(own && Object.keys(own).length > 0 && { pledge: own }),
      ...(familyPledge && { familyPledge: { signatory, ...names(familyPledge.witnesses) } }),
    },
  };
}

const orNothing = <P extends object>(personal: P) => (Object.keys(personal).length ? { personal } : {});

/** Declaration and pledge at one table are one verb and one event. */
const declare: UseCase<Deps> = async (request: Request<DeclarationDocument>, deps) => {
  const { witness, interpreter, destination, pledge, familyPledge, ...said } = request.body;
  const { committee } = said.by;
  const department = await deps.department(said.by);
  if (isRefusal(department)) return department;
  const interviewerDepartment = await deps.department({ officer: said.interviewer, committee }, 'interviewer');
  if (isRefusal(interviewerDepartment)) return interviewerDepartment;
  const witnessDepartment =
    'officer' in witness ? await deps.department({ officer: witness.officer, committee }, 'witness.officer') : undefined;
  if (isRefusal(witnessDepartment)) return witnessDepartment;
  const child = said.childProtectionOfficer;
  const childProtectionDepartment =
    child === undefined ? undefined : await deps.department({ officer: child, committee }, 'childProtectionOfficer');
  if (isRefusal(childProtectionDepartment)) return childProtectionDepartment;
  const { noClaimOnWeaponsAllowed } = policyAt(await policyLately(deps.store), said.at ?? request.context.recordedAt);
  const papers = parted({ pledge, familyPledge });
  const body = { ...said, witness: numberOf(witness), ...papers.data };
  const personal = {
    ...(interpreter && { interpreter }),
    ...(destination && { destination }),
    ...('name' in witness && { witness }),
    ...papers.personal,
  };
  const facts = { interviewerDepartment, witnessDepartment, childProtectionDepartment, noClaimOnWeaponsAllowed };
  return onCase('declare', { ...request, body: body as OfPerson }, { department, facts, ...orNothing(personal) }, deps);
};

const givePledge: UseCase<Deps> = async (request: Request<OfPerson & PledgesDocument>, deps) => {
  const { pledge, familyPledge, ...said } = request.body;
  const department = await deps.department(said.by);
  if (isRefusal(department)) return department;
  const { noClaimOnWeaponsAllowed } = policyAt(await policyLately(deps.store), said.at ?? request.context.recordedAt);
  const { data, personal } = parted({ pledge, familyPledge });
  return onCase(
    'pledge',
    { ...request, body: { ...said, ...data } },
    { department, facts: { noClaimOnWeaponsAllowed }, ...orNothing(personal) },
    deps,
  );
};

/** The pledges of one ceremony, each a command on its own case; sent again, each finds itself. One outcome a pledge, in their order. */
const holdPledgeCeremony: UseCase<Deps> = async (request: Request<PledgeCeremonyDocument>, deps) => {
  const { by, at, pledges, ...text } = request.body;
  const { context } = request;
  const numbers = pledges.map(({ personalNumber }) => personalNumber);
  if (new Set(numbers).size < numbers.length)
    return refuse('DUPLICATE_PERSON', 'Somebody stands twice in this ceremony.', { status: 422, field: 'pledges' });
  const heads = await deps.store.heads('CASE', numbers);
  const items: object[] = [];
  await atOnce(pledges, async ({ personalNumber, ...own }, index) => {
    const id = `${sha256(`${context.client}\n${context.id}`).slice(0, 24)} ${personalNumber}`;
    const salt = sha256(`${context.salt}/${index}`).slice(0, 32);
    const done = await givePledge(
      {
        ...request,
        body: { by, ...(at && { at }), personalNumber, pledge: { ...text, ...own } },
        context: { ...context, id, salt },
        head: () => heads.get(personalNumber),
      },
      deps,
    );
    items[index] = isRefusal(done) ? { personalNumber, outcome: 'REFUSED', ...problemOf(done) } : recorded(done, own.pledgeNo);
  });
  return { list: { items } };
};

function recorded(done: Answer, pledgeNo: string): object {
  return { outcome: 'RECORDED', pledgeNo, ...('body' in done && done.body) };
}

const screen: UseCase<Deps> = async (request: Request<ScreeningDocument>, deps) => {
  const { narrative, ...body } = request.body;
  const department = await deps.department(body.by);
  if (isRefusal(department)) return department;
  const reviewerDepartment = await deps.department({ officer: body.reviewer, committee: body.by.committee }, 'reviewer');
  if (isRefusal(reviewerDepartment)) return reviewerDepartment;
  const parts = { department, facts: { department, reviewerDepartment }, ...(narrative && { personal: { narrative } }) };
  return onCase('screen', { ...request, body: body as OfPerson }, parts, deps);
};

/** A register entry under an id of its own. */
function onRegister<B extends By, C extends Command>(
  aggregate: Aggregate<never, C>,
  type: C['type'],
  idOf: (body: B) => string,
  ids: (body: B) => object,
): UseCase<Deps> {
  return async ({ body, context }: Request<B>, { store, department }) => {
    const from = await department(body.by);
    if (isRefusal(from)) return from;
    const made = command(context, type, body as unknown as By & { at?: string }, { department: from });
    if (isRefusal(made)) return made;
    return answer(await store.execute(aggregate, idOf(body), made as unknown as C), ids(body));
  };
}

type OfAmnesty = By & { readonly amnesty: string };
const amnestyOf = ({ amnesty: reference }: OfAmnesty) => reference;
const amnestyIds = ({ amnesty: reference }: OfAmnesty) => ({ amnesty: reference });

/** Names of the receiving officers and of who gave the assurance are personal data. */
const nameAuthority: UseCase<Deps> = async ({ body, context }: Request<AuthorityDocument>, { store, department }) => {
  const from = await department(body.by);
  if (isRefusal(from)) return from;
  const { givenBy, ...assurance } = body.assurance ?? {};
  const receivers = body.receivers.map(({ receiver, capacity }) => ({ receiver, capacity }));
  const data = { ...body, receivers, assurance: body.assurance && assurance };
  const personal = { receivers: body.receivers.map(({ receiver, name, rank }) => ({ receiver, name, rank })), ...(givenBy && { givenBy }) };
  const made = command(context, 'name', data, { department: from, personal });
  if (isRefusal(made)) return made;
  return answer(await store.execute(receivingAuthority, body.authority, made as never), { authority: body.authority });
};

export const caseUseCases: Readonly<Record<string, UseCase<Deps>>> = {
  declare,
  withdraw: simply('withdraw'),
  givePledge,
  holdPledgeCeremony,
  screen,
  stop: simply('stop'),
  lift: simply('lift'),
  overrideAmnesty: simply('override-amnesty'),
  settle: simply('settle'),
  recordAmnesty: onRegister(amnesty as never, 'record', amnestyOf, amnestyIds),
  changeAmnesty: onRegister(amnesty as never, 'change-status', amnestyOf, amnestyIds),
  setPolicy: onRegister(
    pledgePolicy as never,
    'set',
    () => POLICY,
    () => ({ policy: POLICY }),
  ),
  nameAuthority,
  claimCount: onRegister(
    externalCount as never,
    'claim',
    ({ claim }: By & { claim: string }) => claim,
    ({ claim }) => ({ claim }),
  ),
};
