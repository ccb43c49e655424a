import * as z from 'zod';
import { WEAPON_KINDS, WEAPON_STATES } from '#shared/contracts/custody.ts';
import { instant } from '#shared/lambda/command-context.ts';
import { exportQuery } from '#shared/lambda/events-export.ts';
import { paging } from '#shared/lambda/listing.ts';
import type { Route } from '#shared/lambda/route.ts';
import {
  correctionDocument,
  depositDocument,
  holdDocument,
  holdLiftingDocument,
  issueBookDocument,
  lotDocument,
  lotMovementDocument,
  movementDocument,
  removalDocument,
  returnDocument,
  voidDocument,
} from './documents.ts';
import { logRoutes } from './log-routes.ts';
import { stockRoutes } from './stock-routes.ts';
import { twoPersonsRoutes } from './two-persons-routes.ts';
import { weaponsHandoverRoutes } from './weapons-handover-routes.ts';

const write = { method: 'POST', scope: 'amana/custody.write', status: 201 } as const;
const read = { method: 'GET', scope: 'amana/custody.read' } as const;
const onWeapon = { ...write, batch: true, loads: [{ kind: 'WEAPON', by: 'custodyNumber' }] } as const;
const onLot = { ...write, batch: true, loads: [{ kind: 'LOT', by: 'custodyNumber' }] } as const;
const page = z.strictObject(paging);
const text = z.string().min(1).max(60).optional();
/** What is found by all that is in custody. Containers are numbered within their site, racks within their container. */
const whereabouts = {
  ...paging,
  tag: text,
  depositor: text,
  site: text,
  building: text,
  container: text,
  rack: text,
  slot: text,
  seal: text,
};
const WITHIN = { building: 'site', container: 'site', rack: 'container', slot: 'rack' } as const;
function isWithin(query: Partial<Record<keyof typeof whereabouts | 'serial', unknown>>, context: z.RefinementCtx): void {
  if ((['tag', 'seal', 'depositor', 'serial'] as const).some((other) => query[other] !== undefined)) return;
  for (const [part, whole] of Object.entries(WITHIN) as [keyof typeof WITHIN, (typeof WITHIN)[keyof typeof WITHIN]][])
    if (query[part] !== undefined && query[whole] === undefined)
      context.addIssue({ code: 'custom', path: [part], message: `with the ${whole} it is in` });
}

export const routes: readonly Route[] = [
  ...stockRoutes,
  {
    method: 'POST',
    scope: 'amana/admin',
    status: 201,
    path: '/receipt-books',
    use: 'issueBook',
    body: issueBookDocument,
    summary: 'Issue a book of a thousand numbered receipts to a committee',
  },
  { ...write, path: '/voided-receipts', use: 'voidNumber', body: voidDocument, batch: true, summary: 'Void a spoilt receipt of a book' },
  { ...onWeapon, path: '/weapons', use: 'deposit', body: depositDocument, summary: 'Deposit a weapon in trust and give the receipt' },
  {
    ...onWeapon,
    path: '/movements',
    use: 'move',
    body: movementDocument,
    summary: 'Move a weapon to a store, between stores or to another keeper',
  },
  { ...onWeapon, path: '/temporary-removals', use: 'remove', body: removalDocument, summary: 'Take a weapon out of its store for a time' },
  { ...onWeapon, path: '/returns-to-store', use: 'returnToStore', body: returnDocument, summary: 'Bring a removed weapon back to a store' },
  { ...onWeapon, path: '/holds', use: 'hold', body: holdDocument, summary: 'Place a legal hold' },
  { ...onWeapon, path: '/hold-liftings', use: 'liftHold', body: holdLiftingDocument, summary: 'Lift a legal hold, by two persons' },
  {
    ...onWeapon,
    path: '/weapon-corrections',
    use: 'correct',
    body: correctionDocument,
    summary: 'Correct an identity by a superseding event, by two persons',
  },
  ...twoPersonsRoutes,
  ...weaponsHandoverRoutes,
  {
    ...onLot,
    path: '/ammunition',
    use: 'depositLot',
    body: lotDocument,
    summary: 'Deposit an ammunition lot in trust and give the receipt',
  },
  {
    ...onLot,
    path: '/ammunition-movements',
    use: 'moveLot',
    body: lotMovementDocument,
    summary: 'Issue a lot for destruction, by two persons; receive more; bring to another store',
  },
  {
    ...read,
    path: '/weapons',
    use: 'listWeapons',
    lists: true,
    query: z
      .strictObject({
        ...whereabouts,
        kind: z.enum(WEAPON_KINDS).optional(),
        state: z.enum(WEAPON_STATES).optional(),
        serial: text,
      })
      .superRefine(isWithin),
    summary:
      'Weapons by kind, state, place (site to slot), seal, tag, depositor or serial (as marked, normalised, confusable, old, assigned)',
  },
  { ...read, path: '/weapons/{custodyNumber}', use: 'showWeapon', summary: 'One weapon' },
  { ...read, path: '/weapons/{custodyNumber}/events', use: 'weaponHistory', lists: true, query: page, summary: 'The history of a weapon' },
  { ...read, path: '/weapons/{custodyNumber}/receipt', use: 'weaponReceipt', summary: "The depositor's receipt, as a duplicate" },
  {
    ...read,
    path: '/ammunition',
    use: 'listLots',
    lists: true,
    query: z.strictObject(whereabouts).superRefine(isWithin),
    summary: 'Ammunition lots by place (site to slot), seal, tag or depositor',
  },
  { ...read, path: '/ammunition/{custodyNumber}', use: 'showLot', summary: 'One ammunition lot' },
  {
    ...read,
    path: '/ammunition/{custodyNumber}/events',
    use: 'lotHistory',
    lists: true,
    query: page,
    summary: 'The history of an ammunition lot',
  },
  { ...read, path: '/ammunition/{custodyNumber}/receipt', use: 'lotReceipt', summary: "The depositor's receipt, as a duplicate" },
  { ...read, path: '/receipt-books/{book}', use: 'bookStatement', summary: 'Receipts of a book: used, voided, blank' },
  {
    ...read,
    path: '/custody/statement',
    use: 'statement',
    query: z.strictObject({ at: instant.optional() }),
    summary: 'The weapons-in-trust statement as of any moment',
  },
  {
    ...read,
    path: '/custody/events',
    use: 'exportEvents',
    lists: true,
    query: exportQuery,
    summary: 'Export of events, without personal data',
  },
  ...logRoutes,
];
