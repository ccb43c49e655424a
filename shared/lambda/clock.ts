import { randomBytes } from 'node:crypto';

/** Time and randomness, handed in here and nowhere else. A simulation puts its own in their place. */
export const clock = {
  now: (): string => new Date(clock.ms()).toISOString(),
  ms: (): number => Date.now(),
  salt: (): string => randomBytes(16).toString('hex'),
  /** Lets what is at hand go first. */
  turn: (): Promise<void> => new Promise((resolve) => setImmediate(resolve)),
  wait: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
};
