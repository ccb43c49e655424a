import * as z from 'zod';

export const SERVICE_NAMES = ['registration', 'custody', 'handover'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/**
 * A message between the services: CloudEvents 1.0, structured JSON. `data.sequence` is the aggregate's sequence number: the facts are as of
 * it, and the newest wins. Ids, facts and digests only; never a name, a birth date, a document or a serial number.
 */
export const envelope = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(200),
  source: z.enum(SERVICE_NAMES.map((name) => `amana/${name}` as const)),
  type: z.string().regex(/^(registration|custody|handover)\.[a-z-]+\.v\d+$/),
  subject: z.string().min(1).max(120),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  data: z.looseObject({ sequence: z.number().int().min(1) }),
});
export type Envelope = z.infer<typeof envelope>;
