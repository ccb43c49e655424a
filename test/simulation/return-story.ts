import { crossing } from './crossing-story.ts';
import * as paper from './papers.ts';
import { declare } from './people-story.ts';
import type { Told } from './story.ts';

const MANIFESTS = ['RM-20241218-QM-01', 'RM-20241218-QM-02', 'RM-20241218-QM-03'] as const;

/** A return manifest, perhaps another and a supplement to the first; meanwhile people change their minds, and what was certain is not. */
export async function returns(told: Told, registered: readonly Promise<void>[], alone: boolean): Promise<void> {
  const { draw } = told;
  const everybody = registered.length;
  const first = Array.from({ length: Math.ceil(everybody / 2) }, (_, index) => index + 1);
  const second = Array.from({ length: everybody - first.length - 1 }, (_, index) => first.length + index + 1);
  const both = draw.often(0.3) ? [...second, first[0] as number] : second;
  const ready = (people: readonly number[]) => Promise.all(people.map((n) => registered[n - 1]));
  let sealed: () => void = () => {};
  const afterSeal = new Promise<void>((resolve) => {
    sealed = resolve;
  });
  await Promise.all([
    ready(first).then(() => crossing(told, MANIFESTS[0], first, { sealed })),
    !alone && draw.often(0.4) && ready(second).then(() => crossing(told, MANIFESTS[1], both, {})),
    !alone &&
      draw.often(0.35) &&
      Promise.all([ready([everybody]), draw.often(0.9) && afterSeal]).then(() =>
        crossing(told, MANIFESTS[2], [everybody, first.at(-1) as number], { supplementTo: MANIFESTS[0] }),
      ),
    ready(first).then(() => changes(hasty(told), everybody)),
  ]);
}

/** Whoever changes something does not wait for somebody who was never here to come. */
function hasty(told: Told): Told {
  const patience = 3;
  return {
    ...told,
    post: (service, path, body, more) => told.post(service, path, body, { patience, ...more }),
    batch: (service, path, lines, more) => told.batch(service, path, lines, { patience, ...more }),
  };
}

/** What comes in the way of a return, or out of it again. */
async function changes(told: Told, everybody: number): Promise<void> {
  const { draw, pause } = told;
  const count = draw.int(1, 2);
  await Promise.all(
    Array.from({ length: count }, async () => {
      await pause(0, 160_000);
      await change(told, draw.int(1, everybody));
    }),
  );
}

const STOPS: readonly (readonly [string, string, string])[] = [
  ['ASYLUM_CLAIM', 'J-7', 'CLAIM_REJECTED'],
  ['PENAL_HOLD', 'J-3', 'PROCEEDINGS_CLOSED'],
  ['LEGAL_HOLD', 'J-3', 'HOLD_ENDED'],
  ['UNFIT_TO_TRAVEL', 'J-4', 'FIT_TO_TRAVEL'],
];

async function change(told: Told, n: number): Promise<void> {
  const { post, draw, pause } = told;
  const person = { by: paper.by('J-1'), personalNumber: paper.number(n) };
  const again = async (review: string) => {
    await pause(2000, 30_000);
    await post('handover', '/review-settlements', { ...person, review, finding: 'SETTLED' });
  };
  const steps: readonly (() => Promise<unknown>)[] = [
    async () => {
      await post('handover', '/declaration-withdrawals', person);
      await pause(1000, 20_000);
      if (draw.often(0.5)) await declare(told, n);
      await again('WITHDRAWN_ABOARD');
    },
    async () => {
      await post('handover', '/stops', paper.stop(n, 'OBJECTION'));
      await pause(1000, 20_000);
      if (draw.often(0.5)) await declare(told, n);
      await again('STOPPED_ABOARD');
    },
    async () => {
      const [kind, officer, outcome] = draw.pick(STOPS);
      const reference = draw.often(0.5) ? { reference: 'REF-1' } : {};
      await post('handover', '/stops', paper.stop(n, kind, { ...reference, ...(draw.often(0.2) && { note: 'Said' }) }));
      await pause(1000, 30_000);
      if (draw.often(0.2))
        await post(
          'handover',
          '/stop-liftings',
          paper.lifting(n, kind, officer, kind === 'UNFIT_TO_TRAVEL' ? 'HOLD_ENDED' : 'FIT_TO_TRAVEL', reference),
        );
      if (draw.often(0.2)) await post('handover', '/stop-liftings', paper.lifting(n, kind, 'J-2', outcome, reference));
      await post('handover', '/stop-liftings', paper.lifting(n, kind, officer, outcome, reference));
      await again('STOPPED_ABOARD');
    },
    async () => {
      await post('handover', '/screenings', paper.screening(n, { risk: draw.pick(['POSSIBLE', 'SUBSTANTIAL', 'NONE_IDENTIFIED']) }));
      await again('RISK_ON_MANIFEST');
    },
    async () => {
      await post('registration', '/escapes', paper.ofPerson(n, { reason: 'By night' }));
      await pause(1000, 30_000);
      await post('registration', '/recaptures', paper.ofPerson(n, { place: 'Rutba' }));
      await post('registration', '/housings', paper.housing(n, `A-0${String(n).padStart(2, '0')}`));
      await again('FACTS_CONFLICT');
    },
    async () => {
      await post('registration', '/health-summaries', paper.ofPerson(n, { health: 'UNFIT_TRAVEL' }));
      await pause(1000, 20_000);
      await post('registration', '/health-summaries', paper.ofPerson(n, { health: 'FIT' }));
      await again('FACTS_CONFLICT');
    },
    async () => {
      const category = draw.pick(['INTERNED_OFFICER', 'UNDETERMINED']);
      const determination = { category, evidence: ['DOCUMENT'], decidedBy: ['O-1', 'O-2'] };
      await post('registration', '/determinations', paper.ofPerson(n, determination));
      await post('handover', '/amnesty-overrides', {
        by: paper.by('J-3'),
        personalNumber: paper.number(n),
        reference: 'L-1',
        note: 'Decided',
      });
      await again('FACTS_CONFLICT');
    },
    async () => {
      await post('handover', '/amnesty-status-changes', paper.amnestyStatus(draw.pick(['REVOKED', 'EXPIRED'])));
      await pause(1000, 20_000);
      const amnesty = `SY-2025-${draw.int(10, 99)}`;
      await post('handover', '/amnesties', paper.amnesty({ amnesty, ...(draw.often(0.5) && { effectiveTo: '2030-01-01T00:00:00Z' }) }));
      await post('handover', '/amnesty-status-changes', paper.amnestyStatus('IN_FORCE', { amnesty }));
    },
    async () => {
      const said = { claim: 'C-1', source: 'Press', figure: 2400, countedOn: '2024-12-18', scope: 'ENTERED' };
      await post('handover', '/external-counts', { by: paper.by('J-1'), ...said });
      if (draw.often(0.3)) await post('handover', '/external-counts', { by: paper.by('J-1'), ...said, figure: 2500 });
    },
    () => again('SCAN_CONFLICT'),
    () => again('ESCAPED_IN_TRANSIT'),
  ];
  await draw.pick(steps)();
}
