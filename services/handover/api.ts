import { enrolment } from '#shared/lambda/enrolment.ts';
import { api } from '#shared/lambda/http.ts';
import { openTable, setting } from '#shared/lambda/runtime.ts';
import { reads } from './reads.ts';
import { routes } from './routes.ts';
import { type Deps, useCases } from './use-cases.ts';

const table = openTable();
const deps: Deps = { ...table, department: enrolment(table.store), identityKey: setting('IDENTITY_KEY') };

export const handler = api({ routes, useCases: { ...useCases, ...reads }, deps });
