import * as z from 'zod';
import { paging } from '#shared/lambda/listing.ts';
import type { Route } from '#shared/lambda/route.ts';
import {
  acceptanceDocument,
  clearanceDocument,
  closureDocument,
  conclusionDocument,
  delistingDocument,
  deliveryDocument,
  haltDocument,
  handoverApprovalDocument,
  inspectionDocument,
  inventoryDocument,
  listingDocument,
  proposalDocument,
  recipientDocument,
  recognitionDocument,
  scheduleDocument,
  transportDocument,
  withdrawalOfRecognitionDocument,
} from './weapons-handover-documents.ts';

const write = { method: 'POST', scope: 'amana/custody.write', status: 201 } as const;
const read = { method: 'GET', scope: 'amana/custody.read' } as const;
const loads = [
  { kind: 'WEAPON', by: 'custodyNumber' },
  { kind: 'LOT', by: 'custodyNumber' },
] as const;
const onLine = { ...write, batch: true, loads } as const;
const page = z.strictObject(paging);

/** A handover of weapons to a recognised government, in the order of its steps (domain C.6). */
export const weaponsHandoverRoutes: readonly Route[] = [
  {
    ...write,
    path: '/recognition-acts',
    use: 'recordRecognition',
    body: recognitionDocument,
    summary: 'Record an act that recognises a government',
  },
  {
    ...write,
    path: '/recognition-withdrawals',
    use: 'withdrawRecognition',
    body: withdrawalOfRecognitionDocument,
    summary: 'Withdraw an act of recognition',
  },
  { ...read, path: '/recognition-acts', use: 'listRecognitions', lists: true, query: page, summary: 'Acts of recognition' },
  {
    ...write,
    path: '/weapons-handovers',
    use: 'proposeHandover',
    body: proposalDocument,
    summary: 'Propose a handover of weapons to a recognised government',
  },
  {
    ...write,
    path: '/recipient-verifications',
    use: 'verifyRecipient',
    body: recipientDocument,
    summary: "Verify the delegate's credentials",
  },
  { ...write, path: '/transfer-clearances', use: 'clearTransfer', body: clearanceDocument, summary: 'Clear by law: embargo and risk' },
  {
    ...write,
    path: '/handover-inventories',
    use: 'takeInventory',
    body: inventoryDocument,
    summary: 'Name the whole checks of every store before the handover',
  },
  {
    ...write,
    path: '/joint-inspections',
    use: 'inspectJointly',
    body: inspectionDocument,
    summary: "Record the inspection by both sides' experts",
  },
  { ...onLine, path: '/handover-listings', use: 'listLine', body: listingDocument, summary: 'List a weapon or lot for a handover' },
  { ...onLine, path: '/handover-delistings', use: 'delistLine', body: delistingDocument, summary: 'Take a weapon or lot off the list' },
  {
    ...write,
    path: '/handover-schedules',
    use: 'agreeSchedule',
    body: scheduleDocument,
    summary: 'Agree the two schedules, for weapons and for ammunition',
  },
  {
    ...write,
    path: '/handover-approvals',
    use: 'approveHandover',
    body: handoverApprovalDocument,
    summary: 'Approve the agreed schedules, by two persons',
  },
  {
    ...write,
    path: '/transport-sealings',
    use: 'sealTransport',
    body: transportDocument,
    summary: 'Seal weapons, principal parts and ammunition for transport apart',
  },
  { ...write, path: '/weapons-deliveries', use: 'deliverWeapons', body: deliveryDocument, summary: 'Deliver what is on the schedules' },
  {
    ...onLine,
    path: '/weapon-acceptances',
    use: 'acceptLine',
    body: acceptanceDocument,
    summary: "Record the delegate's answer to a line: accepted, or refused and kept in trust",
  },
  {
    ...write,
    path: '/handover-conclusions',
    use: 'concludeHandover',
    body: conclusionDocument,
    summary: 'Conclude a handover when every line has its answer',
  },
  { ...write, path: '/handover-closures', use: 'closeHandover', body: closureDocument, summary: 'Close the book of a handover' },
  {
    ...write,
    path: '/handover-halts',
    use: 'haltHandover',
    body: haltDocument,
    summary: 'Halt a handover; what is listed can be taken off',
  },
  { ...read, path: '/weapons-handovers', use: 'listHandovers', lists: true, query: page, summary: 'Handovers of weapons' },
  { ...read, path: '/weapons-handovers/{handoverNo}', use: 'showHandover', summary: 'A handover: state, schedules, final balance' },
  {
    ...read,
    path: '/weapons-handovers/{handoverNo}/lines',
    use: 'handoverLines',
    lists: true,
    query: page,
    summary: 'What is listed for a handover, and what became of it',
  },
  {
    ...read,
    path: '/weapons-handovers/{handoverNo}/schedule',
    use: 'handoverSchedule',
    lists: true,
    query: z.strictObject({ ...paging, of: z.enum(['weapons', 'ammunition']).default('weapons') }),
    summary: 'The agreed schedule: each line with the hash it had',
  },
  {
    ...read,
    path: '/weapons-handovers/{handoverNo}/events',
    use: 'handoverHistory',
    lists: true,
    query: page,
    summary: 'The history of a handover',
  },
];
