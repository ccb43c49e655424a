import { type Exported, streams, streamsOf } from './exported.ts';

/** A step of one person on one line of a manifest. */
export type Step = { readonly to: string; readonly event: Exported };
export type FoldedLine = {
  readonly personalNumber: string;
  readonly manifest: string;
  readonly line: number;
  readonly steps: readonly Step[];
};
export type FoldedManifest = { readonly manifestNo: string; readonly events: readonly Exported[]; readonly lines: readonly FoldedLine[] };
export type Returns = { readonly cases: ReadonlyMap<string, readonly Exported[]>; readonly manifests: ReadonlyMap<string, FoldedManifest> };

/** What may not be followed by anything else on the same line. */
export const ENDS = [
  ...['ACCEPTED', 'REFUSED', 'DEFERRED', 'NO_SHOW', 'WITHDREW', 'MEDICAL_HOLD', 'LEGAL_HOLD', 'REMOVED_BY_APPROVAL'],
  ...['DISEMBARKED_OBJECTED', 'DISEMBARKED_MEDICAL', 'ESCAPED_IN_TRANSIT', 'DECEASED_IN_TRANSIT'],
];

/** Where an event leads a line to; nothing when it moves none. A claim that contradicts an end is kept and moves nothing. */
export function stepOf({ type, data }: Exported): string | undefined {
  if (type === 'listed') return 'LISTED';
  if (type === 'scan-conflict-raised' || typeof data.to !== 'string' || data.line === undefined) return undefined;
  return data.to;
}

export function foldReturns(events: readonly Exported[]): Returns {
  const all = streams(events);
  const cases = new Map(streamsOf(all, 'CASE'));
  const lines = [...cases].flatMap(([personalNumber, stream]) => linesOf(personalNumber, stream));
  const manifests = streamsOf(all, 'MANIFEST').map(([manifestNo, stream]): [string, FoldedManifest] => [
    manifestNo,
    { manifestNo, events: stream, lines: lines.filter(({ manifest }) => manifest === manifestNo) },
  ]);
  return { cases, manifests: new Map(manifests) };
}

function linesOf(personalNumber: string, stream: readonly Exported[]): FoldedLine[] {
  const found: (FoldedLine & { steps: Step[] })[] = [];
  for (const event of stream) {
    const to = stepOf(event);
    if (!to) continue;
    const { manifest = '', line = 0 } = event.data;
    if (to === 'LISTED') {
      found.push({ personalNumber, manifest, line, steps: [{ to, event }] });
      continue;
    }
    const steps = found.findLast((each) => each.manifest === manifest && each.line === line)?.steps;
    // What a human found takes the place of the claims it contradicts.
    if (event.data.settles) steps?.splice(0, steps.length, ...steps.filter((step) => ['LISTED', 'PRESENTED'].includes(step.to)));
    steps?.push({ to, event });
  }
  return found;
}

/** The figures of the reconciliation, each a count of the lines that ever came to a state. */
export function figuresOf({ lines }: FoldedManifest) {
  const ever = (...states: string[]) => lines.filter(({ steps }) => steps.some(({ to }) => states.includes(to))).length;
  return {
    manifested: lines.length,
    boarded: ever('BOARDED'),
    noShow: ever('NO_SHOW'),
    withdrew: ever('WITHDREW'),
    medicalHold: ever('MEDICAL_HOLD'),
    legalHold: ever('LEGAL_HOLD'),
    removed: ever('REMOVED_BY_APPROVAL'),
    presented: ever('PRESENTED_TO_RECEIVER'),
    disembarked: ever('DISEMBARKED_OBJECTED', 'DISEMBARKED_MEDICAL'),
    escapedInTransit: ever('ESCAPED_IN_TRANSIT'),
    deceasedInTransit: ever('DECEASED_IN_TRANSIT'),
    accepted: ever('ACCEPTED'),
    refused: ever('REFUSED'),
    deferred: ever('DEFERRED'),
  };
}
export type Figures = ReturnType<typeof figuresOf>;
