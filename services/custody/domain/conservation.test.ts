import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WeaponKind } from '#shared/contracts/custody.ts';
import { seal } from '#shared/kernel/event-chain.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { complete, type Told } from '#test/decider.ts';
import {
  approves,
  condemns,
  corrects,
  deposits,
  destroys,
  holds,
  lifts,
  moves,
  N,
  releases,
  removes,
  returns,
  stored,
} from '#test/weapon-story.ts';
import type { Discrepancy } from './discrepancy.ts';
import { balances, type WeaponFact, weaponsInTrust } from './statement.ts';
import { type Weapon, weapon } from './weapon.ts';
import type { WeaponCommand } from './weapon-commands.ts';

const report: Discrepancy = { site: 'RUTBA', check: 'SC-1', openedAt: '', open: 1, items: { [`SHORTAGE ${N}`]: 'OPEN' } };
const of = { custodyNumber: N, discrepancy: 'DR-SC-1', type: 'SHORTAGE' } as const;
const suspects: Told<WeaponCommand> = { type: 'suspect-missing', data: { custodyNumber: N, discrepancy: 'DR-SC-1' } };
const verifier = { officer: 'D-1', committee: 'ARM-1' };
const finds: Told<WeaponCommand> = {
  type: 'find',
  data: { ...of, outcome: 'FOUND', verifier, documents: ['P-1'], to: { site: 'RUTBA', container: 'C-2' }, sealAfter: 'S-8' },
  facts: { report, verifierDepartment: 'DEFENCE' },
};
const board = { reference: 'B-1', date: '2025-01-02', members: ['B-1', 'B-2', 'B-3'] };
const loses = (outcome: 'LOST' | 'STOLEN', approved = approves()): Told<WeaponCommand> => ({
  type: 'confirm-loss',
  data: { ...of, outcome, board, approvals: ['a', 'b'] },
  facts: (head: string | undefined) => ({ report, approvals: approved(head) }),
});
const act = fc.constantFrom<Told<WeaponCommand>>(
  ...[moves(), removes(), returns(), holds(), lifts(), corrects(), condemns(), destroys(), releases()],
  ...[suspects, suspects, finds, finds, loses('LOST'), loses('STOLEN'), loses('LOST', approves({}, { officer: 'J-1' }))],
);
const kind = fc.constantFrom('ASSAULT_RIFLE' as const, 'PISTOL' as const, 'LMG' as const);
const story = fc.tuple(kind, fc.boolean(), fc.array(act, { maxLength: 25 }));

/** The stream of one weapon: what of its story is accepted, the papers in order. */
function streamOf([of, inStore, acts]: [WeaponKind, boolean, Told<WeaponCommand>[]]) {
  const first = inStore ? stored : deposits();
  const events: StoredEvent<Weapon>[] = [];
  for (const told of [{ ...first, data: { ...first.data, kind: of } }, ...acts] as Told<WeaponCommand>[]) {
    const head: StoredEvent<Weapon> | undefined = events.at(-1);
    const [officer = '', committee = ''] = (head?.state.keeper ?? '').split('@');
    const paper =
      'releasedBy' in told.data
        ? { releasedBy: { officer, committee }, sealBefore: head?.state.place?.seal, sealAfter: `S-${events.length}` }
        : {};
    const command = complete<WeaponCommand>(
      { ...told, data: { ...told.data, ...paper } } as Told<WeaponCommand>,
      events.length + 1,
      head?.hash,
    );
    const answer = weapon.decide(head?.state, command, head?.hash);
    if (answer !== 'nothing' && !isRefusal(answer)) events.push(seal(weapon, 'id', head, command, answer));
  }
  return events;
}

describe('whatever happens to weapons (I-16)', () => {
  it('what was received is in trust, out for a time, destroyed, lost by a board, or with its owner: as the events alone say, at every moment', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(story, { minLength: 1, maxLength: 12 }), fc.nat(25), (stories, moment) => {
        const streams = stories.map((each) => streamOf(each).slice(0, moment + 1));
        const facts = streams.map((stream, index): WeaponFact => {
          const { state, kind: now } = (stream.at(-1) as StoredEvent<Weapon>).state;
          return { custodyNumber: String(index), sequence: stream.length, state, kind: now };
        });
        const { byKind, total } = weaponsInTrust(facts);
        const types = streams.map((stream) => stream.map(({ type }) => type));
        for (const type of types.flat()) reached.add(type);
        const ever = (type: string) => types.filter((each) => each.includes(type)).length;
        const out = types.filter(
          (each) => each.findLast((type) => ['temporarily-removed', 'stored', 'found'].includes(type)) === 'temporarily-removed',
        ).length;
        expect([...byKind, total].every(balances)).toBe(true);
        const gone = { lost: ever('loss-confirmed'), destroyed: ever('destroyed'), returnedToPrivateOwner: ever('released-to-owner') };
        const left = Object.values(gone).reduce((sum, each) => sum + each, 0);
        expect(total).toMatchObject({ received: stories.length, ...gone, temporarilyRemoved: out, inTrust: stories.length - left - out });
      }),
      { numRuns: 200 },
    );
    for (const type of ['suspected-missing', 'found', 'loss-confirmed', 'temporarily-removed']) expect(reached).toContain(type);
  });
});
