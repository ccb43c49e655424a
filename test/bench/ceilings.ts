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
  // A container and a seal that are not known yet, and whether the store stands still.
  'move a stored weapon': { first: 9, one: 2, after: 8 },
  // The handover, its schedule, the act of recognition: read by the act and again by the append.
  'accept a line of a handover': { first: 10, one: 5, after: 4 },
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

/** What an act on a weapon costs by itself, in units of an on-demand table (issue 4, "Numbers"). */
export type Units = { readonly readUnits: number; readonly writeUnits: number };
export const ACT_ON_A_WEAPON: Units = { readUnits: 1, writeUnits: 1 };
export const ACTS_ON_WEAPONS = [
  'deposit',
  'move a weapon',
  'place a hold',
  'lift a hold',
  'remove a weapon',
  'return a weapon to store',
  'move a stored weapon',
  'accept a line of a handover',
];

/** Acts that cost more units than the issue allows, and why they do. No other may. */
export const DEARER_ACTS: Readonly<Record<string, Units & { readonly why: string }>> = {
  deposit: {
    readUnits: 2,
    writeUnits: 4,
    why: 'an event of two pages, which may cost two; the two rows of its serial, and a consistent query around each: the duplicate search of domain F.4',
  },
  'accept a line of a handover': {
    readUnits: 4,
    writeUnits: 1,
    why: 'two persons approved the handover: the newest event, the act of recognition, and the handover and that act again by the append that trusts nobody',
  },
  'lift a hold': {
    readUnits: 11,
    writeUnits: 2,
    why: 'two persons: the newest event, both keys, who registered them and their enrolments, read by the act and again by the append that trusts nobody',
  },
};
/** The most that the duplicate search may read on the average: two consistent queries, as long as each brings less than 4 KB. */
export const SEARCH_READ_UNITS = [
  { among: 2000, limit: 2 },
  { among: 10_000, limit: 4 },
] as const;

/** Types of events that cost more write units than the design page's budget, and why they may for now. No other type may. */
export const DEARER: Readonly<Record<string, string>> = {
  'custody WEAPON hold-lifted': 'two approvals, for whoever asks years later',
  'custody HANDOVER handover-approved': 'once a handover: two approvals, for whoever asks years later',
  'custody HANDOVER handover-concluded': 'once a handover: its state has all counts',
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
