import { setTimeout as pause } from 'node:timers/promises';
import { adjudicate, suspectPairs } from '../replay/adjudication.ts';
import { type Ministry, type Posted, Refused } from '../replay/ministry.ts';
import { settled } from '../replay/outcome.ts';
import type { Ministries } from '../replay/replay.ts';
import { CONVOY, officer, REGISTRARS, RETURNS } from '../scenario/committees.ts';
import type { Order } from '../scenario/establishment.ts';
import type { Invented } from '../scenario/people.ts';
import { FIRST_MANIFEST, onTheDay, type Refusals, type Role, SUPPLEMENT, SUPPLEMENTARY } from '../scenario/refusals.ts';
import { AMNESTY, RECEIVERS, textHash } from '../scenario/return-papers.ts';

type Story = { readonly ministries: Ministries; readonly plan: Refusals };
type Line = { readonly line: number; readonly personalNumber: string; readonly code?: string; readonly state?: string };
/** What the story saw on its way: refusals by the thing that was tried, and what the receiver could see. */
export type Seen = {
  readonly refused: Record<string, string>;
  readonly notListed: Record<string, string>;
  readonly shownBefore: string[];
  readonly shownAfter: string[];
};

const registrar = officer(REGISTRARS[0], 'INTERIOR');
const joint = officer(RETURNS, 'INTERIOR');
const operator = officer(CONVOY, 'INTERIOR');

/** Tells the second scenario to the services, as the ministries' systems would. */
export async function tell(story: Story): Promise<Seen> {
  const seen: Seen = { refused: {}, notListed: {}, shownBefore: [], shownAfter: [] };
  const { establishment } = story.plan.papers;
  for (const order of establishment) await sign(story, order);
  await arrive(story, seen);
  await unrest(story);
  await hear(story);
  await firstReturn(story, seen);
  await supplement(story);
  await settled(story.ministries.administration);
  return seen;
}

/** The code with which a call is refused; `accepted` when it is not. */
async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

function sign({ ministries }: Pick<Story, 'ministries'>, { client, path, id, document }: Order, more: object = {}): Promise<unknown> {
  return ministries[client].post(path, id, { ...document, ...more });
}

/** Everybody is registered, one of them twice; papers that break a rule are refused. */
async function arrive({ ministries, plan }: Story, seen: Seen): Promise<void> {
  const { interior, defence } = ministries;
  const { persons, housings, weapons, movements, ammunition } = plan.papers;
  const registered = await interior.batch('/persons', persons);
  const [one, two] = persons as [Posted, Posted];
  const { id: _id, ...document } = one;
  const number = String(document.personalNumber);
  seen.refused.wrongCheckDigit = await codeOf(
    interior.post('/persons', 'bad:1', { ...document, personalNumber: `${number.slice(0, 9)}${(Number(number.at(-1)) + 1) % 10}` }),
  );
  seen.refused.numberUsed = await codeOf(interior.post('/persons', 'bad:2', document));
  seen.refused.otherContent = await codeOf(interior.post('/persons', String(one.id), { ...document, sex: 'X' }));
  await interior.batch('/housings', housings);
  const [bed, other] = housings.slice(-2) as unknown as [Posted & { site: string; bed: string }, Posted];
  seen.refused.bedTaken = await codeOf(interior.post('/housings', 'bad:3', { ...other, id: undefined, site: bed.site, bed: bed.bed }));
  seen.refused.civilianAmongSoldiers = await codeOf(
    interior.post('/housings', 'bad:4', { by: two.by, personalNumber: civilianOf(plan), site: 'RUTBA', bed: 'A-499' }),
  );
  await resolveSuspects(interior, registered as never, plan);
  await defence.batch('/weapons', weapons);
  await defence.batch('/ammunition', ammunition);
  await defence.batch('/movements', movements);
}

function civilianOf({ registered }: Refusals): string {
  return registered.find(({ calling }) => calling === 'EMPLOYEE')?.personalNumber ?? '';
}

/** The twin is merged into the first registration, by two officers; everybody else who looks alike is confirmed different. */
async function resolveSuspects(interior: Ministry, registered: never, { who }: Refusals): Promise<void> {
  const survivor = who('doubled').personalNumber;
  const twin = who('twin').personalNumber;
  const isTwins = (pair: readonly string[]) => pair.includes(survivor) && pair.includes(twin);
  for (const pair of suspectPairs(registered)) if (!isTwins(pair)) await adjudicate(interior, pair);
  await until('the first registration is suspected as well', async () => {
    const suspects = await interior.list<{ personalNumber: string; other: string }>('/suspects');
    return suspects.some(({ personalNumber, other }) => personalNumber === survivor && other === twin);
  });
  const [first, second] = REGISTRARS[0].officers;
  await interior.post('/adjudications', 'merge:twin', {
    by: { officer: first?.officer, committee: REGISTRARS[0].committee },
    at: '2024-12-09T09:00:00.000Z',
    personalNumber: survivor,
    other: twin,
    outcome: 'MERGE',
    secondOfficer: second?.officer,
    reason: 'The same man, registered at two desks',
  });
}

/** Hospital, escape, recapture, death, transfer; a weapon on loan, one on hold, ammunition destroyed. */
async function unrest({ ministries, plan }: Story): Promise<void> {
  const { interior, defence } = ministries;
  const about = (role: Role, at: string) => ({ by: registrar, at, personalNumber: plan.who(role).personalNumber });
  const say = (path: string, role: Role, at: string, more: object = {}) =>
    interior.post(path, `${path}:${role}`, { ...about(role, at), ...more });
  const stay = { hospital: 'RUTBA-HOSPITAL', reason: 'Fever' };
  await say('/hospitalisations', 'hospitalised', '2024-12-10T08:00:00.000Z', stay);
  await say('/hospitalisations', 'discharged', '2024-12-10T08:00:00.000Z', stay);
  await say('/discharges', 'discharged', '2024-12-12T08:00:00.000Z');
  await say('/escapes', 'escaped', '2024-12-11T02:00:00.000Z', { reason: 'Missing at the count' });
  await say('/escapes', 'recaptured', '2024-12-11T02:00:00.000Z', { reason: 'Missing at the count' });
  await say('/recaptures', 'recaptured', '2024-12-11T20:00:00.000Z', { place: 'Rutba' });
  await say('/housings', 'recaptured', '2024-12-11T21:00:00.000Z', { site: 'RUTBA', bed: 'A-400' });
  await say('/deaths', 'died', '2024-12-12T04:00:00.000Z', { place: 'Rutba', cause: 'NATURAL', certifier: 'RC-1-03' });
  await say('/transfers', 'transferred', '2024-12-13T10:00:00.000Z', { to: 'Central court, Baghdad', reason: 'Order of the court' });

  const [one, two] = plan.weapons as unknown as readonly { custodyNumber: string }[];
  const [first] = plan.papers.movements as unknown as readonly (Posted & { receivedBy: object; sealAfter: string; to: object })[];
  const keeper = first?.receivedBy;
  const inspector = { officer: 'AC-1-02', committee: 'AC-1' };
  await defence.post('/temporary-removals', 'remove:1', {
    by: keeper,
    at: '2024-12-10T09:00:00.000Z',
    custodyNumber: one?.custodyNumber,
    releasedBy: keeper,
    receivedBy: inspector,
    approvedBy: { officer: 'AC-1-03', committee: 'AC-1' },
    purpose: 'INSPECTION',
    documentNo: 'TR-1',
    dueBack: '2024-12-10T18:00:00.000Z',
    sealBefore: first?.sealAfter,
  });
  await defence.post('/holds', 'hold:1', {
    by: keeper,
    at: '2024-12-10T10:00:00.000Z',
    custodyNumber: two?.custodyNumber,
    reference: 'EV-1',
    holdType: 'EVIDENCE',
    authority: 'Military court',
  });
  await defence.post('/ammunition-movements', 'issue:1', {
    by: { officer: 'AC-1-01', committee: 'AC-1' },
    at: '2024-12-11T10:00:00.000Z',
    custodyNumber: (plan.papers.ammunition as readonly { custodyNumber?: unknown }[])[0]?.custodyNumber,
    movement: 'ISSUE',
    purpose: 'DESTRUCTION',
    quantity: 10,
    eodCertificate: 'EOD-1',
    verifier: { officer: 'AC-1-02', committee: 'AC-1' },
  });
}

async function hear({ ministries, plan }: Story): Promise<void> {
  const office = ministries['joint-operations'];
  await office.batch('/screenings', plan.papers.screenings);
  await office.batch('/declarations', plan.papers.declarations);
}

/** Waits until handover has heard what registration has to say of these people: the guards in the way are those expected. */
async function ready(office: Ministry, people: readonly Invented[], expected: (number: string) => string | undefined): Promise<void> {
  await until('the cases are ready', async () => {
    const cases = await office.list<{ personalNumber: string; guards: string[] }>('/return-cases?at=2024-12-18T12:00:00.000Z');
    const guards = new Map(cases.map((each) => [each.personalNumber, each.guards]));
    return people.every(({ personalNumber }) => {
      const found = guards.get(personalNumber);
      const code = expected(personalNumber);
      return found && (code ? found.includes(code) : found.length === 0);
    });
  });
}

async function submit(office: Ministry, header: Record<string, string>, table: string): Promise<Line[]> {
  const manifestNo = String(header.manifestNo);
  await office.post(`/manifests?${new URLSearchParams(header)}`, `submit:${manifestNo}`, table, 'text/csv');
  await until(`${manifestNo} is processed`, async () => (await office.get<{ processed: boolean }>(`/manifests/${manifestNo}`)).processed);
  const lines = () => office.list<Line>(`/manifests/${manifestNo}/lines`);
  await until(`${manifestNo} is listed`, async () => (await lines()).length === table.trimEnd().split('\n').length - 1);
  return lines();
}

async function firstReturn(story: Story, seen: Seen): Promise<void> {
  const { ministries, plan } = story;
  const { who, first } = plan;
  const office = ministries['joint-operations'];
  const receiver = ministries['foreign-affairs'];
  const code: Record<string, string> = {
    [who('atRisk').personalNumber]: 'NON_REFOULEMENT_RISK',
    [who('effectsHeld').personalNumber]: 'EFFECTS_UNSETTLED',
    [who('unpledged').personalNumber]: 'PLEDGE_MISSING',
  };
  await ready(office, [...first.listed, who('atRisk'), who('effectsHeld'), who('unpledged'), who('misspelt')], (number) => code[number]);
  for (const line of await submit(office, first.header, first.table)) if (line.code) seen.notListed[line.personalNumber] = line.code;
  seen.refused.otherManifest = await codeOf(
    office.post(`/manifests?${new URLSearchParams(first.header)}`, 'submit:again', `${first.table}\n`, 'text/csv'),
  );

  const [review, approve, seal, ask, clear, embark] = first.ceremony as [Order, Order, Order, Order, Order, Order];
  seen.refused.approvedTooEarly = await codeOf(sign(story, { ...approve, id: 'bad:5' }));
  await sign(story, review);
  seen.refused.ownApproval = await codeOf(sign(story, { ...approve, id: 'bad:6' }, { by: joint }));
  seen.refused.screenerApproves = await codeOf(sign(story, { ...approve, id: 'bad:7' }, { by: { officer: 'PC-1-01', committee: 'PC-1' } }));
  for (const order of [approve, seal, ask]) await sign(story, order);
  const view = async () =>
    (await receiver.list<{ personalNumber?: string }>(`/manifests/${FIRST_MANIFEST}/receiver-view`)).flatMap(
      ({ personalNumber }) => personalNumber ?? [],
    );
  seen.shownBefore.push(...(await view()));
  await sign(story, clear, { exceptions: [{ personalNumber: who('excepted').personalNumber, reason: 'Not known to the other side' }] });
  await stop(office, who('claimsAsylum'), 'ASYLUM_CLAIM', onTheDay('02:00'));
  seen.shownAfter.push(...(await view()));
  await sign(story, embark);
  await board(story, seen);
  await cross(story, seen);
}

function stop(office: Ministry, { personalNumber }: Invented, kind: string, at: string, reference?: string): Promise<unknown> {
  return office.post('/stops', `stop:${personalNumber}`, { by: joint, at, personalNumber, stop: kind, ...(reference && { reference }) });
}

function withdraw(office: Ministry, { personalNumber }: Invented, at: string): Promise<unknown> {
  return office.post('/declaration-withdrawals', `withdraw:${personalNumber}`, { by: joint, at, personalNumber });
}

type Scan = Record<string, unknown>;
async function scans(office: Ministry, key: string, lines: readonly Posted[]): Promise<{ outcome: string; code?: string }[]> {
  const body = lines.map(({ id: _id, ...scan }) => JSON.stringify(scan)).join('\n');
  return (await office.post<{ items: { outcome: string; code?: string }[] }>('/scans', key, body, 'application/x-ndjson')).items;
}

const byHand = (plan: Refusals, deviceSequence: number, role: Role, type: string, capturedAt: string, more: Scan = {}): Posted => ({
  id: `HH-99/${deviceSequence}`,
  by: operator,
  device: 'HH-99',
  deviceSequence,
  type,
  manifestNo: FIRST_MANIFEST,
  personalNumber: plan.who(role).personalNumber,
  capturedAt,
  ...more,
});

/** At the gate: one does not come, one changes his mind, one is ill, one is held, one is taken off the list. */
async function board(story: Story, seen: Seen): Promise<void> {
  const { ministries, plan } = story;
  const { who, first } = plan;
  const office = ministries['joint-operations'];
  await scans(office, 'gate', [
    byHand(plan, 1, 'withdrawsAtGate', 'PRESENTED', onTheDay('05:00')),
    byHand(plan, 2, 'absent', 'NO_SHOW', onTheDay('07:30')),
  ]);
  const [unasked] = await scans(office, 'unasked', [byHand(plan, 3, 'withdrawsAtGate', 'BOARDED', onTheDay('05:01'))]);
  seen.refused.boardedUnasked = unasked?.code ?? '';
  await withdraw(office, who('withdrawsAtGate'), onTheDay('05:10'));
  await stop(office, who('fallsIll'), 'UNFIT_TO_TRAVEL', onTheDay('05:20'));
  await stop(office, who('heldByLaw'), 'LEGAL_HOLD', onTheDay('05:30'), 'COURT-7');
  const [depart, arrive] = first.journey as [Order, Order];
  seen.refused.departsWithOpenLines = await codeOf(sign(story, { ...depart, id: 'bad:8' }));
  await office.post('/line-holds', 'hold:removed', {
    by: joint,
    at: onTheDay('05:40'),
    manifestNo: FIRST_MANIFEST,
    approvedBy: officer(RETURNS, 'DEFENCE').officer,
    lines: [{ personalNumber: who('removed').personalNumber, to: 'REMOVED_BY_APPROVAL', reason: 'The family stays' }],
  });
  await scans(office, 'boarding', first.boarding);
  await scans(office, 'boarding-again', first.boarding.toReversed());
  await counted(office, FIRST_MANIFEST, ({ LISTED, PRESENTED }) => !LISTED && !PRESENTED);
  const headCounts = (depart.document as { headCounts: { officer: string; count: number }[] }).headCounts.map((each) => ({
    ...each,
    count: each.count + 1,
  }));
  seen.refused.wrongHeadCount = await codeOf(sign(story, { ...depart, id: 'bad:9' }, { headCounts }));
  await sign(story, depart);
  await withdraw(office, who('withdrawsOnBus'), onTheDay('08:30'));
  await scans(office, 'on-the-way', [
    byHand(plan, 4, 'diesOnTheWay', 'DECEASED_IN_TRANSIT', onTheDay('08:45'), { place: 'Road 20' }),
    byHand(plan, 5, 'escapesOnTheWay', 'ESCAPED_IN_TRANSIT', onTheDay('09:00'), { place: 'Akashat' }),
  ]);
  await sign(story, arrive);
}

/** At the crossing: most are accepted, one is refused, one deferred; what two devices say of one line is kept side by side. */
async function cross(story: Story, seen: Seen): Promise<void> {
  const { ministries, plan } = story;
  const { who, first } = plan;
  const { interior } = ministries;
  const office = ministries['joint-operations'];
  const receiver = ministries['foreign-affairs'];
  await scans(office, 'crossing', first.crossing);
  for (const { id, ...sheet } of first.acceptances) await receiver.post('/acceptances', id, sheet);
  const [sheet] = first.acceptances as unknown as readonly { place: string; lines: { personalNumber: string }[] }[];
  const answer = {
    by: operator,
    at: onTheDay('14:45'),
    manifestNo: FIRST_MANIFEST,
    receiver: RECEIVERS[0],
    place: sheet?.place,
    channel: 'SIGNED_PAPER',
  };
  const unexplained = { ...answer, lines: [{ personalNumber: who('refused').personalNumber, response: 'REFUSED' }] };
  seen.refused.unexplained =
    (await receiver.post<{ items: { code?: string }[] }>('/acceptances', 'bad:10', unexplained)).items[0]?.code ?? '';
  await receiver.post('/acceptances', 'partial', {
    ...answer,
    lines: [
      { personalNumber: who('refused').personalNumber, response: 'REFUSED', reason: 'Not on their list' },
      { personalNumber: who('deferred').personalNumber, response: 'DEFERRED', reason: 'No room today' },
    ],
  });
  const crossed = plan.registered.find(({ personalNumber }) => personalNumber === sheet?.lines[0]?.personalNumber) as Invented;
  const late = { ...byHand(plan, 6, 'absent', 'NO_SHOW', onTheDay('15:00')), personalNumber: crossed.personalNumber };
  seen.refused.contradiction = (await scans(office, 'late', [late]))[0]?.outcome ?? '';
  const about = (role: Role) => ({ by: registrar, at: onTheDay('15:30'), personalNumber: who(role).personalNumber });
  await interior.post('/deaths', 'death:way', { ...about('diesOnTheWay'), place: 'Road 20', cause: 'UNKNOWN', certifier: 'RC-1-03' });
  await interior.post('/escapes', 'escape:way', { ...about('escapesOnTheWay'), reason: 'Left the bus' });
  await counted(office, FIRST_MANIFEST, ({ BOARDED, PRESENTED_TO_RECEIVER }) => !BOARDED && !PRESENTED_TO_RECEIVER);
  await conclude(story, first.conclusion);
}

/** What single papers did to lines is counted from the queue: the office looks until the counts say so. */
function counted(office: Ministry, manifestNo: string, holds: (states: Record<string, number>) => boolean): Promise<void> {
  return until(`${manifestNo} is counted`, async () =>
    holds((await office.get<{ states: Record<string, number> }>(`/manifests/${manifestNo}`)).states),
  );
}

/** Certificate and reconciliation; the handover's knowledge of the weapons is waited for, it goes into annex D. */
async function conclude(story: Story, orders: readonly Order[]): Promise<void> {
  const office = story.ministries['joint-operations'];
  const { total } = await office.get<{ total: { received: number } }>('/custody/statement');
  await until(
    'handover knows the weapons',
    async () => (await office.get<{ total: number }>('/handover/weapons-in-trust')).total === total.received,
  );
  for (const order of orders) await sign(story, order);
}

/** What was missing is made good: cash given back, a pledge given, a name spelt right, the receiver willing. They go home after all. */
async function supplement(story: Story): Promise<void> {
  const { ministries, plan } = story;
  const { who, second } = plan;
  const office = ministries['joint-operations'];
  await ministries.interior.post('/restitutions', 'restitute:cash', {
    by: registrar,
    at: '2024-12-20T08:00:00.000Z',
    personalNumber: who('effectsHeld').personalNumber,
    registerNos: ['SR-00017/1'],
    signed: 'SIGNATURE',
  });
  const witnesses = [{ officer: officer(RETURNS, 'MEDICAL').officer }, { officer: officer(RETURNS, 'DEFENCE').officer }];
  const pledge = {
    pledgeNo: 'PL-90001',
    textVersion: 'PLEDGE-AR-1',
    language: 'ar',
    textHash: textHash('PLEDGE-AR-1'),
    elements: ['OWN_WISH_TO_RETURN', 'REQUESTS_INCLUSION_IN_AMNESTY'],
    amnesty: AMNESTY,
    witnesses,
  };
  await office.post('/pledges', 'pledge:late', {
    by: joint,
    at: '2024-12-20T09:00:00.000Z',
    personalNumber: who('unpledged').personalNumber,
    pledge,
  });
  await ready(office, SUPPLEMENT.map(who), () => undefined);
  await submit(office, { ...second.header, supplementTo: FIRST_MANIFEST }, second.table);
  for (const order of second.ceremony) await sign(story, order);
  await scans(office, `${SUPPLEMENTARY}-boarding`, second.boarding);
  for (const order of second.journey) await sign(story, order);
  await scans(office, `${SUPPLEMENTARY}-crossing`, second.crossing);
  for (const { id, ...sheet } of second.acceptances) await ministries['foreign-affairs'].post('/acceptances', id, sheet);
  await conclude(story, second.conclusion);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 90_000; !(await holds()); await pause(200))
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}`);
}
