import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Template } from './intrinsics.ts';

export type Assembly = {
  stackName: string;
  template: Template;
  /** Folder of the code a function names by its object key in the asset bucket. */
  codeFolder(objectKey: string): string;
};

type AssetManifest = { files?: Record<string, { source: { path: string }; destinations: Record<string, { objectKey: string }> }> };

/** Reads the one stack of a synthesized cloud assembly: its template, and where the code of its functions lies. */
export function readAssembly(folder: string): Assembly {
  const names = readdirSync(folder);
  const templates = names.filter((name) => name.endsWith('.template.json'));
  if (templates.length !== 1) throw new Error(`${resolve(folder)} holds ${templates.length} templates; one stack was expected`);
  const stackName = templates[0]?.replace('.template.json', '') ?? '';

  const folders = new Map<string, string>();
  for (const name of names.filter((each) => each.endsWith('.assets.json'))) {
    const manifest: AssetManifest = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    for (const { source, destinations } of Object.values(manifest.files ?? {})) {
      for (const { objectKey } of Object.values(destinations)) folders.set(objectKey, resolve(folder, source.path));
    }
  }

  return {
    stackName,
    template: JSON.parse(readFileSync(join(folder, `${stackName}.template.json`), 'utf8')),
    codeFolder: (objectKey) => {
      const found = folders.get(objectKey);
      if (!found) throw new Error(`No asset of ${resolve(folder)} has the object key ${objectKey}`);
      return found;
    },
  };
}
