import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EQUATIONS, verdicts } from '../reconciliation/equations.ts';
import { type Evidence, gather } from '../reconciliation/evidence.ts';
import { PLANTINGS } from '../reconciliation/plantings.ts';
import {
  CAST,
  ENDINGS,
  FIRST_MANIFEST,
  REFUSED_LINES,
  type Refusals,
  type Role,
  refusals,
  SUPPLEMENT,
  SUPPLEMENTARY,
} from '../scenario/refusals.ts';
import { tell } from './refusals-story.ts';
import { bootStack } from './stack.ts';
import type { Seen } from './story.ts';

const plan: Refusals = refusals(3);
let seen: Seen;
let evidence: Evidence;
let booted: Awaited<ReturnType<typeof bootStack>>;

beforeAll(async () => {
  booted = await bootStack();
  seen = await tell({ ministries: booted.ministries, plan });
  evidence = await gather(booted.ministries.administration);
}, 300_000);
afterAll(() => booted?.end(), 60_000);

const number = (role: string) => plan.who(role as Role).personalNumber;
const linesOf = (manifestNo: string) =>
  booted.ministries.administration.list<{ personalNumber: string; state?: string; outcome: string }>(`/manifests/${manifestNo}/lines`);

describe('the second scenario: refusals, withdrawals, people who stay', () => {
  it('every equation holds, folded from the exported events alone', () => {
    expect(verdicts(evidence).filter(({ faults }) => faults.length)).toEqual([]);
  });

  it.each(PLANTINGS)('$id finds $what', ({ id, plant }) => {
    const spoilt = structuredClone(evidence);
    plant(spoilt as never);
    const found = verdicts(spoilt).filter(({ faults }) => faults.length);
    expect(found.map((verdict) => verdict.id)).toContain(id);
  });

  it('every equation is shown to be able to fail', () => {
    expect([...new Set(PLANTINGS.map(({ id }) => id))]).toEqual([...new Set(EQUATIONS.map(({ id }) => id))]);
  });

  it('what breaks a rule is refused by its name', () => {
    expect(seen.refused).toEqual({
      wrongCheckDigit: 'INVALID_FIELDS',
      numberUsed: 'NUMBER_USED',
      otherContent: 'COMMAND_ID_REUSED',
      bedTaken: 'BED_TAKEN',
      civilianAmongSoldiers: 'CIVILIAN_IN_MILITARY_COMPOUND',
      ownRounds: 'APPROVER_REQUESTS',
      otherManifest: 'MANIFEST_DIFFERS',
      approvedTooEarly: 'STATE_NOT_READY',
      ownApproval: 'APPROVER_IS_PREPARER',
      screenerApproves: 'SCREENER_CANNOT_APPROVE',
      boardedUnasked: 'NOT_RECONFIRMED',
      departsWithOpenLines: 'LINES_OPEN',
      wrongHeadCount: 'HEAD_COUNT_DIFFERS',
      unexplained: 'REASON_MISSING',
      contradiction: 'CONFLICT',
      // The authorizer in front of the functions refuses it, in its own words.
      receiverReadsLines: '',
    });
  });

  it('lines that may not go are not listed, each with its reason', () => {
    expect(seen.notListed).toEqual(Object.fromEntries(Object.entries(REFUSED_LINES).map(([role, code]) => [number(role), code])));
  });

  it('every line of the first manifest comes to the end the story gave it', async () => {
    const ends = new Map(
      (await linesOf(FIRST_MANIFEST)).filter(({ outcome }) => outcome === 'LISTED').map((line) => [line.personalNumber, line.state]),
    );
    const special = Object.fromEntries(Object.keys(ENDINGS).map((role) => [role, ends.get(number(role))]));
    expect(special).toEqual(ENDINGS);
    const others = [...ends.values()].filter((state) => state === 'ACCEPTED').length;
    expect(others).toBe(ends.size - Object.keys(ENDINGS).length);
  });

  it('the figures are those of the story', () => {
    const { reconciliation } = evidence.handover;
    const of = (manifestNo: string) => reconciliation.manifests.find((each) => each.manifestNo === manifestNo);
    expect(of(FIRST_MANIFEST)).toMatchObject({
      state: 'RECONCILED',
      balanced: true,
      counts: {
        lines: 33,
        notListed: 4,
        manifested: 29,
        boarded: 22,
        noShow: 1,
        withdrew: 2,
        medicalHold: 1,
        legalHold: 1,
        removed: 2,
        presented: 18,
        disembarked: 2,
        escapedInTransit: 1,
        deceasedInTransit: 1,
        accepted: 16,
        refused: 1,
        deferred: 1,
        open: 0,
      },
    });
    expect(of(SUPPLEMENTARY)).toMatchObject({ state: 'RECONCILED', balanced: true, counts: { lines: 4, accepted: SUPPLEMENT.length } });
    expect(evidence.registration.statement).toMatchObject({
      registered: CAST,
      inCustody: 14,
      byState: { HOUSED: 13, HOSPITALISED: 1, RETURNED: 20, DECEASED: 2, ESCAPED: 2, TRANSFERRED: 1, MERGED_DUPLICATE: 1 },
    });
    expect(reconciliation.caseload).toMatchObject({ returned: 20, remaining: 14 });
  });

  it('a manifest is planned, taken as a whole or not at all, repeated, and posted in parts', () => {
    expect(seen.submitted).toEqual({
      plan: [200, 2, 0],
      planOfOthers: '412 PLAN_CHANGED',
      plannedOnly: 404,
      refusedAsAWhole: { refusedAsAWhole: true, lines: 3, listed: 0, notListed: 3 },
      unprocessed: [1, 3],
      allOfThem: { refusedAsAWhole: false, lines: 1, listed: 1, notListed: 0 },
      again: {
        sameAnswer: true,
        sameAnswerUnderAnotherKey: true,
        onlyPlanned: [200, true, 1],
        otherBytesUnderTheKey: '422 COMMAND_ID_REUSED',
        otherManifestUnderTheKey: '422 COMMAND_ID_REUSED',
        otherBytes: '409 MANIFEST_DIFFERS',
        difference: {
          header: [],
          added: { count: 1, lines: '1' },
          removed: { count: 1, lines: '1' },
          changed: { count: 0, lines: '' },
          unchanged: 0,
        },
        otherHeader: {
          header: ['crossing', 'atomic'],
          added: { count: 0, lines: '' },
          removed: { count: 0, lines: '' },
          changed: { count: 0, lines: '' },
          unchanged: 1,
        },
      },
      changedPlan: '412 PLAN_CHANGED',
      planAsBefore: '202',
      committed: { refusedAsAWhole: false, lines: 2, listed: 2, notListed: 0 },
      inParts: {
        open: [202, 'OPEN'],
        missing: '409 PARTS_MISSING',
        partAgain: true,
        twoAtOnce: [200, 200, true],
        otherBytesUnderTheKey: '422 COMMAND_ID_REUSED',
        otherPartUnderTheKey: '422 COMMAND_ID_REUSED',
        differs: '422 LINES_DIFFER',
        wholeAgain: true,
        afterwards: '409 MANIFEST_SUBMITTED',
        report: { refusedAsAWhole: false, lines: 2, listed: 2, notListed: 0 },
        lines: [1, 2],
      },
    });
  });

  it('who claims asylum after the clearance is no longer shown to the receiver', () => {
    expect(seen.shownBefore).toContain(number('claimsAsylum'));
    expect(seen.shownAfter).not.toContain(number('claimsAsylum'));
    expect(seen.shownAfter).not.toContain(number('excepted'));
    expect(seen.shownAfter).toContain(number('refused'));
  });

  it('no weapon left its trust: one is on loan, one on hold', () => {
    const { total } = evidence.custody.statement;
    expect(total).toMatchObject({
      received: plan.weapons.length,
      inTrust: plan.weapons.length - 1,
      temporarilyRemoved: 1,
      onHold: 1,
      released: 0,
    });
  });
});
