import { parseArgs } from 'node:util';
import { crash, type Figures } from './crash.ts';

/** What must have been seen (issue 3, "Proven under faults"): less proves nothing. */
const DEMANDS: Readonly<Record<string, (figures: Figures) => boolean>> = {
  'at least 200 kills': ({ kills }) => kills >= 200,
  '50 or more in each of API, inbox and outbox': ({ api, inbox, outbox }) => Math.min(api, inbox, outbox) >= 50,
  'restarts of the whole stack': ({ restarts }) => restarts >= 2,
  'a twentieth of the responses dropped': ({ responses, droppedResponses }) => Math.round((100 * droppedResponses) / responses) === 5,
  'every line announced again': ({ reannounced, lines }) => reannounced >= lines,
  '1,869 lines, all accepted': ({ lines, accepted }) => lines === 1869 && accepted === lines,
  'every equation holds': ({ balanced }) => balanced,
  'the digest of the undisturbed run': ({ digestEqual }) => digestEqual,
};

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } } });
const from = Date.now();
const trial = {
  seed: Number(values.seed),
  persons: 1905,
  odds: { api: 0.45, inbox: 0.2, outbox: 0.18 },
  restartEvery: 50,
  restarts: 3,
};
const figures = await crash(trial, (line) => console.error(line));
const said = { ...figures, seconds: Math.round((Date.now() - from) / 100) / 10 };
const missed = Object.entries(DEMANDS).filter(([, holds]) => !holds(figures));
for (const [demand] of missed) console.error(`Not so: ${demand}`);
if (values.json) console.log(JSON.stringify(said));
else for (const [name, value] of Object.entries(said)) console.log(`${name.padEnd(18)}${value}`);
process.exit(missed.length ? 1 : 0);
