import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../infra/bundle.ts';
import { entries } from '../../infra/stack.ts';
import { forbidden, reached, type Source, services, under } from './sources.ts';

const isRelative = (imported: string) => imported.startsWith('.');
const isOf =
  (...parts: string[]) =>
  (imported: string) =>
    parts.some((part) => imported.startsWith(`#shared/${part}/`));
/** A relative import that stays within this folder. */
const staysIn =
  (folder: string) =>
  (imported: string, { path }: Source) =>
    isRelative(imported) && posix.join(posix.dirname(path), imported).startsWith(`${folder}/`);

describe('imports', () => {
  test.each(services)('%s imports no other service, and reaches shared code only as #shared', (name) => {
    const found = under(`services/${name}`, { tests: true });
    expect(forbidden(found, (imported, source) => !isRelative(imported) || staysIn(`services/${name}`)(imported, source))).toEqual([]);
    const isShared = (imported: string, { isTest }: Source) => imported.startsWith('#shared/') || (isTest && imported.startsWith('#test/'));
    expect(
      forbidden(found, (imported, source) => isRelative(imported) || isShared(imported, source) || !/^#|services\/|infra\//.test(imported)),
    ).toEqual([]);
  });

  test.each(services)('the domain of %s sees the kernel, the contracts and itself', (name) => {
    const domain = `services/${name}/domain`;
    const isAllowed = (imported: string, source: Source) => isOf('kernel', 'contracts')(imported) || staysIn(domain)(imported, source);
    expect(forbidden(under(domain), isAllowed)).toEqual([]);
  });

  test('the kernel sees itself, hashing and the list of countries', () => {
    const isAllowed = (imported: string, source: Source) =>
      staysIn('shared/kernel')(imported, source) || isOf('kernel')(imported) || /^(node:crypto|iso-3166\/.+)$/.test(imported);
    expect(forbidden(under('shared/kernel'), isAllowed)).toEqual([]);
  });

  test('the contracts see themselves, the kernel and zod', () => {
    const isAllowed = (imported: string, source: Source) =>
      staysIn('shared/contracts')(imported, source) || isOf('kernel', 'contracts')(imported) || imported === 'zod';
    expect(forbidden(under('shared/contracts'), isAllowed)).toEqual([]);
  });

  test('shared code knows no service, no deployment and no test', () => {
    expect(forbidden(under('shared'), (imported) => !/services\/|infra\/|test\//.test(imported))).toEqual([]);
    expect(forbidden(under('shared', { tests: true }), (imported) => !/services\/|infra\//.test(imported))).toEqual([]);
  });

  test('the local stack knows no source of ours', () => {
    const isAllowed = (imported: string, source: Source) => staysIn('infra/local')(imported, source) || !/^[.#]/.test(imported);
    expect(forbidden(under('infra/local', { tests: true }), isAllowed)).toEqual([]);
  });

  test('the CDK app knows the routes of the services and nothing else of them', () => {
    const app = reached('infra/app.ts').filter(({ path }) => path.startsWith('infra/'));
    expect(app.length).toBeGreaterThan(5);
    const isAllowed = (imported: string, source: Source) =>
      staysIn('infra')(imported, source) || /^\.\.\/services\/\w+\/routes\.ts$/.test(imported) || !/^[.#]/.test(imported);
    expect(forbidden(app, isAllowed)).toEqual([]);
    expect(forbidden(app, (imported) => !imported.includes('/local/'))).toEqual([]);
  });
});

describe('what a function is bundled of', () => {
  let inputs: ReturnType<typeof bundle>['inputs'];
  let outputs: ReturnType<typeof bundle>['outputs'];
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'amana-bundle-'));
    ({ inputs, outputs } = bundle(entries, folder));
    rmSync(folder, { recursive: true });
  });

  const ours = (name: string) =>
    Object.entries(outputs)
      .filter(([output]) => output.startsWith(`services/${name}/`) && output.endsWith('.js'))
      .flatMap(([, output]) => Object.keys(output.inputs).filter((input) => !input.startsWith('node_modules/')));

  test.each(services)('%s: its own files and shared ones', (name) => {
    expect(ours(name).filter((input) => !input.startsWith(`services/${name}/`) && !input.startsWith('shared/'))).toEqual([]);
  });

  test.each(services)('%s: no test', (name) => {
    expect(ours(name).filter((input) => input.includes('.test.') || input.startsWith('test/'))).toEqual([]);
  });

  test.each(services)('%s: only store.ts speaks DynamoDB', (name) => {
    const speaks = /@aws-sdk\/|shared\/lambda\/(event-store|row-store)\.ts/;
    const speakers = Object.entries(inputs)
      .filter(
        ([input, { imports }]) =>
          input.startsWith(`services/${name}/`) && imports.some(({ path, original }) => speaks.test(original ?? path)),
      )
      .map(([input]) => input);
    expect(speakers.filter((input) => input !== `services/${name}/store.ts`)).toEqual([]);
  });

  test('no function is bundled with the tracer, a test library or a local stand-in', () => {
    const packages = new Set(Object.keys(inputs).map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]));
    expect([...packages].filter((name) => name && /powertools|vitest|fast-check|dynalite|fauxqs|jose|aws-cdk/.test(name))).toEqual([]);
  });
});
