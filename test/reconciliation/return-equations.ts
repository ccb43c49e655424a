import { type Equation, same, sameTable } from './equation.ts';
import type { Exported } from './exported.ts';
import { countBy, IN_CUSTODY } from './people-fold.ts';
import { ENDS, figuresOf, stepOf } from './returns-fold.ts';

const sealedOf = (events: readonly Exported[]) => events.find(({ type }) => type === 'sealed');
const CANCELLED = 'CANCELLED';
/** Before its seal people are still listed on a manifest. */
const isSealed = ({ contentHash }: { contentHash?: string | undefined }) => contentHash !== undefined;

export const returnEquations: readonly Equation[] = [
  {
    id: 'I-20',
    says: 'Manifested = boarded + no show + withdrew + medical hold + legal hold + removed',
    *faults({ handover }) {
      for (const { manifestNo, state, counts } of handover.reconciliation.manifests.filter(isSealed)) {
        const { manifested, boarded, noShow, withdrew, medicalHold, legalHold, removed } = counts;
        const sum = boarded + noShow + withdrew + medicalHold + legalHold + removed;
        if (state !== CANCELLED && manifested !== sum) yield `${manifestNo}: ${manifested} manifested, ${sum} accounted for`;
      }
    },
  },
  {
    id: 'I-21',
    says: 'Boarded = presented + escaped in transit + deceased in transit + disembarked',
    *faults({ handover }) {
      for (const { manifestNo, counts } of handover.reconciliation.manifests.filter(isSealed)) {
        const { boarded, presented, escapedInTransit, deceasedInTransit, disembarked } = counts;
        const sum = presented + escapedInTransit + deceasedInTransit + disembarked;
        if (boarded !== sum) yield `${manifestNo}: ${boarded} boarded, ${sum} accounted for`;
      }
    },
  },
  {
    id: 'I-22',
    says: 'Presented = accepted + refused + deferred, and all accepted are all who returned',
    *faults({ handover, registration }) {
      let sum = 0;
      for (const { manifestNo, counts } of handover.reconciliation.manifests) {
        const { presented, accepted, refused, deferred } = counts;
        sum += accepted;
        if (presented !== accepted + refused + deferred)
          yield `${manifestNo}: ${presented} presented, ${accepted + refused + deferred} answered`;
      }
      const returned = registration.statement.byState.RETURNED ?? 0;
      if (sum !== returned) yield `${sum} accepted by the manifests, ${returned} returned by registration`;
    },
  },
  {
    id: 'I-23',
    says: 'The lines of a sealed manifest never change; the certificate has the hash of the seal',
    *faults({ handover, returns }) {
      for (const { manifestNo, events, lines } of returns.manifests.values()) {
        const sealed = sealedOf(events);
        if (!sealed) continue;
        if (sealed.data.lines !== lines.length) yield `${manifestNo}: sealed with ${sealed.data.lines} lines, has ${lines.length}`;
        const late = lines.filter(({ steps }) => (steps[0]?.event.recordedAt ?? '') > sealed.recordedAt);
        if (late.length) yield `${manifestNo}: ${late.length} lines were listed after the seal`;
        const hashes = [
          handover.certificates.find((each) => each.manifestNo === manifestNo)?.contentHash,
          handover.reconciliation.manifests.find((each) => each.manifestNo === manifestNo)?.contentHash,
        ].filter((hash) => hash !== undefined);
        if (hashes.some((hash) => hash !== sealed.data.contentHash)) yield `${manifestNo}: another hash than at the seal`;
      }
    },
  },
  {
    id: 'I-27',
    says: 'What a line has come to at its end never changes',
    *faults({ returns }) {
      for (const [number, stream] of returns.cases) {
        let ended: string | undefined;
        for (const event of stream) {
          const to = stepOf(event);
          if (!to) continue;
          const on = `${event.data.manifest}/${event.data.line}`;
          if (ended === on && !event.data.settles) yield `${number}: ${on} went on to ${to} after its end`;
          ended = ENDS.includes(to) ? on : to === 'LISTED' || event.data.settles ? undefined : ended;
        }
      }
    },
  },
  {
    id: 'I-28',
    says: 'The counts of a certificate are those of the events',
    *faults({ handover, returns }) {
      for (const { manifestNo, counts, annexes } of handover.certificates) {
        const manifest = returns.manifests.get(manifestNo);
        const folded = manifest ? figuresOf(manifest) : undefined;
        yield* sameTable(`certificate of ${manifestNo}`, counts, folded ?? {});
        yield* same(`annex A of ${manifestNo}`, annexes.A.count, folded?.accepted);
        yield* same(`lines of annex A of ${manifestNo}`, handover.annexA[manifestNo], folded?.accepted);
        yield* same(`annex B of ${manifestNo}`, annexes.B.count, (folded?.manifested ?? 0) - (folded?.accepted ?? 0));
      }
    },
  },
  {
    id: 'I-38',
    says: 'Every figure of registration and handover is the count of their events',
    *faults({ registration, handover, people, returns, arms }) {
      const persons = [...people.persons.values()];
      const { statement } = registration;
      yield* same('registered', statement.registered, persons.length);
      yield* sameTable(
        'persons by state',
        statement.byState,
        countBy(persons, ({ state }) => state),
      );
      yield* sameTable(
        'persons by category',
        statement.byCategory,
        countBy(persons, ({ category }) => category),
      );
      const effects = persons.flatMap(({ taken, givenBack }) =>
        [...taken.keys()].map((number) => (givenBack.has(number) ? 'RESTITUTED' : 'HELD')),
      );
      yield* sameTable(
        'effects',
        statement.effects,
        countBy(effects, (status) => status),
      );
      const { manifests, caseload, total } = handover.reconciliation;
      const folded = [...returns.manifests.values()].map((manifest) => [manifest.manifestNo, figuresOf(manifest)] as const);
      for (const { manifestNo, counts } of manifests) {
        const { lines, notListed, open: _open, pending: _pending, ...figures } = counts;
        yield* sameTable(`reconciliation of ${manifestNo}`, figures, Object.fromEntries(folded)[manifestNo] ?? {});
        yield* same(`lines of ${manifestNo}`, lines, figures.manifested + notListed);
      }
      yield* same('manifests', manifests.length, folded.length);
      yield* same(
        'accepted in all',
        total.accepted,
        folded.reduce((sum, [, { accepted }]) => sum + accepted, 0),
      );
      yield* same(
        'returned by the caseload',
        caseload.returned,
        folded.reduce((sum, [, { accepted }]) => sum + accepted, 0),
      );
      const remaining = persons.filter(({ state, bed }) => IN_CUSTODY.includes(state) && bed !== undefined).length;
      yield* same('remaining by the caseload', caseload.remaining, remaining);
      for (const { manifestNo, annexes } of handover.certificates) {
        yield* same(`weapons in annex D of ${manifestNo}`, annexes.D.total, [...arms.weapons.values()].length);
      }
    },
  },
];
