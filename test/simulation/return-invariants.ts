import type { Invariant } from './invariants.ts';
import { counted, type Event, type Ledger, type Line, sameFigures, stepOf } from './ledger.ts';
import { contentOf, unaccounted } from './manifest-slices.ts';

const DAY_MS = 86_400_000;
const OPEN = ['LISTED', 'PRESENTED', 'BOARDED', 'PRESENTED_TO_RECEIVER'];
const newest = (stream: readonly Event[]) => stream.at(-1) as Event;
const linesOf = ({ lines }: Ledger, manifestNo: string) => lines.filter(({ manifest }) => manifest === manifestNo);
const ever = (lines: readonly Line[], ...states: string[]) =>
  lines.filter(({ steps }) => steps.some(({ to }) => states.includes(to))).length;
const open = (lines: readonly Line[]) => lines.filter(({ steps }) => OPEN.includes(steps.at(-1)?.to ?? '')).length;
const sealedOf = (stream: readonly Event[]) => stream.find(({ type }) => type === 'sealed');

/** What is against moving or showing a person after these events. */
function flagOf(events: readonly Event[]): string | undefined {
  const stops = new Set<string>();
  let risk: string | undefined;
  let withdrawn = false;
  for (const { type, data } of events) {
    if (type === 'screened') risk = data.risk === 'NONE_IDENTIFIED' ? undefined : data.risk;
    if (type === 'declared') {
      withdrawn = false;
      if (data.decision === 'RETURN') for (const stop of [...stops]) if (stop.startsWith('OBJECTION')) stops.delete(stop);
    }
    const left = type === 'withdrew' || type === 'disembarked-objected';
    if (type === 'declaration-withdrawn' || (left && !data.stop)) withdrawn = true;
    if (type === 'stop-lifted') stops.delete(`${data.stop} ${data.reference ?? ''}`);
    else if (data.stop) stops.add(`${data.stop} ${data.ref ?? ''}`);
  }
  const stop = [...stops].find((each) => each.startsWith('OBJECTION') || each.startsWith('ASYLUM_CLAIM'));
  return stop ?? (withdrawn ? 'WITHDRAWN' : risk);
}

export const returnInvariants: readonly Invariant[] = [
  {
    id: 'I-20',
    *check({ ledger }, tried) {
      for (const [manifestNo, stream] of ledger.manifests) {
        const lines = linesOf(ledger, manifestNo);
        const { states, listed, notListed, lines: all } = newest(stream).state.tally;
        const { phase, atomic, done, chunks } = newest(stream).state;
        if (!sameFigures(states, counted(lines)))
          yield `${manifestNo}: the tally says ${JSON.stringify(states)}, the cases ${JSON.stringify(counted(lines))}`;
        if (listed !== lines.length) yield `${manifestNo}: ${listed} listed by the tally, ${lines.length} by the cases`;
        if (done !== chunks) yield `${manifestNo}: ${done} of ${chunks} chunks were processed`;
        for (const line of unaccounted(ledger, manifestNo, lines)) yield `${manifestNo}: nothing is said of line ${line}`;
        if (done === chunks && listed + notListed !== all) yield `${manifestNo}: ${listed} listed and ${notListed} not are not ${all}`;
        if (atomic && phase !== 'CANCELLED' && notListed) yield `${manifestNo}: all were to be listed or none, and ${notListed} were not`;
        if (phase === 'CANCELLED' && open(lines)) yield `${manifestNo} was cancelled and keeps ${open(lines)} people`;
        if (!sealedOf(stream) || open(lines)) continue;
        tried();
        const off = ['NO_SHOW', 'WITHDREW', 'MEDICAL_HOLD', 'LEGAL_HOLD', 'REMOVED_BY_APPROVAL'].reduce(
          (sum, state) => sum + (states[state] ?? 0),
          0,
        );
        if (listed !== ever(lines, 'BOARDED') + off)
          yield `${manifestNo}: ${listed} manifested, ${ever(lines, 'BOARDED')} boarded and ${off} did not`;
      }
    },
  },
  {
    id: 'I-21',
    *check({ ledger }, tried) {
      for (const [manifestNo, stream] of ledger.manifests) {
        const lines = linesOf(ledger, manifestNo);
        if (!sealedOf(stream) || open(lines) || !ever(lines, 'BOARDED')) continue;
        tried();
        const { states } = newest(stream).state.tally;
        const left = ['ESCAPED_IN_TRANSIT', 'DECEASED_IN_TRANSIT', 'DISEMBARKED_OBJECTED', 'DISEMBARKED_MEDICAL'];
        const sum = ever(lines, 'PRESENTED_TO_RECEIVER') + left.reduce((total, state) => total + (states[state] ?? 0), 0);
        if (ever(lines, 'BOARDED') !== sum) yield `${manifestNo}: ${ever(lines, 'BOARDED')} boarded, ${sum} accounted for`;
      }
    },
  },
  {
    id: 'I-22',
    *check({ ledger }, tried) {
      let accepted = 0;
      for (const [manifestNo, stream] of ledger.manifests) {
        const lines = linesOf(ledger, manifestNo);
        accepted += ever(lines, 'ACCEPTED');
        if (open(lines) || !ever(lines, 'PRESENTED_TO_RECEIVER')) continue;
        tried();
        const { ACCEPTED = 0, REFUSED = 0, DEFERRED = 0 } = newest(stream).state.tally.states;
        if (ever(lines, 'PRESENTED_TO_RECEIVER') !== ACCEPTED + REFUSED + DEFERRED)
          yield `${manifestNo}: ${ever(lines, 'PRESENTED_TO_RECEIVER')} presented, ${ACCEPTED + REFUSED + DEFERRED} answered`;
      }
      // Whom registration had gone otherwise when the word came is a conflict there, for a human.
      const closed = [...ledger.persons.values()].filter((stream) =>
        stream.some(({ type }) => type === 'returned' || type === 'return-conflict-raised'),
      );
      if (closed.length !== accepted) yield `${accepted} were accepted, registration knows of ${closed.length}`;
    },
  },
  {
    id: 'I-23',
    *check({ ledger }, tried) {
      for (const [manifestNo, stream] of ledger.manifests) {
        const sealed = sealedOf(stream);
        if (!sealed) continue;
        tried();
        const lines = linesOf(ledger, manifestNo);
        if (sealed.data.lines !== lines.length) yield `${manifestNo}: sealed with ${sealed.data.lines} lines, has ${lines.length}`;
        if (lines.some(({ steps }) => (steps[0]?.event.place ?? 0) > sealed.place)) yield `${manifestNo}: a line was listed after the seal`;
        if (sealed.data.contentHash !== contentOf(ledger, manifestNo, lines)) yield `${manifestNo}: the seal is not over its lines`;
        for (const { type, data } of stream)
          if (['handed-over', 'clearance-requested'].includes(type) && data.contentHash !== sealed.data.contentHash)
            yield `${manifestNo}: another hash than at the seal`;
      }
    },
  },
  {
    id: 'I-24',
    *check({ ledger }, tried) {
      for (const { personalNumber, steps } of ledger.lines) {
        const boarded = steps.find(({ to }) => to === 'BOARDED')?.event;
        if (!boarded) continue;
        tried();
        const before = (ledger.cases.get(personalNumber) ?? []).filter(({ sequence }) => sequence < boarded.sequence);
        const said = before.findLast(({ type }) => type === 'declared');
        const { decision, free, informed, express } = said?.data ?? {};
        if (decision !== 'RETURN' || !free || !informed || !express) yield `${personalNumber} boarded without a declaration`;
        else if (Date.parse(boarded.at) - Date.parse(said?.at ?? '') > 14 * DAY_MS) yield `${personalNumber} boarded on an old declaration`;
        const screened = before.findLast(({ type }) => type === 'screened');
        if (screened?.data.risk !== 'NONE_IDENTIFIED') yield `${personalNumber} boarded without a screening`;
        if (boarded.data.reconfirmed !== true) yield `${personalNumber} was not asked again at the vehicle`;
      }
    },
  },
  {
    id: 'I-25',
    *check({ ledger, heard }, tried) {
      for (const { personalNumber, steps, manifest } of ledger.lines) {
        const stream = ledger.cases.get(personalNumber) ?? [];
        const boarded = steps.find(({ to }) => to === 'BOARDED')?.event;
        const flag = boarded && flagOf(stream.filter(({ sequence }) => sequence < boarded.sequence));
        tried(flagOf(stream) ? 1 : 0);
        if (flag) yield `${personalNumber} boarded ${manifest} with ${flag}`;
      }
      for (const { call, answer, began } of heard) {
        if (!call.path.endsWith('/receiver-view') || answer.status !== 200) continue;
        const asked = ledger.manifests.get(call.path.split('/')[2] ?? '')?.find(({ type }) => type === 'clearance-requested');
        for (const { personalNumber, withdrawn } of answer.body.items ?? []) {
          if (withdrawn) continue;
          tried();
          const flag = flagOf((ledger.cases.get(personalNumber) ?? []).filter(({ place }) => place < began));
          if (flag) yield `${personalNumber} was shown to the receiver with ${flag}`;
          if (!asked) yield `${personalNumber} was shown to a receiver who had not been asked`;
        }
      }
    },
  },
  {
    id: 'I-26',
    *check({ ledger }, tried) {
      for (const { personalNumber, steps } of ledger.lines) {
        const { to, event } = steps.at(-1) as Line['steps'][number];
        if (!['ACCEPTED', 'REFUSED', 'DEFERRED'].includes(to)) continue;
        tried();
        const { receiver, place, reason } = event.data;
        if (to === 'ACCEPTED' && (!receiver || !place || !event.at)) yield `${personalNumber} was accepted without receiver or place`;
        if (to === 'ACCEPTED') continue;
        if (!reason) yield `${personalNumber} was not accepted without a reason`;
        const returned = (ledger.persons.get(personalNumber) ?? []).find(
          ({ type, data }) => type === 'returned' && data.manifest === event.data.manifest,
        );
        if (returned) yield `${personalNumber} was not accepted and is gone all the same`;
      }
    },
  },
  {
    id: 'I-27',
    *check({ ledger }, tried) {
      for (const [number, stream] of ledger.cases) {
        let ended: string | undefined;
        for (const event of stream) {
          const to = stepOf(event);
          if (!to) continue;
          const on = `${event.data.manifest}/${event.data.line}`;
          if (ended === on && !event.data.settles) yield `${number}: ${on} went on to ${to} after its end`;
          if (!OPEN.includes(to)) tried();
          ended = OPEN.includes(to) ? (to === 'LISTED' || event.data.settles ? undefined : ended) : on;
        }
      }
    },
  },
  {
    id: 'I-28',
    async *check({ ledger, read }, tried) {
      for (const [manifestNo, stream] of ledger.manifests) {
        if (!stream.some(({ type }) => type === 'handed-over')) continue;
        tried();
        const lines = linesOf(ledger, manifestNo);
        const { counts, annexes } = await read('handover', `/manifests/${manifestNo}/certificate`);
        const accepted = ever(lines, 'ACCEPTED');
        const stated = [
          counts.manifested,
          counts.boarded,
          counts.presented,
          counts.accepted,
          annexes.A.count,
          annexes.B.count,
          annexes.B.lines.length,
        ];
        const folded = [
          lines.length,
          ever(lines, 'BOARDED'),
          ever(lines, 'PRESENTED_TO_RECEIVER'),
          accepted,
          accepted,
          lines.length - accepted,
          lines.length - accepted,
        ];
        if (stated.join() !== folded.join()) yield `certificate of ${manifestNo}: ${stated}, by the events ${folded}`;
      }
    },
  },
];
