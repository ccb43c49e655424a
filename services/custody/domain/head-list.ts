import { leafHash, merkleRoot } from '#shared/kernel/merkle-log.ts';

/** An entry of the log: the stream (`WEAPON#WA000123-4`), the event's number in it, and its hash in hex. */
export type LogEntry = { readonly stream: string; readonly sequence: number; readonly hash: string };

/** How far each stream is: the entry with its highest number. */
export function headsOf(entries: Iterable<LogEntry>): Map<string, LogEntry> {
  const heads = new Map<string, LogEntry>();
  for (const entry of entries) {
    const head = heads.get(entry.stream);
    if (!head || entry.sequence > head.sequence) heads.set(entry.stream, entry);
  }
  return heads;
}

/** The sorted list `stream sequence hash`, one stream a line, in the order of the streams' code units: who is not on it was never logged. */
export function headList(heads: ReadonlyMap<string, LogEntry>): string[] {
  const lines = [...heads.values()].sort((a, b) => (a.stream < b.stream ? -1 : 1));
  return lines.map(({ stream, sequence, hash }) => `${stream} ${sequence} ${hash}`);
}

/** The Merkle root over the lines of a list, in hex. */
export function listRoot(lines: readonly string[]): string {
  return merkleRoot(lines.map((line) => leafHash(Buffer.from(line))));
}
