// Installs the packages when node_modules is not what package-lock.json says; otherwise does nothing, in a few milliseconds.
// Plain JavaScript without packages: it runs on whatever Node the machine has. The scripts of package.json call it as a
// pre-script, so that the script's own shell then finds the Node of node_modules/.bin.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function packagesOf(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
}

function isInstalled() {
  // npm writes this file last, so an interrupted installation has none.
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(([path, { version, optional, peer }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version : Boolean(optional || peer);
  });
}

function install() {
  // The project's .npmrc silences npm for the sake of the scripts' output; here its own words are wanted, on stderr.
  const npm = process.env.npm_execpath;
  const command = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const [file, ...before] = command;
  const { status, error } = spawnSync(file, [...before, 'ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    shell: process.platform === 'win32' && file === 'npm',
  });
  if (error) console.error(error.message);
  return status ?? 1;
}

if (!isInstalled()) {
  console.error('Installing the packages of package-lock.json ...');
  process.exitCode = install();
}
