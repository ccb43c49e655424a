import { expect, test } from 'vitest';
import { routeTable } from './route-table.ts';

const keys = [
  'GET /persons/{id}',
  'GET /persons/search',
  'POST /persons/{id}/housings',
  'ANY /files/{rest+}',
  'GET /files/{rest+}',
  'GET /',
];
const select = routeTable(keys.map((routeKey) => ({ routeKey, target: routeKey })));

test.each<[string, string, string | undefined, Record<string, string>]>([
  ['GET', '/persons/SY000123-4', 'GET /persons/{id}', { id: 'SY000123-4' }],
  ['GET', '/persons/search', 'GET /persons/search', {}],
  ['GET', '/persons/%D8%B9', 'GET /persons/{id}', { id: 'ع' }],
  ['GET', '/persons/', undefined, {}],
  ['POST', '/persons/1/housings', 'POST /persons/{id}/housings', { id: '1' }],
  ['GET', '/persons/1/housings', undefined, {}],
  ['GET', '/files/a/b', 'GET /files/{rest+}', { rest: 'a/b' }],
  ['PUT', '/files/a', 'ANY /files/{rest+}', { rest: 'a' }],
  ['GET', '/', 'GET /', {}],
])('%s %s', (method, path, routeKey, parameters) => {
  const match = select(method, path);
  expect([match?.target, match?.parameters ?? {}]).toEqual([routeKey, parameters]);
});

test('$default takes what no route takes', () => {
  expect(routeTable([{ routeKey: '$default', target: 'rest' }])('GET', '/anything')?.target).toBe('rest');
});
