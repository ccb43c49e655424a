import { adjudicate, suspectPairs } from '../replay/adjudication.ts';
import type { Ministry, Outcome } from '../replay/ministry.ts';
import { approval, approvers } from '../scenario/officer-keys.ts';
import type { Line } from '../scenario/registration-papers.ts';
import { commands, documents, type Size, type Step } from './commands.ts';
import type { Answered, Call, House } from './house.ts';
import { plus, type Tally } from './tally.ts';
import { weaponsReturn } from './weapons-return.ts';

/** What a call cost by itself, and what outboxes and inboxes did after it. */
export type Cost = { readonly lines: number; readonly call: Tally; readonly outbox: Tally; readonly inbox: Tally };
/** `first`: of one line in a new execution environment, that has looked up no register yet. `one`: of one line after it. */
export type Measured = { readonly command: string; readonly first?: Cost; readonly one?: Cost; readonly batch?: Cost };

const BATCH = 500;

/** Carries out every command of the operation and says what each cost. */
export async function measure(house: House, size: Size, told: (command: string) => void = () => undefined): Promise<Measured[]> {
  const found: Measured[] = [];
  for (const step of commands(size)) {
    told(step.command);
    const { outcomes, ...measured } = await measureStep(house, step.approves ? await approved(house, step, size) : step);
    found.push(measured);
    const judging = step.suspects && (await adjudications(house, outcomes));
    if (!judging || judging.lines.length === 0) continue;
    const { outcomes: _judged, ...judged } = await measureStep(house, judging);
    found.push(judged);
  }
  told('the return of the weapons');
  const returned = await weaponsReturn(house, (step) => measureStep(house, step));
  return [...found, ...returned.map(({ outcomes: _outcomes, ...measured }) => measured)];
}

/** The same step with every line approved by two persons over the weapon as it stands. */
async function approved(house: House, step: Step, { seed }: Size): Promise<Step> {
  const { defence, logistics } = approvers(seed);
  const lines: Line[] = [];
  for (const line of step.lines as readonly (Line & { custodyNumber?: string })[]) {
    const subject = `WEAPON#${line.custodyNumber}`;
    const { head } = JSON.parse((await house.call({ method: 'GET', path: `/weapons/${line.custodyNumber}` })).text);
    const over = { action: step.approves ?? '', head, subject };
    lines.push({ ...line, approvals: [defence, logistics].map((by) => approval(by, over, Math.floor(Date.now() / 1000))) });
  }
  house.counted();
  return { ...step, lines };
}

/** The judgement of every suspicion that registrations raised. */
async function adjudications(house: House, registered: readonly Outcome[]): Promise<Step> {
  const lines: Line[] = [];
  const interior = {
    get: async (path: string) => JSON.parse((await house.call({ method: 'GET', path })).text),
    post: async (_path: string, id: string, document: object) => void lines.push({ id, ...document }),
  } as unknown as Ministry;
  for (const pair of suspectPairs(registered)) await adjudicate(interior, pair);
  house.counted();
  return documents('adjudicate', '/adjudications', lines);
}

async function measureStep(house: House, step: Step): Promise<Measured & { outcomes: Outcome[] }> {
  const { command, lines } = step;
  const outcomes: Outcome[] = [];
  let calls = 0;
  const cost = async (some: readonly Line[]): Promise<Cost> => {
    const call = step.post(some, `${command.replaceAll(' ', '-')}/${some[0]?.id}/${++calls}`.slice(0, 64));
    outcomes.push(...accepted(call, await house.call(call)));
    const tally = house.counted();
    return { lines: some.length, call: tally, ...(await house.settle()) };
  };
  if (step.whole) return { command, batch: await cost(lines), outcomes };

  const [one, ...others] = lines as [Line, ...Line[]];
  house.forget();
  const first = await cost([one]);
  // The same officer about the same place has just been looked up.
  const alike = others.find((line) => likeness(line) === likeness(one));
  const measured = { command, outcomes, first, ...(alike && { one: await cost([alike]) }) };
  const rest = others.filter((line) => line !== alike);
  const batches: Cost[] = [];
  for (let from = 0; from < rest.length; from += BATCH) batches.push(await cost(rest.slice(from, from + BATCH)));
  return batches.length ? { ...measured, batch: batches.reduce(together) } : measured;
}

const likeness = ({ by, site, type }: Line) => JSON.stringify([by, site, type]);
const together = (one: Cost, other: Cost): Cost => ({
  lines: one.lines + other.lines,
  call: plus(one.call, other.call),
  outbox: plus(one.outbox, other.outbox),
  inbox: plus(one.inbox, other.inbox),
});

/** @throws when a line was refused: a cost is that of what was done. */
function accepted({ path }: Call, { status, text }: Answered): Outcome[] {
  if (status >= 300) throw new Error(`POST ${path}: ${status} ${text}`);
  const outcomes = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome & { items?: Outcome[] });
  const all = outcomes.flatMap((outcome) => outcome.items ?? [outcome]);
  const refused = all.find((outcome) => outcome.status >= 300 || outcome.outcome === 'REFUSED' || outcome.outcome === 'CONFLICT');
  if (refused) throw new Error(`POST ${path}: ${JSON.stringify(refused)}`);
  return all;
}
