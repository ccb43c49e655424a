import type { ZodError } from 'zod';
import type { Refusal } from '#shared/kernel/refusal.ts';

/** One rule that a document breaks: `line` counts from 1 in NDJSON and CSV, `field` is a path with dots. */
export type Fault = { readonly line?: number; readonly field?: string; readonly rule: string };

/** RFC 9457 problem details. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly Fault[];
} & Readonly<Record<string, unknown>>;

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export function problem(status: number, code: string, detail: string, errors?: readonly Fault[]): Problem {
  const type = `urn:amana:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  return { type, title: TITLES[status] ?? 'Error', status, code, detail, ...(errors?.length && { errors }) };
}

export function problemOf(refusal: Refusal): Problem {
  const { status, code, detail, field, more } = refusal;
  return { ...problem(status, code, detail, field ? [{ field, rule: detail }] : undefined), ...more };
}

/** Every rule of the schema that the content breaks, without the content itself: it may be a name. */
export function faultsOf(error: ZodError, line?: number): Fault[] {
  return error.issues.flatMap((issue) => {
    const at = issue.path.map(String);
    const fault = (path: string[], rule: string): Fault => ({
      ...(line !== undefined && { line }),
      field: path.join('.') || '(whole)',
      rule,
    });
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => fault([...at, key.slice(0, 40)], 'unknown field'));
    return [fault(at, issue.message)];
  });
}
