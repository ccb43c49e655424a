import type { RouteMatch } from './http-event.ts';

type Entry<T> = { method: string; segments: string[]; routeKey: string; target: T };
export type RouteTable<T> = (method: string, path: string) => (RouteMatch & { target: T }) | undefined;

/** HTTP API's route selection: literal segments before `{parameter}` before `{rest+}`, a named method before ANY, then $default. */
export function routeTable<T>(routes: { routeKey: string; target: T }[]): RouteTable<T> {
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  const entries: Entry<T>[] = routes
    .filter(({ routeKey }) => routeKey !== '$default')
    .map(({ routeKey, target }) => {
      const [method = '', path = ''] = routeKey.split(' ');
      return { method, segments: path.split('/').slice(1), routeKey, target };
    })
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));

  return (method, path) => {
    const segments = path.split('/').slice(1);
    for (const entry of entries) {
      if (entry.method !== 'ANY' && entry.method !== method) continue;
      const parameters = parametersOf(entry.segments, segments);
      if (parameters) return { routeKey: entry.routeKey, target: entry.target, parameters };
    }
    return fallback && { ...fallback, parameters: {} };
  };
}

const rank = ({ segments, method }: Entry<unknown>) =>
  segments.map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0')).join('') + (method === 'ANY' ? '9' : '');

function parametersOf(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    if (part.endsWith('+}')) {
      if (segments.length <= at) return undefined;
      parameters[part.slice(1, -2)] = segments.slice(at).map(decode).join('/');
      return parameters;
    }
    const segment = segments[at];
    if (segment === undefined) return undefined;
    if (part.startsWith('{')) {
      if (segment === '') return undefined;
      parameters[part.slice(1, -1)] = decode(segment);
    } else if (part !== segment) return undefined;
  }
  return segments.length === pattern.length ? parameters : undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
