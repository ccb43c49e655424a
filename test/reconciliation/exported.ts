import { createHash } from 'node:crypto';

/** Whatever an event of any service may say, as far as the folds look at it. */
export type Said = {
  readonly site?: string;
  readonly bed?: string;
  readonly category?: string;
  readonly determination?: { readonly category: string };
  readonly effects?: readonly Effect[];
  readonly registerNos?: readonly string[];
  readonly outcome?: string;
  readonly other?: string;
  readonly manifest?: string;
  readonly manifestNo?: string;
  readonly line?: number;
  readonly lines?: number | string;
  readonly was?: string;
  readonly to?: unknown;
  readonly reason?: string;
  readonly receiver?: string;
  readonly place?: string;
  readonly reconfirmed?: boolean;
  readonly decision?: string;
  readonly free?: boolean;
  readonly informed?: boolean;
  readonly express?: boolean;
  readonly risk?: string;
  readonly stop?: string;
  readonly ref?: string;
  readonly reference?: string;
  readonly kind?: string;
  readonly depositor?: string;
  readonly location?: { readonly site: string; readonly container?: string };
  /** Officer and committee. */
  readonly receivedBy?: string;
  readonly identity?: { readonly kind: string };
  readonly calibreOrType?: string;
  readonly unitOfCount?: string;
  readonly quantity?: number;
  readonly counted?: number | string;
  readonly contentHash?: string;
  /** What a human found where claims contradicted each other. */
  readonly settles?: true;
  readonly committee?: string;
  readonly book?: string;
};
export type Effect = {
  readonly registerNo: string;
  readonly kind: string;
  readonly currency?: string;
  readonly amount?: number;
  readonly orderedByOfficer?: string;
};

/** An event as a service exports it: without personal data. */
export type Exported = {
  readonly kind: string;
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly actor: { readonly client: string; readonly officer?: string; readonly department?: string };
  readonly command: { readonly id: string };
  readonly data: Said;
  readonly state: Readonly<Record<string, unknown>>;
  readonly prev: string;
  readonly hash: string;
};

/** The events of each stream in their order, by `KIND#id`. */
export function streams(events: readonly Exported[]): Map<string, Exported[]> {
  const found = new Map<string, Exported[]>();
  for (const event of events) {
    const key = `${event.kind}#${event.id}`;
    const stream = found.get(key);
    if (stream) stream.push(event);
    else found.set(key, [event]);
  }
  for (const stream of found.values()) stream.sort((a, b) => a.sequence - b.sequence);
  return found;
}

/** The streams of one kind, by id. */
export function streamsOf(all: ReadonlyMap<string, Exported[]>, kind: string): [string, Exported[]][] {
  return [...all].flatMap(([key, events]): [string, Exported[]][] =>
    key.startsWith(`${kind}#`) ? [[key.slice(kind.length + 1), events]] : [],
  );
}

/** RFC 8785 for the values that events hold: keys in the order of their code units. Written anew here, so that the fold owes the services nothing. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

/** Where a stream does not follow from its beginning: a number missing, a link or a hash that does not fit. */
export function brokenChain(stream: readonly Exported[]): string | undefined {
  let prev = '0'.repeat(64);
  for (const [index, event] of stream.entries()) {
    const at = `${event.kind}#${event.id} at ${event.sequence}`;
    if (event.sequence !== index + 1) return `${at}: number ${index + 1} is missing`;
    if (event.prev !== prev) return `${at}: does not name the hash before it`;
    const { hash, ...content } = event;
    if (createHash('sha256').update(canonical(content)).digest('hex') !== hash) return `${at}: the hash does not fit the content`;
    prev = hash;
  }
  return undefined;
}
