import { clock } from '#shared/lambda/clock.ts';
import type { Chance } from '#test/scenario/chance.ts';

/** One run of a handler. Dead: it was abandoned, and nothing of it goes on. */
export type Life = { readonly of: string; readonly skewMs: number; readonly deadline: number; dead: boolean; crashed(): void };
/** Something that can happen next. `reach`: what the request still does when the handler that sent it is no more. */
type Step = { readonly life?: Life | undefined; readonly reach?: (() => void) | undefined; go(): void };
type Timer = Step & { readonly at: number };
export type World = ReturnType<typeof world>;

const MOST_STEPS = 60_000;

/**
 * Time and order of everything, drawn from the seed: whatever awaits the outside stands among the steps that are ready, and one of them at
 * a time is let go. Nothing runs on a real timer, so a seed always tells the same story.
 */
export function world(draw: Chance, start: number) {
  const ready: Step[] = [];
  const timers: Timer[] = [];
  let now = start;
  let steps = 0;
  let salts = 0;
  let current: Life | undefined;

  const soon = (step: Step): void => void ready.push(step);

  function after(ms: number, step: Step): void {
    const timer = { ...step, at: now + ms };
    let place = timers.length;
    while (place > 0 && (timers[place - 1] as Timer).at > timer.at) place--;
    timers.splice(place, 0, timer);
  }

  /** Abandons a handler: each request it has under way may still arrive. */
  function kill(life: Life): void {
    life.dead = true;
    for (let index = ready.length - 1; index >= 0; index--) {
      const step = ready[index] as Step;
      if (step.life !== life) continue;
      ready.splice(index, 1);
      if (step.reach && draw.often(0.5)) step.reach();
    }
    life.crashed();
  }

  /** Lets one thing after the other happen until nothing can any more. */
  async function rest(): Promise<void> {
    for (;;) {
      while (timers[0] && timers[0].at <= now) ready.push(timers.shift() as Timer);
      if (ready.length === 0 && timers[0]) {
        now = timers[0].at;
        continue;
      }
      if (ready.length === 0) return;
      if (++steps > MOST_STEPS) throw new Error('the world does not come to rest');
      const place = draw.int(0, ready.length - 1);
      const step = ready[place] as Step;
      ready[place] = ready.at(-1) as Step;
      ready.pop();
      if (step.life?.dead) continue;
      now += draw.int(1, 6);
      current = step.life;
      step.go();
      // Whatever follows without awaiting the outside happens now, before anything else does.
      await new Promise((settled) => process.nextTick(settled));
      current = undefined;
    }
  }

  /** Puts this world's time in the place of the real one; the answer undoes it. */
  function takeClock(): () => void {
    const real = { ...clock };
    const running = () => current;
    Object.assign(clock, {
      ms: () => now + (running()?.skewMs ?? 0),
      salt: () => (++salts).toString(16).padStart(32, '0'),
      turn: () => new Promise<void>((go) => soon({ life: running(), go })),
      wait: (ms: number) => new Promise<void>((go) => after(ms, { life: running(), go })),
    });
    return () => void Object.assign(clock, real);
  }

  return {
    draw,
    now: () => now,
    steps: () => steps,
    soon,
    after,
    kill,
    rest,
    takeClock,
    /** Runs something as part of a handler's life. */
    within(life: Life, work: () => void): void {
      current = life;
      work();
    },
    pause: (ms: number): Promise<void> => new Promise((go) => after(ms, { go })),
  };
}
