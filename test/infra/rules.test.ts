import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { KINDS } from '../../infra/service.ts';
import { routes as custody } from '../../services/custody/routes.ts';
import { routes as handover } from '../../services/handover/routes.ts';
import { routes as registration } from '../../services/registration/routes.ts';
import { apiRegressions } from './regressions/api.ts';
import { functionsRegressions } from './regressions/functions.ts';
import { houseRegressions } from './regressions/house.ts';
import { permissionsRegressions } from './regressions/permissions.ts';
import { storageRegressions } from './regressions/storage.ts';
import { integrations, issuer, routes, served, stage } from './rules/api.ts';
import { functions, mappings } from './rules/functions.ts';
import { alarms, house, names, outputs } from './rules/house.ts';
import { permissions } from './rules/permissions.ts';
import { buckets, keys, logs, queues, tables } from './rules/storage.ts';
import { synthesize, type Template } from './template.ts';

const rules = {
  tables,
  buckets,
  queues,
  keys,
  logs,
  functions,
  mappings,
  permissions,
  routes,
  integrations,
  stage,
  issuer,
  house,
  names,
  outputs,
  alarms,
};
type RuleName = keyof typeof rules;

const regressions = [...storageRegressions, ...functionsRegressions, ...permissionsRegressions, ...apiRegressions, ...houseRegressions];

let template: Template;
beforeAll(() => {
  template = synthesize();
});

describe('the synthesized template keeps the rule of', () => {
  test.each(Object.keys(rules) as RuleName[])('%s', (name) => {
    expect(rules[name](template)).toEqual([]);
  });
});

test.each([
  ['Registration', registration],
  ['Custody', custody],
  ['Handover', handover],
])('the API serves the routes of %s, each by its own scope', (service, written) => {
  expect(served(template)[service]?.sort()).toEqual(written.map(({ method, path, scope }) => `${method} ${path} ${scope}`).sort());
});

describe('a planted regression is found', () => {
  test.each(regressions)('$title', ({ rule, plant }) => {
    const changed = structuredClone(template);
    plant(changed);
    expect(rules[rule as RuleName](changed)).not.toEqual([]);
  });
});

test('every kind of stream is known to the rule that keeps batches from events', () => {
  const root = join(import.meta.dirname, '../..');
  const folders = ['shared/kernel', ...['registration', 'custody', 'handover'].map((service) => `services/${service}/domain`)];
  const sources = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
  const kinds = sources.flatMap((source) => [...source.matchAll(/Aggregate<[^=]*=\s*\{\s*kind: '([A-Z-]+)'/g)].map(([, kind]) => kind));
  expect([...new Set([...kinds, 'COMMITTEE'])].sort()).toEqual(KINDS.toSorted());
});
