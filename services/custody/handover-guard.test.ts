import { beforeEach, describe, expect, it } from 'vitest';
import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { lawlessCustody, NOW } from '#test/lawless.ts';
import { approval, type Signer, signer } from '#test/scenario/officer-keys.ts';

const [one, other, third] = [
  signer(1, { officer: 'D-1', committee: 'C-1' }),
  signer(1, { officer: 'I-1', committee: 'C-1' }),
  signer(1, { officer: 'I-2', committee: 'C-1' }),
];
const none = { lines: 0, digest: sha256('[]') };

let custody: Awaited<ReturnType<typeof lawlessCustody>>;
let handovers = 0;
let no = '';

type Line = { readonly custodyNumber: string; readonly head: string; readonly quantity?: number };
const digestOf = (lines: readonly Line[]) =>
  sha256(canonical(lines.map(({ custodyNumber, head, quantity = null }) => [custodyNumber, head, quantity])));

const listing = { no: '', n: 2 };
const put = (kind: string, id: string, type: string, state: object, data: object = {}) => custody.put(kind, id, type, state, data);
const step = (type: string, state: object, data: object = {}) =>
  put('HANDOVER', no, type, { recognition: 'MFA-1', country: 'SYR', ...state }, data);
const recognised = (state: string) => put('RECOGNITION', 'MFA-1', 'noted', { state, country: 'SYR' });
const gone = (more: object = {}) =>
  put('WEAPON', 'W', 'handed-over', { state: 'HANDED_OVER', identity: 1, handover: { ...listing, no }, ...more });

beforeEach(async () => {
  custody = await lawlessCustody([one, other, third]);
  no = `HO-${++handovers}`;
  await recognised('IN_FORCE');
  for (const id of ['V', 'W']) {
    await put('WEAPON', id, 'deposited', { state: 'IN_TRUST', identity: 1 });
    await put('WEAPON', id, 'handover-listed', { state: 'HANDOVER_LISTED', identity: 1, handover: { ...listing, no } });
  }
  await put('LOT', 'L', 'lot-deposited', { quantity: 100 });
});

const lineOf = async (id: string, quantity?: number): Promise<Line> => ({
  custodyNumber: id,
  head: await custody.head(quantity === undefined ? 'WEAPON' : 'LOT', id),
  ...(quantity !== undefined && { quantity }),
});

/** Brings a handover to where it may be answered, with these lines on its schedules; `stored` may be others than those signed. */
async function delivered(
  lines: readonly Line[],
  { stored = lines, ammunition = [] as readonly Line[], by = [one, other] as Signer[] } = {},
) {
  const weapons = lines.length ? { lines: lines.length, digest: digestOf(lines) } : none;
  const lots = ammunition.length ? { lines: ammunition.length, digest: digestOf(ammunition) } : none;
  if (lines.length) await put('SCHEDULE', `${weapons.digest}/1`, 'schedule-stored', {}, { lines: stored });
  if (ammunition.length) await put('SCHEDULE', `${lots.digest}/1`, 'schedule-stored', {}, { lines: ammunition });
  const schedules = { weapons, ammunition: lots };
  await step('schedule-agreed', { state: 'SCHEDULE_AGREED', schedules }, schedules);
  const head = await custody.head('HANDOVER', no);
  const approvals = by.map((each) => approval(each, { action: 'hand-over', head, subject: `HANDOVER#${no}` }, NOW));
  const approved = await step('handover-approved', { state: 'APPROVED', schedules }, { approvals });
  if (approved !== 'put') return approved;
  await step('sealed-for-transport', { state: 'SEALED_FOR_TRANSPORT', schedules });
  return step('delivered', { state: 'DELIVERED', schedules });
}

describe('nothing leaves trust by a handover', () => {
  it('but what two persons approved, as it was when they did', async () => {
    expect(await delivered([await lineOf('W')])).toBe('put');
    expect(await gone()).toBe('put');
  });

  it.each<[string, () => Promise<string>, string]>([
    ['that there is not', () => gone(), 'the handover is not delivered'],
    [
      'whose schedule does not name it',
      async () => {
        await delivered([await lineOf('V')]);
        return gone();
      },
      'it is not on the approved schedule as it is now',
    ],
    [
      'to a government that is recognised no more',
      async () => {
        await delivered([await lineOf('W')]);
        await recognised('WITHDRAWN');
        return gone();
      },
      'no act in force recognises the receiver',
    ],
    [
      'if something happened to it since',
      async () => {
        await delivered([await lineOf('W')]);
        await put('WEAPON', 'W', 'hold-placed', {
          state: 'HANDOVER_LISTED',
          identity: 1,
          holds: { H: 'DISPUTE' },
          handover: { ...listing, no },
        });
        return gone({ holds: { H: 'DISPUTE' } });
      },
      'it is not on the approved schedule as it is now',
    ],
    [
      'whose kept schedule is not the signed one',
      async () => {
        const [v, w] = [await lineOf('V'), await lineOf('W')];
        await delivered([v], { stored: [w] });
        return gone();
      },
      'it is not on the approved schedule as it is now',
    ],
    [
      'approved by one department',
      async () => delivered([await lineOf('W')], { by: [other, third] }),
      'the approvers are of one department',
    ],
    ['approved by one', async () => delivered([await lineOf('W')], { by: [one] }), 'it has not two approvals'],
    [
      'sealed without approval',
      async () => {
        await step('schedule-agreed', { state: 'SCHEDULE_AGREED' });
        return step('sealed-for-transport', { state: 'SEALED_FOR_TRANSPORT' });
      },
      'the handover was not APPROVED',
    ],
    [
      'approved under another name',
      async () => {
        await step('schedule-agreed', { state: 'SCHEDULE_AGREED' });
        return step('noted', { state: 'APPROVED' });
      },
      'its effect needs hand-over',
    ],
    ['delivered at once', () => step('noted', { state: 'DELIVERED' }), 'the handover was not SEALED_FOR_TRANSPORT'],
  ])('%s', async (_what, attempt, missing) => {
    expect(await attempt()).toBe(`NOT_PROVEN: ${missing}`);
  });

  it('and of a lot no more than was on the schedule as it is now', async () => {
    await delivered([], { ammunition: [await lineOf('L', 100)] });
    const took = (data: object = {}) =>
      put('LOT', 'L', 'handed-over', { quantity: 40, handedOver: 60, handover: { ...listing, no } }, data);
    expect(await took()).toBe('put');
    expect(await put('LOT', 'L', 'lot-recounted', { quantity: 0, handedOver: 100, handover: { ...listing, no } })).toBe(
      'NOT_PROVEN: it is not on the approved schedule as it is now',
    );
  });
});
