import { beforeEach, describe, expect, it } from 'vitest';
import { lawlessCustody } from '#test/lawless.ts';
import { lawlessHandover } from '#test/lawless-handover.ts';
import { signer } from '#test/scenario/officer-keys.ts';

const [one, other, third] = [
  signer(1, { officer: 'D-1', committee: 'C-1' }),
  signer(1, { officer: 'I-1', committee: 'C-1' }),
  signer(1, { officer: 'I-2', committee: 'C-1' }),
];
let handovers = 0;
let story: Awaited<ReturnType<typeof lawlessHandover>>;

beforeEach(async () => {
  story = await lawlessHandover(await lawlessCustody([one, other, third]), `HO-${++handovers}`, [one, other]);
});

describe('nothing leaves trust by a handover', () => {
  it('but what two persons approved, as it was when they did', async () => {
    expect(await story.delivered([await story.lineOf('W')])).toBe('put');
    expect(await story.gone()).toBe('put');
  });

  it.each<[string, () => Promise<string>, string]>([
    ['that there is not', () => story.gone(), 'the handover is not delivered'],
    [
      'whose schedule does not name it',
      async () => {
        await story.delivered([await story.lineOf('V')]);
        return story.gone();
      },
      'it is not on the approved schedule as it is now',
    ],
    [
      'to a government that is recognised no more',
      async () => {
        await story.delivered([await story.lineOf('W')]);
        await story.recognised('WITHDRAWN');
        return story.gone();
      },
      'no act in force recognises the receiver',
    ],
    [
      'if something happened to it since',
      async () => {
        await story.delivered([await story.lineOf('W')]);
        await story.held();
        return story.gone({ holds: { H: 'DISPUTE' } });
      },
      'it is not on the approved schedule as it is now',
    ],
    [
      'whose kept schedule is not the signed one',
      async () => {
        const [v, w] = [await story.lineOf('V'), await story.lineOf('W')];
        await story.delivered([v], { stored: [w] });
        return story.gone();
      },
      'it is not on the approved schedule as it is now',
    ],
    [
      'approved by one department',
      async () => story.delivered([await story.lineOf('W')], { by: [other, third] }),
      'the approvers are of one department',
    ],
    ['approved by one', async () => story.delivered([await story.lineOf('W')], { by: [one] }), 'it has not two approvals'],
    [
      'sealed without approval',
      async () => {
        await story.step('schedule-agreed', { state: 'SCHEDULE_AGREED' });
        return story.step('sealed-for-transport', { state: 'SEALED_FOR_TRANSPORT' });
      },
      'the handover was not APPROVED',
    ],
    [
      'approved under another name',
      async () => {
        await story.step('schedule-agreed', { state: 'SCHEDULE_AGREED' });
        return story.step('noted', { state: 'APPROVED' });
      },
      'its effect needs hand-over',
    ],
    ['delivered at once', () => story.step('noted', { state: 'DELIVERED' }), 'the handover was not SEALED_FOR_TRANSPORT'],
  ])('%s', async (_what, attempt, missing) => {
    expect(await attempt()).toBe(`NOT_PROVEN: ${missing}`);
  });

  it('and of a lot no more than was on the schedule as it is now', async () => {
    await story.delivered([], { ammunition: [await story.lineOf('L', 100)] });
    expect(await story.took(60)).toBe('put');
    expect(await story.took(100, 'lot-recounted')).toBe('NOT_PROVEN: it is not on the approved schedule as it is now');
  });
});
