import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { PLANTS } from './planted-bugs.ts';
import { type Report, reportOf, sumOf } from './report.ts';
import type { Told } from './run.ts';

type Job = { readonly from: number; readonly to: number; readonly bug?: string };
const CHUNK = 20;
const MOST_SEEDS = 1000;
/** A seed leaves nothing behind: with room for a few of them next to nothing is copied. */
const YOUNG_MB = 96;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1..100' },
    planted: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [from = 1, to = from] = values.seeds.split('..').map(Number);

/** Gives jobs to as many threads as there are cores, each the next one when it is through with one. */
async function work<T>(jobs: Job[], each: (answer: T, job: Job) => void): Promise<void> {
  const threads = Math.min(availableParallelism(), jobs.length);
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./seeds.ts', import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
      let settle: { resolve(answer: T): void; reject(error: unknown): void };
      worker.on('message', (answer) => settle.resolve(answer));
      worker.on('error', (error) => settle.reject(error));
      for (let job = jobs.shift(); job; job = jobs.shift()) {
        const { promise, ...due } = Promise.withResolvers<T>();
        settle = due;
        worker.postMessage(job);
        each(await promise, job);
      }
      await worker.terminate();
    }),
  );
}

async function seeds(): Promise<boolean> {
  const jobs: Job[] = [];
  for (let start = from; start <= to; start += CHUNK) jobs.push({ from: start, to: Math.min(to, start + CHUNK - 1) });
  let sum = sumOf([]);
  const began = Date.now();
  await work<Told[]>(jobs, (told) => {
    sum = sumOf(told, sum);
    for (const { seed, violations } of told)
      for (const { id, says } of violations)
        process.stderr.write(`seed ${seed}: ${id}: ${says}\n  npm run sim -- --seeds ${seed}..${seed}\n`);
  });
  const report: Report = reportOf(sum, Date.now() - began);
  if (!values.json) process.stdout.write(`${report.seeds} seeds, ${report.violations} violations, ${report.seconds} s\n`);
  for (const name of report.missing) process.stderr.write(`never exercised: ${name}\n`);
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  // A few seeds cannot meet everything.
  return (
    report.violations === 0 &&
    report.fewest.commands >= 60 &&
    report.fewest.faults >= 3 &&
    (report.seeds < MOST_SEEDS || report.missing.length === 0)
  );
}

async function planted(): Promise<boolean> {
  const found: { bug: string; seed: number | null; by?: string }[] = [];
  const jobs = PLANTS.map(({ bug }): Job => ({ from: 1, to: MOST_SEEDS, bug }));
  await work<{ seed: number; by: string } | null>(jobs, (answer, { bug = '' }) => {
    found.push({ bug, seed: answer?.seed ?? null, ...(answer && { by: answer.by }) });
    process.stderr.write(answer ? `${bug}: seed ${answer.seed}, by ${answer.by}\n` : `${bug}: not found\n`);
  });
  found.sort((a, b) => (a.bug < b.bug ? -1 : 1));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ planted: found })}\n`
      : `${found.filter(({ seed }) => seed !== null).length} of ${found.length} planted bugs found\n`,
  );
  return found.every(({ seed }) => seed !== null);
}

process.exitCode = (await (values.planted ? planted() : seeds())) ? 0 : 1;
