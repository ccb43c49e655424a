import type { LocalFunction } from '../../infra/local/functions.ts';
import { type Chance, chance } from '../scenario/chance.ts';

export type Kind = 'api' | 'inbox' | 'outbox';
/** The part of the invocations of each kind during which the process is to be killed. */
export type Odds = Readonly<Record<Kind, number>>;
/** `left`: how many of each kind may be killed. */
export type Killing = { readonly seed: number; readonly odds: Odds; readonly left: Readonly<Record<Kind, number>> };

const LOOK_EVERY_MS = 2;
const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/InboxFunction/, 'inbox'],
  [/Outbox/, 'outbox'],
  [/Api/, 'api'],
];

/**
 * Kills function processes while they work. Each invocation is doomed or not by seeded chance; a doomed one dies at a moment drawn from how
 * long the last one took, so that every line of the code may be the last. A kill is told only when the process had the invocation in hand and
 * its answer never came: whoever was quicker than the killer does not count.
 */
export function startKilling(
  functions: Readonly<Record<string, LocalFunction>>,
  { seed, odds, left }: Killing,
  told: (kind: Kind) => void,
): () => void {
  const still: Record<Kind, number> = { ...left };
  const tell = (kind: Kind) => {
    still[kind] -= 1;
    told(kind);
  };
  const watches = Object.entries(functions).flatMap(([logicalId, each]) => {
    const kind = KINDS.find(([pattern]) => pattern.test(logicalId))?.[1];
    return kind ? [watch(each, kind, chance(seed, logicalId), () => (still[kind] > 0 ? odds[kind] : 0), tell)] : [];
  });
  const timer = setInterval(() => {
    for (const look of watches) look();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

function watch(each: LocalFunction, kind: Kind, luck: Chance, odds: () => number, told: (kind: Kind) => void): () => void {
  let running = new Map<string, number>();
  let lasted = 0;

  async function killWithin(milliseconds: number, invocation: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const work = each.atWork().find((at) => at.invocation === invocation);
    if (work && (await work.kill())) told(kind);
  }

  return () => {
    const now = performance.now();
    const seen = new Map<string, number>();
    for (const { invocation } of each.atWork()) {
      const since = running.get(invocation);
      seen.set(invocation, since ?? now);
      if (since === undefined && luck.often(odds())) void killWithin(luck.draw() * lasted, invocation);
    }
    for (const [invocation, since] of running) if (!seen.has(invocation)) lasted = now - since;
    running = seen;
  };
}
