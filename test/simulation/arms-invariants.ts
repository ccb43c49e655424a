import type { Invariant } from './invariants.ts';
import type { Event } from './ledger.ts';

/** Where a weapon counts; a state that nobody knows counts nowhere, and then the sum is wrong. */
const PLACES: Readonly<Record<string, 'trust' | 'out' | 'gone'>> = {
  RECEIPTED: 'trust',
  IN_TRANSIT_TO_STORE: 'trust',
  IN_TRUST: 'trust',
  SUSPECTED_MISSING: 'trust',
  HANDOVER_LISTED: 'trust',
  DESTRUCTION_APPROVED: 'trust',
  TEMP_REMOVED: 'out',
  HANDED_OVER: 'gone',
  DESTROYED: 'gone',
  CONFIRMED_LOST: 'gone',
  RETURNED_TO_PRIVATE_OWNER: 'gone',
};

export const armsInvariants: readonly Invariant[] = [
  {
    id: 'I-16',
    async *check({ ledger, read }, tried) {
      const counts = { received: 0, trust: 0, out: 0, gone: 0 };
      for (const [, stream] of ledger.of('custody', 'WEAPON')) {
        const place = PLACES[stream.at(-1)?.state.state];
        if (stream.some(({ type }) => type === 'deposited')) counts.received += 1;
        if (place) counts[place] += 1;
      }
      tried(counts.received);
      const { total } = await read('custody', '/custody/statement');
      const shown = `${total.received} = ${total.inTrust} + ${total.temporarilyRemoved} + ${total.released + total.lost}`;
      const found = `${counts.received} = ${counts.trust} + ${counts.out} + ${counts.gone}`;
      if (shown !== found) yield `the statement says ${shown}, the weapons ${found}`;
    },
  },
  {
    id: 'I-18',
    *check({ ledger }, tried) {
      for (const kind of ['WEAPON', 'LOT'])
        for (const [id, stream] of ledger.of('custody', kind))
          for (const event of stream.filter(({ type }) => type === 'handed-over')) {
            tried();
            const no = event.data.handoverNo;
            const handover = ledger.stream('custody', 'HANDOVER', no).filter(({ place }) => place < event.place);
            const said = (type: string): Event | undefined => handover.find((each) => each.type === type);
            const [agreed, approved] = [said('schedule-agreed'), said('handover-approved')];
            const digest = agreed?.data[kind === 'LOT' ? 'ammunition' : 'weapons']?.digest;
            const lines = [...ledger.streams].flatMap(([key, [slice]]) => (key.includes(`SCHEDULE#${digest}/`) ? slice?.data.lines : []));
            if (!approved || approved.prev !== agreed?.hash || !said('delivered')) yield `${id} went by ${no}, which nobody had approved`;
            else if (!lines.some((line) => line.custodyNumber === id && line.head === event.prev))
              yield `${id} is not on the schedule of ${no} as it was`;
          }
    },
  },
];
