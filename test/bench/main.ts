import { parseArgs } from 'node:util';
import { budgetsOf, bundleBudgets, logBudgets, manifestBudgets, searchBudgets, throughputBudgets } from './budgets.ts';
import { SEARCH_READ_UNITS } from './ceilings.ts';
import { openBundles } from './cold-start.ts';
import { measureCosts } from './costs.ts';
import { measureLog, measureVerification } from './custody-log.ts';
import { measureDuplicateSearch } from './duplicate-search.ts';
import { measureManifests, measureManifestTime } from './manifests.ts';
import { measureReplay } from './replayed.ts';
import {
  budgetTable,
  bundleTable,
  costTable,
  dearerLines,
  eventTable,
  logLines,
  manifestTable,
  storyLines,
  throughputLines,
} from './report.ts';
import { measureSubmission } from './submitted.ts';
import { measureThroughput } from './throughput.ts';

const USAGE = `npm run bench -- [--json] [--replay] [--submitted N] [--persons N] [--pairs N] [--verified N] [--lines N,N]

  --json     nothing on stdout but one line of JSON
  --replay   the replay of the whole scenario on the local stack as well
  --submitted  a CSV of so many lines, posted in parts to the local stack as well
  --persons  how many go home in the measured operation (default 520, so that batches have 500 lines)
  --pairs    of interleaved runs, of which the median is taken (default 9)
  --verified events of the export whose verification is timed (default 100000; 0 leaves it out)
  --lines    sizes of manifests whose cost a line is compared (default 2000,20000; 100000 takes a quarter of an hour, 0 leaves them out)`;

const SEED = 1;
const PUTS = 160;
const LOGGED_BATCHES = 16;
/** Lines of the larger manifest of December. */
const CONVOY = 1869;

async function main(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      json: { type: 'boolean', default: false },
      replay: { type: 'boolean', default: false },
      submitted: { type: 'string', default: '0' },
      persons: { type: 'string', default: '520' },
      pairs: { type: 'string', default: '9' },
      lines: { type: 'string', default: '2000,20000' },
      verified: { type: 'string', default: '100000' },
    },
  });
  const [persons, pairs] = [Number(values.persons), Number(values.pairs)];
  if (!Number.isInteger(persons) || !Number.isInteger(pairs) || pairs < 1) throw new TypeError('--persons and --pairs are whole numbers');
  const sizes = values.lines
    .split(',')
    .map(Number)
    .filter((lines) => lines !== 0);
  if (!sizes.every((lines) => Number.isInteger(lines) && lines > 0)) throw new TypeError('--lines are whole numbers');
  const say = (title: string, text: string) => values.json || console.log(`\n${title}\n\n${text}`);
  const progress = (command: string) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${command}`);

  const costs = await measureCosts({ seed: SEED, persons }, progress);
  progress('');
  say('Requests and units a line. After the call: what outboxes and inboxes do. `first`: a new execution environment', costTable(costs));
  const searches = await measureDuplicateSearch([0, ...SEARCH_READ_UNITS.map(({ among }) => among)]);
  say('Acts on weapons that cost more than one unit of either', dearerLines(searches));
  say('Events', eventTable(costs.eventTypes));
  say('Stories', storyLines(costs.stories));

  const opened = openBundles();
  const bundles = opened.loaded();
  const starts = opened.starts(Math.ceil(pairs / 2));
  opened.close();
  say('Functions. Start: CPU of a process that loads it, by that of one that loads an empty handler', bundleTable(bundles, starts));

  const log = await measureLog(LOGGED_BATCHES);
  const verification = values.verified === '0' ? undefined : measureVerification(Number(values.verified), pairs);
  say('Log of custody', logLines(log, verification));

  const throughput = await measureThroughput({ pairs, puts: PUTS });
  say('Throughput', throughputLines(throughput));
  const manifests = sizes.length ? await measureManifests(sizes, { told: progress }) : [];
  if (manifests.length) say('Manifests, from their post to their balanced report', manifestTable(manifests));
  const time = sizes.length ? await measureManifestTime(CONVOY, pairs, progress) : undefined;
  progress('');
  const replay = values.replay ? await measureReplay() : undefined;
  if (replay) say('Replay', JSON.stringify(replay));
  const submitted = Number(values.submitted) > 0 ? await measureSubmission(Number(values.submitted)) : undefined;
  if (submitted) say('In parts, on the local stack', JSON.stringify(submitted));

  const budgets = [
    ...[...budgetsOf(costs), ...searchBudgets(searches), ...bundleBudgets(bundles), ...throughputBudgets(throughput)],
    ...[...logBudgets(log, verification), ...manifestBudgets(manifests, time)],
  ];
  say('Budgets', budgetTable(budgets));
  if (values.json)
    console.log(
      JSON.stringify({
        ...costs,
        searches,
        bundles,
        starts,
        throughput,
        log,
        ...(verification && { verification }),
        manifests,
        ...(time && { time }),
        ...(replay && { replay }),
        ...(submitted && { submitted }),
        budgets,
      }),
    );
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
  if (error instanceof TypeError) console.error(`\n${USAGE}`);
  process.exitCode = 1;
}
