import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chance } from '#test/scenario/chance.ts';
import { exportOf, newKey, written } from '#test/tamper/exports.ts';
import { root } from './template.ts';

const folder = mkdtempSync(join(tmpdir(), 'amana-verifier-'));
const file = (name: string) => join(folder, name);
const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: {} });

beforeAll(() => {
  const key = newKey();
  const made = exportOf(chance(9, 'file'), key, { events: 30, checkpoints: 3 });
  const bundle = written(made);
  writeFileSync(file('clean.bundle'), bundle);
  writeFileSync(file('forged.bundle'), bundle.toString().replace('"deposited"', '"DEPOSITED"'));
  writeFileSync(file('key'), `${key.spki}\n`);
  writeFileSync(file('other'), newKey().spki);
  writeFileSync(file('kept.txt'), made.notes[0]?.note ?? '');
  const emitted = spawnSync(process.execPath, [join(root, 'infra/verifier.ts'), '--emit', file('verify.mjs')], { encoding: 'utf8' });
  expect(emitted.stderr).toBe('');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the verifier as one file', () => {
  test('needs no package and no network', () => {
    const text = readFileSync(file('verify.mjs'), 'utf8');
    const imported = [...text.matchAll(/(?:from|require\()\s*["']([^"']+)["']/g)].map(([, name]) => name);
    expect([...new Set(imported)].sort()).toEqual(['node:crypto', 'node:fs', 'node:util']);
  });

  test('says what a bundle proves', () => {
    const { status, stdout } = run('verify.mjs', 'clean.bundle', '--key', 'key', '--since', 'kept.txt');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('VERIFIED');
    expect(status).toBe(0);
  });

  test('does not call verified what anybody may have signed', () => {
    const { status, stdout } = run('verify.mjs', 'clean.bundle');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('CONSISTENT, KEY NOT CHECKED');
    expect(status).toBe(3);
    expect(run('verify.mjs', 'clean.bundle', '--key', 'other', '--key', 'key').status).toBe(0);
  });

  test('names what was touched', () => {
    const { status, stdout } = run('verify.mjs', 'forged.bundle');
    expect(stdout).toMatch(/^Line \d+: entry \d+ of WEAPON#\S+, event 1, is not what was logged/);
    expect(status).toBe(1);
  });

  test('says how it is called', () => {
    expect(run('verify.mjs')).toMatchObject({ status: 2, stderr: expect.stringContaining('verify BUNDLE|PROOF') });
    expect(run('verify.mjs', 'nowhere').status).toBe(2);
  });
});
