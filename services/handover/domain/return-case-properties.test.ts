import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { LINE_STATES, terminal } from './manifest-line.ts';
import { type ReturnCase, returnCase } from './return-case.ts';
import type { CaseCommand } from './return-case-commands.ts';
import { daysLater, declare, FACTS, list, moveTo, noteFacts, ON, pledge, screen, simply } from './return-case-story.ts';
import { mayDisclose } from './return-guards.ts';
import { STOP_KINDS } from './stop.ts';

const MANIFESTS = [ON.manifest, 'RM-20241219-IQ-01'];
const manifest = fc.constantFrom(...MANIFESTS);
const { pledge: _pledge, ...unpledged } = declare().data;

const commands: fc.Arbitrary<CaseCommand> = fc.oneof(
  fc
    .record({
      sequence: fc.integer({ min: 1, max: 40 }),
      state: fc.constantFrom('HOUSED' as const, 'HOUSED' as const, 'HOSPITALISED' as const, 'ESCAPED' as const, 'RETURNED' as const),
      fitToTravel: fc.constantFrom(true, true, false),
      effectsOpen: fc.constantFrom(0, 0, 1),
      identityDigest: fc.constantFrom('a'.repeat(64), 'a'.repeat(64), 'd'.repeat(64)),
    })
    .map((facts) => noteFacts(facts)),
  fc
    .record({
      declarationNo: fc.uuid(),
      decision: fc.constantFrom('RETURN' as const, 'STAY' as const),
      free: fc.boolean(),
      informed: fc.boolean(),
      express: fc.boolean(),
    })
    .map((said) => ({ ...declare(), data: { ...unpledged, amnesty: 'SY-2024-12', ...said } })),
  fc.uuid().map((declarationNo) => declare({ declarationNo })),
  fc.constantFrom('NONE_IDENTIFIED' as const, 'NONE_IDENTIFIED' as const, 'POSSIBLE' as const).map((risk) => screen({ risk })),
  fc.constant(simply('withdraw')),
  fc.constant(simply('pledge', { pledge })),
  fc.constantFrom(...STOP_KINDS).map((stop) => simply('stop', { stop })),
  fc
    .constantFrom(...STOP_KINDS)
    .chain((stop) =>
      fc
        .constantFrom('CLAIM_REJECTED', 'CONSENT_TO_LEAVE', 'HOLD_ENDED', 'FIT_TO_TRAVEL')
        .chain((outcome) =>
          fc.constantFrom('LEGAL', 'MEDICAL', 'PROTECTION').map((department) => simply('lift', { stop, outcome }, department)),
        ),
    ),
  fc
    .constantFrom('FACTS_CONFLICT', 'SCAN_CONFLICT', 'RISK_ON_MANIFEST', 'STOPPED_ABOARD', 'WITHDRAWN_ABOARD', 'ESCAPED_IN_TRANSIT')
    .map((review) => simply('settle', { review, finding: 'x' })),
  fc.record({ manifest, line: fc.constantFrom(7, 8) }).map((on) => list(on)),
  fc
    .record({ to: fc.constantFrom(...LINE_STATES), manifest, reconfirmed: fc.constantFrom(true, true, false) })
    .map(({ to, ...on }) => moveTo(to, on)),
  fc
    .record({ to: fc.constantFrom('BOARDED' as const, 'NO_SHOW' as const), departed: fc.boolean() })
    .map(({ to, departed }) => ({ ...moveTo(to, { settles: true }), facts: { ...FACTS, departed } })),
  manifest.map((on) => moveTo('PRESENTED', { manifest: on })),
  manifest.map((on) => moveTo('BOARDED', { manifest: on })),
  manifest.map((on) => moveTo('PRESENTED_TO_RECEIVER', { manifest: on })),
  manifest.map((on) => moveTo('ACCEPTED', { manifest: on })),
);

/** A way that leads on, now and then crossed by anything: pure chance seldom gets far. */
const way = [
  noteFacts(),
  declare(),
  screen(),
  list(),
  moveTo('PRESENTED'),
  moveTo('BOARDED'),
  moveTo('PRESENTED_TO_RECEIVER'),
  moveTo('ACCEPTED'),
];
const dated = fc
  .tuple(
    fc.array(fc.tuple(commands, fc.integer({ min: 0, max: 20 })), { maxLength: 12 }),
    fc.array(fc.nat({ max: 12 }), { minLength: way.length, maxLength: way.length }),
  )
  .map(([noise, places]) => {
    const story: [CaseCommand, number][] = [];
    let rest = noise;
    for (const [index, step] of way.entries()) {
      const take = (places[index] ?? 0) % 3;
      story.push(...rest.slice(0, take), [step, 0]);
      rest = rest.slice(take);
    }
    return [...story, ...rest];
  })
  .map((story) => {
    let day = 0;
    return story.map(([command, later]): CaseCommand => {
      day += later;
      return { ...command, at: new Date(daysLater(day)).toISOString() };
    });
  });

type Step = { before: ReturnCase | undefined; command: CaseCommand; type: string; after: ReturnCase };

function steps(story: readonly CaseCommand[]): Step[] {
  const done: Step[] = [];
  let state: ReturnCase | undefined;
  for (const command of story) {
    const draft = returnCase.decide(state, command);
    if (draft === 'nothing' || isRefusal(draft)) continue;
    const after = returnCase.evolve(state, { type: draft.type, data: draft.data, at: command.at, actor: command.actor });
    done.push({ before: state, command, type: draft.type, after });
    state = after;
  }
  return done;
}

const always = (check: (step: Step, all: readonly Step[]) => void) => {
  let boarded = 0;
  fc.assert(
    fc.property(dated, (story) => {
      const all = steps(story);
      boarded += all.filter(({ type }) => type === 'boarded').length;
      for (const step of all) check(step, all);
    }),
    { numRuns: 2000 },
  );
  // A property over stories that never get anywhere proves nothing.
  expect(boarded).toBeGreaterThan(100);
};

describe('whatever is told in whatever order', () => {
  it('nobody is boarded without a free, informed and express declaration in date, a negative screening in date and a reconfirmation (I-24)', () => {
    always(({ before, command, type }, all) => {
      if (type !== 'boarded') return;
      const earlier = all.slice(
        0,
        all.findIndex((step) => step.before === before),
      );
      const declared = earlier.findLast((step) => step.type === 'declared')?.command;
      const screened = earlier.findLast((step) => step.type === 'screened')?.command;
      expect(declared?.data).toMatchObject({ decision: 'RETURN', free: true, informed: true, express: true, privateInterview: true });
      expect(Date.parse(command.at) - Date.parse(declared?.at ?? '')).toBeLessThanOrEqual(14 * 86_400_000);
      expect(screened?.data).toMatchObject({ risk: 'NONE_IDENTIFIED' });
      expect(Date.parse(command.at) - Date.parse(screened?.at ?? '')).toBeLessThanOrEqual(30 * 86_400_000);
      expect(command.data).toMatchObject({ reconfirmed: true });
    });
  });

  it('nobody with a stop, a risk or a withdrawal is boarded or accepted, or disclosed to the other side (I-25)', () => {
    always(({ before, command, type, after }) => {
      if (type === 'boarded' || type === 'accepted') {
        expect(before?.stops ?? []).toEqual([]);
        expect(before?.screening).toBeDefined();
        expect(before?.screening?.risk).toBeUndefined();
        const withdrawn = before?.declaration?.withdrawn;
        expect(withdrawn === undefined || withdrawn * 1000 > Date.parse(command.at)).toBe(true);
      }
      const flagged =
        (after.stops ?? []).some(({ stop }) => stop === 'OBJECTION' || stop === 'ASYLUM_CLAIM') || after.screening?.risk === 'POSSIBLE';
      if (flagged) expect(mayDisclose(after, command.at)).toBe(false);
    });
  });

  it('a terminal state of a line never changes (I-27), and a case that has ended takes no other line', () => {
    always(({ before, command, type, after }) => {
      if (!before?.line || !terminal(before.line.state)) return;
      if (command.type === 'move-line' && command.data.settles) {
        // Until departure a no-show is a claim, upon which a human may find.
        expect([before.line.state, command.facts?.departed, before.review?.includes('SCAN_CONFLICT')]).toEqual(['NO_SHOW', false, true]);
      } else if (type === 'listed') expect(['ACCEPTED', 'DECEASED_IN_TRANSIT']).not.toContain(before.line.state);
      else expect(after.line).toEqual(before.line);
    });
  });

  it('nobody is on two open lines at once (I-04)', () => {
    always(({ before, type }) => {
      if (type === 'listed') expect(before?.line === undefined || terminal(before.line.state)).toBe(true);
    });
  });

  it('a step of a line says where it came from, where it leads and in which unit it is tallied', () => {
    fc.assert(
      fc.property(dated, (story) => {
        let state: ReturnCase | undefined;
        for (const command of story) {
          const draft = returnCase.decide(state, command);
          if (draft === 'nothing' || isRefusal(draft)) continue;
          const before = state?.line?.state;
          state = returnCase.evolve(state, { type: draft.type, data: draft.data, at: command.at, actor: command.actor });
          if (draft.type === 'listed' || before === state?.line?.state) continue;
          const batch = command.type === 'move-line' ? FACTS.batch : command.id;
          expect(draft.data).toMatchObject({
            was: before,
            to: state?.line?.state,
            manifest: state?.line?.manifest,
            line: state?.line?.line,
            batch,
          });
        }
      }),
    );
  });

  it('older or repeated facts change nothing', () => {
    always(({ before, command, type }) => {
      if (command.type === 'note-facts' && before) expect(command.data.sequence).toBeGreaterThan(before.facts.as);
      if (type === 'case-opened') expect(before).toBeUndefined();
    });
  });

  it('a decision leaves its inputs alone, and the same story folds to the same state (I-01)', () => {
    fc.assert(
      fc.property(dated, (story) => {
        const frozen = JSON.stringify(story);
        const once = steps(story);
        expect(JSON.stringify(story)).toBe(frozen);
        expect(JSON.stringify(steps(structuredClone(story)).at(-1)?.after)).toBe(JSON.stringify(once.at(-1)?.after));
      }),
    );
  });
});
