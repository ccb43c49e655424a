import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../services/custody/verifier/main.ts', import.meta.url));

/** Writes the verifier of bundles as one file that needs nothing but Node: for whoever does not trust the Ministry. */
async function emit(outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
  });
}

// `npm run verify -- --emit FILE` writes it; everything else runs it.
const [option, file] = process.argv.slice(2);
if (option === '--emit' && file) await emit(file);
else await import(entry);
