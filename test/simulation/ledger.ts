import type { ServiceName } from '#shared/contracts/envelope.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { fromItem, sequenceKey } from '#shared/lambda/event-item.ts';
import type { House } from './house.ts';
import type { Item } from './memory-table.ts';

// biome-ignore lint/suspicious/noExplicitAny: events of every kind, read by their words
export type Event = StoredEvent<any, any> & { readonly service: ServiceName; readonly place: number; readonly stateAsStored: string };
export type Step = { readonly to: string; readonly event: Event };
/** One person on one line of a manifest, step by step. */
export type Line = { readonly personalNumber: string; readonly manifest: string; readonly line: number; readonly steps: readonly Step[] };
export type Ledger = ReturnType<typeof ledger>;

/** Everything that was stored, read from the tables: the events by stream, and the rows beside them. */
export function ledger(house: House) {
  const events: Event[] = [];
  const rows: Record<ServiceName, Map<string, Item>> = { registration: new Map(), custody: new Map(), handover: new Map() };
  for (const { name, table } of Object.values(house.services)) {
    for (const item of table.all()) {
      if (!item.type) {
        rows[name].set(`${item.pk?.S}\n${item.sk?.S}`, item);
        continue;
      }
      const event = fromItem(item) as StoredEvent;
      events.push({
        ...event,
        service: name,
        stateAsStored: item.state?.S ?? '',
        place: house.placeOf(name, `${event.kind}#${event.id}#${sequenceKey(event.sequence)}`),
      } as Event);
    }
  }
  const streams = new Map<string, Event[]>();
  for (const event of events) {
    const key = `${event.service} ${event.kind}#${event.id}`;
    const stream = streams.get(key);
    if (stream) stream.push(event);
    else streams.set(key, [event]);
  }
  const of = (service: ServiceName, kind: string): [string, Event[]][] =>
    [...streams].flatMap(([key, stream]): [string, Event[]][] =>
      key.startsWith(`${service} ${kind}#`) ? [[(stream[0] as Event).id, stream]] : [],
    );
  const cases = new Map(of('handover', 'CASE'));
  return {
    events,
    rows,
    streams,
    of,
    stream: (service: ServiceName, kind: string, id: string): Event[] => streams.get(`${service} ${kind}#${id}`) ?? [],
    persons: new Map(of('registration', 'PERSON')),
    cases,
    manifests: new Map(of('handover', 'MANIFEST')),
    lines: [...cases].flatMap(([number, stream]) => linesOf(number, stream)),
  };
}

/** Where an event leads a line to; nothing when it moves none. */
export function stepOf({ kind, type, data }: Event): string | undefined {
  if (kind !== 'CASE') return undefined;
  if (type === 'listed') return 'LISTED';
  return type === 'scan-conflict-raised' || data.line === undefined ? undefined : data.to;
}

function linesOf(personalNumber: string, stream: readonly Event[]): Line[] {
  const found: (Line & { steps: Step[] })[] = [];
  for (const event of stream) {
    const to = stepOf(event);
    if (!to) continue;
    const { manifest, line } = event.data;
    if (to === 'LISTED') found.push({ personalNumber, manifest, line, steps: [{ to, event }] });
    else {
      const on = found.findLast((each) => each.manifest === manifest && each.line === line);
      // What a human found takes the place of the claims it contradicts.
      if (event.data.settles) on?.steps.splice(0, on.steps.length, ...on.steps.filter((step) => ['LISTED', 'PRESENTED'].includes(step.to)));
      on?.steps.push({ to, event });
    }
  }
  return found;
}

/** The state each line has come to, counted. */
export function counted(lines: readonly Line[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { steps } of lines) {
    const to = steps.at(-1)?.to ?? '';
    counts[to] = (counts[to] ?? 0) + 1;
  }
  return counts;
}

/** Two tables of figures that say the same; a figure that is missing is nought. */
export function sameFigures(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): boolean {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => (one[name] ?? 0) === (other[name] ?? 0));
}
