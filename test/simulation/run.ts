import { createHash } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { ServiceName } from '#shared/contracts/envelope.ts';
import { journal } from '#shared/lambda/logger.ts';
import { chance } from '#test/scenario/chance.ts';
import { type Fault, faults as faultsOf } from './faults.ts';
import { house as houseOf } from './house.ts';
import { check, type Violation } from './invariants.ts';
import { ministry as ministryOf, parsed } from './ministry.ts';
import type { Plant } from './plant.ts';
import { poison } from './poison.ts';
import { story } from './story.ts';
import { world as worldOf } from './world.ts';

export type Tally = Record<string, number>;
/** What one seed came to. */
export type Told = {
  readonly seed: number;
  readonly commands: number;
  readonly operations: number;
  readonly events: Tally;
  readonly refusals: Tally;
  readonly faults: Partial<Record<Fault, number>>;
  readonly invariants: Tally;
  readonly violations: readonly Violation[];
  readonly digest: string;
};

const START = Date.parse('2024-12-18T05:00:00Z');

/** Tells the story of one seed with its faults, brings the world to rest, puts right what can be, and checks everything. */
export async function run(seed: number, plant?: Plant): Promise<Told> {
  const refusals: Tally = {};
  const seen = (code: string) => {
    refusals[code] = (refusals[code] ?? 0) + 1;
  };
  const world = worldOf(chance(seed, 'order'), START);
  const faults = faultsOf(chance(seed, 'faults'));
  const house = houseOf({ world, faults, draw: chance(seed, 'house'), plant, seen });
  const ministry = ministryOf({ world, faults, house, draw: chance(seed, 'ministries'), seen });
  const giveBack = world.takeClock();
  const { write } = journal;
  journal.write = () => {};
  let fault: unknown;
  let ended = false;
  try {
    poison({ world, faults, house, draw: chance(seed, 'poison') });
    story({ world, ministry, draw: chance(seed, 'story') }).then(
      () => {
        ended = true;
      },
      (error) => {
        fault = error;
      },
    );
    await world.rest();
    faults.end();
    await settle();
    if (fault) throw fault;
    const { violations, tried: invariants, events: all } = await check(house, ministry, faults, read);
    const events: Tally = {};
    for (const { type } of all) events[type] = (events[type] ?? 0) + 1;
    const digest = createHash('sha256')
      .update(all.map(({ hash }) => hash).join())
      .digest('hex')
      .slice(0, 16);
    const unfinished = ended ? [] : [{ id: 'REST', says: 'the story has not come to its end' }];
    return {
      seed,
      commands: ministry.commands(),
      operations: world.steps(),
      events,
      refusals,
      faults: faults.counts,
      invariants,
      violations: [...violations, ...unfinished],
      digest,
    };
  } catch (error) {
    const says = error instanceof Error ? `${error.message} ${(error.stack ?? '').split('\n')[1]?.trim() ?? ''}` : String(error);
    const violations = [{ id: 'REST', says }];
    return {
      seed,
      commands: ministry.commands(),
      operations: world.steps(),
      events: {},
      refusals,
      faults: faults.counts,
      invariants: {},
      violations,
      digest: '',
    };
  } finally {
    giveBack();
    journal.write = write;
  }

  async function read(service: ServiceName, path: string, query: Record<string, string> = {}) {
    const { reader } = house.services[service];
    return parsed((await reader(ministry.eventOf(service, { method: 'GET', path, query, key: 'read' }), {} as Context)) as never).body;
  }

  /** What the people who run it do afterwards: dead letters go back, and everything is announced again. */
  async function settle(): Promise<void> {
    const all = Object.values(house.services);
    for (const { inbox, unannounced } of all) {
      const count = inbox.redrive() + unannounced.redrive();
      if (count) faults.note('redrive');
    }
    await world.rest();
    // Where nothing was given up, everything has been said as it is, and saying it again must not be what puts it right.
    if (!faults.counts['records-given-up'] && !chance(seed, 'operations').often(0.06)) return;
    const span = { from: new Date(START - 60_000).toISOString() };
    const started = all.map(({ name }) =>
      ministry.call(name, { path: `/${name}/operations`, body: { operation: 're-announce', ...span } }),
    );
    await world.rest();
    for (const { status } of await Promise.all(started)) if (status !== 202) throw new Error(`announcing again was answered ${status}`);
  }
}
