import middy from '@middy/core';
import { bucketArchive } from '#shared/lambda/archive.ts';
import { kmsSigner } from '#shared/lambda/note-signer.ts';
import { openTable, setting } from '#shared/lambda/runtime.ts';
import { twoPersonsGuard } from './append-guard.ts';
import { type Fed, logFeeds } from './log-feeds.ts';
import { sequencer } from './sequencing.ts';

const { store, walk } = openTable({ guard: twoPersonsGuard });
const sequence = sequencer({
  rows: store.rows,
  signer: kmsSigner(setting('SIGNING_KEY')),
  archive: bucketArchive(setting('CHECKPOINT_BUCKET')),
  origin: setting('LOG_ORIGIN'),
});

export const handler = middy<Fed, void>({ timeoutEarlyInMillis: 0 }).handler(logFeeds({ sequence, walk }));
