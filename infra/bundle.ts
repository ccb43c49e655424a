import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Credential sources that a function never uses: Lambda hands its credentials in the environment. The SDK requires each of
 * them only when it comes to that source, so their absence is not noticed at load.
 */
const unusedOnLambda = [
  ...['sso', 'ini', 'process', 'web-identity', 'http', 'login'].map((source) => `@aws-sdk/credential-provider-${source}`),
  '@smithy/credential-provider-imds',
  '@aws-sdk/nested-clients/*',
];

export const bundling = {
  absWorkingDir: root,
  outbase: root,
  outdir: root,
  entryNames: '[dir]/[name]/index',
  bundle: true,
  platform: 'node',
  target: 'node24',
  // An ESM bundle that imports node:http loads undici and http2 at start: 76 ms of CPU against 7.
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: unusedOnLambda,
  // Function names stay, for the stack traces; without the white space a function starts some 10 ms of CPU sooner.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  write: false,
} satisfies BuildOptions;

/**
 * Bundles entry files (paths from the root of the project): `services/custody/api.ts` becomes `folder/services/custody/api/index.js`.
 * The same sources give the same bytes wherever the folder is, so that an asset's hash changes only with its code.
 */
export function bundle(entries: string[], folder: string): Metafile {
  const { outputFiles, metafile } = buildSync({ ...bundling, entryPoints: entries });
  for (const { path, contents } of outputFiles) {
    const file = join(folder, relative(root, path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
    // Wherever the folder lies, no package.json above it makes an ES module of it.
    writeFileSync(join(dirname(file), 'package.json'), '{"type":"commonjs"}\n');
  }
  return metafile;
}
