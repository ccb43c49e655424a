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

export const handoverMessages = {
  'handover.case-moved.v1': caseMoved,
} as const;
