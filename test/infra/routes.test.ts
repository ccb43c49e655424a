import { expect, test } from 'vitest';
import { served } from './rules/api.ts';
import { services, synthesize } from './template.ts';

test.each(services)('the API serves the routes of %s, each by its own scope', async (service) => {
  const { routes } = await import(`../../services/${service.toLowerCase()}/routes.ts`);
  const written = routes.map(({ method, path, scope }: { method: string; path: string; scope: string }) => `${method} ${path} ${scope}`);
  expect(written.length).toBeGreaterThan(0);
  expect(served(template)[service]?.sort()).toEqual(written.sort());
});

const { template } = synthesize();
