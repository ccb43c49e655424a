import { describe, expect, it } from 'vitest';
import { PLANTED, SOUND } from './configurations.ts';
import { walk } from './walk.ts';

/** A short walk with every signature computed; `npm run model` takes a million steps. */
const STEPS = 4000;

describe('the model of the two-person rule', () => {
  it.each(Object.entries(SOUND))('lets no wrong act through: %s', async (_name, configuration) => {
    const { steps, wrongReleases, rightful, refused } = await walk(STEPS, 1, configuration);
    expect(wrongReleases).toBe(0);
    expect(steps).toBeGreaterThanOrEqual(STEPS);
    expect(Object.keys(rightful).sort()).toEqual([
      'approve-destruction',
      'approve-destruction of a lot',
      'confirm-loss',
      'correct-identity',
      'hand-over',
      'lift-hold',
      'release',
    ]);
    expect(Object.keys(refused).length).toBeGreaterThan(4);
  });

  it("stands on the domain's check alone, too", async () => {
    expect((await walk(STEPS, 2, {})).wrongReleases).toBe(0);
  });

  it.each(Object.entries(PLANTED))('finds what was planted: %s', async (_name, configuration) => {
    expect((await walk(20_000, 1, configuration, { untilWrong: true })).first).toBeDefined();
  });
});
