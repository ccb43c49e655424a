import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { toCsv } from '#shared/kernel/table-text.ts';

/** A page of a list; `next` is where the following page starts. */
export type Listed = { readonly items: readonly object[]; readonly next?: string | undefined };

/** Query of every list: pages of at most 1,000, so that an answer stays under Lambda's 6 MB. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z
    .string()
    .max(400)
    .optional()
    .transform((text) => text && Buffer.from(text, 'base64url').toString()),
};

/** Answers a list as JSON, NDJSON or CSV (spreadsheet-safe), whichever `Accept` names first, with `Link: rel="next"` (RFC 8288). */
export function listAnswer(event: APIGatewayProxyEventV2, { items, next }: Listed): APIGatewayProxyStructuredResultV2 {
  const accept = event.headers.accept ?? '';
  const cursor = next === undefined ? undefined : Buffer.from(next).toString('base64url');
  const headers: Record<string, string> = {};
  if (cursor) {
    const query = new URLSearchParams(event.rawQueryString);
    query.set('cursor', cursor);
    headers.link = `<${event.rawPath}?${query}>; rel="next"`;
  }
  if (accept.includes('text/csv'))
    return {
      statusCode: 200,
      headers: { ...headers, 'content-type': 'text/csv; charset=utf-8' },
      body: toCsv(items.map((item) => flat(item))),
    };
  if (accept.includes('application/x-ndjson')) {
    return {
      statusCode: 200,
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
      body: items.map((item) => `${JSON.stringify(item)}\n`).join(''),
    };
  }
  return {
    statusCode: 200,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ items, ...(cursor && { next: cursor }) }),
  };
}

/** Nested fields as columns named with dots, for a table. */
function flat(item: object, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([key, value]): [string, unknown][] => {
      if (value === null || typeof value !== 'object') return [[prefix + key, value]];
      if (Array.isArray(value))
        return [[prefix + key, value.every((each) => typeof each !== 'object') ? value.join(' ') : JSON.stringify(value)]];
      return Object.entries(flat(value, `${prefix}${key}.`));
    }),
  );
}
