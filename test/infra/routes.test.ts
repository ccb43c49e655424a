import { beforeAll, expect, test } from 'vitest';
import { routes as custody } from '../../services/custody/routes.ts';
import { routes as handover } from '../../services/handover/routes.ts';
import { routes as registration } from '../../services/registration/routes.ts';
import { served } from './rules/api.ts';
import { synthesize } from './template.ts';

let byService: Record<string, string[]>;
beforeAll(() => {
  byService = served(synthesize().template);
});

test.each([
  ['Registration', registration],
  ['Custody', custody],
  ['Handover', handover],
])('the API serves the routes of %s, each by its own scope', (service, routes) => {
  expect(byService[service]?.sort()).toEqual(routes.map(({ method, path, scope }) => `${method} ${path} ${scope}`).sort());
});
