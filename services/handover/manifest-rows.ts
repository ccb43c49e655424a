import { type CsvError, parse } from 'csv-parse/sync';

/** What is wrong with a line. */
export type Fault = { readonly code: string; readonly message: string; readonly field?: string | undefined };
/** A row of a table, with the line of the text in which it begins. */
export type TableRow = { readonly line: number } & ({ readonly cells: readonly string[] } | { readonly fault: Fault });

/** Longest line of a file, in characters: a hundred times what a line says. */
export const LONGEST = 10_000;
export const TOO_LONG: Fault = { code: 'LINE_TOO_LONG', message: `a line has at most ${LONGEST} characters` };

/** What stands for bytes that are no character. */
const LOST = '\uFFFD';
const END = /\r\n|\n|\r/g;

/** The text of a file without its byte order mark. Bytes that are not UTF-8 spoil the line in which they stand, see `spoilt`. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes).replace(/^\uFEFF/, '');
}

/** Why a line cannot be read at all. */
export function spoilt(line: string): Fault | undefined {
  if (line.length > LONGEST) return TOO_LONG;
  const lost = line.indexOf(LOST);
  if (lost < 0) return undefined;
  const byte = Buffer.byteLength(line.slice(0, lost)) + 1;
  return { code: 'NOT_UTF8', message: `the character at byte ${byte} is not UTF-8, or was lost in a conversion before` };
}

/** Where the line that begins here ends, and where the next one begins. */
function lineFrom(text: string, from: number): { to: number; next: number | undefined } {
  END.lastIndex = from;
  const found = END.exec(text);
  return found ? { to: found.index, next: END.lastIndex } : { to: text.length, next: undefined };
}

/** The lines of a text that say something, with any line ends. */
export function* linesOf(text: string): Generator<string> {
  for (let from: number | undefined = 0; from !== undefined; ) {
    const { to, next } = lineFrom(text, from);
    const line = text.slice(from, to);
    if (line.trim() !== '') yield line;
    from = next;
  }
}

/**
 * The rows of a CSV text, comma, semicolon or tab. A quoted cell may have line ends in it; a quote that is not closed before a row would be too
 * long is the fault of the line in which it opens, and the next line is read as a row again.
 */
export function* rowsOf(text: string): Generator<TableRow> {
  const separator = separatorOf(/\S[^\r\n]*/.exec(text)?.[0] ?? '');
  let line = 1;
  for (let from: number | undefined = 0; from !== undefined; ) {
    const { to, next } = lineFrom(text, from);
    const row = text.slice(from, to);
    const cells = row.trim() === '' ? undefined : cellsOf(row, separator);
    const whole: Whole | undefined = cells === 'open' ? goneOn(text, from, next, separator) : undefined;
    if (whole) yield { line, ...whole.read };
    else if (cells === 'open')
      yield { line, fault: { code: 'MALFORMED_ROW', message: `a quote opens in line ${line} of the file and is not closed` } };
    else if (cells) yield { line, ...cells };
    line += whole?.lines ?? 1;
    from = whole ? whole.next : next;
  }
}

type Read = { readonly cells: readonly string[] } | { readonly fault: Fault };
type Whole = { readonly read: Read; readonly lines: number; readonly next: number | undefined };

/** The row that goes on from its first line to where the quote is closed, if it is. */
function goneOn(text: string, from: number, second: number | undefined, separator: string): Whole | undefined {
  for (let [at, lines] = [second, 2]; at !== undefined; lines++) {
    const { to, next }: ReturnType<typeof lineFrom> = lineFrom(text, at);
    if (to - from > LONGEST) return undefined;
    const quotes = text.slice(at, to).split('"').length - 1;
    if (quotes % 2 === 1) {
      const read = cellsOf(text.slice(from, to), separator);
      return read === 'open' || ('fault' in read && read.fault === MALFORMED) ? undefined : { read, lines, next };
    }
    at = next;
  }
  return undefined;
}

function separatorOf(header: string): string {
  const count = (separator: string) => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}

const MALFORMED: Fault = { code: 'MALFORMED_ROW', message: 'quotes stand inside a cell' };

/** The cells of a row, or `open` when it ends within a quoted cell. */
function cellsOf(row: string, delimiter: string): Read | 'open' {
  if (row.length > LONGEST) return { fault: TOO_LONG };
  const fault = spoilt(row);
  if (!row.includes('"')) return fault ? { fault } : { cells: row.split(delimiter) };
  try {
    const [cells = []] = parse(row, { delimiter, relax_column_count: true }) as string[][];
    return fault ? { fault } : { cells };
  } catch (error) {
    return (error as CsvError).code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : { fault: fault ?? MALFORMED };
  }
}
