/** The days of the operation, ISO 8601 UTC. */
export const CALENDAR = {
  opened: '2024-12-07T03:30:00.000Z',
  crossed: ['2024-12-07T05:00:00.000Z', '2024-12-07T22:00:00.000Z'],
  registered: ['2024-12-08T03:00:00.000Z', '2024-12-08T17:00:00.000Z'],
  housed: ['2024-12-08T18:00:00.000Z', '2024-12-08T22:30:00.000Z'],
  stored: ['2024-12-09T06:00:00.000Z', '2024-12-09T15:00:00.000Z'],
  cards: ['2024-12-10T06:00:00.000Z', '2024-12-13T15:00:00.000Z'],
  amnesty: '2024-12-09T12:00:00.000Z',
  screened: ['2024-12-12T06:00:00.000Z', '2024-12-14T15:00:00.000Z'],
  declared: ['2024-12-15T06:00:00.000Z', '2024-12-16T16:00:00.000Z'],
  adjudicated: '2024-12-16T17:00:00.000Z',
  restituted: ['2024-12-17T05:00:00.000Z', '2024-12-17T10:00:00.000Z'],
} as const;

type Span = readonly [from: string, to: string];

/** The time of one of many acts spread evenly over a span, to the second. */
export function within([from, to]: Span, index: number, count: number): string {
  const begin = Date.parse(from);
  const step = (Date.parse(to) - begin) / Math.max(count, 1);
  return new Date(Math.floor((begin + step * index) / 1000) * 1000).toISOString();
}

export function later(at: string, seconds: number): string {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}
