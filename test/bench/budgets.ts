import { ACT_ON_A_WEAPON, ACTS_ON_WEAPONS, DEARER_ACTS, SEARCH_READ_UNITS } from './ceilings.ts';
import type { Bundled } from './cold-start.ts';
import type { Costs } from './costs.ts';
import type { LogCost, Verification } from './custody-log.ts';
import type { SearchCost } from './duplicate-search.ts';
import type { ManifestCost, ManifestTime } from './manifests.ts';
import type { Cost } from './measured.ts';
import { requestsOf } from './tally.ts';
import type { Throughput } from './throughput.ts';

export type Budget = { readonly budget: string; readonly limit: number; readonly value: number; readonly verdict: 'within' | 'over' };

/** The most bytes a function's bundle may have. */
export const BUNDLE_BYTES = 750_000;
/** Builtins that cost a cold start tens of milliseconds. */
export const HEAVY_BUILTINS = /internal\/deps\/undici|internal\/http2|child_process|worker_threads/;

const budget = (name: string, value: number, limit: number): Budget => ({
  budget: name,
  limit,
  value: Math.round(value * 1000) / 1000,
  verdict: value <= limit ? 'within' : 'over',
});

/** Everything that a call brought about, by its lines. */
const all = ({ call, outbox, inbox }: Cost) => requestsOf(call) + requestsOf(outbox) + requestsOf(inbox);
const queueRequests = ({ call, outbox, inbox }: Cost) => call.queueRequests + outbox.queueRequests + inbox.queueRequests;

/** The budgets of the design page and of the issues' numbers, as far as exact counts show them. */
export function budgetsOf({ commands, eventTypes, stories }: Costs): Budget[] {
  const found = new Map(commands.map((each) => [each.command, each]));
  const { batch: listed } = found.get('list a line') ?? {};
  const { batch: again } = found.get('post the manifest again') ?? {};
  const over = eventTypes.filter((each) => each.over > 0);
  return [
    budget('events of a person, median', stories.person.median, 14),
    budget('events of a person, most', stories.person.most, 14),
    budget('types of events that cost more write units than allowed', over.length, 0),
    ...(listed
      ? [
          budget('list a line: DynamoDB requests, from the post to the tally', all(listed) / listed.lines, 1.2),
          budget('list a line: SQS requests', queueRequests(listed) / listed.lines, 0.15),
        ]
      : []),
    ...(again ? [budget('post the manifest again: DynamoDB requests', all(again), 5)] : []),
    ...ACTS_ON_WEAPONS.flatMap((act) => {
      const { one } = found.get(act) ?? {};
      const { writeUnits, readUnits } = DEARER_ACTS[act] ?? ACT_ON_A_WEAPON;
      return one
        ? [
            budget(`${act}: write units`, one.call.writeUnits, writeUnits),
            budget(`${act}: read units`, one.call.readUnits, readUnits),
            budget(`${act}: conflicts`, one.call.conflicts, 0),
          ]
        : [];
    }),
    budget(
      'conflicts of all batches',
      commands.reduce((sum, { batch }) => sum + (batch?.call.conflicts ?? 0), 0),
      0,
    ),
  ];
}

export function bundleBudgets(bundles: readonly Bundled[]): Budget[] {
  return [
    budget('bytes of the largest bundle', Math.max(...bundles.map(({ bytes }) => bytes)), BUNDLE_BYTES),
    budget(
      'heavy builtins loaded at init',
      bundles.flatMap(({ builtins }) => builtins.filter((each) => HEAVY_BUILTINS.test(each))).length,
      0,
    ),
  ];
}

/** A deposit among many others, beyond what `ACT_ON_A_WEAPON` says (`DEARER_ACTS`). */
export function searchBudgets(searches: readonly SearchCost[]): Budget[] {
  return SEARCH_READ_UNITS.flatMap(({ among, limit }) => {
    const search = searches.find((each) => each.among === among);
    return search ? [budget(`duplicate search among ${among} weapons: read units`, search.readUnits.mean, limit)] : [];
  });
}

/** Different streams do not stand in one another's way (issue 4, "Numbers"). */
export function throughputBudgets({ gainOf16 }: Throughput): Budget[] {
  return [budget('appends to sixteen streams at once: time by that of one after the other', 1 / gainOf16, 1 / 1.5)];
}

/** The log of custody: what it adds to an event, and what its proofs and its verification cost. */
export function logBudgets(log: LogCost, verification?: Verification): Budget[] {
  return [
    budget('checkpointing: write units an event, at full batches', log.writeUnitsAnEvent, 0.05),
    budget(`proof of one weapon among ${log.entries} entries: hashes`, log.hashesOfAProof, 20),
    ...(verification
      ? [
          budget(
            `verification of ${verification.events} events: time by that of bare SHA-256 over the same bytes`,
            verification.byBareHashing,
            3,
          ),
        ]
      : []),
  ];
}

/** Whatever its size, a manifest costs as much a line, and no function holds more than a small one may. */
export function manifestBudgets(manifests: readonly ManifestCost[], time?: ManifestTime): Budget[] {
  const perLine = manifests.map(({ requestsALine }) => requestsALine);
  const [least, most] = [Math.min(...perLine), Math.max(...perLine)];
  return [
    ...manifests.flatMap(({ lines, requestsALine, queueRequestsALine, listed, parts, postedAgain, rssMb }) => [
      budget(`manifest of ${lines}: DynamoDB requests a line`, requestsALine, 1.2),
      budget(`manifest of ${lines}: SQS requests a line`, queueRequestsALine, 0.15),
      budget(`manifest of ${lines}: part of the lines not listed`, 1 - listed / lines, 0.05),
      // In parts it is opened, sent part by part and made whole, each call one that is made again.
      budget(`manifest of ${lines}: requests of a call that is made again`, postedAgain / (parts === 1 ? 1 : parts + 2), 5),
      budget(`manifest of ${lines}: MB of the largest function`, Math.max(...Object.values(rssMb)), 256),
    ]),
    ...(manifests.length > 1 ? [budget('manifests of all sizes: requests a line, most by least', most / least, 1.02)] : []),
    ...(time ? [budget(`manifest of ${time.lines}: time by that of bare puts`, time.byBarePuts, 1.5)] : []),
  ];
}
