import { describe, expect, it } from 'vitest';
import {
  keeperNamed,
  type Located,
  leaving,
  named,
  placeBefore,
  said,
  sealFault,
  transferFault,
  twoPersonFault,
} from './chain-of-custody.ts';

const a = { officer: 'A', committee: 'X' };
const b = { officer: 'B', committee: 'X' };
const two = { releasedBy: 'INTERIOR', receivedBy: 'DEFENCE' };
const one = { releasedBy: 'INTERIOR', receivedBy: 'INTERIOR' };

describe('where a thing was', () => {
  const place = { container: 'C-1', rack: 'R1', seal: 'S-1' };
  it.each([
    [undefined, { site: 'A' }, undefined, {}],
    [{ site: 'A', place }, { site: 'A', place: { ...place } }, undefined, {}],
    [{ site: 'A' }, { site: 'B', place }, undefined, { was: '-|-|-|||A' }],
    [{ site: 'A', place }, { site: 'A', place: { ...place, container: 'C-2', seal: 'S-2' } }, 'S-1', { was: 'C-1' }],
    [{ site: 'A', place }, { site: 'A', place: { ...place, seal: 'S-2' } }, 'S-1', { was: '' }],
    [{ site: 'A', place }, { site: 'A', place: { ...place, seal: 'S-2' } }, 'S-9', { was: '|S-1' }],
    [{ site: 'A', place }, { site: 'A' }, 'S-1', { was: 'C-1||R1' }],
    [{ site: 'A', place }, {}, undefined, { was: 'C-1|S-1|R1|||A' }],
  ] satisfies [Located | undefined, Located, string | undefined, { was?: string }][])(
    'is kept by what moves it: %j, then %j, seal %s',
    (before, now, sealBefore, kept) => {
      expect(leaving(before, now, { sealBefore })).toEqual(kept);
      const { site, place: at }: Located = before ?? {};
      if ('was' in kept) expect(placeBefore({ state: { ...now, ...kept }, data: { sealBefore } })).toEqual({ site, ...at });
    },
  );
});

describe('a row of the chain of custody', () => {
  it('goes on from the last receiver', () => {
    expect(transferFault({ releasedBy: a, receivedBy: b }, named(a), two)).toBeUndefined();
    expect(transferFault({ releasedBy: a, receivedBy: b }, named(b), two)?.code).toBe('CHAIN_BROKEN');
    expect(transferFault({ releasedBy: a, receivedBy: b }, named({ ...a, committee: 'Y' }), two)?.code).toBe('CHAIN_BROKEN');
    expect(transferFault({ releasedBy: a, receivedBy: b }, undefined, two)?.code).toBe('CHAIN_BROKEN');
  });

  it('is between two bodies: departments of one committee, or committees', () => {
    expect(transferFault({ releasedBy: a, receivedBy: b }, named(a), one)?.code).toBe('ONE_DEPARTMENT');
    expect(transferFault({ releasedBy: a, receivedBy: { ...b, committee: 'Y' } }, named(a), one)).toBeUndefined();
    expect(transferFault({ releasedBy: a, receivedBy: { ...a, committee: 'Y' } }, named(a), two)?.code).toBe('ONE_OFFICER');
  });

  it('has a witness who is a third, and never the depositor', () => {
    expect(transferFault({ releasedBy: a, receivedBy: b, witness: { officer: 'C', committee: 'X' } }, named(a), two)).toBeUndefined();
    expect(transferFault({ releasedBy: a, receivedBy: b, witness: { ...a, committee: 'Y' } }, named(a), two)?.code).toBe(
      'WITNESS_TAKES_PART',
    );
    expect(transferFault({ releasedBy: a, receivedBy: b }, named(a), two, 'B')?.code).toBe('NOT_TO_DEPOSITOR');
  });

  it('is said in few words', () => {
    expect(said({ custodyNumber: 'W', releasedBy: a, receivedBy: b, witness: undefined, verifier: a })).toEqual({
      releasedBy: 'A@X',
      receivedBy: 'B@X',
      verifier: a,
    });
    expect(keeperNamed(named(a))).toEqual(a);
  });
});

describe('a seal', () => {
  it.each([
    [{ sealAfter: '1' }, { leaves: false, enters: true }, undefined],
    [{}, { leaves: false, enters: true }, 'SEAL_AFTER_MISSING'],
    [{ sealAfter: '1' }, { leaves: true, enters: true }, 'SEAL_BEFORE_MISSING'],
    [{ sealBefore: '1', sealAfter: '1' }, { leaves: true, enters: true }, 'SEAL_UNCHANGED'],
    [{ sealBefore: '1', sealAfter: '2' }, { leaves: true, enters: true }, undefined],
    [{}, { leaves: false, enters: false }, undefined],
  ])('%o for %o', (seals, moves, then) => expect(sealFault(seals, moves)?.code).toBe(then));
});

describe('what takes two people', () => {
  const first = { officer: 'A', department: 'INTERIOR' };
  it('takes two people of two departments', () => {
    expect(twoPersonFault(first, { officer: 'B', department: 'DEFENCE' }, 'approver')).toBeUndefined();
    expect(twoPersonFault(first, { officer: 'A', department: 'DEFENCE' }, 'approver')).toMatchObject({
      code: 'ONE_OFFICER',
      field: 'approver.officer',
    });
    expect(twoPersonFault(first, { officer: 'B', department: 'INTERIOR' }, 'approver')?.code).toBe('ONE_DEPARTMENT');
  });
});
