type Level = 'info' | 'warn' | 'error';

/** Where the lines go: standard output, unless a simulation of many thousand calls keeps quiet. */
export const journal = { write: (line: string): void => void process.stdout.write(line) };

/** One JSON line. Fields are codes, counts, ids of calls and classes of errors: never a name, a document or a message's content (law 4). */
export function log(level: Level, message: string, fields: Readonly<Record<string, string | number | boolean | undefined>> = {}): void {
  const line = JSON.stringify({ level, message, service: process.env.AMANA_SERVICE, ...fields });
  journal.write(`${line}\n`);
}

/** What may be said of an exception: its class and where it was thrown, not its text, which may quote an item. */
export function faultFields(error: unknown): { error: string; where: string } {
  const fault = error instanceof Error ? error : new Error(String(error));
  return { error: fault.name, where: (fault.stack ?? '').split('\n').slice(1, 6).join(' | ') };
}
