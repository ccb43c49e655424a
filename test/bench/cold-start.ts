import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { bundle, bundling } from '../../infra/bundle.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type Bundled = {
  readonly entry: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Modules of Node that loading the bundle brings in, which an empty handler has not. */
  readonly builtins: readonly string[];
};
/** CPU of a process that starts and loads the bundle, by that of one that loads an empty handler: median of interleaved pairs. */
export type Start = { readonly entry: string; readonly cjs: number; readonly esm: number };

const loading = `
  const [file] = process.argv.slice(1);
  const before = new Set(process.moduleLoadList);
  (async () => {
    const { handler } = file.endsWith('.mjs') ? await import('file://' + file) : require(file);
    if (typeof handler !== 'function') throw new Error('no handler');
    const { user, system } = process.cpuUsage();
    const builtins = process.moduleLoadList.filter((each) => !before.has(each));
    console.log(JSON.stringify({ cpuMs: (user + system) / 1000, builtins }));
    process.exit();
  })();`;

const environment = Object.fromEntries(
  [
    'AWS_REGION',
    'AMANA_SERVICE',
    'AMANA_STAGE',
    'AMANA_TABLE',
    'IDENTITY_KEY',
    'SIGNING_KEY',
    'CHECKPOINT_BUCKET',
    'LOG_ORIGIN',
    'QUEUE_REGISTRATION',
    'QUEUE_CUSTODY',
    'QUEUE_HANDOVER',
  ].map((name) => [name, 'x']),
);

function load(file: string): { cpuMs: number; builtins: string[] } {
  return JSON.parse(execFileSync(process.execPath, ['-e', loading, file], { env: environment, encoding: 'utf8' }));
}

/** The bundles of all functions as they are deployed, in a folder of their own. */
export function openBundles() {
  const folder = mkdtempSync(join(tmpdir(), 'amana-bundles-'));
  const entries = globSync('services/*/{api,inbox,outbox,sequencer}.ts', { cwd: root }).sort();
  bundle(entries, folder);
  const fileOf = (entry: string) => join(folder, entry.replace(/\.ts$/, ''), 'index.js');
  const empty = join(folder, 'empty.js');
  writeFileSync(empty, 'exports.handler = async () => undefined;\n');

  function sizes(): Omit<Bundled, 'builtins'>[] {
    return entries.map((entry) => {
      const bytes = readFileSync(fileOf(entry));
      return { entry, bytes: bytes.length, gzipBytes: gzipSync(bytes).length };
    });
  }

  function loaded(): Bundled[] {
    const known = new Set(load(empty).builtins);
    return sizes().map((size) => ({ ...size, builtins: load(fileOf(size.entry)).builtins.filter((each) => !known.has(each)) }));
  }

  /** The same sources as an ES module, the form that was not chosen. */
  function asModule(entry: string): string {
    const outfile = join(folder, `${entry.replaceAll('/', '-')}.mjs`);
    const { outbase: _outbase, outdir: _outdir, entryNames: _names, sourcemap: _map, ...options } = bundling;
    const js = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
    buildSync({ ...options, entryPoints: [entry], outfile, format: 'esm', banner: { js }, write: true });
    return outfile;
  }

  function starts(pairs: number): Start[] {
    return entries.map((entry) => {
      const module = asModule(entry);
      const ratios = Array.from({ length: pairs }, () => {
        const base = load(empty).cpuMs;
        return { cjs: load(fileOf(entry)).cpuMs / base, esm: load(module).cpuMs / base };
      });
      return { entry, cjs: median(ratios.map(({ cjs }) => cjs)), esm: median(ratios.map(({ esm }) => esm)) };
    });
  }

  return { sizes, loaded, starts, close: () => rmSync(folder, { recursive: true, force: true }) };
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
