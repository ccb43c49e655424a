import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Synthesizes the CDK app into a folder, with the settings of one machine: the ministries' systems may enter acts of the past, as those of
 * a whole operation are. Answers with the folder of the assembly.
 */
export async function synthesize(into: string): Promise<string> {
  const context = { stage: 'local', backfill: 'interior,defence,joint-operations,foreign-affairs' };
  const assembly = join(into, 'cdk.out');
  const child = spawn(process.execPath, ['infra/app.ts'], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: JSON.stringify(context) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The CDK app was not synthesized.\n${said}`);
  return assembly;
}
