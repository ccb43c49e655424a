import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { apiAt, checkpointNow } from '../../infra/custody-bundle.ts';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { openapi } from '../../infra/openapi.ts';
import { type Size, writeDecember } from '../scenario/december.ts';
import { clientOf, connect, tokenOf } from './clients.ts';
import type { Meter } from './ministry.ts';
import { type Options, optionsOf, USAGE } from './options.ts';
import { isConcluded, type Outcome, reconcile, settled } from './outcome.ts';
import { type Progress, progressBars, progressLines } from './progress.ts';
import { replay } from './replay.ts';
import { nextSteps, reportOf } from './report.ts';
import { returnDays } from './return.ts';
import { synthesize } from './synthesis.ts';

/** Boots the stack, replays what has not been replayed, prints the reconciliation; 1 when it does not balance. */
async function main(options: Options): Promise<number> {
  const from = Date.now();
  const data = resolve(options.data);
  const size = sizeOf(data, options);
  const progress: Progress = options.json ? progressLines((line) => console.error(line)) : progressBars();
  const assembly = await synthesize(data);
  // The endpoint is the stack's business alone: this process has no DynamoDB client, and its children get their own variables.
  const { AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint } = process.env;
  const stack = await startStack({ assembly, data, port: options.port, openapi: openapi(), ...(dynamodbEndpoint && { dynamodbEndpoint }) });
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    progress.say(`Listening on ${stack.url}`);
    const meter: Meter = { requests: 0 };
    const outcome = options.empty
      ? undefined
      : await Promise.race([operation(stack, data, size, progress, meter), interrupted.then(() => undefined)]);
    progress.stop();
    const seconds = Math.round((Date.now() - from) / 100) / 10;
    if (outcome) print(outcome, options, { httpRequests: meter.requests, seconds });
    if (!options.once && (outcome || options.empty)) {
      if (!options.json) console.log(nextSteps(stack.url, clientOf(stack, 'administration')));
      await interrupted;
    }
    return outcome?.figures.balanced === false || (!outcome && !options.empty) ? 1 : 0;
  } finally {
    await stack.stop();
  }
}

async function operation(stack: LocalStack, data: string, size: Size, progress: Progress, meter: Meter): Promise<Outcome> {
  const folder = join(data, 'scenario');
  const ministries = connect(stack, meter);
  const reader = ministries.administration;
  writeDecember(folder, size);
  if (!(await isConcluded(reader, size.persons, returnDays(folder).length))) await replay({ folder, ministries, progress });
  await settled(reader);
  progress.say('Having the log of custody signed');
  await checkpointNow(apiAt(stack.url, tokenOf(stack, 'administration')));
  progress.say('Reading the books');
  return reconcile(reader);
}

function print(outcome: Outcome, { json }: Options, measured: { httpRequests: number; seconds: number }): void {
  if (!json) console.log(`\n${reportOf(outcome)}\n  ${measured.httpRequests} calls in ${measured.seconds} s\n`);
  else {
    if (!outcome.figures.balanced) console.error(reportOf(outcome));
    console.log(JSON.stringify({ ...outcome.figures, ...measured }));
  }
}

/** The scenario that the folder holds or will hold. @throws when it holds another one. */
function sizeOf(data: string, { seed, persons, empty }: Options): Size {
  const file = join(data, 'scenario.json');
  const held = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Size) : undefined;
  if (held && !empty && (held.seed !== seed || held.persons !== persons)) {
    throw new RangeError(
      `${data} holds the scenario of seed ${held.seed} with ${held.persons} persons; name another folder with --data, or remove this one.`,
    );
  }
  mkdirSync(data, { recursive: true });
  if (!held && !empty) writeFileSync(file, JSON.stringify({ seed, persons }));
  return held ?? { seed, persons };
}

let code = 1;
try {
  code = await main(optionsOf(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof TypeError && 'code' in error) console.error(`\n${USAGE}`);
}
// A replay cut short by Ctrl-C still waits for a stack that is gone.
process.exit(code);
