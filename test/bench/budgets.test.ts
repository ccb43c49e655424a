import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLE_BYTES, budgetsOf, logBudgets, manifestBudgets, searchBudgets } from './budgets.ts';
import { ACTS_ON_WEAPONS, CEILINGS, DEARER, DEARER_ACTS, EVENTS_A_PERSON, PLAIN } from './ceilings.ts';
import { openBundles } from './cold-start.ts';
import { type Costs, measureCosts } from './costs.ts';
import { measureLog, measureVerification } from './custody-log.ts';
import { measureDuplicateSearch } from './duplicate-search.ts';
import { measureManifests } from './manifests.ts';
import { requestsOf } from './tally.ts';

describe('the operation in small', () => {
  let costs: Costs;
  beforeAll(async () => {
    costs = await measureCosts({ seed: 1, persons: 28 });
  });

  test('no command makes more requests than its ceiling', () => {
    const over = costs.commands.flatMap(({ command, first, one }) => {
      const ceiling = CEILINGS[command] ?? PLAIN;
      const made = {
        first: first ? requestsOf(first.call) : 0,
        one: one ? requestsOf(one.call) : 0,
        after: first ? requestsOf(first.outbox) + requestsOf(first.inbox) : 0,
      };
      const isOver = made.first > ceiling.first || made.one > ceiling.one || made.after > ceiling.after;
      return isOver ? [{ command, made, ceiling }] : [];
    });
    expect(over).toEqual([]);
  });

  test('every ceiling is that of a command', () => {
    const commands = new Set(costs.commands.map(({ command }) => command));
    expect(Object.keys(CEILINGS).filter((command) => !commands.has(command))).toEqual([]);
  });

  test('an event costs one write unit, a registration or a deposit two', () => {
    const dear = costs.eventTypes.filter(({ over, type }) => over > 0 && !(type in DEARER));
    expect(dear).toEqual([]);
  });

  test('an act on a weapon costs one unit of either, or what is said of it', () => {
    const budgets = budgetsOf(costs).filter(({ budget }) => ACTS_ON_WEAPONS.some((act) => budget.startsWith(`${act}: `)));
    expect(budgets).toHaveLength(3 * ACTS_ON_WEAPONS.length);
    expect(budgets.filter(({ verdict }) => verdict === 'over')).toEqual([]);
    expect(Object.keys(DEARER_ACTS).filter((act) => !ACTS_ON_WEAPONS.includes(act))).toEqual([]);
  });

  test('the story of a person is short', () => {
    expect(costs.stories.person.count).toBe(28);
    expect(costs.stories.person.median).toBeLessThanOrEqual(EVENTS_A_PERSON);
  });

  test('a batch makes a put a line, and shares the rest', () => {
    const shared = 24;
    for (const name of ['screen', 'declare', 'move a weapon', 'offer a card', 'board', 'present to the receiver', 'accept']) {
      const batch = costs.commands.find(({ command }) => command === name)?.batch;
      expect(batch?.lines, name).toBeGreaterThan(10);
      expect(batch && requestsOf(batch.call) - batch.lines, name).toBeLessThan(shared);
    }
  });

  test('a manifest is listed with a put a line, hardly a message, and posted again for next to nothing', () => {
    const listed = costs.commands.find(({ command }) => command === 'list a line')?.batch;
    if (!listed) throw new Error('no manifest was measured');
    expect(requestsOf(listed.call) + requestsOf(listed.outbox) + requestsOf(listed.inbox) - listed.lines).toBeLessThan(24);
    expect(budgetsOf(costs).filter(({ budget, verdict }) => /again|conflicts|weapon/.test(budget) && verdict === 'over')).toEqual([]);
  });
});

test('a deposit reads two units also when two thousand weapons were deposited before', async () => {
  const [search] = await measureDuplicateSearch([2000]);
  expect(search).toMatchObject({ requests: 2, readUnits: { most: 2 } });
  expect(searchBudgets(search ? [search] : [])).toMatchObject([{ value: 2, verdict: 'within' }]);
}, 60_000);

test('the log costs little of an event, and its proofs are short', async () => {
  const log = await measureLog(4);
  expect(logBudgets(log).filter(({ verdict }) => verdict === 'over')).toEqual([]);
  const { byHashingEvents } = measureVerification(2000, 3);
  expect(byHashingEvents).toBeGreaterThan(1);
});

test('a manifest costs as much a line in one or in parts, and its functions stay small', async () => {
  const manifests = await measureManifests([250, 500], { part: 250 });
  expect(manifests.map(({ parts, listed }) => [parts, listed])).toEqual([
    [1, 244],
    [2, 488],
  ]);
  const over = manifestBudgets(manifests).filter(({ budget, verdict }) => verdict === 'over' && !/DynamoDB|all sizes/.test(budget));
  expect(over).toEqual([]);
  expect(Math.max(...manifests.map(({ requestsALine }) => requestsALine))).toBeLessThan(1.25);
}, 120_000);

describe('the functions', () => {
  const bundles = openBundles();
  afterAll(bundles.close);

  test('are small', () => {
    expect(bundles.sizes()).toHaveLength(10);
    expect(bundles.sizes().filter(({ bytes }) => bytes > BUNDLE_BYTES)).toEqual([]);
  });
});
