/**
 * A bundle is one UTF-8 text, of which every byte is checked. Line 1: the header. Then one line an entry of the log, in its order: the hash that
 * was logged, a space, and the event in canonical form (or `-` where the event is gone). After an empty line the signed checkpoints, oldest first, each as a
 * JSON string; after another the list of all heads (`stream sequence hash`), as of the newest checkpoint that has one; after another the openings:
 * an index, a space, and the personal data with their salt in canonical form. The last line says `end`.
 */
export type Header = {
  readonly format: 'amana-bundle/1';
  readonly origin: string;
  /** Entries of the log. */
  readonly size: number;
  /** Public keys that signed, DER SPKI in base64. Whoever verifies should have them from elsewhere. */
  readonly keys: readonly string[];
};

export const FORMAT = 'amana-bundle/1';
export const END = 'end';

/** The header as it is written: fields in this order, nothing else. */
export function headerLine({ origin, size, keys }: Omit<Header, 'format'>): string {
  return JSON.stringify({ format: FORMAT, origin, size, keys });
}

/** Reads a header that `headerLine` wrote; nothing if it is none. */
export function readHeader(line: string): Header | undefined {
  try {
    const header = JSON.parse(line) as Header;
    const isOurs = header.format === FORMAT && Array.isArray(header.keys) && Number.isInteger(header.size) && headerLine(header) === line;
    return isOurs ? header : undefined;
  } catch {
    return undefined;
  }
}

/** Where a part of a bundle lies: [from, to) in bytes, the number of its first line, and where each of its lines begins. */
export type Part = { readonly from: number; readonly to: number; readonly line: number; readonly starts: readonly number[] };

const NEWLINE = 10;

/** The lines of a part as texts, with their numbers. */
export function* linesOf(bytes: Buffer, { from, to, line }: Omit<Part, 'starts'>): Generator<{ text: string; line: number }> {
  let number = line;
  for (let at = from; at < to; number++) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? to : newline;
    yield { text: bytes.toString('utf8', at, end), line: number };
    at = end + 1;
  }
}

/** The part that begins here and ends before an empty line. `undefined` when the text ends first. */
export function partFrom(bytes: Buffer, from: number, line: number): Part | undefined {
  const starts: number[] = [];
  for (let at = from; at < bytes.length; ) {
    if (bytes[at] === NEWLINE) return { from, to: at, line, starts };
    starts.push(at);
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return undefined;
}

/** The number of the line behind a part and the empty line that ends it. */
export const lineAfter = ({ line, starts }: Part) => line + starts.length + 1;

/** Where a line of a part ends. */
export const endOf = ({ starts, to }: Part, index: number) => (starts[index + 1] ?? to) - 1;
