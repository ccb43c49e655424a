import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Credential sources that a function never uses: Lambda hands its credentials in the environment. The SDK requires each of
 * them only when it comes to that source, so their absence is not noticed at load.
 */
const unusedOnLambda = [
  ...['sso', 'ini', 'process', 'web-identity', 'http', 'login'].map((source) => `@aws-sdk/credential-provider-${source}`),
  '@smithy/credential-provider-imds',
  '@aws-sdk/nested-clients/*',
];

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  // An ESM bundle that imports node:http loads undici and http2 at start: 76 ms of CPU against 7.
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: unusedOnLambda,
  keepNames: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  write: false,
} satisfies BuildOptions;

/**
 * Bundles one entry file (path from the root of the project) into `folder/index.js`.
 * The same sources give the same bytes wherever the folder is, so that the asset's hash changes only with the code.
 */
export function bundle(entry: string, folder: string): Metafile {
  const result = buildSync({ ...options, entryPoints: [entry], outfile: join(root, 'index.js') });
  mkdirSync(folder, { recursive: true });
  for (const file of result.outputFiles) writeFileSync(resolve(folder, relative(root, file.path)), file.contents);
  return result.metafile;
}
