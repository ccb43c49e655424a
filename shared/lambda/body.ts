import { isUtf8 } from 'node:buffer';
import { isRefusal, type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Fault } from './problem.ts';

/** Bodies and parts are at most this large before base64, so that both directions fit Lambda's 6 MB. */
export const MAX_BODY_BYTES = 3_000_000;
export const MAX_BATCH_LINES = 500;

export type Body = { readonly bytes: Buffer; readonly mediaType: string };
export type Line = { readonly line: number; readonly value?: unknown; readonly fault?: Fault };

export function bodyOf(event: {
  body?: string | undefined;
  isBase64Encoded?: boolean;
  headers?: Record<string, string | undefined>;
}): Body | Refusal {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES)
    return refuse('BODY_TOO_LARGE', `A body may have ${MAX_BODY_BYTES} bytes; send it in parts.`, { status: 413 });
  const mediaType = (event.headers?.['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return { bytes, mediaType };
}

/** Decodes UTF-8 (a byte order mark is dropped); anything else is refused 400 naming the first line and byte that is not. */
export function utf8(bytes: Uint8Array): string | Refusal {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('NOT_UTF8', 'The body is not UTF-8 text.', { status: 400, more: { errors: [notUtf8(bytes)] } });
  }
}

/** The first line with bytes that are no character, and the first of them. */
function notUtf8(bytes: Uint8Array): Fault {
  const all = Buffer.from(bytes);
  for (let line = 1, from = 0, end = 0; end >= 0; line++, from = end + 1) {
    end = all.indexOf('\n', from);
    const one = all.subarray(from, end < 0 ? all.length : end);
    if (!isUtf8(one)) return { line, rule: `byte ${firstLost(one) + 1} of the line is not UTF-8` };
  }
  return { rule: 'not UTF-8' };
}

const LOST = '\uFFFD';

/** Where decoding puts a sign for what it cannot read, and the bytes are not those of that sign. */
function firstLost(bytes: Buffer): number {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  for (let at = text.indexOf(LOST); at >= 0; at = text.indexOf(LOST, at + 1)) {
    const byte = Buffer.byteLength(text.slice(0, at));
    if (bytes.toString('utf8', byte, byte + 3) !== LOST || !isUtf8(bytes.subarray(byte, byte + 3))) return byte;
  }
  return 0;
}

/** Where a JSON text breaks, without quoting it. */
function jsonFault(text: string, error: unknown, line?: number): Fault {
  const message = error instanceof Error ? error.message : '';
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, position).split('\n');
  return { line: line ?? before.length, rule: `malformed JSON at column ${(before.at(-1)?.length ?? 0) + 1}` };
}

/** JSON whose texts are Unicode: half a surrogate pair can be written as an escape, and can be neither stored nor hashed. */
function parsed(text: string): unknown {
  if (!/\\ud/i.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value) => {
    if (typeof value === 'string' && !value.isWellFormed()) throw new SyntaxError('half a surrogate pair');
    return value;
  });
}

export function json(text: string): unknown | Refusal {
  try {
    return parsed(text);
  } catch (error) {
    const fault = jsonFault(text, error);
    return refuse('MALFORMED_JSON', `Line ${fault.line}: ${fault.rule}.`, { status: 400, more: { errors: [fault] } });
  }
}

/** The lines of an NDJSON text; empty lines are skipped, a malformed one carries its fault. */
export function ndjson(text: string): Line[] {
  return text.split(/\r?\n/).flatMap((each, index): Line[] => {
    if (each.trim() === '') return [];
    const line = index + 1;
    try {
      return [{ line, value: parsed(each) }];
    } catch (error) {
      return [{ line, fault: jsonFault(each, error, line) }];
    }
  });
}

export function batchLines(body: Body): Line[] | Refusal {
  const text = utf8(body.bytes);
  if (isRefusal(text)) return text;
  const lines = ndjson(text);
  if (lines.length === 0) return refuse('NO_LINES', 'The batch has no lines.', { status: 400 });
  if (lines.length > MAX_BATCH_LINES) return refuse('TOO_MANY_LINES', `A batch may have ${MAX_BATCH_LINES} lines.`, { status: 413 });
  return lines;
}
