import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { identityDigest } from '#shared/kernel/identity-digest.ts';
import { personalNumber } from '#shared/kernel/numbers.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { eventStore } from '#shared/lambda/event-store.ts';
import { memory } from '../../infra/service.ts';
import { returnCase } from '../../services/handover/domain/return-case.ts';
import { declare, noteFacts, screen } from '../../services/handover/domain/return-case-story.ts';
import { COMMITTEES, officer, RETURNS } from '../scenario/committees.ts';
import { AMNESTY, AUTHORITY, instruments } from '../scenario/return-papers.ts';
import { median } from './cold-start.ts';
import { clientOf } from './endpoint.ts';
import { openProcesses, type Processes } from './processes.ts';
import { plus, requestsOf } from './tally.ts';

/** What a manifest of this many lines cost from its post to its balanced report, everything included. Memory is the most any function can have held: its peak is at least that of who starts it. */
export type ManifestCost = {
  readonly lines: number;
  readonly listed: number;
  readonly parts: number;
  readonly requestsALine: number;
  readonly queueRequestsALine: number;
  readonly postedAgain: number;
  readonly rssMb: Readonly<Record<string, number>>;
};

const KEY = 'k'.repeat(64);
const AT = '2024-12-18T06:30:00.000Z';
const AT_ONCE = 16;
export const PART = 20_000;
/** One line in so many is of somebody whom nobody knows. */
const UNKNOWN_EVERY = 40;
const GIVEN = ['سامر', 'فراس', 'عمار', 'زياد', 'نضال'] as const;

const identity = (n: number) => ({
  given: GIVEN[n % GIVEN.length] as string,
  father: 'حسن',
  family: 'العلي',
  dateOfBirth: `19${70 + (n % 30)}-02-03`,
  sex: 'M' as const,
  nationality: 'SYR',
});
const number = (n: number) => personalNumber('SY', n);
const row = (n: number) => [number(n), ...Object.values(identity(n))].join(',');
export const table = (from: number, to: number) =>
  [
    'personalNumber,given,father,family,dateOfBirth,sex,nationality',
    ...Array.from({ length: to - from + 1 }, (_, index) => row(from + index)),
  ].join('\r\n');

/** People who may return, through the same append as anybody's. */
async function seed(house: Processes, from: number, to: number): Promise<void> {
  const client = clientOf(house);
  const store = eventStore({ client, table: 'handover' });
  const waiting = Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((n) => n % UNKNOWN_EVERY);
  for (let start = 0; start < waiting.length; start += 1000) {
    const some = waiting.slice(start, start + 1000);
    const worker = async () => {
      for (let n = some.pop(); n !== undefined; n = some.pop()) {
        const about = { personalNumber: number(n) };
        const facts = noteFacts({ ...about, identityDigest: identityDigest(KEY, identity(n)) });
        const story = [
          facts,
          declare({ ...about, pledge: { ...declare().data.pledge, amnesty: AMNESTY } as never }),
          screen(about as never),
        ];
        let head: StoredEvent | undefined;
        for (const [index, command] of story.entries()) {
          const done = await store.execute(returnCase, about.personalNumber, { ...command, id: `${n}/${index}` }, { head, fresh: !head });
          if (isRefusal(done)) throw new Error(done.code);
          head = done.event;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await house.settle();
  }
  client.destroy();
}

async function openHandover(functions: typeof memory): Promise<Processes> {
  const house = await openProcesses(KEY, functions);
  for (const { committee: subject, officers } of COMMITTEES) {
    const data = { committee: subject, officers: Object.fromEntries(officers.map((each) => [each.officer, each.department])) };
    await house.read({
      specversion: '1.0',
      id: `COMMITTEE#${subject}#1`,
      source: 'amana/registration',
      type: 'registration.committee-enrolled.v1',
      subject,
      time: AT,
      datacontenttype: 'application/json',
      data: { sequence: 1, ...data },
    });
  }
  for (const { path, id, document } of instruments()) await house.post({ path, id, body: JSON.stringify(document) });
  await house.settle();
  return house;
}

const by = officer(RETURNS, 'INTERIOR');
const window = { from: AT, to: '2024-12-18T18:00:00.000Z' };

/** Posts a manifest, in parts when it is larger than one of them. */
async function submit(house: Processes, manifestNo: string, from: number, to: number, call: string, size = PART): Promise<number> {
  const header = { manifestNo, crossing: 'Al-Qaim', receivingAuthority: AUTHORITY };
  const parts = Math.ceil((to - from + 1) / size);
  if (parts === 1) {
    const query = { ...header, ...by, at: AT, ...window };
    await house.post({ path: '/manifests', id: `${call}/${manifestNo}`, type: 'text/csv', query, body: table(from, to) });
    return parts;
  }
  await house.post({ path: '/manifests', id: `${call}/${manifestNo}`, body: JSON.stringify({ by, at: AT, ...header, window }) });
  for (let part = 1; part <= parts; part++) {
    const [first, last] = [from + (part - 1) * size, Math.min(to, from + part * size - 1)];
    const path = `/manifests/${manifestNo}/parts/${part}`;
    await house.post({ method: 'PUT', path, id: `${call}/${part}`, type: 'text/csv', body: table(first, last) });
  }
  const whole = JSON.stringify({ by, at: AT, parts, lines: to - from + 1 });
  await house.post({ path: `/manifests/${manifestNo}/complete`, id: `${call}/whole`, body: whole });
  return parts;
}

/** Far less than they are given, to see that it suffices. */
const SMALL = { api: 256, inbox: 256, outbox: 256 };

/** The cost of one manifest of each size, the next on other people; of the largest the memory is the largest. */
export async function measureManifests(
  sizes: readonly number[],
  { part = PART, told = () => undefined }: { part?: number; told?: (text: string) => void } = {},
): Promise<ManifestCost[]> {
  const house = await openHandover(SMALL);
  const found: ManifestCost[] = [];
  try {
    let from = 1;
    for (const [index, lines] of sizes.entries()) {
      const to = from + lines - 1;
      told(`seeding ${lines}`);
      await seed(house, from, to);
      told(`listing ${lines}`);
      const manifestNo = `RM-20241218-QM-${String(index + 1).padStart(2, '0')}`;
      house.counted();
      const parts = await submit(house, manifestNo, from, to, 'first', part);
      const work = plus(house.counted(), await house.settle());
      const shown = JSON.parse(
        (await house.post({ method: 'GET', path: `/manifests/${manifestNo}/reconciliation`, id: 'g', body: '' })).text,
      );
      const cost = plus(work, house.counted());
      if (!shown.agrees || shown.counts.pending)
        throw new Error(`the report of ${manifestNo} does not balance: ${JSON.stringify(shown.counts)}`);
      await submit(house, manifestNo, from, to, 'again', part);
      const again = plus(house.counted(), await house.settle());
      found.push({
        lines,
        listed: shown.counts.manifested,
        parts,
        requestsALine: requestsOf(cost) / lines,
        queueRequestsALine: cost.queueRequests / lines,
        postedAgain: requestsOf(again),
        rssMb: house.rssMb(),
      });
      from = to + 1;
    }
  } finally {
    await house.close();
  }
  return found;
}

export type ManifestTime = { readonly lines: number; readonly pairs: number; readonly byBarePuts: number };

/** The time of a manifest from where its post is accepted to its balanced count by that of one conditional put a line, sixteen at a time: median of interleaved pairs. */
export async function measureManifestTime(
  lines: number,
  pairs: number,
  told: (text: string) => void = () => undefined,
): Promise<ManifestTime> {
  const house = await openHandover(memory);
  const ratios: number[] = [];
  try {
    // The first is not counted: nothing is warm yet.
    for (let pair = 0; pair <= pairs; pair++) {
      told(`pair ${pair} of ${pairs}`);
      const from = pair * lines + 1;
      await seed(house, from, from + lines - 1);
      const bare = await timed(() => barePuts(house, lines, pair));
      const manifestNo = `RM-20241218-QM-${String(pair + 1).padStart(2, '0')}`;
      await submit(house, manifestNo, from, from + lines - 1, 'first');
      const whole = await timed(() => house.settleTogether());
      const shown = JSON.parse(
        (await house.post({ method: 'GET', path: `/manifests/${manifestNo}/reconciliation`, id: 'g', body: '' })).text,
      );
      if (!shown.agrees || shown.counts.pending) throw new Error(`the report of ${manifestNo} does not balance`);
      if (pair > 0) ratios.push(whole / bare);
    }
  } finally {
    await house.close();
  }
  return { lines, pairs, byBarePuts: median(ratios) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Puts of nine hundred bytes, as an event of a case has. */
async function barePuts(house: Processes, puts: number, round: number): Promise<void> {
  const client = clientOf(house);
  let left = puts;
  const worker = async () => {
    for (let n = left--; n > 0; n = left--) {
      const Item = { pk: { S: `BARE#${round}#${n}` }, sk: { S: '00000001' }, data: { S: 'x'.repeat(900) } };
      await client.send(new PutItemCommand({ TableName: 'handover', Item, ConditionExpression: 'attribute_not_exists(pk)' }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  client.destroy();
}
