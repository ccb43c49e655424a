import * as z from 'zod';
import { paging } from '#shared/lambda/listing.ts';
import type { Route } from '#shared/lambda/route.ts';

const read = { method: 'GET', scope: 'amana/custody.read' } as const;
const witness = { method: 'GET', scope: 'amana/custody.witness' } as const;
const list = { ...read, lists: true, query: z.strictObject(paging) } as const;
const size = z.coerce
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** The log of custody, its checkpoints and proofs: any ministry may keep what they answer, and so be a witness. */
export const logRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/custody/checkpoints',
    scope: 'amana/custody.read',
    status: 202,
    use: 'requestCheckpoint',
    body: z.strictObject({}),
    summary: 'Have a checkpoint signed now, with the list of all heads',
  },
  {
    ...read,
    path: '/custody/checkpoint-requests/{request}',
    use: 'showCheckpointRequest',
    summary: 'Whether a requested checkpoint is signed',
  },
  { ...list, ...witness, path: '/custody/checkpoints', use: 'listCheckpoints', summary: 'Signed checkpoints of the log, the newest first' },
  { ...witness, path: '/custody/checkpoints/{size}', use: 'showCheckpoint', summary: 'The signed checkpoint of one size' },
  {
    ...witness,
    path: '/custody/consistency',
    use: 'consistency',
    query: z.strictObject({ from: size, to: size }),
    summary: 'The proof that the log of one size begins with that of another',
  },
  { ...list, path: '/custody/log', use: 'listLog', summary: 'The entries of the log in their order, each with its event' },
  { ...list, path: '/custody/lists/{size}', use: 'showList', summary: 'The list of all heads to which a checkpoint commits' },
  { ...witness, path: '/custody/verification-key', use: 'verificationKey', summary: 'The public keys under which checkpoints are signed' },
  {
    ...list,
    path: '/custody/openings',
    scope: 'amana/custody.open',
    use: 'listOpenings',
    summary: 'Personal data with the salt of their commitments, in the order of the log',
  },
  { ...read, path: '/weapons/{custodyNumber}/proof', use: 'weaponProof', summary: 'That the events of a weapon stand in the log' },
  { ...read, path: '/ammunition/{custodyNumber}/proof', use: 'lotProof', summary: 'That the events of an ammunition lot stand in the log' },
];
