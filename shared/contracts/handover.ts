import * as z from 'zod';

/** Where a person stands on the way home. To registration (free the bed, close the record) and custody (the depositor left; the weapon stays). */
export const caseMoved = z.strictObject({
  sequence: z.number().int(),
  personalNumber: z.string(),
  stage: z.enum(['RETURNED', 'AVAILABLE']),
  manifest: z.string().optional(),
  at: z.iso.datetime(),
});
export type CaseMoved = z.infer<typeof caseMoved>;

/** A chunk of a manifest's lines to be listed. To handover itself. */
const chunk = { sequence: z.number().int(), manifestNo: z.string(), chunk: z.number().int().min(1) };
export const linesSubmitted = z.strictObject(chunk);

/** A chunk of a cancelled manifest whose people are to be let go. To handover itself. */
export const linesReleased = z.strictObject(chunk);

/** An event of this stream states what happened to lines; it is to be carried out where that was left undone. To handover itself. */
export const scansReceived = z.strictObject({ sequence: z.number().int(), kind: z.enum(['SCANS', 'MANIFEST']), id: z.string() });

/** An event of a case moved one line by itself (a withdrawal, a stop); it is to be counted. To handover itself. */
export const lineMoved = z.strictObject({ sequence: z.number().int(), personalNumber: z.string() });

export const handoverMessages = {
  'handover.case-moved.v1': caseMoved,
  'handover.lines-submitted.v1': linesSubmitted,
  'handover.lines-released.v1': linesReleased,
  'handover.scans-received.v1': scansReceived,
  'handover.line-moved.v1': lineMoved,
} as const;
