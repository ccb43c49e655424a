import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './template.ts';

type Locked = { version?: string; resolved?: string; inBundle?: boolean; optionalDependencies?: Record<string, string> };
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const locked: Record<string, Locked> = json('package-lock.json').packages;

test('every package is asked for by its exact version', () => {
  const { dependencies, devDependencies, optionalDependencies } = json('package.json');
  const asked = Object.entries<string>({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the lock names no place to download from', () => {
  expect(Object.entries(locked).filter(([, { resolved }]) => resolved)).toEqual([]);
});

test('the lock has the packages of all platforms, without which `npm ci` refuses it', () => {
  const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {}, inBundle }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !inBundle && !locked[`node_modules/${name}`] && !locked[`${path}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});
