import * as z from 'zod';
import { LEGAL_CATEGORIES } from '#shared/contracts/registration.ts';
import { instant } from '#shared/lambda/command-context.ts';
import { paging } from '#shared/lambda/listing.ts';
import type { Route } from '#shared/lambda/route.ts';
import {
  amnestyDocument,
  amnestyStatusDocument,
  authorityDocument,
  countDocument,
  declarationDocument,
  liftingDocument,
  overrideDocument,
  pledgeCeremonyDocument,
  pledgeDocument,
  policyDocument,
  screeningDocument,
  settlementDocument,
  stopDocument,
  withdrawalDocument,
} from './case-documents.ts';
import { CASE_STAGES } from './domain/case-stage.ts';

const write = { method: 'POST', scope: 'amana/handover.write', status: 201 } as const;
const read = { method: 'GET', scope: 'amana/handover.read' } as const;
const onCase = { ...write, batch: true, loads: [{ kind: 'CASE', by: 'personalNumber' }] } as const;
const page = z.strictObject(paging);
const code = z.string().max(40).optional();
const asOf = z.strictObject({ at: instant.optional() });

export const caseRoutes: readonly Route[] = [
  {
    ...onCase,
    path: '/declarations',
    use: 'declare',
    body: declarationDocument,
    summary: 'Declare the will to return or to stay, with the pledges signed at the same table',
  },
  {
    ...onCase,
    path: '/declaration-withdrawals',
    use: 'withdraw',
    body: withdrawalDocument,
    summary: 'Withdraw a declaration, at any time and without a reason',
  },
  { ...onCase, path: '/pledges', use: 'givePledge', body: pledgeDocument, summary: 'Record a pledge given later, or by the family' },
  {
    ...write,
    path: '/pledge-ceremonies',
    use: 'holdPledgeCeremony',
    status: 200,
    lists: true,
    body: pledgeCeremonyDocument,
    summary: 'Record up to 500 pledges given at one ceremony, each in its own case',
  },
  { ...onCase, path: '/screenings', use: 'screen', body: screeningDocument, summary: 'Record a non-refoulement screening' },
  {
    ...onCase,
    path: '/stops',
    use: 'stop',
    body: stopDocument,
    summary: 'Stop a return at once: objection, claim of asylum, hold, unfitness',
  },
  { ...onCase, path: '/stop-liftings', use: 'lift', body: liftingDocument, summary: 'Lift a stop, by the competent department' },
  {
    ...onCase,
    path: '/amnesty-overrides',
    use: 'overrideAmnesty',
    body: overrideDocument,
    summary: 'Let a person return whom no amnesty covers, by a legal officer',
  },
  { ...onCase, path: '/review-settlements', use: 'settle', body: settlementDocument, summary: 'Settle what contradicts in a case' },
  { ...write, path: '/amnesties', use: 'recordAmnesty', body: amnestyDocument, summary: 'Record an amnesty instrument' },
  {
    ...write,
    path: '/amnesty-status-changes',
    use: 'changeAmnesty',
    body: amnestyStatusDocument,
    summary: 'Verify, extend, revoke an amnesty or let it expire',
  },
  { ...write, path: '/pledge-policies', use: 'setPolicy', body: policyDocument, summary: 'Set from when a pledge is required, or not' },
  {
    ...write,
    path: '/receiving-authorities',
    use: 'nameAuthority',
    body: authorityDocument,
    summary: 'Name a receiving authority, its officers and its safety assurance',
  },
  { ...write, path: '/external-counts', use: 'claimCount', body: countDocument, summary: 'Record a count that somebody else claims' },
  {
    ...read,
    path: '/return-cases',
    use: 'listCases',
    lists: true,
    query: z.strictObject({
      ...paging,
      at: instant.optional(),
      state: z.enum(CASE_STAGES).optional(),
      category: z.enum(LEGAL_CATEGORIES).optional(),
      guard: code,
      review: code,
    }),
    summary: 'Return cases, by stage, category, guard in the way, open review',
  },
  {
    ...read,
    path: '/return-cases/{personalNumber}',
    use: 'showCase',
    query: asOf,
    summary: 'One return case, with every guard in the way',
  },
  { ...read, path: '/return-cases/{personalNumber}/events', use: 'caseHistory', lists: true, summary: 'The history of a return case' },
  { ...read, path: '/return-cases/{personalNumber}/papers', use: 'papers', lists: true, summary: 'Declarations and pledges as signed' },
  {
    ...read,
    path: '/handover/residual-caseload',
    use: 'residualCaseload',
    query: asOf,
    summary: 'Who remains, by category and stage, with external claims beside',
  },
  { ...read, path: '/handover/weapons-in-trust', use: 'showWeapons', query: asOf, summary: 'Weapons in trust by kind, as of any moment' },
  { ...read, path: '/pledge-policies', use: 'showPolicy', query: asOf, summary: 'The pledge policy, as of any moment' },
  { ...read, path: '/amnesties', use: 'listAmnesties', lists: true, query: page, summary: 'Amnesty instruments' },
  {
    ...read,
    path: '/receiving-authorities',
    use: 'listAuthorities',
    lists: true,
    query: page,
    summary: 'Receiving authorities, without the names of their officers',
  },
  { ...read, path: '/external-counts', use: 'listClaims', lists: true, query: page, summary: 'Counts that others claim' },
];
