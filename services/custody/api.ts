import { enrolment } from '#shared/lambda/enrolment.ts';
import { api } from '#shared/lambda/http.ts';
import { openTable } from '#shared/lambda/runtime.ts';
import { twoPersonsGuard } from './append-guard.ts';
import { logReader } from './log-reader.ts';
import { books, containers, type Deps, stillStores } from './lookups.ts';
import { reads } from './reads.ts';
import { routes } from './routes.ts';
import { sealings } from './seals.ts';
import { serialIndex } from './serial-index.ts';
import { useCases } from './use-cases.ts';

const { store, walk } = openTable({ guard: twoPersonsGuard });
const deps: Deps = {
  store,
  walk,
  department: enrolment(store),
  book: books(store),
  dedicate: containers(store),
  still: stillStores(store),
  putUnder: sealings(store),
  serials: serialIndex(store),
  log: logReader(store.rows, walk),
};

export const handler = api({ routes, useCases: { ...useCases, ...reads }, deps });
