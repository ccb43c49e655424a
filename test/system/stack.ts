import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../../infra/local/stack.ts';
import { connect } from '../replay/clients.ts';
import { synthesize } from '../replay/synthesis.ts';

/** A local stack of the synthesized app in a folder of its own, with the ministries' systems; `end` stops it and wipes the folder. */
export async function bootStack() {
  const folder = mkdtempSync(join(tmpdir(), 'amana-system-'));
  const assembly = await synthesize(folder);
  const stack = await startStack({ assembly, data: join(folder, 'data') });
  const meter = { requests: 0 };
  const end = async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { stack, ministries: connect(stack, meter), end };
}
