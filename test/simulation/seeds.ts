import { parentPort } from 'node:worker_threads';
import { PLANTS } from './planted-bugs.ts';
import { run, type Told } from './run.ts';

// Nobody reads where the thousands of errors were thrown that belong to the story.
Error.stackTraceLimit = 2;

/** A thread that runs seeds: all of a span, or with a bug planted those up to the one that finds it. */
parentPort?.on('message', async ({ from, to, bug }: { from: number; to: number; bug?: string }) => {
  const plant = PLANTS.find((each) => each.bug === bug);
  const told: Told[] = [];
  for (let seed = from; seed <= to; seed++) {
    const one = await run(seed, plant);
    if (!plant) told.push(one);
    const [first] = one.violations;
    if (plant && first) return parentPort?.postMessage({ seed, by: first.id, says: first.says });
  }
  return parentPort?.postMessage(plant ? null : told);
});
