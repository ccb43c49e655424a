import { parseArgs } from 'node:util';
import { tryAll } from './trial.ts';

const USAGE = `npm run tamper -- [--json] [--per-class N] [--clean N] [--seed S]

  --json       nothing on stdout but one line of JSON
  --per-class  forgeries of each of the ten classes (default 250)
  --clean      exports that nobody touched (default 1000)
  --seed       of what is forged (default 1)`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'per-class': { type: 'string', default: '250' },
    clean: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});
const [perClass, clean, seed] = [values['per-class'], values.clean, values.seed].map(Number) as [number, number, number];
if (![perClass, clean, seed].every((each) => Number.isInteger(each) && each >= 0)) {
  console.error(USAGE);
  process.exit(1);
}
const tried = tryAll(
  perClass,
  clean,
  ({ what, seed: own, finding }) => console.error(`${what} (seed ${own}): ${finding ? `${finding.kind} ${finding.says}` : 'not detected'}`),
  seed,
);
console.log(
  values.json
    ? JSON.stringify(tried)
    : Object.entries(tried)
        .map(([name, count]) => `${name.padEnd(14)}${count}`)
        .join('\n'),
);
const all = tried.classes * tried.perClass;
process.exitCode = tried.detected === all && tried.namedRightly === all && tried.falseAlarms === 0 ? 0 : 1;
