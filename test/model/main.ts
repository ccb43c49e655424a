import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { PLANTED, SOUND } from './configurations.ts';
import type { Job } from './thread.ts';
import type { Walked } from './walk.ts';

/** A planted bug is found within so many steps, or it is not found. */
const PATIENCE = 100_000;
const ACTIONS = [
  'lift-hold',
  'correct-identity',
  'approve-destruction',
  'approve-destruction of a lot',
  'release',
  'confirm-loss',
  'hand-over',
];

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    steps: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
  },
});
const seed = Number(values.seed);
const began = Date.now();
const walked = await work([
  ...Object.keys(SOUND).map((name) => ({ name, seed, steps: Number(values.steps) })),
  ...Object.keys(PLANTED).map((name) => ({ name, seed, steps: PATIENCE })),
]);

const sound = Object.keys(SOUND).map((name) => [name, walked.get(name) as Walked] as const);
const sum = (count: (each: Walked) => number) => sound.reduce((all, [, each]) => all + count(each), 0);
const planted = Object.fromEntries(
  Object.keys(PLANTED).map((name) => {
    const first = walked.get(name)?.first;
    return [name, first ? { foundAtStep: first.step, as: first.says } : 'NOT FOUND'];
  }),
);
const report = {
  steps: sum(({ steps }) => steps),
  wrongReleases: sum(({ wrongReleases }) => wrongReleases),
  rightfulReleases: sum(({ rightful }) => Object.values(rightful).reduce((all, count) => all + count, 0)),
  seconds: Math.round((Date.now() - began) / 1000),
  configurations: Object.fromEntries(sound),
  planted,
};

for (const [name, { steps, wrongReleases, rightful, first }] of sound)
  process.stderr.write(
    `${name}: ${steps} steps, ${wrongReleases} wrong, rightful ${JSON.stringify(rightful)}${first ? `; first: ${first.says}` : ''}\n`,
  );
for (const [name, found] of Object.entries(planted)) process.stderr.write(`planted: ${name}: ${JSON.stringify(found)}\n`);
process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${report.steps} steps, ${report.wrongReleases} wrong releases\n`);

const happens = sound.every(([, { rightful }]) => ACTIONS.every((action) => (rightful[action] ?? 0) > 0));
process.exitCode = report.wrongReleases === 0 && happens && !Object.values(planted).includes('NOT FOUND') ? 0 : 1;

/** The jobs side by side, each in a thread of its own: a walk puts its own clock and rules in the place of everybody's. */
async function work(jobs: readonly Job[]): Promise<Map<string, Walked>> {
  const waiting = [...jobs];
  const found = new Map<string, Walked>();
  const one = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) found.set(job.name, await alone(job));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, one));
  return found;
}

function alone(job: Job): Promise<Walked> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./thread.ts', import.meta.url));
    worker.on('error', reject);
    worker.on('message', (walked: Walked) => void worker.terminate().then(() => resolve(walked)));
    worker.postMessage(job);
  });
}
