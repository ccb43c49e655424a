import * as z from 'zod';
import { instant } from '#shared/lambda/command-context.ts';
import { paging } from '#shared/lambda/listing.ts';
import type { Route } from '#shared/lambda/route.ts';
import {
  acceptanceDocument,
  addendumDocument,
  arrivalDocument,
  certificateDocument,
  claimOutcomes,
  clearanceDocument,
  clearanceRequestDocument,
  completeDocument,
  completeQuery,
  conflictSettlementDocument,
  departureDocument,
  embarkationDocument,
  lineHoldDocument,
  linesQuery,
  manifestActDocument,
  manifestQuery,
  reasonDocument,
  reconciliationDocument,
  reviewDocument,
} from './manifest-documents.ts';

const write = { method: 'POST', scope: 'amana/handover.write', status: 201 } as const;
const approve = { ...write, scope: 'amana/handover.approve' } as const;
const receive = { ...write, scope: 'amana/handover.receive' } as const;
const read = { method: 'GET', scope: 'amana/handover.read' } as const;
const page = z.strictObject(paging);
const planning =
  '`mode=validate` stores nothing: 200 with what would become of every line, and a `planDigest` over header, lines and outcomes; quoted by a ' +
  'commit, 412 PLAN_CHANGED when any of them is another by now. Of a manifest that was submitted before with the same content it is 200 with ' +
  '`submitted: true` and what its lines have come to so far, without a `planDigest`: a commit would change nothing. Other content under the ' +
  'number of a manifest is 409 MANIFEST_DIFFERS in either mode; its `difference` names the fields of the `header` and counts the lines.';

export const manifestRoutes: readonly Route[] = [
  {
    ...write,
    path: '/manifests',
    use: 'submit',
    status: 202,
    query: manifestQuery.strict(),
    documents: ['application/json', 'application/x-ndjson', 'text/csv'],
    summary: 'Submit a return manifest; its lines are processed from the queue. NDJSON and CSV have the header in the query',
    description: planning,
  },
  {
    method: 'PUT',
    scope: 'amana/handover.write',
    path: '/manifests/{manifestNo}/parts/{part}',
    use: 'receivePart',
    status: 200,
    documents: ['application/json', 'application/x-ndjson', 'text/csv'],
    summary: 'A part of a manifest that was opened by a header alone: up to 3 MB, in any order; the same again is the same',
  },
  {
    ...write,
    path: '/manifests/{manifestNo}/complete',
    use: 'complete',
    status: 202,
    body: completeDocument,
    query: completeQuery,
    summary: 'Make a manifest whole of its parts; its lines are processed from the queue',
    description: planning,
  },
  { ...read, path: '/manifests', use: 'listManifests', lists: true, query: page, summary: 'Return manifests with their counts' },
  { ...read, path: '/manifests/{manifestNo}', use: 'showManifest', summary: 'State and counts of a manifest' },
  {
    ...read,
    path: '/manifests/{manifestNo}/lines',
    use: 'manifestLines',
    lists: true,
    query: z.strictObject({ ...paging, ...linesQuery }),
    summary: 'Lines of a manifest: listed or not and why, and where they stand',
  },
  {
    ...read,
    // It names people whom the receiving authority is not to know of.
    scope: 'amana/handover.write',
    path: '/manifests/{manifestNo}/unprocessed',
    use: 'unprocessed',
    lists: true,
    query: page,
    summary: 'The lines that can be submitted again, as they were submitted',
  },
  {
    ...read,
    path: '/manifests/{manifestNo}/pledges',
    use: 'manifestPledges',
    lists: true,
    query: page,
    summary: 'The pledges of the listed people as signed, to print',
  },
  {
    ...read,
    path: '/manifests/{manifestNo}/events',
    use: 'manifestHistory',
    lists: true,
    query: page,
    summary: 'The history of a manifest',
  },
  {
    ...read,
    path: '/manifests/{manifestNo}/conflicts',
    use: 'conflicts',
    lists: true,
    query: page,
    summary: 'Claims that contradict the end of a line, for a human',
  },
  { ...read, path: '/manifests/{manifestNo}/certificate', use: 'showCertificate', summary: 'The handover certificate with its annexes' },
  {
    ...read,
    path: '/manifests/{manifestNo}/certificate/accepted',
    use: 'acceptedLines',
    lists: true,
    query: page,
    summary: 'Annex A of the certificate: persons accepted',
  },
  { ...read, path: '/manifests/{manifestNo}/reconciliation', use: 'manifestReconciliation', summary: 'Reconciliation of one manifest' },
  {
    ...read,
    scope: 'amana/handover.receive',
    path: '/manifests/{manifestNo}/receiver-view',
    use: 'receiverView',
    lists: true,
    query: page,
    summary: 'What the receiving authority sees of a manifest; what is shown goes on record',
  },
  {
    ...read,
    path: '/handover/reconciliation',
    use: 'operationReconciliation',
    query: z.strictObject({ at: instant.optional() }),
    summary: 'Reconciliation of the operation: manifests, derived total, residual caseload, external claims',
  },
  { ...write, path: '/legal-reviews', use: 'reviewLegally', body: reviewDocument, summary: 'Record the legal review of a manifest' },
  {
    ...approve,
    path: '/approvals',
    use: 'approve',
    body: manifestActDocument,
    summary: 'Approve a manifest, by another than its preparer',
  },
  { ...approve, path: '/seals', use: 'seal', body: manifestActDocument, summary: 'Seal a manifest: its lines no longer change' },
  {
    ...write,
    path: '/clearance-requests',
    use: 'requestClearance',
    body: clearanceRequestDocument,
    summary: 'Ask the receiving authority for its green light; from now on it may see the lines',
  },
  { ...receive, path: '/clearances', use: 'clear', body: clearanceDocument, summary: 'Record the green light, with the lines excepted' },
  { ...write, path: '/embarkations', use: 'embark', body: embarkationDocument, summary: 'Open the embarkation' },
  {
    ...write,
    path: '/scans',
    use: 'scan',
    answer: claimOutcomes,
    status: 200,
    lists: true,
    documents: ['application/json', 'application/x-ndjson'],
    summary: 'Up to 500 scans of handheld devices, one outcome each; a scan is known by device and number',
    description:
      'In any order, late, and again: what was accepted is answered as before. Within a batch a number of a device is of one person; the first ' +
      'stands, a scan of another person under it is refused DEVICE_SEQUENCE_REUSED. From batch to batch a number is known per person only: one ' +
      'that a device gives to two people in two batches is taken for both. An outcome with `retryable: true` (a step whose boarding has not ' +
      'arrived, say) was refused for what has not been told yet: send the scan again as it is.',
  },
  {
    ...write,
    path: '/line-holds',
    use: 'hold',
    answer: claimOutcomes,
    status: 200,
    lists: true,
    body: lineHoldDocument,
    summary: 'Take lines off a manifest, each with its reason',
  },
  {
    ...write,
    path: '/conflict-settlements',
    use: 'settleConflicts',
    answer: claimOutcomes,
    status: 200,
    lists: true,
    body: conflictSettlementDocument,
    summary: 'Find for the other side where claims contradict each other; departure makes what stands final',
  },
  {
    ...write,
    path: '/departures',
    use: 'depart',
    body: departureDocument,
    summary: 'Depart: every line boarded or with a reason, heads counted by two',
  },
  { ...write, path: '/arrivals', use: 'arrive', body: arrivalDocument, summary: 'Record the arrival at the crossing' },
  {
    ...receive,
    path: '/acceptances',
    use: 'accept',
    answer: claimOutcomes,
    status: 200,
    lists: true,
    body: acceptanceDocument,
    summary: "The receiving authority's answers line by line, by an officer it has named",
  },
  { ...write, path: '/certificates', use: 'certify', body: certificateDocument, summary: 'Sign the handover certificate' },
  { ...write, path: '/certificate-addenda', use: 'amend', body: addendumDocument, summary: 'Correct a certificate by an addendum' },
  {
    ...write,
    path: '/reconciliations',
    use: 'reconcile',
    body: reconciliationDocument,
    summary: 'Close a manifest whose recount and equations hold',
  },
  {
    ...approve,
    path: '/cancellations',
    use: 'cancel',
    body: reasonDocument,
    summary: 'Cancel a manifest before departure; its people are available again',
  },
  { ...write, path: '/suspensions', use: 'suspend', body: reasonDocument, summary: 'Suspend a manifest' },
  { ...write, path: '/resumptions', use: 'resume', body: manifestActDocument, summary: 'Resume a suspended manifest where it stood' },
];
