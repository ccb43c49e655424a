import { canonical, sha256 } from '#shared/kernel/event-chain.ts';
import { sliceId } from '../../services/handover/domain/slice.ts';
import { placeOf } from '../../services/handover/domain/submission-parts.ts';
import type { Event, Ledger, Line } from './ledger.ts';

const CHUNK = 100;
/** A line that was posted and can be read, numbered as in the whole. */
export type Posted = { readonly record: number; readonly line: number; readonly personalNumber: string };
type Slice = { readonly chunk: number; readonly stored: Event; readonly settled: readonly Event[]; readonly said: readonly Posted[] };

/** What was submitted, slice by slice; of a line or person that stands in two parts the first. */
export function slicesOf({ stream }: Ledger, manifestNo: string): Slice[] {
  const { chunks, digest, parts } = (stream('handover', 'MANIFEST', manifestNo)[0] as Event).data;
  const lines = new Set<number>();
  const people = new Set<string>();
  return Array.from({ length: chunks }, (_, index) => {
    const chunk = index + 1;
    const place = parts ? placeOf(parts, chunk) : { chunk, digest, before: 0, shift: 0 };
    if (!place) throw new Error(`${manifestNo} has no chunk ${chunk}`);
    const [stored, ...settled] = stream('handover', 'SLICE', sliceId({ manifestNo, ...place })) as [Event, ...Event[]];
    const faulty = new Set(stored.data.faults.map(({ record }: { record: number }) => record));
    let record = (place.chunk - 1) * CHUNK;
    const said = ((stored.personal?.lines ?? []) as Posted[]).flatMap(({ line, personalNumber }) => {
      record += 1;
      while (faulty.has(record)) record += 1;
      const own = { record: record + place.before, line: line + place.shift, personalNumber };
      const twice = lines.has(own.line) || people.has(personalNumber);
      lines.add(own.line);
      people.add(personalNumber);
      return twice ? [] : [own];
    });
    return { chunk, stored, settled, said };
  });
}

/** The hash of what the seal covers, made anew from the lines that stand in the cases and the slices that say who they are. */
export function contentOf(ledger: Ledger, manifestNo: string, lines: readonly Line[]): string {
  const submitted = ledger.stream('handover', 'MANIFEST', manifestNo)[0] as Event;
  const { crossing, receivingAuthority, window, supplementTo } = submitted.data;
  const listed = new Set(lines.map(({ line }) => line));
  const slices = slicesOf(ledger, manifestNo).map(({ chunk, stored, said }) => [
    chunk,
    stored.commitment,
    ranges(said.flatMap(({ line, record }) => (listed.has(line) ? [record] : []))),
  ]);
  return sha256(canonical({ manifestNo, crossing, receivingAuthority, window, ...(supplementTo && { supplementTo }), slices }));
}

/** `1-3,7` of 1, 2, 3, 7. */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** Lines that were posted, of which it is not said that they were listed nor why they were not. */
export function unaccounted(ledger: Ledger, manifestNo: string, listed: readonly Line[]): number[] {
  const numbers = new Set(listed.map(({ line }) => line));
  return slicesOf(ledger, manifestNo).flatMap(({ settled, said }) => {
    const told = new Set(settled.flatMap(({ data }) => (data.outcomes as Posted[]).map(({ record }) => record)));
    return said.flatMap(({ line, record }) => (told.has(record) || numbers.has(line) ? [] : [line]));
  });
}
