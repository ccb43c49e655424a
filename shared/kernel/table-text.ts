/** A cell that begins so would run as a formula in a spreadsheet (OWASP, CSV injection; the last four are full-width forms). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * Rows as CSV (RFC 4180: CRLF, quotes doubled, UTF-8), safe to open in a spreadsheet: a text that would run as a formula
 * gets an apostrophe before it, so `+963 11` is read as `'+963 11`. Numbers stay numbers. `null` and `undefined` are empty cells.
 *
 * `columns` fixes the header and the order, which pages of one export need; else it is every key of the rows, in order of first
 * sight. No rows and no columns give an empty text. `bom` starts the text with U+FEFF, without which Excel does not take it as UTF-8.
 */
export function toCsv(
  rows: readonly Readonly<Record<string, unknown>>[],
  { columns = [...new Set(rows.flatMap((row) => Object.keys(row)))], bom = false }: { columns?: readonly string[]; bom?: boolean } = {},
): string {
  if (columns.length === 0) return '';
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return (bom ? '\uFEFF' : '') + lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
