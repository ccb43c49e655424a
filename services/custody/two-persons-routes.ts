import * as z from 'zod';
import { paging } from '#shared/lambda/listing.ts';
import type { Route } from '#shared/lambda/route.ts';
import { destructionApprovalDocument, destructionDocument, enrolKeyDocument, releaseDocument, revokeKeyDocument } from './documents.ts';

const admin = { method: 'POST', scope: 'amana/admin', status: 201 } as const;
const read = { method: 'GET', scope: 'amana/custody.read' } as const;
const onWeapon = { method: 'POST', scope: 'amana/custody.write', status: 201, loads: [{ kind: 'WEAPON', by: 'custodyNumber' }] } as const;

/** Officers' keys, and the ways out of trust that two persons open with them. */
export const twoPersonsRoutes: readonly Route[] = [
  { ...admin, path: '/officer-keys', use: 'enrolKey', body: enrolKeyDocument, summary: "Register an officer's own key, or replace one" },
  { ...admin, path: '/officer-key-revocations', use: 'revokeKey', body: revokeKeyDocument, summary: "Revoke an officer's key for good" },
  { ...read, path: '/officer-keys', use: 'listKeys', lists: true, query: z.strictObject(paging), summary: "Officers' keys" },
  { ...read, path: '/officer-keys/{kid}', use: 'showKey', summary: 'One key by its thumbprint' },
  {
    ...onWeapon,
    path: '/destruction-approvals',
    use: 'approveDestruction',
    body: destructionApprovalDocument,
    batch: true,
    summary: 'Approve the destruction of a weapon, by two persons',
  },
  {
    ...onWeapon,
    path: '/destructions',
    use: 'destroy',
    body: destructionDocument,
    batch: true,
    summary: 'Destroy a weapon, before a witness of a third party',
  },
  {
    ...onWeapon,
    path: '/releases-to-owner',
    use: 'releaseToOwner',
    body: releaseDocument,
    batch: true,
    summary: "Release a weapon to its private owner by a court's ruling, by two persons",
  },
];
