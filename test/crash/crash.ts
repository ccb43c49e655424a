import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '../replay/clients.ts';
import { reconcile } from '../replay/outcome.ts';
import { type Progress, progressLines } from '../replay/progress.ts';
import { type Ministries, untilCleared } from '../replay/replay.ts';
import { headerOf, returnDays, sendHome } from '../replay/return.ts';
import { synthesize } from '../replay/synthesis.ts';
import { chance } from '../scenario/chance.ts';
import { type Size, writeDecember } from '../scenario/december.ts';
import { writeLines } from '../scenario/files.ts';
import { type Content, contentOf, differences, digestOf } from './digest.ts';
import { hurried } from './hurried.ts';
import type { Kind, Odds } from './killer.ts';
import { lossyRelay } from './lossy-relay.ts';
import { operators } from './operators.ts';
import { type Apart, bootApart } from './stack-apart.ts';

export type Trial = Size & {
  readonly odds: Odds;
  /** The whole stack is killed each time that so many functions have been. */
  readonly restartEvery: number;
  readonly restarts: number;
};
export type Figures = Readonly<Record<Kind, number>> & {
  readonly kills: number;
  readonly restarts: number;
  readonly responses: number;
  readonly droppedResponses: number;
  readonly redriven: number;
  readonly reannounced: number;
  /** Of the larger manifest, as its report has them. */
  readonly lines: number;
  readonly accepted: number;
  readonly balanced: boolean;
  readonly digest: string;
  readonly digestEqual: boolean;
};

/** A twentieth of the answers is lost on its way, to the ministries and to the functions. */
const LOST = 0.05;
/** A bus. */
const SCANS_AT_ONCE = 45;
/** So many of each kind are killed and no more: on a slow machine messages come back more often, and would be killed more often. */
const MOST = 80;
const ALARM_MS = 5_000;

/**
 * Two returns of the same people from the same stored state: one undisturbed, one while function processes are killed at work, all of the stack is
 * killed and started again, and a twentieth of all answers is lost, to the ministries' systems as to the functions. Both must come to the same
 * (issue 3, "Proven under faults").
 */
export async function crash(trial: Trial, say: (line: string) => void): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'amana-crash-'));
  const scenario = join(folder, 'scenario');
  const [calm, rough] = [join(folder, 'calm'), join(folder, 'rough')];
  const progress = progressLines(say);
  progress.say(`in ${folder}, kept unless all is well`);
  const assembly = hurried(await synthesize(folder), join(folder, 'hurried'));
  writeReturns(scenario, trial);

  const before = await bootApart({ assembly, data: calm });
  await untilCleared({ folder: scenario, ministries: connect(before, { requests: 0 }), progress });
  await before.settle();
  await before.stop();
  cpSync(calm, rough, { recursive: true });

  progress.say('undisturbed');
  const quiet = await bootApart({ assembly, data: calm });
  await sendAllHome(scenario, connect(quiet, { requests: 0 }), progress);
  // It waits half a minute for messages that are held back; the other one may begin.
  const undisturbed = quiet.settle().then(async () => {
    const content = await contentOf(quiet);
    await quiet.stop();
    return content;
  });

  progress.say('disturbed');
  const { content, ...figures } = await disturbed(trial, { assembly, data: rough, scenario }, progress);
  const expected = await undisturbed;
  const digest = digestOf(content);
  const digestEqual = digest === digestOf(expected);
  if (digestEqual) rmSync(folder, { recursive: true, force: true });
  else for (const line of differences(expected, content)) say(line);
  return { ...figures, digest, digestEqual };
}

/** The December operation without its weapons: no manifest moves one. */
function writeReturns(folder: string, size: Size): void {
  writeDecember(folder, size);
  for (const name of ['weapons', 'voided-receipts', 'ammunition', 'movements']) writeLines(folder, `${name}.ndjson`, []);
}

async function sendAllHome(folder: string, ministries: Ministries, progress: Progress): Promise<void> {
  const operation = { folder, ministries, progress, scansAtOnce: SCANS_AT_ONCE };
  for (const day of returnDays(folder)) await sendHome(operation, day);
}

type Setting = { readonly assembly: string; readonly data: string; readonly scenario: string };
type Disturbed = Omit<Figures, 'digest' | 'digestEqual'> & { readonly content: Content };

async function disturbed(trial: Trial, { assembly, data, scenario }: Setting, progress: Progress): Promise<Disturbed> {
  const from = new Date();
  const ways = await openWays(trial.seed);
  const people = operators(data);
  const killed: Record<Kind, number> = { api: 0, inbox: 0, outbox: 0 };
  const kills = () => killed.api + killed.inbox + killed.outbox;
  let restarts = 0;
  let spared = false;
  let stack = await boot();

  async function boot(): Promise<Apart> {
    const left = { api: MOST - killed.api, inbox: MOST - killed.inbox, outbox: MOST - killed.outbox };
    const killing = { seed: trial.seed + restarts, odds: trial.odds, left };
    const booted = await bootApart({ assembly, data, through: ways.through, ...(!spared && { killing }) }, (kind) => {
      killed[kind] += 1;
    });
    ways.lead(booted);
    return booted;
  }

  /** Kills everything when it is time to, and starts it again; in between the operators answer the alarm for dead letters. */
  async function watch(): Promise<void> {
    for (let rang = Date.now(); !spared; await pause(500)) {
      if (restarts < trial.restarts && kills() >= (restarts + 1) * trial.restartEvery) {
        progress.say(`kill -9 of the whole stack after ${kills()} kills`);
        ways.lead(undefined);
        await stack.killAll();
        restarts += 1;
        stack = await boot();
      } else if (Date.now() - rang > ALARM_MS) {
        await people.redriveWhatIsDead(stack).catch((error) => progress.say(`the alarm will ring again: ${error.message}`));
        rang = Date.now();
      }
    }
  }

  const watching = watch();
  const ministries = connect({ url: ways.url, clients: stack.clients }, { requests: 0 });
  try {
    await Promise.race([sendAllHome(scenario, ministries, progress), watching]);
  } finally {
    spared = true;
  }
  await watching;
  await stack.spare();
  progress.say(`over: ${JSON.stringify(killed)}`);
  await people.redrive();
  await people.reannounce(from);
  do await stack.settle();
  while (await people.redriveWhatIsDead(stack));
  progress.say(`the operators have done their part: ${JSON.stringify(people.did)}`);

  const content = await contentOf(stack);
  const reader = ministries.administration;
  const { figures } = await reconcile(reader);
  const { manifestNo } = headerOf(scenario, returnDays(scenario).at(-1) as string);
  const { counts } = await reader.get<{ counts: { lines: number; accepted: number } }>(`/manifests/${manifestNo}`);
  await stack.stop();
  await ways.close();
  return {
    kills: kills(),
    ...killed,
    restarts,
    ...ways.counted(),
    ...people.did,
    lines: counts.lines,
    accepted: counts.accepted,
    balanced: figures.balanced,
    content,
  };
}

/** The ways on which answers are lost: from the ministries to the gateway, from the functions to DynamoDB and to SQS. */
async function openWays(seed: number) {
  const open = (name: string) => lossyRelay(LOST, chance(seed, name));
  const [client, dynamodb, sqs] = await Promise.all([open('client'), open('dynamodb'), open('sqs')]);
  return {
    url: client.url,
    through: { dynamodb: dynamodb.url, sqs: sqs.url },
    lead: (stack: Apart | undefined) => {
      client.to(stack?.url);
      dynamodb.to(stack?.dynamodbUrl);
      sqs.to(stack?.sqsUrl);
    },
    counted: () => {
      const all = [client, dynamodb, sqs].map((relay) => relay.counted());
      const sum = (of: 'responses' | 'dropped') => all.reduce((total, each) => total + each[of], 0);
      return { responses: sum('responses'), droppedResponses: sum('dropped') };
    },
    close: () => Promise.all([client, dynamodb, sqs].map((relay) => relay.close())),
  };
}
