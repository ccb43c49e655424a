import type { Answer, Ministry } from '../replay/ministry.ts';
import { officer, RETURNS } from '../scenario/committees.ts';
import { type Convoy, manifestHeader, manifestTable } from '../scenario/manifests.ts';
import type { Invented } from '../scenario/people.ts';
import { ready } from './manifest-steps.ts';
import { type Seen, type Story, until } from './story.ts';

const DAY = '2024-12-22';
const AT = '2024-12-21T12:00:00.000Z';
const by = officer(RETURNS, 'INTERIOR');
const CSV = 'text/csv';

type Said = { readonly status: number; readonly code?: string } & Record<string, unknown>;
const convoy = (nn: string, people: readonly Invented[]): Convoy => ({
  day: DAY,
  manifestNo: `RM-20241222-QM-${nn}`,
  people,
  style: 'ENGLISH',
});
const said = ({ status, text }: Answer): Said => ({ ...(JSON.parse(text) as object), status });
const brief = ({ status, code }: Said) => (code ? `${status} ${code}` : String(status));

/** Every way to submit: planned first, all or nothing, again in each way that can be, in parts. All of it is cancelled: nobody leaves by it. */
export async function submissions({ ministries, plan }: Story, { submitted }: Seen): Promise<void> {
  const office = ministries['joint-operations'];
  const [one, other] = [plan.who('absent'), plan.who('deferred')];
  await ready(office, [one, other], () => undefined);
  const post = async (of: Convoy, key: string, more: Record<string, string> = {}) => {
    const query = new URLSearchParams({ ...manifestHeader(of), ...more });
    return said(await office.tryPost(`/manifests?${query}`, key, manifestTable(of), CSV));
  };

  const both = convoy('81', [one, other]);
  const foreseen = await post(both, 'plan', { mode: 'validate' });
  submitted.plan = [foreseen.status, foreseen.listed, foreseen.notListed];
  submitted.planOfOthers = brief(
    await post({ ...both, people: [other, one] }, 'commit:others', { planDigest: String(foreseen.planDigest) }),
  );
  submitted.plannedOnly = (await office.tryGet(`/manifests/${both.manifestNo}`)).status;

  const unknown = { ...other, personalNumber: plan.who('twin').personalNumber };
  const atomic = convoy('82', [one, unknown, other]);
  await post(atomic, 'atomic', { atomic: 'all' });
  submitted.refusedAsAWhole = await processed(office, atomic.manifestNo);
  submitted.unprocessed = (await office.list<{ line: number }>(`/manifests/${atomic.manifestNo}/unprocessed`)).map(({ line }) => line);

  const all = convoy('83', [other]);
  const first = await post(all, 'submit:83', { atomic: 'all' });
  submitted.allOfThem = await processed(office, all.manifestNo);
  const same = await post(all, 'submit:83', { atomic: 'all' });
  const anotherKey = await post(all, 'submit:83:again', { atomic: 'all' });
  submitted.again = {
    sameAnswer: JSON.stringify(same) === JSON.stringify(first),
    sameAnswerUnderAnotherKey: JSON.stringify(anotherKey) === JSON.stringify(first),
    onlyPlanned: await post(all, 'plan:83', { atomic: 'all', mode: 'validate' }).then(({ status, submitted, listed }) => [
      status,
      submitted,
      listed,
    ]),
    otherBytesUnderTheKey: brief(await post({ ...all, people: [one] }, 'submit:83', { atomic: 'all' })),
    otherManifestUnderTheKey: brief(await post(both, 'submit:83')),
    otherBytes: brief(await post({ ...all, people: [one] }, 'submit:83:other', { atomic: 'all' })),
    difference: (await post({ ...all, people: [one] }, 'submit:83:other', { atomic: 'all' })).difference,
    otherHeader: (await post(all, 'submit:83:header', { crossing: 'Trebil' })).difference,
  };

  const planDigest = String(foreseen.planDigest);
  submitted.changedPlan = brief(await post(both, 'commit', { mode: 'commit', planDigest }));
  await cancel(office, all.manifestNo);
  submitted.planAsBefore = brief(await post(both, 'commit', { mode: 'commit', planDigest }));
  submitted.committed = await processed(office, both.manifestNo);
  await cancel(office, both.manifestNo);
  await inParts(office, convoy('84', [one, other]), submitted);
}

/** Once a chunk of lines has been gone through, and again after a cancellation, the lines are counted from the queue. */
async function processed(office: Ministry, manifestNo = ''): Promise<unknown> {
  type Shown = {
    readonly processed: boolean;
    readonly refusedAsAWhole?: true;
    readonly counts: { lines: number; manifested: number; notListed: number; pending: number };
  };
  let shown: Shown | undefined;
  await until(`${manifestNo} is processed`, async () => {
    shown = await office.get<Shown>(`/manifests/${manifestNo}`);
    return shown.processed && shown.counts.pending === 0;
  });
  const { refusedAsAWhole = false, counts } = shown as Shown;
  return { refusedAsAWhole, lines: counts.lines, listed: counts.manifested, notListed: counts.notListed };
}

async function cancel(office: Ministry, manifestNo = ''): Promise<void> {
  await office.post('/cancellations', `cancel:${manifestNo}`, { by, at: AT, manifestNo, reason: 'A trial of the submission' });
  await until(`nobody is on ${manifestNo}`, async () => {
    const lines = await office.list<{ state?: string }>(`/manifests/${manifestNo}/lines`);
    return lines.every(({ state }) => state === undefined || state === 'REMOVED_BY_APPROVAL');
  });
}

async function inParts(office: Ministry, of: Convoy, submitted: Seen['submitted']): Promise<void> {
  const { manifestNo, crossing, receivingAuthority, at, from, to } = manifestHeader(of);
  const header = { by, at, manifestNo, crossing, receivingAuthority, window: { from, to } };
  const open = said(await office.tryPost('/manifests', 'parts:open', header));
  const part = async (n: number, people: readonly Invented[], key = `part:${n}`) => {
    const text = withoutLineNumbers(manifestTable({ ...of, people }));
    return said(await office.tryPut(`/manifests/${manifestNo}/parts/${n}`, key, text, CSV));
  };
  const whole = async (key: string, lines: number) =>
    said(await office.tryPost(`/manifests/${manifestNo}/complete`, key, { by, at, parts: 2, lines }));
  const [one, other] = of.people as [Invented, Invented];
  const second = await part(2, [other]);
  const missing = brief(await whole('parts:early', 2));
  // Two calls at once: whichever finds the other still at work is told so, and its client asks again.
  const [first, atOnce] = await Promise.all([part(1, [one]), part(1, [one], 'part:1:too')]);
  const again = await part(2, [other]);
  const differs = brief(await whole('parts:wrong', 3));
  const done = await whole('parts:whole', 2);
  const report = await processed(office, manifestNo);
  const repeated = await whole('parts:whole', 2);
  submitted.inParts = {
    open: [open.status, open.state],
    missing,
    partAgain: JSON.stringify(again) === JSON.stringify(second),
    differs,
    wholeAgain: JSON.stringify(repeated) === JSON.stringify(done),
    twoAtOnce: [first.status, atOnce.status, atOnce.digest === first.digest],
    otherBytesUnderTheKey: brief(await part(1, [other])),
    otherPartUnderTheKey: brief(await part(2, [one], 'part:1')),
    afterwards: brief(await part(1, [other], 'part:1:other')),
    report,
    lines: (await office.list<{ line: number; personalNumber: string }>(`/manifests/${manifestNo}/lines`)).map(({ line }) => line),
  };
  await cancel(office, manifestNo);
}

/** Lines of a part are numbered on from the part before. */
function withoutLineNumbers(table: string): string {
  return table
    .split('\n')
    .map((row) => row.slice(row.indexOf(',') + 1))
    .join('\n');
}
