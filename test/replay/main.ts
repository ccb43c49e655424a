import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startStack } from '../../infra/local/stack.ts';
import { type Size, writeDecember } from '../scenario/december.ts';
import type { Client } from '../scenario/establishment.ts';
import { type Meter, ministry } from './ministry.ts';
import { type Options, optionsOf, USAGE } from './options.ts';
import { type Progress, progressBars, progressLines } from './progress.ts';
import { type Ministries, replay } from './replay.ts';
import { synthesize } from './synthesis.ts';

const CLIENTS: readonly Client[] = ['administration', 'interior', 'defence', 'joint-operations', 'foreign-affairs'];

async function main(options: Options): Promise<number> {
  const from = Date.now();
  const data = resolve(options.data);
  const size = scenarioOf(data, options);
  const assembly = await synthesize(data);
  const stack = await startStack({ assembly, data, port: options.port });
  try {
    const meter: Meter = { requests: 0 };
    const ministries = connect(stack, meter);
    const progress: Progress = options.json ? progressLines((line) => console.error(line)) : progressBars();
    if (!options.empty) {
      const folder = join(data, 'scenario');
      writeDecember(folder, size);
      await replay({ folder, ministries, progress });
    }
    progress.stop();
    console.log(JSON.stringify({ httpRequests: meter.requests, seconds: Math.round((Date.now() - from) / 100) / 10 }));
    return 0;
  } finally {
    await stack.stop();
  }
}

type Stack = Awaited<ReturnType<typeof startStack>>;

function connect({ url, clients }: Stack, meter: Meter): Ministries {
  const one = (name: Client) => {
    const found = clients.find((client) => client.name.includes(`Pool${name.replaceAll('-', '')}`));
    if (!found) throw new Error(`The template has no client ${name}`);
    return [name, ministry(url, found, meter)] as const;
  };
  return Object.fromEntries(CLIENTS.map(one)) as unknown as Ministries;
}

/** The scenario whose data the folder holds. @throws when the folder holds another one. */
function scenarioOf(data: string, { seed, persons, empty }: Options): Size {
  const file = join(data, 'scenario.json');
  const wanted = { seed, persons };
  try {
    const held = JSON.parse(readFileSync(file, 'utf8')) as Size;
    if (empty || (held.seed === seed && held.persons === persons)) return held;
    throw new RangeError(
      `${data} holds the scenario of seed ${held.seed} with ${held.persons} persons; name another folder with --data, or remove this one.`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(data, { recursive: true });
  if (!empty) writeFileSync(file, JSON.stringify(wanted));
  return wanted;
}

try {
  process.exitCode = await main(optionsOf(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof TypeError && 'code' in error) console.error(`\n${USAGE}`);
  process.exitCode = 1;
}
