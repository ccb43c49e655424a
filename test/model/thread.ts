import { parentPort } from 'node:worker_threads';
import { PLANTED, SOUND } from './configurations.ts';
import { knowSignatures } from './known-signatures.ts';
import { walk } from './walk.ts';

/** A walk under one of the configurations, here by its name. */
export type Job = { readonly name: string; readonly steps: number; readonly seed: number };

const signatures = knowSignatures();
parentPort?.on('message', async ({ name, steps, seed }: Job) => {
  const untilWrong = name in PLANTED;
  parentPort?.postMessage(await walk(steps, seed, { ...SOUND, ...PLANTED }[name] ?? {}, { signatures, untilWrong }));
});
