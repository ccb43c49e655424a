import type { Invariant } from './invariants.ts';
import { type Event, stepOf } from './ledger.ts';
import { slicesOf } from './manifest-slices.ts';

const OPEN = ['LISTED', 'PRESENTED', 'BOARDED', 'PRESENTED_TO_RECEIVER'];

/** What the reports on a manifest say, held against the events. */
export const reportInvariants: readonly Invariant[] = [
  {
    // Every line that was posted stands in the report once, as listed or with the reason why not.
    id: 'REPORT',
    async *check({ ledger, read }, tried) {
      for (const [manifestNo, stream] of ledger.manifests) {
        tried();
        const { tally } = (stream.at(-1) as Event).state;
        const { items } = await read('handover', `/manifests/${manifestNo}/lines`, { limit: '1000' });
        const lines = ledger.lines.filter(({ manifest }) => manifest === manifestNo);
        const where = new Map(lines.map(({ line, steps }) => [line, steps.at(-1)?.to]));
        const listed = items.filter(({ outcome }: { outcome: string }) => outcome === 'LISTED');
        const records = new Set(items.flatMap(({ record }: { record?: number }) => record ?? []));
        if (items.length !== tally.lines) yield `${manifestNo}: ${items.length} lines are reported, ${tally.lines} were posted`;
        if (records.size !== items.length - listed.length) yield `${manifestNo}: a record is reported twice`;
        if (listed.length !== lines.length) yield `${manifestNo}: ${listed.length} are reported as listed, ${lines.length} are`;
        for (const { line, state } of listed)
          if (where.get(line) !== state) yield `${manifestNo}: line ${line} is reported as ${state}, it is ${where.get(line)}`;
      }
    },
  },
  {
    // What can be submitted again: as it was posted, of people on no line, and not what was wrong in itself.
    id: 'UNPROCESSED',
    async *check({ ledger, read }, tried) {
      for (const [manifestNo, stream] of ledger.manifests) {
        const cancelled = (stream.at(-1) as Event).state.phase === 'CANCELLED';
        const said = new Map(slicesOf(ledger, manifestNo).flatMap((slice) => slice.said.map((each) => [each.line, each])));
        const listed = new Set(ledger.lines.flatMap(({ manifest, line }) => (manifest === manifestNo ? [line] : [])));
        const { items } = await read('handover', `/manifests/${manifestNo}/unprocessed`, { limit: '1000' });
        const left = new Set<number>();
        for (const { line, personalNumber } of items) {
          tried();
          left.add(line);
          const last = (ledger.cases.get(personalNumber) ?? []).findLast((event) => stepOf(event));
          const to = last && stepOf(last);
          if (said.get(line)?.personalNumber !== personalNumber) yield `${manifestNo}: line ${line} may be sent again and was not sent so`;
          if (listed.has(line) && !cancelled) yield `${manifestNo}: line ${line} may be sent again and is listed`;
          if (to && (OPEN.includes(to) || to === 'ACCEPTED')) yield `${manifestNo}: ${personalNumber} may be sent again and is ${to}`;
        }
        for (const { line, personalNumber } of said.values()) {
          const stream = ledger.cases.get(personalNumber);
          if (!left.has(line) && !stream && !listed.has(line)) yield `${manifestNo}: nothing came in the way of line ${line} for good`;
        }
      }
    },
  },
];
