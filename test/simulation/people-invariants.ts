import { announces as custodySays } from '../../services/custody/announcements.ts';
import { announces as registrationSays } from '../../services/registration/announcements.ts';
import type { Invariant } from './invariants.ts';
import type { Event } from './ledger.ts';

const STILL_ON = ['LISTED', 'PRESENTED', 'BOARDED', 'PRESENTED_TO_RECEIVER'];

export const peopleInvariants: readonly Invariant[] = [
  {
    id: 'I-04',
    *check({ ledger }, tried) {
      const beds = new Map<string, string[]>();
      for (const [id, stream] of ledger.of('registration', 'BED')) {
        let by: string | undefined;
        for (const { type, data } of stream) {
          if (type === 'bed-claimed' && by !== undefined && by !== data.personalNumber) yield `bed ${id} was given to two`;
          by = type === 'bed-claimed' ? data.personalNumber : undefined;
        }
        if (by) beds.set(by, [...(beds.get(by) ?? []), id]);
      }
      for (const [number, stream] of ledger.persons) {
        const { place } = (stream.at(-1) as Event).state;
        const has = beds.get(number) ?? [];
        tried(place ? 1 : 0);
        const expected = place ? `${place.site}/${place.bed}` : '';
        if (has.join(' ') !== expected) yield `${number} lives in ${expected || 'no bed'} and has claimed ${has.join(' ') || 'none'}`;
      }
      for (const [number, stream] of ledger.cases) {
        let open: string | undefined;
        for (const { type, data } of stream) {
          const on = `${data.manifest}/${data.line}`;
          if (type === 'listed' && open && open !== on) yield `${number} was listed on ${on} while on ${open}`;
          if (type === 'listed') open = on;
          else if (typeof data.to === 'string' && type !== 'scan-conflict-raised' && !STILL_ON.includes(data.to)) open = undefined;
        }
      }
    },
  },
  {
    id: 'I-29',
    async *check({ ledger, read }, tried) {
      const sums: Record<string, { received: number; held: number; restituted: number }> = {};
      for (const [number, stream] of ledger.persons) {
        const back = new Set(stream.flatMap(({ type, data }) => (type === 'effects-restituted' ? (data.registerNos as string[]) : [])));
        for (const { data } of stream) {
          for (const { registerNo, kind, currency, amount, orderedByOfficer } of data.effects ?? []) {
            if (kind !== 'CASH') continue;
            tried();
            if (!currency || !Number.isSafeInteger(amount) || !orderedByOfficer) yield `${number}: cash without currency, amount or order`;
            const sum = sums[currency] ?? { received: 0, held: 0, restituted: 0 };
            sums[currency] = sum;
            sum.received += amount;
            sum[back.has(registerNo) ? 'restituted' : 'held'] += amount;
          }
        }
      }
      const { cash } = await read('registration', '/registration/statement');
      if (JSON.stringify(sorted(cash)) !== JSON.stringify(sorted(sums)))
        yield `cash: stated ${JSON.stringify(cash)}, by the events ${JSON.stringify(sums)}`;
    },
  },
  {
    id: 'I-30',
    *check({ ledger }, tried) {
      for (const [number, stream] of ledger.persons) {
        for (const { type, state } of stream) {
          if (type !== 'returned') continue;
          tried();
          const open = Object.keys(state.effects).length;
          if (open) yield `${number} returned with ${open} effects held`;
        }
      }
    },
  },
  {
    // What one service says, the others have heard when all is at rest.
    id: 'HEARD',
    *check({ ledger }, tried) {
      for (const [number, stream] of ledger.persons) {
        const told = stream.findLast((event) => registrationSays(event).some(({ to }) => to.includes('handover')));
        const known = ledger.cases.get(number)?.at(-1)?.state;
        const seen = ledger.stream('custody', 'DEPOSITOR', number).at(-1)?.state;
        if (stream[0]?.type === 'registered' && !seen?.registered) yield `custody has not heard that ${number} is registered`;
        if (!told) continue;
        tried();
        const ended = known?.line?.state === 'ACCEPTED' && told.state.state === 'RETURNED';
        if (!ended && known?.facts.as !== told.sequence)
          yield `handover knows ${number} as of ${known?.facts.as}, registration said ${told.sequence}`;
      }
      for (const kind of ['WEAPON', 'LOT']) {
        for (const [id, stream] of ledger.of('custody', kind)) {
          const told = stream.findLast((event) => custodySays(event).length > 0);
          if (!told) continue;
          tried();
          const known = ledger.stream('handover', kind, id).at(-1)?.state;
          if (known?.as !== told.sequence || known.state !== told.state.state)
            yield `handover knows ${id} as of ${known?.as}, custody said ${told.sequence}`;
        }
      }
      for (const service of ['custody', 'handover'] as const) {
        for (const [id, stream] of ledger.of('registration', 'COMMITTEE')) {
          tried();
          if (ledger.stream(service, 'COMMITTEE', id).at(-1)?.state.as !== stream.at(-1)?.sequence)
            yield `${service} has not heard of ${id}`;
        }
      }
    },
  },
];

function sorted(table: Record<string, object>) {
  return Object.entries(table)
    .map(([name, value]) => [name, Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))])
    .sort();
}
