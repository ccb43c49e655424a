import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The settings of one machine: the ministries' systems may enter acts of the past, as those of a whole operation are; nobody waits a minute for a checkpoint. */
const CONTEXT = JSON.stringify({
  stage: 'local',
  backfill: 'interior,defence,joint-operations,foreign-affairs',
  checkpointSeconds: '1',
});

/** Synthesizes the CDK app into a folder, unless it holds what these very sources give. Answers with the folder of the assembly. */
export async function synthesize(into: string): Promise<string> {
  const assembly = join(into, 'cdk.out');
  const note = join(into, 'cdk.sources');
  const sources = digestOfSources();
  if (existsSync(note) && readFileSync(note, 'utf8') === sources) return assembly;
  mkdirSync(into, { recursive: true });
  await run(assembly);
  writeFileSync(note, sources);
  return assembly;
}

/** Hex SHA-256 over everything the assembly is made of. */
function digestOfSources(): string {
  const hash = createHash('sha256')
    .update(CONTEXT)
    .update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of ['infra', 'services', 'shared']) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
    for (const path of paths) hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.digest('hex');
}

async function run(assembly: string): Promise<void> {
  const child = spawn(process.execPath, ['infra/app.ts'], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: CONTEXT },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The CDK app was not synthesized.\n${said.join('')}`);
}
