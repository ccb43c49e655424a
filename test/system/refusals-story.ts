import { settled } from '../replay/outcome.ts';
import { officer, REGISTRARS, RETURNS } from '../scenario/committees.ts';
import { FIRST_MANIFEST, SUPPLEMENT, SUPPLEMENTARY } from '../scenario/refusals.ts';
import { AMNESTY, textHash } from '../scenario/return-papers.ts';
import { arrive, unrest } from './arrival-story.ts';
import { conclude, ready, scans, submit } from './manifest-steps.ts';
import { firstReturn } from './return-story.ts';
import { type Seen, type Story, sign } from './story.ts';
import { submissions } from './submissions-story.ts';

const registrar = officer(REGISTRARS[0], 'INTERIOR');
const joint = officer(RETURNS, 'INTERIOR');

/** Tells the second scenario to the services, as the ministries' systems would. */
export async function tell(story: Story): Promise<Seen> {
  const seen: Seen = { refused: {}, notListed: {}, shownBefore: [], shownAfter: [], submitted: {} };
  const { establishment } = story.plan.papers;
  for (const order of establishment) await sign(story, order);
  await arrive(story, seen);
  await unrest(story, seen);
  await hear(story);
  await firstReturn(story, seen);
  await supplement(story);
  await submissions(story, seen);
  await settled(story.ministries.administration);
  return seen;
}

async function hear({ ministries, plan }: Story): Promise<void> {
  const office = ministries['joint-operations'];
  await office.batch('/screenings', plan.papers.screenings);
  await office.batch('/declarations', plan.papers.declarations);
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
