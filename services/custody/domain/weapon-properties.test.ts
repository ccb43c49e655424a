import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenLink, seal as sealed } from '#shared/kernel/event-chain.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { complete, type Told } from '#test/decider.ts';
import {
  approver,
  approves,
  condemns,
  corrects,
  deposits,
  destroys,
  holder,
  holds,
  keeper,
  lifts,
  moves,
  N,
  P,
  recorder,
  releases,
  removes,
  returns,
  stored,
  voids,
} from '#test/weapon-story.ts';
import { keeperNamed, named } from './chain-of-custody.ts';
import { type Weapon, weapon } from './weapon.ts';
import { HOLD_TYPES, MOVEMENT_PURPOSES, REMOVAL_PURPOSES, type WeaponCommand } from './weapon-commands.ts';

const GONE = ['DESTROYED', 'RETURNED_TO_PRIVATE_OWNER'];
/** Of states out of trust, the events that leave a weapon in them. */
const APPROVED: Readonly<Record<string, readonly string[]>> = {
  DESTRUCTION_APPROVED: ['destruction-approved', 'hold-placed', 'hold-lifted'],
  DESTROYED: ['destroyed'],
  RETURNED_TO_PRIVATE_OWNER: ['released-to-owner'],
};

/** Any command whatever, with officers, places and papers from a small world, so that many are accepted. The depositor is one of the officers tried. */
const officer = fc.constantFrom(recorder, keeper, holder, approver, { officer: P, committee: 'RC-1' });
const department = fc.constantFrom('INTERIOR', 'DEFENCE', 'JUSTICE');
const seal = fc.option(fc.constantFrom('S-1', 'S-2', 'S-3'), { nil: undefined });
const to = fc.constantFrom({ site: 'RUTBA', container: 'C-1' }, { site: 'BAGHDAD', container: 'C-2' });
const transfer = {
  custodyNumber: fc.constant(N),
  releasedBy: officer,
  receivedBy: officer,
  documentNo: fc.constant('M'),
  sealBefore: seal,
  sealAfter: seal,
};
const facts = fc.record({
  releasedBy: department,
  receivedBy: department,
  approvedBy: department,
  verifierDepartment: department,
});
const told = (type: WeaponCommand['type'], data: fc.Arbitrary<unknown>) =>
  fc.record({ type: fc.constant(type), data, facts }) as unknown as fc.Arbitrary<Told<WeaponCommand>>;
const anyCommand: fc.Arbitrary<Told<WeaponCommand>> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom<Told<WeaponCommand>>(
      deposits(),
      stored,
      voids(),
      holds(),
      lifts(),
      lifts(approves({ officer: 'O-1' })),
      corrects(),
      moves(),
      removes(),
      returns(),
      condemns(),
      condemns(),
      condemns({}, 'PRESENT', approves({}, { department: 'JUSTICE' })),
      destroys(),
      destroys(),
      destroys(),
      releases(),
    ),
  },
  told('move', fc.record({ ...transfer, to: fc.option(to, { nil: undefined }), purpose: fc.constantFrom(...MOVEMENT_PURPOSES) })),
  told(
    'remove',
    fc.record({
      ...transfer,
      purpose: fc.constantFrom(...REMOVAL_PURPOSES),
      approvedBy: officer,
      dueBack: fc.constant('2025-01-01T00:00:00.000Z'),
    }),
  ),
  told('return-to-store', fc.record({ ...transfer, to })),
  told(
    'hold',
    fc.record({
      custodyNumber: fc.constant(N),
      reference: fc.constantFrom('H-1', 'H-2'),
      holdType: fc.constantFrom(...HOLD_TYPES),
      authority: fc.constant('Court'),
    }),
  ),
);
/** What is asked for, and whether the paper is in order: releaser and seals as they are. */
type Asked = { readonly told: Told<WeaponCommand>; readonly inOrder: boolean };
const anyStory: fc.Arbitrary<Asked[]> = fc
  .array(fc.record({ told: anyCommand, inOrder: fc.boolean() }), { maxLength: 30 })
  .map((story) => [{ told: deposits(), inOrder: false }, ...story]);

function fitting({ told, inOrder }: Asked, state: Weapon | undefined): Told<WeaponCommand> {
  if (!inOrder || !('releasedBy' in told.data)) return told;
  const data = {
    ...told.data,
    releasedBy: keeperNamed(state?.keeper ?? ''),
    sealBefore: state?.place?.seal,
    sealAfter: `${state?.place?.seal}+`,
  };
  return { ...told, data } as Told<WeaponCommand>;
}

/** The stream of those that are accepted. */
function accepted(story: readonly Asked[]) {
  const events: StoredEvent<Weapon>[] = [];
  for (const asked of story) {
    const head = events.at(-1);
    const command = complete(fitting(asked, head?.state), events.length + 1, head?.hash);
    const answer = weapon.decide(head?.state, command, head?.hash);
    if (!isRefusal(answer) && answer !== 'nothing') events.push(sealed(weapon, 'id', head, command, answer));
  }
  return events;
}

describe('whatever is asked for', () => {
  it('the states are the fold of the events, and their chain holds (I-01)', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const events = accepted(story);
        let state: Weapon | undefined;
        for (const event of events) {
          state = weapon.evolve(state, event);
          expect(event.state).toEqual(state);
        }
        expect(brokenLink(events)).toBeUndefined();
      }),
    );
  });

  it("the weapon is in a store or in somebody's hands, never both and never neither (I-12)", () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        for (const { state } of accepted(story)) {
          const gone = GONE.includes(state.state);
          expect(state.keeper ?? '').toMatch(gone ? /^$/ : /.@./);
          expect(state.place !== undefined).toBe(['IN_TRUST', 'DESTRUCTION_APPROVED'].includes(state.state));
        }
      }),
    );
  });

  it('who receives it releases it next (I-13), two officers take part in every change (I-14)', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        let last = named(recorder);
        for (const { data } of accepted(story)) {
          const { releasedBy, receivedBy } = data as { releasedBy?: string; receivedBy?: string };
          if (!releasedBy || !receivedBy) continue;
          expect(releasedBy).toEqual(last);
          expect(keeperNamed(receivedBy).officer).not.toBe(keeperNamed(releasedBy).officer);
          last = receivedBy;
        }
      }),
    );
  });

  it('it stays in trust but by two approvals: no way leads to the depositor, to those who receive the people, or to use', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        for (const { type, state } of accepted(story)) {
          const trust = ['RECEIPTED', 'IN_TRANSIT_TO_STORE', 'IN_TRUST', 'TEMP_REMOVED'];
          expect(APPROVED[state.state] ?? (trust.includes(state.state) ? type : 'none')).toContain(type);
          expect(keeperNamed(state.keeper ?? '').officer).not.toBe(state.depositor);
        }
      }),
    );
  });

  it('the stories try something', () => {
    const types = new Set(fc.sample(anyStory, { numRuns: 300, seed: 1 }).flatMap((story) => accepted(story).map(({ type }) => type)));
    expect([...types].sort()).toEqual([
      'carried',
      'deposited',
      'destroyed',
      'destruction-approved',
      'hold-lifted',
      'hold-placed',
      'identity-corrected',
      'released-to-owner',
      'stored',
      'temporarily-removed',
    ]);
  });
});
