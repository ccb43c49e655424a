import type { ZodType } from 'zod';

/** One HTTPS route as data. It feeds the CDK app, the OpenAPI description, the handler and the tests. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path with `{parameters}`, as API Gateway and OpenAPI write it. */
  readonly path: `/${string}`;
  /** The one scope a token must carry. */
  readonly scope: Scope;
  /** Name of the use case in the service's `use-cases.ts`. */
  readonly use: string;
  readonly summary: string;
  /** What a client has to know beyond the summary. */
  readonly description?: string;
  /** Status of an accepted call. */
  readonly status?: 200 | 201 | 202;
  /** Shape of the JSON body, and of each line of a batch. */
  readonly body?: ZodType;
  readonly query?: ZodType;
  /** Shape of the JSON answer, where a client goes on by what it says. */
  readonly answer?: ZodType;
  /** Whether the route also takes up to 500 commands as NDJSON, one outcome a line. */
  readonly batch?: true;
  /** What a batch loads beforehand: newest events of this kind, by this field of each line. */
  readonly loads?: readonly { readonly kind: string; readonly by: string }[];
  /** Media types of a document body that the use case reads itself (a manifest). */
  readonly documents?: readonly string[];
  /** Whether the list answers as JSON, NDJSON or CSV, by `Accept`. */
  readonly lists?: true;
};

const SERVICES = ['registration', 'custody', 'handover'] as const;
export type Scope =
  | `amana/${(typeof SERVICES)[number]}.${'read' | 'write' | 'approve' | 'receive'}`
  | 'amana/custody.open'
  | 'amana/custody.witness'
  | 'amana/admin';

/** Extra permission to state a time in the past; never the scope of a route. */
export const BACKFILL_SCOPE = 'amana/backfill';

export function routeKey(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}
