import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Every event the services can store. */
export const EVENT_TYPES: readonly string[] = [
  ...[
    'committee-enrolled',
    'block-issued',
    'admission-approved',
    'emergency-admission-opened',
    'site-opened',
    'registered',
    'number-voided',
  ],
  ...[
    'housed',
    'hospitalised',
    'discharged',
    'escaped',
    'recaptured',
    'deceased',
    'transferred',
    'returned',
    'return-conflict-raised',
    'corrected',
  ],
  ...[
    'category-determined',
    'health-noted',
    'card-offered',
    'effects-taken',
    'effects-restituted',
    'duplicate-suspected',
    'duplicate-resolved',
  ],
  ...[
    'bed-claimed',
    'bed-released',
    'pair-adjudicated',
    'operation-started',
    'operation-advanced',
    'operation-finished',
    'message-quarantined',
  ],
  ...[
    'book-issued',
    'deposited',
    'stored',
    'carried',
    'temporarily-removed',
    'hold-placed',
    'hold-lifted',
    'identity-corrected',
    'container-dedicated',
    'key-enrolled',
    ...['store-opened', 'check-begun', 'check-ended', 'report-closed', 'keys-changed', 'check-opened', 'stock-counted', 'check-closed'],
    ...['check-abandoned', 'check-dropped'],
    ...['seal-put-on', 'seal-broken'],
    ...['discrepancy-opened', 'item-settled', 'suspected-missing', 'found', 'loss-confirmed'],
    'key-revoked',
    'destruction-approved',
    'destroyed',
    'released-to-owner',
  ],
  ...['recognition-recorded', 'recognition-withdrawn', 'handover-proposed', 'recipient-verified', 'legally-cleared', 'inventoried'],
  ...['jointly-inspected', 'schedule-stored', 'schedule-agreed', 'handover-approved', 'sealed-for-transport', 'delivered'],
  ...['handover-listed', 'handover-delisted', 'kept-in-trust', 'handover-concluded', 'handover-closed', 'handover-halted'],
  ...[
    'lot-deposited',
    'lot-destroyed',
    'lot-added',
    'lot-recounted',
    'lot-relocated',
    'facts-noted',
    'registration-noted',
    'departure-noted',
  ],
  ...['case-opened', 'facts-conflict-raised', 'declared', 'declaration-withdrawn', 'pledged', 'screened', 'stopped', 'stop-lifted'],
  ...[
    'amnesty-overridden',
    'review-settled',
    'listed',
    'scan-conflict-raised',
    'presented',
    'boarded',
    'no-show',
    'withdrew',
    'medical-hold',
  ],
  ...['legal-hold', 'removed-by-approval', 'presented-to-receiver', 'accepted', 'refused', 'deferred', 'disembarked-objected'],
  ...['disembarked-medical', 'escaped-in-transit', 'deceased-in-transit', 'amnesty-recorded', 'amnesty-verified', 'amnesty-revoked'],
  ...[
    'amnesty-expired',
    'pledge-policy-set',
    'receiving-authority-named',
    'count-claimed',
    'slice-stored',
    'slice-settled',
    'scans-received',
  ],
  ...['key-used', 'upload-opened', 'part-received', 'lines-checked', 'scans-concluded'],
  ...['received-again', 'submitted', 'lines-tallied', 'legally-reviewed', 'approved', 'sealed', 'clearance-requested', 'cleared'],
  ...[
    'embarkation-opened',
    'departed',
    'arrived-at-crossing',
    'handed-over',
    'addendum-added',
    'reconciled',
    'cancelled',
    'suspended',
    'resumed',
  ],
  ...['data-shared'],
];

/** Refusals that stand in a domain for whoever calls it otherwise than the use cases do, each with why they never can. */
export const GUARDED: Readonly<Record<string, string>> = {
  BED_FREE: 'only a bed that was claimed is released',
  BATCH_UNKNOWN: 'only a batch that was received is carried on',
  NOT_TO_DEPOSITOR: 'nobody who is enrolled has a personal number in this world',
  FACTS_MISSING: 'the use case always looks the facts up',
  OFFICER_NOT_ENROLLED: 'the use case refuses before the domain is asked',
  IDENTITY_MISSING: 'a document without an identity is refused before',
  NOTHING_TO_CORRECT: 'a document without an identity is refused before',
  VERIFIER_MISSING: 'the use case always looks the facts up',
  WEAPONS_STATEMENT_MISSING: 'the use case always looks the statement up',
  SLICE_UNKNOWN: 'only a stored slice is settled',
  NOT_BALANCED: 'the equations hold whenever no line is open',
  RECEIVER_MISSING: 'a document without a receiver is refused before',
  PLACE_MISSING: 'a document without a place is refused before',
  TOO_MANY_EFFECTS: 'a document has at most as many',
  TOO_MANY_HOLDS: 'a small world has not so many',
  BOOK_MISSING: 'the use case always freezes the book',
  CHECKPOINT_REQUESTED: 'the same call finds itself, and another has another number',
  NOT_PROVEN: 'the rules before the guard let it through only when something moves in between; its own tests go past them',
  OUTCOME_OF_ITEM: 'the use case records it of the item itself',
  TWO_APPROVALS: 'a document without two approvals is refused before',
  TOO_MANY_LINES: 'a small world has not so many',
  COUNT_TOO_LARGE: 'a small world has not so many',
  FINDINGS_TOO_MANY: 'a small world has not so many',
  NOT_CARRIED_OUT: 'whatever of a batch is not carried out fails the call as a whole',
};

/** Codes of the refusals that a service and its domain write, as their sources have them. */
export function refusalCodes(service: string): string[] {
  const folder = join(ROOT, 'services', service);
  const sources = [folder, join(folder, 'domain')].flatMap((each) => readdirSync(each).map((name) => join(each, name)));
  const found = new Set<string>();
  for (const name of sources.filter((each) => each.endsWith('.ts') && !/\.test\.ts$|-story\.ts$/.test(each))) {
    const source = readFileSync(name, 'utf8');
    for (const [, code] of source.matchAll(/(?:(?:refuse|say)\(\s*|code: )'([A-Z]+(?:_[A-Z]+)+)'/g)) if (code) found.add(code);
  }
  return [...found].sort();
}
