import { expect, test } from 'vitest';
import { openTestTable } from '#test/dynamodb.ts';
import { MANIFEST } from './manifest-house.ts';
import { asQuery, opened, range, said } from './manifest-story.ts';

test.each(['none', 'all'])(
  'a small manifest in the middle of a large one is through after at most two chunks of it (atomic=%s)',
  async (atomic) => {
    const running = await opened(await openTestTable(`handover-${crypto.randomUUID()}`));
    const small = 'RM-20241219-QM-02';
    // Nobody is known here: a line is refused as fast as a line can be.
    await running.call('POST', '/manifests', { lines: range(1, 1000).map(said), query: { ...asQuery, atomic } });
    const done = async () => {
      const { chunks, checking } = await running.show();
      return chunks.done + (checking?.chunks ?? 0);
    };
    await running.settle(async () => (await done()) >= 3);
    const before = await done();
    await running.call('POST', '/manifests', { lines: range(1, 36).map(said), query: { ...asQuery, manifestNo: small } });
    await running.settle(async () => (await running.show(small)).processed);
    expect((await running.show(small)).counts).toMatchObject({ lines: 36, pending: 0 });
    expect((await done()) - before).toBeLessThanOrEqual(2);
    expect((await running.show(MANIFEST)).processed).toBe(false);
  },
);
