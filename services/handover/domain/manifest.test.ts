import { describe, expect, test } from 'vitest';
import { answerTo, streamOf, type Told } from '#test/decider.ts';
import type { Phase } from './ceremony.ts';
import { type Manifest, manifest, stateOf } from './manifest.ts';
import type { ManifestCommand } from './manifest-commands.ts';
import type { ReceivingAuthority } from './receiving-authority.ts';
import type { Step } from './tally.ts';
import { deltaOf } from './tally.ts';

type Tell = Told<ManifestCommand>;

const NO = 'RM-20241219-QM-01';
const PREPARER = { client: 'interior', officer: 'O-1', committee: 'JC-1', department: 'INTERIOR' };
const other = (department: string) => ({ ...PREPARER, officer: 'O-2', department });
const authority: ReceivingAuthority = {
  capacity: 'PROTECTION_FORCE',
  receivers: ['R-1'],
  assurance: { textHash: 'c', legal: true, physical: true, material: true, monitoringAccess: true, signedAt: '2024-12-18T00:00:00Z' },
};
const weapons = { asOf: '2024-12-19T00:00:00Z', total: 2, byKind: { PISTOL: 2 }, ammunition: [] };

const submission = {
  manifestNo: NO,
  crossing: 'Al-Qaim',
  receivingAuthority: 'OPS-EAST',
  window: { from: '2024-12-19T06:00:00Z', to: '2024-12-19T18:00:00Z' },
  lines: 4,
  chunks: 2,
  digest: 'd1',
};
const submit = (changes: object = {}, facts: object = { authority }): Tell =>
  ({ type: 'submit', data: { ...submission, ...changes }, facts }) as Tell;
const chunk = (number: number, steps: Step[], notListed = 0): Tell => ({
  type: 'tally',
  data: { unit: `c${number}` },
  facts: { counted: '', delta: deltaOf(steps, notListed), chunk: number, slice: `s${number}` },
});
const moved = (unit: string, steps: Step[]): Tell => ({ type: 'tally', data: { unit }, facts: { counted: '1', delta: deltaOf(steps) } });
const listed: Step = { to: 'LISTED' };
const data = { manifestNo: NO };
const act = (type: string, more: object = {}, rest: object = {}): Tell => ({ type, data: { ...data, ...more }, ...rest }) as Tell;

const review = act('review-legally', { reference: 'LR-1' }, { actor: other('LEGAL'), facts: { department: 'LEGAL' } });
const approve = act('approve', {}, { actor: other('DEFENCE'), facts: { department: 'DEFENCE', hasScreened: false } });
const clear = act('clear', { reference: 'CL-1', receiver: 'R-1', exceptions: [] }, { facts: { authority } });
const heads = (...counts: [string, number][]) => ({ headCounts: counts.map(([officer, count]) => ({ officer, count })) });
const depart = act('depart', heads(['O-5', 2], ['O-6', 2]));
const certify = act(
  'certify',
  { certificateNo: 'HC-1', place: 'Al-Qaim', deliverer: 'O-2', receiver: 'R-1', capacity: 'Commander' },
  { facts: { authority, weapons } },
);
const reconcile = (recount: object, notListed = 1) => act('reconcile', { certificateScan: 'S-1' }, { facts: { recount, notListed } });

const VALIDATED = [submit(), chunk(2, [listed]), chunk(1, [listed, listed], 1)];
const APPROVED = [...VALIDATED, review, approve];
const SEALED = [...APPROVED, act('seal', {}, { facts: { contentHash: 'h1' } })];
const CLEARED = [...SEALED, act('request-clearance', { legalBasis: 'Agreement' }), clear];
const EMBARKING = [...CLEARED, act('embark', { vehicles: [] })];
const BOARDED = [
  ...EMBARKING,
  moved('u1', [
    { was: 'LISTED', to: 'BOARDED' },
    { was: 'LISTED', to: 'BOARDED' },
    { was: 'LISTED', to: 'NO_SHOW' },
  ]),
];
const AT_CROSSING = [...BOARDED, depart, act('arrive', { place: 'Al-Qaim' })];
const ANSWERED = [
  ...AT_CROSSING,
  moved('u2', [
    { was: 'BOARDED', to: 'ACCEPTED' },
    { was: 'BOARDED', to: 'REFUSED' },
  ]),
];
const HANDED_OVER = [...ANSWERED, certify];
const RECONCILED = [...HANDED_OVER, reconcile({ ACCEPTED: 1, REFUSED: 1, NO_SHOW: 1 })];

const stateAfter = (given: readonly Tell[]) => streamOf<Manifest, ManifestCommand>(manifest, given).at(-1)?.state as Manifest;

describe('the ceremony', () => {
  const steps: [string, readonly Tell[], Phase][] = [
    ['submitted', [submit()], 'DRAFT'],
    ['one chunk of two tallied', VALIDATED.slice(0, 2), 'DRAFT'],
    ['all chunks tallied', VALIDATED, 'VALIDATED'],
    ['reviewed', [...VALIDATED, review], 'LEGAL_REVIEWED'],
    ['approved', APPROVED, 'APPROVED'],
    ['sealed', SEALED, 'SEALED'],
    ['cleared', CLEARED, 'CLEARED_BY_RECEIVER'],
    ['embarking', EMBARKING, 'EMBARKING'],
    ['departed', AT_CROSSING.slice(0, -1), 'DEPARTED'],
    ['at the crossing', AT_CROSSING, 'AT_CROSSING'],
    ['handed over in part', HANDED_OVER, 'HANDED_OVER_PARTIAL'],
    ['reconciled', RECONCILED, 'RECONCILED'],
    ['cancelled', [...SEALED, act('cancel', { reason: 'Closed' })], 'CANCELLED'],
  ];
  test.each(steps)('%s', (_, given, phase) => expect(stateAfter(given).phase).toBe(phase));

  test('is handed over fully when every listed line was accepted', () => {
    const accepted = [1, 2, 3].map((): Step => ({ was: 'LISTED', to: 'BOARDED' }));
    const given = [...EMBARKING, moved('u1', accepted), act('depart', heads(['O-5', 3], ['O-6', 3])), act('arrive', { place: 'Q' })];
    const all = moved(
      'u2',
      [1, 2, 3].map((): Step => ({ was: 'BOARDED', to: 'ACCEPTED' })),
    );
    expect(stateAfter([...given, all, certify]).phase).toBe('HANDED_OVER_FULL');
  });

  test('resumes where it was suspended', () => {
    const suspended = [...CLEARED, act('suspend', { reason: 'Security' })];
    expect(stateOf(stateAfter(suspended))).toBe('SUSPENDED');
    expect(stateOf(stateAfter([...suspended, act('resume')]))).toBe('CLEARED_BY_RECEIVER');
  });

  test('takes a chunk into its count of chunks once, in whatever order they come', () => {
    const state = stateAfter([submit({ chunks: 4 }), chunk(3, [listed]), chunk(1, [listed])]);
    expect([state.done, state.ahead]).toEqual([1, [3]]);
    expect(stateAfter([submit({ chunks: 4 }), chunk(3, [listed]), chunk(1, [listed]), chunk(2, [listed])]).done).toBe(3);
  });
});

describe('what the ceremony refuses', () => {
  const asPreparer = { actor: { ...PREPARER, department: 'LEGAL' } };
  const refused: [string, readonly Tell[], Tell][] = [
    ['MANIFEST_UNKNOWN', [], approve],
    ['AUTHORITY_UNKNOWN', [], submit({}, {})],
    ['WINDOW_REVERSED', [], submit({ window: { from: submission.window.to, to: submission.window.from } })],
    ['ORIGINAL_NOT_SEALED', [], submit({ supplementTo: 'RM-20241218-QM-01' }, { authority, original: 'APPROVED' })],
    ['MANIFEST_DIFFERS', [submit()], submit({ digest: 'd2' })],
    ['UNIT_NOT_TALLIED', [submit()], { type: 'tally', data: { unit: 'c1' } }],
    ['STATE_NOT_READY', [submit()], review],
    ['REVIEWER_NOT_LEGAL', VALIDATED, { ...review, facts: { department: 'DEFENCE' } } as Tell],
    ['REVIEWER_IS_PREPARER', VALIDATED, { ...review, ...asPreparer } as Tell],
    ['NOBODY_LISTED', [submit(), chunk(1, [], 2), chunk(2, [], 2)], review],
    ['APPROVER_IS_PREPARER', [...VALIDATED, review], { ...approve, actor: PREPARER } as Tell],
    ['SCREENER_CANNOT_APPROVE', [...VALIDATED, review], { ...approve, facts: { department: 'PROTECTION', hasScreened: false } } as Tell],
    ['SCREENER_CANNOT_APPROVE', [...VALIDATED, review], { ...approve, facts: { department: 'DEFENCE', hasScreened: true } } as Tell],
    ['STATE_NOT_READY', VALIDATED, act('seal')],
    ['CLEARANCE_NOT_REQUESTED', SEALED, clear],
    ['CLEARANCE_NOT_REQUESTED', SEALED, act('share', { lines: '1', withheld: 0, fields: [] })],
    ['CLEARANCE_REQUESTED', CLEARED.slice(0, -1), act('request-clearance')],
    ['RECEIVER_NOT_NAMED', CLEARED.slice(0, -1), { ...clear, facts: { authority: { ...authority, receivers: [] } } } as Tell],
    [
      'ASSURANCE_MISSING',
      CLEARED.slice(0, -1),
      { ...clear, facts: { authority: { capacity: authority.capacity, receivers: ['R-1'] } } } as Tell,
    ],
    ['STATE_NOT_READY', SEALED, act('embark')],
    ['LINES_OPEN', EMBARKING, depart],
    [
      'LINES_OPEN',
      [
        ...EMBARKING,
        moved('u', [
          { was: 'LISTED', to: 'PRESENTED' },
          { was: 'LISTED', to: 'NO_SHOW' },
          { was: 'LISTED', to: 'BOARDED' },
        ]),
      ],
      depart,
    ],
    [
      'NOBODY_BOARDED',
      [
        ...EMBARKING,
        moved(
          'u',
          [1, 2, 3].map((): Step => ({ was: 'LISTED', to: 'NO_SHOW' })),
        ),
      ],
      depart,
    ],
    ['ONE_COUNTER', BOARDED, act('depart', heads(['O-5', 2], ['O-5', 2]))],
    ['HEAD_COUNT_DIFFERS', BOARDED, act('depart', heads(['O-5', 2], ['O-6', 3]))],
    ['STATE_NOT_READY', BOARDED, certify],
    ['LINES_OPEN', AT_CROSSING, certify],
    [
      'LINES_OPEN',
      [
        ...AT_CROSSING,
        moved('u8', [
          { was: 'PRESENTED_TO_RECEIVER', to: 'ACCEPTED' },
          { was: 'PRESENTED_TO_RECEIVER', to: 'ACCEPTED' },
        ]),
      ],
      certify,
    ],
    ['RECEIVER_NOT_NAMED', ANSWERED, { ...certify, data: { ...certify.data, receiver: 'R-9' } } as Tell],
    ['COUNTS_DISAGREE', HANDED_OVER, reconcile({ ACCEPTED: 2, NO_SHOW: 1 })],
    ['COUNTS_DISAGREE', HANDED_OVER, reconcile({ ACCEPTED: 1, REFUSED: 1, NO_SHOW: 1 }, 0)],
    ['PEOPLE_ON_BOARD', BOARDED, act('cancel', { reason: 'Closed' })],
    ['STATE_NOT_READY', AT_CROSSING, act('cancel', { reason: 'Closed' })],
    ['MANIFEST_CANCELLED', [...SEALED, act('cancel', { reason: 'Closed' })], act('resume')],
    ['MANIFEST_SUSPENDED', [...CLEARED, act('suspend', { reason: 'Security' })], act('embark')],
    ['STATE_NOT_READY', RECONCILED, reconcile({})],
  ];
  test.each(refused)('%s', (code, given, when) => expect(answerTo<Manifest, ManifestCommand>(manifest, given, when).said).toBe(code));
});

describe('a manifest', () => {
  test('posted again with the same content is the same manifest', () => {
    expect(answerTo<Manifest, ManifestCommand>(manifest, [submit()], submit()).said).toBe('nothing');
  });

  test('copies the hash at seal and the counted states into the certificate, and takes no figure from the command', () => {
    const said = answerTo<Manifest, ManifestCommand>(manifest, ANSWERED, certify).draft?.data;
    expect(said).toMatchObject({
      contentHash: 'h1',
      counts: { ACCEPTED: 1, REFUSED: 1, NO_SHOW: 1 },
      weapons,
      outcome: 'HANDED_OVER_PARTIAL',
    });
  });

  test('is corrected after the certificate by an addendum alone', () => {
    expect(
      answerTo<Manifest, ManifestCommand>(manifest, RECONCILED, act('amend', { addendumNo: 'A-1', correction: 'Spelling' })).said,
    ).toBe('addendum-added');
  });

  test('keeps its state below a kilobyte', () => {
    expect(
      Math.max(...streamOf<Manifest, ManifestCommand>(manifest, RECONCILED).map(({ state }) => JSON.stringify(state).length)),
    ).toBeLessThan(600);
  });
});

describe('a manifest of which all lines are listed or none', () => {
  const check = (number: number, refused = 0): Tell =>
    ({ type: 'check', data: { unit: `c${number}` }, facts: { chunk: number, refused } }) as Tell;
  const atomic = submit({ atomic: 'all', chunks: 3, lines: 6 });
  const twoListed = (number: number) => chunk(number, [listed, listed]);

  test('is checked, each chunk once and in any order, before it is listed', () => {
    expect(stateAfter([atomic, check(3), check(1)]).checked).toEqual({ done: 1, ahead: [3], refused: 0 });
    expect(answerTo(manifest, [atomic, check(3)], check(3)).said).toBe('nothing');
    const through = stateAfter([atomic, check(3), check(1), check(2)]);
    expect([through.checked, through.phase, through.aborted]).toEqual([undefined, 'DRAFT', undefined]);
    expect(answerTo(manifest, [atomic, check(3), check(1), check(2)], check(2)).said).toBe('nothing');
    expect(answerTo(manifest, [submit()], check(1)).said).toBe('nothing');
    expect(stateAfter([atomic, check(1), check(2), check(3), twoListed(1), twoListed(2), twoListed(3)]).phase).toBe('VALIDATED');
  });

  test('is refused as a whole when a line was refused in the check', () => {
    const { phase, aborted } = stateAfter([atomic, check(1, 1), check(2), check(3)]);
    expect([phase, aborted]).toEqual(['CANCELLED', 0]);
  });

  test('is cancelled by the chunk that could not be listed after all, and counts on', () => {
    const given = [atomic, check(1), check(2), check(3), twoListed(1), chunk(2, [listed], 1), chunk(3, [], 2)];
    const { phase, aborted, tally } = stateAfter(given);
    expect([phase, aborted, tally.listed, tally.notListed]).toEqual(['CANCELLED', 2, 3, 3]);
  });

  test('that somebody cancels while it is checked stays cancelled by them', () => {
    const { phase, aborted } = stateAfter([atomic, check(1, 1), act('cancel', { reason: 'x' }), check(2), check(3)]);
    expect([phase, aborted]).toEqual(['CANCELLED', undefined]);
  });
});
