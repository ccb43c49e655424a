import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

export const root = new URL('../../', import.meta.url).pathname;

/** A source file of ours: its path from the root, its text, and what it imports as written. */
export type Source = { path: string; text: string; imports: string[]; isTest: boolean };

const importing = /(?:^|[\s;])(?:import|export)\s(?:[^'";]*?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function read(path: string): Source {
  const text = readFileSync(`${root}${path}`, 'utf8');
  const imports = [...text.matchAll(importing)].map(([, written, awaited]) => written ?? awaited ?? '');
  return { path, text, imports, isTest: path.endsWith('.test.ts') };
}

export const sources: Source[] = globSync('{infra,services,shared,test}/**/*.{ts,mjs}', { cwd: root }).sort().map(read);

/** Sources under a folder; tests beside them only when asked for. */
export function under(folder: string, { tests = false } = {}): Source[] {
  return sources.filter(({ path, isTest }) => path.startsWith(`${folder}/`) && (tests || !isTest));
}

/** The sources reached from this one by relative imports, itself among them. */
export function reached(path: string, known = new Set<string>()): Source[] {
  const source = sources.find((each) => each.path === path);
  if (!source || known.has(path)) return [];
  known.add(path);
  const next = source.imports.filter((each) => each.startsWith('.')).map((each) => posix.join(posix.dirname(path), each));
  return [source, ...next.flatMap((each) => reached(each, known))];
}

/** Each import that the rule does not allow, as `file -> import`. */
export function forbidden(found: Source[], isAllowed: (imported: string, source: Source) => boolean): string[] {
  return found.flatMap((source) => source.imports.filter((each) => !isAllowed(each, source)).map((each) => `${source.path} -> ${each}`));
}

/** Each line that matches, as `file:line text`. */
export function lines(found: Source[], pattern: RegExp): string[] {
  return found.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : [])),
  );
}

export const services = ['registration', 'custody', 'handover'];
