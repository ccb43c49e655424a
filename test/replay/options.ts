import { parseArgs } from 'node:util';
import { FEWEST } from '../scenario/december.ts';

/** What `npm start -- ...` may be told. */
export type Options = {
  readonly once: boolean;
  readonly json: boolean;
  readonly empty: boolean;
  readonly port: number;
  readonly data: string;
  readonly seed: number;
  readonly persons: number;
};

export const USAGE = `npm start -- [--once] [--json] [--empty] [--port N] [--data DIR] [--seed S] [--persons N]

  --once     leave after the replay
  --json     nothing on stdout but one last line of JSON
  --empty    boot without the replay
  --port     of the HTTP API; 0 (the default) for any free one
  --data     folder that keeps everything (default .amana)
  --seed     of the scenario (default 1)
  --persons  how many people (default 1905, at least ${FEWEST})

With AWS_ENDPOINT_URL_DYNAMODB set, that DynamoDB is used in place of the one in process.`;

/** @throws TypeError or RangeError with a sentence for the caller. */
export function optionsOf(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      empty: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
      data: { type: 'string', default: '.amana' },
      seed: { type: 'string', default: '1' },
      persons: { type: 'string', default: '1905' },
    },
  });
  const integer = (name: 'port' | 'seed' | 'persons', least: number, most: number): number => {
    const value = Number(values[name]);
    if (!/^\d+$/.test(values[name]) || value < least || value > most)
      throw new RangeError(`--${name} is a whole number from ${least} to ${most}, not ${values[name]}`);
    return value;
  };
  const { once, json, empty, data } = values;
  return {
    once,
    json,
    empty,
    data,
    port: integer('port', 0, 65_535),
    seed: integer('seed', 0, 2_147_483_647),
    persons: integer('persons', FEWEST, 10_000),
  };
}
