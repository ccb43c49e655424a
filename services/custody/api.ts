import { api } from '#shared/lambda/http.ts';
import { openTable } from '#shared/lambda/runtime.ts';
import { twoPersonsGuard } from './append-guard.ts';
import { lookups } from './lookups.ts';
import { reads } from './reads.ts';
import { routes } from './routes.ts';
import { useCases } from './use-cases.ts';

const deps = lookups(openTable({ guard: twoPersonsGuard }));

export const handler = api({ routes, useCases: { ...useCases, ...reads }, deps });
