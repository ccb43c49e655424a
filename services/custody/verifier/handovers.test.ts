import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { lawlessCustody } from '#test/lawless.ts';
import { lawlessHandover } from '#test/lawless-handover.ts';
import { signer } from '#test/scenario/officer-keys.ts';
import { entryOf, listOf, newKey, ORIGIN, signed, written } from '#test/tamper/exports.ts';
import { verifyBundle } from './verify.ts';

const key = newKey();
const [one, other, third] = [
  signer(1, { officer: 'D-1', committee: 'C-1' }),
  signer(1, { officer: 'I-1', committee: 'C-1' }),
  signer(1, { officer: 'I-2', committee: 'C-1' }),
];
let log: StoredEvent[];
let story: Awaited<ReturnType<typeof lawlessHandover>>;

beforeEach(async () => {
  log = [];
  const custody = await lawlessCustody([one, other, third], { guard: async () => undefined, inserted: (event) => log.push(event) });
  story = await lawlessHandover(custody, 'WH-1', [one, other]);
});

/** What the verifier says of everything that was put, in this order, logged and rightly signed. */
function verdict(events: readonly StoredEvent[] = log) {
  const entries = events.map(entryOf);
  const notes = signed(entries, [entries.length], key);
  return verifyBundle(written({ origin: ORIGIN, keys: [key.spki], entries, notes, list: listOf(entries), openings: [] }));
}
const missing = () => {
  const { kind, says = '' } = verdict().finding ?? {};
  return kind === 'APPROVAL' ? says : kind;
};

describe('what a log proves of a handover', () => {
  it('is that what left trust was on the schedule that two persons signed, as it was then', async () => {
    await story.delivered([await story.lineOf('V'), await story.lineOf('W')], { ammunition: [await story.lineOf('L', 100)] });
    await story.gone();
    await story.took(60);
    const { finding, proves } = verdict();
    expect(finding).toBeUndefined();
    expect(proves.join('\n')).toContain(
      'Handover WH-1 to SYR: 2 lines of weapons, 1 accepted and 1 kept; 1 line of ammunition, 1 accepted (1 in part) and 0 kept.',
    );
  });

  it('is the same when an entry of it was logged late', async () => {
    await story.delivered([await story.lineOf('W')]);
    await story.gone();
    const at = log.findIndex(({ type }) => type === 'handover-approved');
    expect(verdict([...log.toSpliced(at, 1), log[at] as StoredEvent]).finding).toBeUndefined();
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['a handover that there is not', () => story.gone(), 'not delivered'],
    ['whatever it is called', () => story.gone({}, 'stored'), 'not delivered'],
    ['a handover that names none', () => story.gone({ handover: undefined }), 'not delivered'],
    [
      'a handover that is not delivered yet',
      async () => {
        const schedules = { weapons: { lines: 0, digest: '' }, ammunition: { lines: 0, digest: '' } };
        await story.step('schedule-agreed', { state: 'SCHEDULE_AGREED', schedules }, schedules);
        await story.gone();
      },
      'not delivered',
    ],
    [
      'a handover that nobody approved',
      async () => {
        await story.step('schedule-agreed', { state: 'SCHEDULE_AGREED' });
        await story.step('sealed-for-transport', { state: 'SEALED_FOR_TRANSPORT' });
      },
      'was not APPROVED',
    ],
    ['a handover delivered at once', () => story.step('noted', { state: 'DELIVERED' }), 'was not SEALED_FOR_TRANSPORT'],
    [
      'a handover that one department approved',
      async () => {
        await story.delivered([await story.lineOf('W')], { by: [other, third] });
        await story.gone();
      },
      'two departments',
    ],
    [
      'a handover that is approved by being called something else',
      async () => {
        await story.step('schedule-agreed', { state: 'SCHEDULE_AGREED' });
        await story.step('noted', { state: 'APPROVED' });
      },
      'takes two persons (hand-over)',
    ],
    [
      'a government that is recognised no more',
      async () => {
        await story.delivered([await story.lineOf('W')]);
        log.splice(0, log.length, ...log.filter(({ kind }) => kind !== 'RECOGNITION'));
        await story.gone();
      },
      'no act in force recognises',
    ],
    [
      'a schedule that does not name it',
      async () => {
        await story.delivered([await story.lineOf('V')]);
        await story.gone();
      },
      'not, as it is then, on the schedule',
    ],
    [
      'a schedule that names it as it was before',
      async () => {
        await story.delivered([await story.lineOf('W')]);
        await story.held();
        await story.gone({ holds: { H: 'DISPUTE' } });
      },
      'not, as it is then, on the schedule',
    ],
    [
      'a schedule of another digest than the signed one',
      async () => {
        await story.delivered([await story.lineOf('V')], { stored: [await story.lineOf('W')] });
        await story.gone();
      },
      'not the one whose digest was signed',
    ],
    [
      'a schedule that is not in the log',
      async () => {
        await story.delivered([await story.lineOf('W')]);
        log.splice(0, log.length, ...log.filter(({ kind }) => kind !== 'SCHEDULE'));
        await story.gone();
      },
      'not the one whose digest was signed',
    ],
    [
      'more rounds than a schedule has',
      async () => {
        await story.delivered([], { ammunition: [await story.lineOf('L', 50)] });
        await story.took(60, 'lot-recounted');
      },
      'not, as it is then, on the schedule',
    ],
    [
      'the same schedule once more',
      async () => {
        await story.delivered([], { ammunition: [await story.lineOf('L', 100)] });
        await story.took(60);
        await story.took(70);
      },
      'not, as it is then, on the schedule',
    ],
    [
      'a name alone',
      async () => {
        await story.delivered([await story.lineOf('W')]);
        await story.gone({ state: 'HANDOVER_LISTED' });
      },
      'nothing leaves by it',
    ],
  ])('is not that something left trust by %s', async (_what, attempt, reason) => {
    await attempt();
    expect(missing()).toContain(reason);
  });
});
