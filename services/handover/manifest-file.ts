import { isPersonalNumber } from '#shared/kernel/numbers.ts';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import { json, ndjson, utf8 } from '#shared/lambda/body.ts';
import { faultsOf } from '#shared/lambda/problem.ts';
import type { Outcome, SliceLine } from './domain/slice.ts';
import { type Column, cellValue, columnOf, isOfWeapon, namesWeapon, REQUIRED } from './manifest-columns.ts';
import { MOST_LINES, manifestLine } from './manifest-documents.ts';
import { type Fault, LONGEST, linesOf, rowsOf, spoilt, TOO_LONG, textOf } from './manifest-rows.ts';

/** A line of a file: what it says, or why it cannot be taken. */
export type FileLine = { readonly record: number; readonly line: number } & ({ readonly said: SliceLine } | { readonly fault: Outcome });
type Read = { readonly value: Readonly<Record<string, unknown>> } | { readonly fault: Fault };

const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/;

/** The lines of a JSON document's `lines`. */
export function readItems(items: readonly unknown[]): FileLine[] | Refusal {
  return numbered(reading(items, (item) => (JSON.stringify(item).length > LONGEST ? { fault: TOO_LONG } : readItem(item))));
}

/** Reads one after the other, so that of a large file only the lines as they are kept stand in memory. */
function* reading<T>(items: Iterable<T>, read: (item: T) => Read): Generator<Read> {
  for (const item of items) yield read(item);
}

/** The lines of an NDJSON text, one object each. */
export function readNdjson(bytes: Uint8Array): FileLine[] | Refusal {
  return numbered(
    reading(linesOf(textOf(bytes)), (text) => {
      const spoils = spoilt(text);
      if (spoils) return { fault: spoils };
      const [{ value, fault } = {}] = ndjson(text);
      return fault ? { fault: { code: 'MALFORMED_JSON', message: fault.rule } } : readItem(value);
    }),
  );
}

/** The document of a JSON body, still unread. */
export function readJson(bytes: Uint8Array): unknown | Refusal {
  const text = utf8(bytes);
  return isRefusal(text) ? text : json(text);
}

function readItem(value: unknown): Read {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { fault: { code: 'MALFORMED_LINE', message: 'a line is one JSON object' } };
  const weapon = Object.keys(value).find((name) => !(name in manifestLine.shape) && namesWeapon(name));
  return weapon ? { fault: { ...WEAPON_FAULT, field: weapon.slice(0, 40) } } : { value: value as Record<string, unknown> };
}

const WEAPON_FAULT = { code: 'WEAPON_ON_PERSON_MANIFEST', message: 'a manifest of people names no weapon' };

/**
 * The lines of a CSV text: UTF-8 with or without a byte order mark, comma, semicolon or tab, any line ends, headers in English or Arabic.
 * A bad header refuses the file (422 naming the column); a bad row is the fault of that row alone.
 */
export function readCsv(bytes: Uint8Array): FileLine[] | Refusal {
  const rows = rowsOf(textOf(bytes));
  const { value: header, done } = rows.next();
  if (done) return noLines();
  if ('fault' in header) {
    const { line, fault } = header;
    return refuse(fault.code === 'NOT_UTF8' ? fault.code : 'MALFORMED_CSV', 'The header row cannot be read as CSV in UTF-8.', {
      status: 400,
      more: { errors: [{ line, rule: fault.message }] },
    });
  }
  const columns = columnsOf(header.cells);
  if (isRefusal(columns)) return columns;
  return numbered(reading(rows, (row) => ('fault' in row ? { fault: row.fault } : readRow(row.cells, columns))));
}

function columnsOf(header: readonly string[]): Column[] | Refusal {
  const say = (code: string, detail: string, field: string) => refuse(code, detail, { status: 422, field });
  const columns: Column[] = [];
  for (const [index, name] of header.entries()) {
    const field = name.trim().slice(0, 40) || `column ${index + 1}`;
    const column = columnOf(name);
    if (!column && namesWeapon(name)) return say('WEAPON_ON_PERSON_MANIFEST', 'A manifest of people has no column for weapons.', field);
    if (!column) return say('UNKNOWN_COLUMN', 'A manifest has no such column.', field);
    if (columns.includes(column)) return say('COLUMN_TWICE', 'Two columns stand for the same.', field);
    columns.push(column);
  }
  const missing = REQUIRED.find((column) => !columns.includes(column));
  return missing ? say('COLUMN_MISSING', 'A manifest needs this column.', missing) : columns;
}

function readRow(cells: readonly string[], columns: readonly Column[]): Read {
  if (cells.length !== columns.length)
    return { fault: { code: 'COLUMNS_WRONG', message: `${columns.length} cells expected, ${cells.length} found` } };
  const formula = cells.findIndex((cell) => FORMULA.test(cell));
  if (formula >= 0) return { fault: { code: 'FORMULA_IN_CELL', message: 'a cell begins as a formula would', field: columns[formula] } };
  const value = columns.map((column, index) => [column, cellValue(column, cells[index] ?? '')] as const);
  return { value: Object.fromEntries(value.filter(([, each]) => each !== undefined)) };
}

/** Numbers the lines, and finds among them the numbers and the people that come twice: the first stands. */
function numbered(reads: Iterable<Read>): FileLine[] | Refusal {
  const found: FileLine[] = [];
  const lines = new Set<number>();
  const people = new Map<string, number>();
  for (const read of reads) {
    if (found.length === MOST_LINES) return refuse('TOO_MANY_LINES', `A manifest has at most ${MOST_LINES} lines.`, { status: 413 });
    found.push(lineOf(read, found.length + 1, lines, people));
  }
  return found.length ? found : noLines();
}

function lineOf(read: Read, record: number, lines: Set<number>, people: Map<string, number>): FileLine {
  const own = 'value' in read ? manifestLine.shape.line.safeParse(read.value.line).data : undefined;
  const stated = own ?? record;
  const number = 'value' in read ? read.value.personalNumber : undefined;
  const personalNumber = typeof number === 'string' && isPersonalNumber(number) ? number : undefined;
  const faulty = ({ code, message, field }: Fault): FileLine => ({
    record,
    line: stated,
    fault: { record, line: stated, ...(personalNumber && { personalNumber }), code, message, ...(field && { field }) },
  });
  if ('fault' in read) return faulty(read.fault);
  const weapon = Object.keys(read.value).find((field) => isOfWeapon(read.value[field]));
  if (weapon) return faulty({ ...WEAPON_FAULT, field: weapon.slice(0, 40) });
  const parsed = manifestLine.safeParse(read.value);
  const [broken] = parsed.success ? [] : faultsOf(parsed.error);
  if (!parsed.success) return faulty({ code: 'INVALID_FIELDS', message: broken?.rule ?? '', field: broken?.field });
  if (lines.has(stated)) return faulty({ code: 'DUPLICATE_LINE', message: 'an earlier line has this number', field: 'line' });
  const earlier = people.get(parsed.data.personalNumber);
  if (earlier !== undefined)
    return faulty({ code: 'DUPLICATE_PERSON', message: `this person stands in line ${earlier}`, field: 'personalNumber' });
  lines.add(stated);
  people.set(parsed.data.personalNumber, stated);
  return { record, line: stated, said: { ...parsed.data, line: stated } };
}

function noLines(): Refusal {
  return refuse('NO_LINES', 'The manifest has no lines.', { status: 422, field: 'lines' });
}
