import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Everything one stack keeps between two starts, under one folder that can be wiped. */
export type DataFolder = {
  path(...parts: string[]): string;
  /** A value made once and kept: the same answer for `name` at every later start. */
  kept(name: string, make: () => string): string;
  release(): void;
};

/**
 * Opens `folder` for one stack alone. Throws when another stack, in any process, has it open.
 * The lock is one the operating system drops with its holder, so a killed stack leaves none behind.
 */
export function openDataFolder(folder: string): DataFolder {
  const root = resolve(folder);
  mkdirSync(join(root, 'logs'), { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(root, 'lock.db'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch {
    lock.close();
    throw new Error(`Another local stack is using ${root}: stop it, or name another data folder`);
  }

  const file = join(root, 'kept.json');
  const values = readKept(file);

  return {
    path: (...parts) => join(root, ...parts),
    kept: (name, make) => {
      const known = values[name];
      if (known !== undefined) return known;
      const made = make();
      values[name] = made;
      const next = `${file}.next`;
      writeFileSync(next, JSON.stringify(values, null, 2), { mode: 0o600 });
      renameSync(next, file);
      return made;
    },
    release: () => lock.close(),
  };
}

function readKept(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
