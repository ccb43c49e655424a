import type { Equation } from './equation.ts';
import type { Exported } from './exported.ts';
import type { FoldedLine } from './returns-fold.ts';

const DAY_MS = 86_400_000;

/** What is against showing or moving a person after these events: a stop, a risk, a withdrawal; nothing when all is well. */
function flagOf(events: readonly Exported[]): string | undefined {
  const stops = new Set<string>();
  let risk: string | undefined;
  let withdrawn = false;
  for (const { type, data } of events) {
    if (type === 'screened') risk = data.risk;
    if (type === 'declared') {
      withdrawn = false;
      for (const stop of [...stops]) if (stop.startsWith('OBJECTION')) stops.delete(stop);
    }
    const moved = type === 'withdrew' || type === 'disembarked-objected';
    if (type === 'declaration-withdrawn' || (moved && !data.stop)) withdrawn = true;
    if (type === 'stop-lifted') stops.delete(`${data.stop} ${data.reference ?? ''}`);
    else if (data.stop) stops.add(`${data.stop} ${data.ref ?? ''}`);
  }
  const stop = [...stops].find((each) => each.startsWith('OBJECTION') || each.startsWith('ASYLUM_CLAIM'));
  return stop ?? (withdrawn ? 'WITHDRAWN' : risk && risk !== 'NONE_IDENTIFIED' ? 'NON_REFOULEMENT_RISK' : undefined);
}

/** The numbers of `1-3,7`. */
function numbersOf(ranges: unknown): number[] {
  if (typeof ranges !== 'string') return [];
  return ranges
    .split(',')
    .filter(Boolean)
    .flatMap((part) => {
      const [from = 0, to = from] = part.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
}

function* boardedWithout(events: readonly Exported[], { personalNumber, steps }: FoldedLine): Generator<string> {
  const boarded = steps.find(({ to }) => to === 'BOARDED')?.event;
  if (!boarded) return;
  const before = events.filter(({ sequence }) => sequence < boarded.sequence);
  const declared = before.findLast(({ type }) => type === 'declared');
  const { decision, free, informed, express } = declared?.data ?? {};
  if (decision !== 'RETURN' || !free || !informed || !express)
    yield `${personalNumber} boarded without a free, informed and express declaration`;
  else if (Date.parse(boarded.at) - Date.parse(declared?.at ?? '') > 14 * DAY_MS)
    yield `${personalNumber} boarded on a declaration out of date`;
  const screened = before.findLast(({ type }) => type === 'screened');
  if (screened?.data.risk !== 'NONE_IDENTIFIED' || Date.parse(boarded.at) - Date.parse(screened.at) > 30 * DAY_MS)
    yield `${personalNumber} boarded without a screening in date`;
  const presented = steps.find(({ to }) => to === 'PRESENTED')?.event;
  if (boarded.data.reconfirmed !== true || (presented && presented.at > boarded.at))
    yield `${personalNumber} was not asked again at the vehicle`;
}

/** What protects a person on the way home: will, screening, disclosure, an answer with receiver or reason. */
export const safeguardEquations: readonly Equation[] = [
  {
    id: 'I-24',
    says: 'Nobody boards without free, informed and express will, a screening in date, and being asked again at the vehicle',
    *faults({ returns }) {
      for (const { lines } of returns.manifests.values())
        for (const line of lines) yield* boardedWithout(returns.cases.get(line.personalNumber) ?? [], line);
    },
  },
  {
    id: 'I-25',
    says: 'Who objects, claims asylum or is at risk does not board, and nothing of them is shown to the receiver from then on',
    *faults({ returns }) {
      for (const { manifestNo, events, lines } of returns.manifests.values()) {
        for (const { personalNumber, steps } of lines) {
          const boarded = steps.find(({ to }) => to === 'BOARDED')?.event;
          const before = (returns.cases.get(personalNumber) ?? []).filter(({ sequence }) => sequence < (boarded?.sequence ?? 0));
          const flag = boarded && flagOf(before);
          if (flag) yield `${personalNumber} boarded ${manifestNo} with ${flag}`;
        }
        for (const shared of events.filter(({ type }) => type === 'data-shared')) {
          const shown = new Set(numbersOf(shared.data.lines));
          for (const { line, personalNumber } of lines) {
            if (!shown.has(line)) continue;
            const before = (returns.cases.get(personalNumber) ?? []).filter(({ recordedAt }) => recordedAt < shared.recordedAt);
            const flag = flagOf(before);
            if (flag) yield `${personalNumber} was shown to the receiver of ${manifestNo} with ${flag}`;
          }
        }
      }
    },
  },
  {
    id: 'I-26',
    says: 'Every accepted line names receiver, time and place; every refused one a reason, and the person is in custody the same day',
    *faults({ returns, people }) {
      for (const { manifestNo, lines } of returns.manifests.values()) {
        for (const { personalNumber, steps } of lines) {
          const end = steps.at(-1);
          if (!end) continue;
          const { to, event } = end;
          const { receiver, place, reason } = event.data;
          if (to === 'ACCEPTED' && (!receiver || !place || !event.at))
            yield `${personalNumber} was accepted on ${manifestNo} without receiver or place`;
          if (to !== 'REFUSED' && to !== 'DEFERRED') continue;
          if (!reason) yield `${personalNumber} was not accepted on ${manifestNo} without a reason`;
          const person = people.persons.get(personalNumber);
          const gone = person?.moves.find(
            ({ at, delta, kind }) => delta < 0 && kind !== 'movedOut' && at.slice(0, 10) === event.at.slice(0, 10),
          );
          if (!person || gone) yield `${personalNumber} was not accepted on ${manifestNo} and is not in custody that day`;
        }
      }
    },
  },
];
