import * as z from 'zod';
import { paging } from '#shared/lambda/listing.ts';
import type { Route } from '#shared/lambda/route.ts';
import {
  abandonCheckDocument,
  brokenSealDocument,
  closeCheckDocument,
  countDocument,
  keyChangeDocument,
  lossDocument,
  openCheckDocument,
  outcomeDocument,
  sealDocument,
} from './stock-documents.ts';

const write = { method: 'POST', scope: 'amana/custody.write', status: 201 } as const;
const read = { method: 'GET', scope: 'amana/custody.read' } as const;
const site = z.string().min(1).max(60).optional();
const flag = z.stringbool().optional();

/** Stores: stock checks, discrepancy reports, removals and keys. */
export const stockRoutes: readonly Route[] = [
  {
    ...write,
    path: '/stock-checks',
    use: 'openCheck',
    body: openCheckDocument,
    summary: 'Open a stock check: freeze the book, draw the sample',
  },
  { ...write, path: '/stock-counts', use: 'countStock', body: countDocument, summary: "One counter's blind count" },
  {
    ...write,
    path: '/stock-check-closings',
    use: 'closeCheck',
    body: closeCheckDocument,
    summary: 'Close a stock check: derive its findings',
  },
  {
    ...write,
    path: '/stock-check-abandonments',
    use: 'abandonCheck',
    body: abandonCheckDocument,
    summary: 'End a stock check that cannot be finished, by two who do not count it; it counts as no check',
  },
  {
    ...write,
    path: '/discrepancy-outcomes',
    use: 'settleItem',
    body: outcomeDocument,
    summary: 'Settle an item of a discrepancy report: found, clerical, traced, registered, recorded',
  },
  {
    ...write,
    path: '/confirmed-losses',
    use: 'confirmLoss',
    body: lossDocument,
    summary: "Confirm by a board's finding and two persons that a weapon or ammunition is lost or stolen",
  },
  { ...write, path: '/key-changes', use: 'changeKeys', body: keyChangeDocument, summary: 'Hand over the keys of a store; a count is due' },
  { ...write, path: '/container-seals', use: 'putSeal', body: sealDocument, summary: 'Put a seal on a container, by two' },
  {
    ...write,
    path: '/broken-container-seals',
    use: 'breakSeal',
    body: brokenSealDocument,
    summary: 'Break a seal, by two, with the reason',
  },
  {
    ...read,
    path: '/stores',
    use: 'listStores',
    lists: true,
    query: z.strictObject(paging),
    summary: 'Stores: days since each check, what is overdue, what stands still',
  },
  { ...read, path: '/stores/{site}', use: 'showStore', summary: 'One store, with its removals, seals and open reports' },
  {
    ...read,
    path: '/container-seals',
    use: 'listSeals',
    lists: true,
    query: z.strictObject({ ...paging, site }),
    summary: 'Seals: on which container, and which are broken',
  },
  {
    ...read,
    path: '/stock-checks',
    use: 'listChecks',
    lists: true,
    query: z.strictObject({ ...paging, site }),
    summary: 'Stock checks',
  },
  {
    ...read,
    path: '/stock-checks/{check}',
    use: 'showCheck',
    summary: 'One stock check: its sheet while people count, its findings afterwards',
  },
  {
    ...read,
    path: '/discrepancies',
    use: 'listReports',
    lists: true,
    query: z.strictObject({ ...paging, site, open: flag }),
    summary: 'Discrepancy reports',
  },
  {
    ...read,
    path: '/discrepancies/{discrepancy}',
    use: 'showReport',
    query: z.strictObject({ after: z.coerce.number().int().min(1).optional() }),
    summary: 'One discrepancy report: its items and their outcomes',
  },
  {
    ...read,
    path: '/temporary-removals',
    use: 'listRemovals',
    lists: true,
    query: z.strictObject({ ...paging, site, overdue: flag }),
    summary: 'Weapons out of their store for a time, with the time they are due back',
  },
];
