import type { Command } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import { chance } from '#test/scenario/chance.ts';
import { ammunitionLot } from '../../services/custody/domain/ammunition-lot.ts';
import { weapon } from '../../services/custody/domain/weapon.ts';
import type { ApprovalFacts } from '../../services/custody/domain/weapon-commands.ts';
import { weaponsHandover } from '../../services/custody/domain/weapons-handover.ts';
import type { Configuration } from './configurations.ts';
import { custody } from './custody.ts';
import type { KnownSignatures } from './known-signatures.ts';
import { type Judged, oracle } from './oracle.ts';
import { KEYS } from './persons.ts';
import { walker } from './walker.ts';

type Tally = Record<string, number>;
/** What a walk came to: acts that two persons allowed, those they did not (with the first of them), and what was refused. */
export type Walked = {
  readonly steps: number;
  readonly wrongReleases: number;
  readonly rightful: Tally;
  readonly refused: Tally;
  readonly first?: { readonly step: number; readonly says: string };
};

/** So many steps in one world; then another begins. */
const WORLD = 600;
const START = Date.parse('2024-12-18T05:00:00Z') / 1000;

/**
 * Walks at random through a small custody: the services are the real ones, on a table in memory; whatever reaches the table is judged by the
 * oracle. A step is one thing somebody does: sign, ask, act, register or revoke a key, enrol, wait.
 */
export async function walk(
  steps: number,
  seed: number,
  configuration: Configuration,
  { signatures, untilWrong = false }: { signatures?: KnownSignatures; untilWrong?: boolean } = {},
): Promise<Walked> {
  const rightful: Tally = {};
  const refused: Tally = {};
  const keys = signatures?.telling(KEYS) ?? KEYS;
  const time = { now: START };
  let [step, wrongReleases] = [0, 0];
  let first: Walked['first'];
  const ended = () => step >= steps || (untilWrong && first !== undefined);
  const giveBack = takeRules(configuration, time);
  try {
    for (let world = 0; !ended(); world++) {
      signatures?.forget();
      const draw = chance(seed * 1_000_003 + world, 'model');
      const truth = oracle();
      const ministry = custody({ draw, keys, time, guard: configuration.guard, truth, judged });
      await ministry.open();
      const go = walker({ draw, keys, time, truth, custody: ministry, stepped: () => void step++, refused: (code) => add(refused, code) });
      for (const end = step + WORLD; step < end && !ended(); ) await go();
    }
  } finally {
    giveBack();
  }
  return { steps: step, wrongReleases, rightful, refused, ...(first && { first }) };

  function judged({ action, stream, wrong }: Judged): void {
    if (wrong === undefined) add(rightful, stream.startsWith('LOT#') ? `${action} of a lot` : action);
    else {
      wrongReleases += 1;
      first ??= { step, says: `${action} of ${stream}: ${wrong}` };
    }
  }
}

function add(tally: Tally, name: string): void {
  tally[name] = (tally[name] ?? 0) + 1;
}

/** Puts the model's time in the clock's place, and spoils what the domain is told, until both are given back. */
function takeRules({ facts: spoil }: Configuration, time: { now: number }): () => void {
  const real = { ...clock };
  const { decide } = weapon;
  const { decide: decideLot } = ammunitionLot;
  const { decide: decideHandover } = weaponsHandover;
  Object.assign(clock, { ms: () => time.now * 1000, salt: () => '00' });
  const spoilt = <C extends Command>(command: C, head: string | undefined): C => {
    const given = (command.facts as Partial<ApprovalFacts> | undefined)?.approvals;
    if (!given || !spoil) return command;
    const approvals = spoil(given, { head, now: time.now, requester: command.actor.officer });
    return { ...command, facts: { ...(command.facts as object), approvals } };
  };
  weapon.decide = (state, command, head) => decide(state, spoilt(command, head), head);
  ammunitionLot.decide = (state, command, head) => decideLot(state, spoilt(command, head), head);
  weaponsHandover.decide = (state, command, head) => decideHandover(state, spoilt(command, head), head);
  return () => {
    Object.assign(clock, real);
    weapon.decide = decide;
    ammunitionLot.decide = decideLot;
    weaponsHandover.decide = decideHandover;
  };
}
