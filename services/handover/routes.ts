import { exportQuery } from '#shared/lambda/events-export.ts';
import type { Route } from '#shared/lambda/route.ts';
import { caseRoutes } from './case-routes.ts';
import { manifestRoutes } from './manifest-routes.ts';

export const routes: readonly Route[] = [
  ...caseRoutes,
  ...manifestRoutes,
  {
    method: 'GET',
    scope: 'amana/handover.read',
    path: '/handover/events',
    use: 'exportEvents',
    lists: true,
    query: exportQuery,
    summary: 'Export of events, without personal data',
  },
];
