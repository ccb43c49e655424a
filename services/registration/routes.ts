import * as z from 'zod';
import { LEGAL_CATEGORIES, PERSON_STATES } from '#shared/contracts/registration.ts';
import { instant } from '#shared/lambda/command-context.ts';
import { exportQuery } from '#shared/lambda/events-export.ts';
import { paging } from '#shared/lambda/listing.ts';
import { operationRoutes } from '#shared/lambda/operations.ts';
import type { Route } from '#shared/lambda/route.ts';
import {
  adjudicationDocument,
  admissionDocument,
  approvalDocument,
  cardDocument,
  correctionDocument,
  deathDocument,
  determinationDocument,
  dischargeDocument,
  effectsDocument,
  enrolDocument,
  escapeDocument,
  healthDocument,
  hospitalisationDocument,
  housingDocument,
  issueBlockDocument,
  recaptureDocument,
  registerDocument,
  restitutionDocument,
  siteDocument,
  transferDocument,
  voidDocument,
} from './documents.ts';

const write = { method: 'POST', scope: 'amana/registration.write', status: 201 } as const;
const read = { method: 'GET', scope: 'amana/registration.read' } as const;
const admin = { method: 'POST', scope: 'amana/admin', status: 201 } as const;
const onPerson = { ...write, batch: true, loads: [{ kind: 'PERSON', by: 'personalNumber' }] } as const;
const page = z.strictObject(paging);
const text = z.string().max(60).optional();

export const routes: readonly Route[] = [
  { ...admin, path: '/committees', use: 'enrol', body: enrolDocument, summary: 'Enrol a committee and its officers' },
  {
    ...admin,
    path: '/number-blocks',
    use: 'issueBlock',
    body: issueBlockDocument,
    summary: 'Issue a block of a thousand personal numbers to a committee',
  },
  { ...admin, path: '/sites', use: 'openSite', body: siteDocument, summary: 'Open a site with its wings and beds' },
  {
    ...write,
    path: '/admissions',
    use: 'openAdmission',
    body: admissionDocument,
    summary: 'Open an admission, approved or as an emergency',
  },
  { ...write, path: '/admission-approvals', use: 'approve', body: approvalDocument, summary: 'Approve an emergency admission' },
  {
    ...onPerson,
    path: '/persons',
    use: 'register',
    body: registerDocument,
    summary: 'Register a received person under a number of an issued block',
  },
  { ...onPerson, path: '/voided-numbers', use: 'voidNumber', body: voidDocument, summary: 'Void a spoilt number of a block' },
  { ...onPerson, path: '/housings', use: 'house', body: housingDocument, summary: 'Give a person a bed' },
  { ...onPerson, path: '/hospitalisations', use: 'hospitalise', body: hospitalisationDocument, summary: 'Record an admission to hospital' },
  { ...onPerson, path: '/discharges', use: 'discharge', body: dischargeDocument, summary: 'Record the return from hospital' },
  { ...onPerson, path: '/escapes', use: 'reportEscape', body: escapeDocument, summary: 'Report an escape' },
  { ...onPerson, path: '/recaptures', use: 'recapture', body: recaptureDocument, summary: 'Record that an escaped person is back' },
  { ...onPerson, path: '/deaths', use: 'recordDeath', body: deathDocument, summary: 'Record a death' },
  { ...onPerson, path: '/transfers', use: 'transfer', body: transferDocument, summary: 'Record the transfer to another authority' },
  { ...onPerson, path: '/corrections', use: 'correct', body: correctionDocument, summary: 'Correct an identity by a superseding event' },
  { ...onPerson, path: '/determinations', use: 'determine', body: determinationDocument, summary: 'Determine or change a legal category' },
  { ...onPerson, path: '/health-summaries', use: 'noteHealth', body: healthDocument, summary: 'Note the health summary' },
  { ...onPerson, path: '/reception-cards', use: 'offerCard', body: cardDocument, summary: 'Record that the reception card was offered' },
  { ...onPerson, path: '/effects', use: 'takeEffects', body: effectsDocument, summary: 'Take personal effects or cash into safekeeping' },
  { ...onPerson, path: '/restitutions', use: 'restitute', body: restitutionDocument, summary: 'Give effects back to their owner' },
  {
    ...write,
    path: '/adjudications',
    use: 'adjudicate',
    body: adjudicationDocument,
    summary: 'Decide whether two suspects are one person',
  },
  {
    ...read,
    path: '/persons',
    use: 'roll',
    lists: true,
    query: z.strictObject({
      ...paging,
      site: text,
      category: z.enum(LEGAL_CATEGORIES).optional(),
      state: z.enum(PERSON_STATES).optional(),
    }),
    summary: 'Nominal roll, by site, category, state',
  },
  {
    ...read,
    path: '/person-search',
    use: 'search',
    lists: true,
    query: z.strictObject({ ...paging, document: text, nationalNumber: text, given: text, father: text, family: text, latinSurname: text }),
    summary: 'Find people by document, national number or names',
  },
  { ...read, path: '/persons/{personalNumber}', use: 'showPerson', summary: 'One person' },
  { ...read, path: '/persons/{personalNumber}/events', use: 'history', lists: true, summary: 'The history of a person' },
  { ...read, path: '/persons/{personalNumber}/reception-card', use: 'receptionCard', summary: 'The reception card' },
  { ...read, path: '/persons/{personalNumber}/effects', use: 'personEffects', lists: true, summary: 'Effects and cash of a person' },
  { ...read, path: '/sites', use: 'listSites', lists: true, query: page, summary: 'Sites' },
  { ...read, path: '/sites/{site}/beds', use: 'beds', lists: true, query: page, summary: 'Beds taken at a site' },
  { ...read, path: '/suspects', use: 'listSuspects', lists: true, query: page, summary: 'Pairs suspected to be one person' },
  { ...read, path: '/effects', use: 'listEffects', lists: true, query: page, summary: 'The special register of effects' },
  {
    ...read,
    path: '/reception-cards',
    use: 'cardsDue',
    lists: true,
    query: z.strictObject({ ...paging, at: instant.optional() }),
    summary: 'Reception cards overdue at a moment',
  },
  { ...read, path: '/number-blocks/{block}', use: 'blockStatement', summary: 'Numbers of a block: used, voided, blank' },
  {
    ...read,
    path: '/strength',
    use: 'strength',
    query: z.strictObject({ date: z.iso.date().optional() }),
    summary: 'Daily strength return',
  },
  { ...read, path: '/registration/statement', use: 'statement', summary: 'People, numbers, effects and cash as they stand' },
  {
    ...read,
    path: '/registration/events',
    use: 'exportEvents',
    lists: true,
    query: exportQuery,
    summary: 'Export of events, without personal data',
  },
  ...operationRoutes('registration'),
];
