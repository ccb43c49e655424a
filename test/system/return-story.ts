import type { Ministry, Posted } from '../replay/ministry.ts';
import { CONVOY, officer, REGISTRARS, RETURNS } from '../scenario/committees.ts';
import type { Order } from '../scenario/establishment.ts';
import type { Invented } from '../scenario/people.ts';
import { FIRST_MANIFEST, onTheDay, type Refusals, type Role } from '../scenario/refusals.ts';
import { RECEIVERS } from '../scenario/return-papers.ts';
import { conclude, counted, ready, scans, submit } from './manifest-steps.ts';
import { codeOf, type Seen, type Story, sign } from './story.ts';

const registrar = officer(REGISTRARS[0], 'INTERIOR');
const joint = officer(RETURNS, 'INTERIOR');
const operator = officer(CONVOY, 'INTERIOR');
type Scan = Record<string, unknown>;

/** The first manifest: what is refused on the way to its seal, at the gate, on the bus and at the crossing. */
export async function firstReturn(story: Story, seen: Seen): Promise<void> {
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
  seen.refused.receiverReadsLines = await codeOf(receiver.list(`/manifests/${FIRST_MANIFEST}/lines`));
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
  await stop(office, who('illOnTheBus'), 'UNFIT_TO_TRAVEL', onTheDay('08:40'));
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
