import { expect, it } from 'vitest';
import { crash } from './crash.ts';

it('a small return comes to the same whatever is killed on its way', { timeout: 300_000 }, async () => {
  const said: string[] = [];
  const trial = { seed: 7, persons: 24, odds: { api: 0.25, inbox: 0.2, outbox: 0.2 }, restartEvery: 5, restarts: 1 };
  const figures = await crash(trial, (line) => said.push(line));
  expect(figures, said.join('\n')).toMatchObject({ restarts: 1, lines: 22, accepted: 22, balanced: true, digestEqual: true });
  expect(figures.kills).toBeGreaterThanOrEqual(9);
  expect(figures.droppedResponses).toBeGreaterThan(0);
  expect(figures.reannounced).toBeGreaterThan(22);
});
