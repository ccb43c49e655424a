import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { bucketArchive } from '#shared/lambda/archive.ts';
import { startSqs } from '../../infra/local/queues.ts';

it('a bucket lists what was published, from any key on, and gives it back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'amana-archive-'));
  const server = await startSqs(folder, 0);
  server.bucket('checkpoints-here');
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new S3Client({ endpoint: server.url, region: 'eu-central-1', credentials });
  const archive = bucketArchive('checkpoints-here', client);
  expect(await archive.keys('checkpoints/')).toEqual([]);
  for (const key of ['lists/0000000002.txt', 'checkpoints/0000000010.txt', 'checkpoints/0000000002-list.txt'])
    await archive.put(key, `— ${key}\n`);
  expect(await archive.keys('checkpoints/')).toEqual(['checkpoints/0000000002-list.txt', 'checkpoints/0000000010.txt']);
  expect(await archive.keys('checkpoints/', 'checkpoints/0000000002')).toHaveLength(2);
  expect(await archive.keys('checkpoints/', 'checkpoints/0000000003')).toEqual(['checkpoints/0000000010.txt']);
  expect(await archive.keys('checkpoints/', 'checkpoints/0000000010.txt')).toEqual([]);
  expect(await archive.get('checkpoints/0000000010.txt')).toBe('— checkpoints/0000000010.txt\n');
  client.destroy();
  await server.stop();
  rmSync(folder, { recursive: true });
});
