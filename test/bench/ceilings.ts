/**
 * The most DynamoDB requests of one command: `first` in a new execution environment, `one` where the registers it asks for have just been
 * looked up, `after` by all outboxes and inboxes together.
 */
export type Ceiling = { readonly first: number; readonly one: number; readonly after: number };

/** The officer's enrolment, the newest event, the put; then projections, and one listener that reads and puts. */
export const PLAIN: Ceiling = { first: 3, one: 2, after: 4 };

/** Commands that need more, and for what. */
export const CEILINGS: Readonly<Record<string, Ceiling>> = {
  // Block and admission; search rows, and a query for each of the person's search keys.
  register: { first: 9, one: 6, after: 4 },
  // The site; the bed's claim is a second stream, completed once more by the outbox.
  house: { first: 5, one: 3, after: 5 },
  'move to another bed': { first: 5, one: 3, after: 8 },
  // Who leaves frees a bed: a read and a put, announced in their turn.
  'report an escape': { ...PLAIN, after: 7 },
  'record a death': { ...PLAIN, after: 7 },
  transfer: { ...PLAIN, after: 7 },
  // Two people, each judged, each announced.
  adjudicate: { first: 5, one: 4, after: 21 },
  // The search rows are written again; an identity lies in an event of its own.
  'correct a person': { first: 5, one: 4, after: 4 },
  // The book; the rows of the serial, and the queries that find its like.
  deposit: { first: 6, one: 4, after: 4 },
  // The book; a container dedicated to ammunition, and its seal, in a store that does not stand still.
  'deposit a lot': { first: 9, one: 6, after: 8 },
  // Three committees, a container and a seal that are not known yet, and whether the store stands still; the first container opens the store.
  'move a weapon': { first: 9, one: 2, after: 8 },
  // Whether the store stands still; the seal that is put on.
  'remove a weapon': { ...PLAIN, first: 4 },
  'return a weapon to store': { first: 6, one: 2, after: 5 },
  // The enrolment of whose key it is.
  'register a key': { first: 4, one: 2, after: 2 },
  // The newest event, the two keys and their enrolments, read by the act and again before the put.
  'lift a hold': { first: 13, one: 12, after: 4 },
  // The pledge policy.
  declare: { first: 4, one: 2, after: 1 },
  // What a manifest's acts look up: screeners, the receiving authority, what was shown, the recount.
  'POST /approvals': { first: 4, one: 3, after: 1 },
  'POST /clearances': { first: 4, one: 3, after: 1 },
  'POST /certificates': { first: 6, one: 5, after: 1 },
  'POST /reconciliations': { first: 4, one: 3, after: 1 },
  // Scans are kept as a batch, carried out line by line and tallied: three puts; a boarding asks for policy and amnesties.
  present: { first: 6, one: 5, after: 3 },
  board: { first: 9, one: 8, after: 3 },
  'present to the receiver': { first: 6, one: 5, after: 3 },
  // Registration closes the record and frees the bed, custody notes the departure.
  accept: { first: 8, one: 7, after: 12 },
};

/** Types of events that cost more write units than the design page's budget, and why they may for now. No other type may. */
export const DEARER: Readonly<Record<string, string>> = {
  'custody WEAPON hold-lifted': 'two approvals, for whoever asks years later',
  'custody WEAPON identity-corrected': 'says the whole identity anew, with two approvals',
  'handover CASE declared': 'the declaration and up to two pledges, signed at one table, are one event',
  'registration PERSON corrected': 'says the whole identity anew',
  'handover AUTHORITY receiving-authority-named': 'once an operation',
  'handover AMNESTY amnesty-recorded': 'once an operation',
  'handover MANIFEST clearance-requested': 'once a manifest: its state has all counts',
  'handover MANIFEST cleared': 'once a manifest: its state has all counts',
  'handover MANIFEST embarkation-opened': 'once a manifest: names the vehicles',
  'handover MANIFEST departed': 'once a manifest: its state has all counts',
  'handover MANIFEST arrived-at-crossing': 'once a manifest: its state has all counts',
  'handover MANIFEST handed-over': 'once a manifest: the certificate',
  'handover MANIFEST reconciled': 'once a manifest: its state has all counts',
  'handover MANIFEST lines-tallied': 'once a chunk of lines or scans: its state has all counts',
};

/** Events of a person who is registered, housed, screened, listed, carried and accepted, and nothing else; the design page asks for 14. */
export const EVENTS_A_PERSON = 16;
