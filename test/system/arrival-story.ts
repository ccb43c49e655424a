import { adjudicate, suspectPairs } from '../replay/adjudication.ts';
import type { Ministry, Posted } from '../replay/ministry.ts';
import { officer, REGISTRARS, RETURNS } from '../scenario/committees.ts';
import type { Refusals, Role } from '../scenario/refusals.ts';
import { approvalsOf, enrolApprovers } from './approvals.ts';
import { codeOf, type Seen, type Story, until } from './story.ts';

const registrar = officer(REGISTRARS[0], 'INTERIOR');

/** Everybody is registered, one of them twice; papers that break a rule are refused. */
export async function arrive({ ministries, plan }: Story, seen: Seen): Promise<void> {
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
export async function unrest({ ministries, plan }: Story, seen: Seen): Promise<void> {
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
  await destroyRounds({ ministries, plan }, seen);
}

/** Ten rounds are destroyed, as two approve who do not ask for it. */
async function destroyRounds({ ministries, plan }: Story, seen: Seen): Promise<void> {
  const { defence } = ministries;
  const [{ custodyNumber }] = plan.papers.ammunition as unknown as [{ custodyNumber: string }];
  await enrolApprovers(ministries);
  const subject = `LOT#${custodyNumber}`;
  const approvals = await approvalsOf(ministries, { path: `/ammunition/${custodyNumber}`, action: 'approve-destruction', subject });
  const issue = {
    at: '2024-12-11T10:00:00.000Z',
    custodyNumber,
    movement: 'ISSUE',
    purpose: 'DESTRUCTION',
    quantity: 10,
    eodCertificate: 'EOD-1',
    verifier: { officer: 'AC-1-02', committee: 'AC-1' },
    approvals,
  };
  const approver = officer(RETURNS, 'LEGAL');
  seen.refused.ownRounds = await codeOf(defence.post('/ammunition-movements', 'bad:5', { ...issue, by: approver }));
  await defence.post('/ammunition-movements', 'issue:1', { ...issue, by: { officer: 'AC-1-01', committee: 'AC-1' } });
}
