import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../infra/bundle.ts';
import { entries } from '../../infra/stack.ts';
import { functionsOf, ofType, root, synthesize, target } from './template.ts';

const folderOf = (bundles: string, entry: string) => join(bundles, entry.replace(/\.ts$/, ''));

let bundles: string;
let environments: Record<string, string[]>;
let grants: Record<string, string>;
let outputs: ReturnType<typeof bundle>['outputs'];
beforeAll(() => {
  const template = synthesize();
  bundles = mkdtempSync(join(tmpdir(), 'amana-bundle-'));
  ({ outputs } = bundle(entries, bundles));
  const functions = functionsOf(template).map((each) => ({ ...each, entry: `services/${each.service}/${each.role}.ts`.toLowerCase() }));
  environments = Object.fromEntries(functions.map(({ entry, properties }) => [entry, Object.keys(properties.Environment.Variables)]));
  const policies = ofType(template, 'AWS::IAM::Policy');
  const policyOf = (role: string | undefined) =>
    policies
      .filter(([, { Roles }]) => Roles.some((each: unknown) => target(each) === role))
      .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow');
  grants = Object.fromEntries(functions.map(({ entry, properties }) => [entry, JSON.stringify(policyOf(target(properties.Role)))]));
});

afterAll(() => rmSync(bundles, { recursive: true }));

test('a bundle has the same bytes in any folder, alone or with the others', () => {
  const [entry = ''] = entries;
  const elsewhere = join(bundles, 'elsewhere', 'deeper');
  bundle([entry], elsewhere);
  for (const file of ['index.js', 'index.js.map']) {
    expect(readFileSync(join(folderOf(elsewhere, entry), file)).equals(readFileSync(join(folderOf(bundles, entry), file)))).toBe(true);
  }
});

describe('a function, without packages beside it and with the environment of its template,', () => {
  // What is not in the bundle cannot be found there; what Lambda never uses must not be asked for at load.
  const ask = `
    const { handler } = require(process.argv[1]);
    const loaded = process.moduleLoadList.filter((each) => /internal\\/deps\\/undici|internal\\/http2/.test(each));
    console.log(JSON.stringify({ handler: typeof handler, loaded }));`;

  test.each(entries)('%s loads, without undici and http2', (entry) => {
    const env = { AWS_REGION: 'us-east-1', ...Object.fromEntries((environments[entry] ?? []).map((name) => [name, 'x'])) };
    const answer = execFileSync(process.execPath, ['-e', ask, join(folderOf(bundles, entry), 'index.js')], {
      cwd: bundles,
      env,
      encoding: 'utf8',
    });
    expect(JSON.parse(answer)).toEqual({ handler: 'function', loaded: [] });
  });

  test.each(entries)('%s may write rows in batches if it does, and only then', (entry) => {
    const files = Object.keys(outputs[`${entry.replace(/\.ts$/, '')}/index.js`]?.inputs ?? {}).filter((file) =>
      /^(services|shared)\//.test(file),
    );
    const does = files.some((file) => /\brows\.change(Together)?\b/.test(readFileSync(join(root, file), 'utf8')));
    expect(grants[entry]?.includes('dynamodb:BatchWriteItem')).toBe(does);
  });

  test.each(entries)('%s is handed the identity key if it asks for it, and only then', (entry) => {
    const asks = readFileSync(join(folderOf(bundles, entry), 'index.js'), 'utf8').includes('IDENTITY_KEY');
    expect(environments[entry]?.includes('IDENTITY_KEY')).toBe(asks);
  });
});
