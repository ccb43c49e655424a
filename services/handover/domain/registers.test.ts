import { describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { type ClaimCount, externalCount } from './external-count.ts';
import { pledgePolicy, policyAt, type SetPolicy } from './pledge-policy.ts';
import { mayReceive, type NameAuthority, receivingAuthority } from './receiving-authority.ts';
import { type NotedWeapon, statementAt } from './weapons-in-trust.ts';

const base = { id: 'x', at: '2024-12-12T00:00:00Z', recordedAt: '2024-12-12T00:00:00Z' };
const by = (department: string) => ({ client: 'tests', officer: 'O-1', committee: 'C-1', department });

describe('the pledge policy', () => {
  const set = (from: string, pledgeRequired: boolean, department = 'LEGAL'): SetPolicy => ({
    ...base,
    actor: by(department),
    type: 'set',
    data: { from, pledgeRequired, noClaimOnWeaponsAllowed: false, reference: 'L-7', reason: 'x' },
  });
  const fold = (...commands: SetPolicy[]) =>
    commands.reduce<ReturnType<typeof pledgePolicy.evolve> | undefined>(
      (state, command) => pledgePolicy.evolve(state, { ...command, type: 'pledge-policy-set' }),
      undefined,
    );

  it('is signed by a legal officer', () => {
    expect(pledgePolicy.decide(undefined, set('2024-12-12T00:00:00Z', true))).toMatchObject({ type: 'pledge-policy-set' });
    expect(pledgePolicy.decide(undefined, set('2024-12-12T00:00:00Z', true, 'INTERIOR'))).toMatchObject({ code: 'LEGAL_OFFICER_NEEDED' });
  });

  it.each([
    ['2024-12-11T23:59:59Z', false],
    ['2024-12-12T00:00:00Z', true],
    ['2024-12-20T00:00:00Z', false],
  ])('has the value of its day at %s', (at, required) => {
    const state = fold(set('2024-12-20T00:00:00Z', false), set('2024-12-12T00:00:00Z', true));
    expect(policyAt(state, at).pledgeRequired).toBe(required);
  });

  it('asks for nothing while nobody has signed one', () => {
    expect(policyAt(undefined, base.at)).toEqual({ pledgeRequired: false, noClaimOnWeaponsAllowed: false });
  });

  it('takes the later word on one day', () => {
    expect(policyAt(fold(set('2024-12-12T00:00:00Z', true), set('2024-12-12T00:00:00Z', false)), base.at).pledgeRequired).toBe(false);
  });
});

describe('a receiving authority', () => {
  const assurance = {
    textHash: 'e'.repeat(64),
    legal: true,
    physical: true,
    material: false,
    monitoringAccess: true,
    signedAt: '2024-12-15T00:00:00Z',
  };
  const name = (changes: Partial<NameAuthority['data']> = {}): NameAuthority => ({
    ...base,
    actor: by('LEGAL'),
    type: 'name',
    data: {
      authority: 'A-1',
      name: 'Border security',
      country: 'SYR',
      capacity: 'PROTECTION_FORCE',
      receivers: [{ receiver: 'R-1', capacity: 'Commander' }],
      assurance,
      ...changes,
    },
  });
  const fold = (...commands: NameAuthority[]) =>
    commands.reduce<ReturnType<typeof receivingAuthority.evolve> | undefined>((state, command) => {
      const draft = receivingAuthority.decide(state, command);
      if (draft === 'nothing' || isRefusal(draft)) throw new Error('the story is broken');
      return receivingAuthority.evolve(state, { ...draft, at: command.at, actor: command.actor });
    }, undefined);

  it('names its officers once each and gives a physical assurance', () => {
    const twice = [name().data.receivers[0], name().data.receivers[0]] as NameAuthority['data']['receivers'];
    expect(receivingAuthority.decide(undefined, name({ receivers: twice }))).toMatchObject({ code: 'RECEIVER_TWICE' });
    expect(receivingAuthority.decide(undefined, name({ assurance: { ...assurance, physical: false } }))).toMatchObject({
      code: 'ASSURANCE_NOT_PHYSICAL',
    });
  });

  it.each([
    ['a named officer', fold(name()), 'R-1', undefined],
    [
      'an officer named no more',
      fold(name(), name({ receivers: [{ receiver: 'R-2', capacity: 'Commander' }], assurance: undefined })),
      'R-1',
      'RECEIVER_NOT_NAMED',
    ],
    [
      'an officer named anew, under the assurance of before',
      fold(name(), name({ receivers: [{ receiver: 'R-2', capacity: 'Commander' }], assurance: undefined })),
      'R-2',
      undefined,
    ],
    ['anybody without an assurance', fold(name({ assurance: undefined })), 'R-1', 'ASSURANCE_MISSING'],
    ['anybody of an unknown authority', undefined, 'R-1', 'AUTHORITY_UNKNOWN'],
  ])('receives by %s', (_what, state, receiver, code) => {
    expect(mayReceive(state, receiver)?.code).toBe(code);
  });
});

describe('an external count', () => {
  const claim: ClaimCount = {
    ...base,
    actor: by('PRESS'),
    type: 'claim',
    data: { claim: 'X-1', source: 'a newspaper', figure: 2400, countedOn: '2024-12-19', scope: 'ENTERED' },
  };

  it('is recorded once, with its source', () => {
    const state = externalCount.evolve(undefined, { type: 'count-claimed', data: claim.data, at: base.at, actor: claim.actor });
    expect(state).toEqual({ source: 'a newspaper', figure: 2400, countedOn: '2024-12-19', scope: 'ENTERED' });
    expect(externalCount.decide(undefined, claim)).toMatchObject({ type: 'count-claimed' });
    expect(externalCount.decide(state, claim)).toMatchObject({ code: 'CLAIM_EXISTS' });
  });
});

describe('the weapons-in-trust statement', () => {
  const noted = (custodyNumber: string, sequence: number, state: NotedWeapon['state'], notedAt: string): NotedWeapon => ({
    custodyNumber,
    sequence,
    kind: 'ASSAULT_RIFLE',
    state,
    notedAt,
  });
  const weapons = [
    noted('WA000001-1', 2, 'RECEIPTED', '2024-12-08T00:00:00Z'),
    noted('WA000001-1', 4, 'IN_TRUST', '2024-12-10T00:00:00Z'),
    noted('WA000002-1', 2, 'IN_TRUST', '2024-12-12T00:00:00Z'),
    noted('WA000003-1', 2, 'IN_TRUST', '2024-12-08T00:00:00Z'),
    noted('WA000003-1', 5, 'DESTROYED', '2024-12-15T00:00:00Z'),
    noted('WA000003-1', 4, 'TEMP_REMOVED', '2024-12-16T00:00:00Z'),
  ];

  it.each([
    ['2024-12-07T00:00:00Z', 0],
    ['2024-12-10T00:00:00Z', 2],
    ['2024-12-12T00:00:00Z', 3],
    ['2024-12-17T00:00:00Z', 2],
  ])('counts each weapon once by its newest word as of %s', (asOf, total) => {
    const statement = statementAt(weapons, [], asOf);
    expect(statement.total).toBe(total);
    expect(statement.byKind.ASSAULT_RIFLE ?? 0).toBe(total);
  });

  it('adds up ammunition by calibre and unit', () => {
    const lot = {
      custodyNumber: 'AA000001-1',
      sequence: 1,
      calibre: '7.62x39',
      unit: 'ROUND' as const,
      quantity: 100,
      state: 'IN_TRUST' as const,
      notedAt: '2024-12-08T00:00:00Z',
    };
    const lots = [
      lot,
      { ...lot, custodyNumber: 'AA000002-1', quantity: 20 },
      { ...lot, sequence: 2, quantity: 70, notedAt: '2024-12-09T00:00:00Z' },
      { ...lot, custodyNumber: 'AA000003-1', state: 'VOIDED' as const },
    ];
    expect(statementAt([], lots, '2024-12-10T00:00:00Z').ammunition).toEqual([{ calibre: '7.62x39', unit: 'ROUND', quantity: 90 }]);
    expect(statementAt([], lots, '2024-12-08T12:00:00Z').ammunition).toEqual([{ calibre: '7.62x39', unit: 'ROUND', quantity: 120 }]);
  });
});
