import type { Command } from '#shared/kernel/stream.ts';
import type { ReceivingAuthority } from './receiving-authority.ts';
import type { Layout, Twice } from './submission-parts.ts';
import type { Counts, Delta } from './tally.ts';
import type { WeaponsInTrust } from './weapons-in-trust.ts';

export type Header = {
  readonly manifestNo: string;
  readonly crossing: string;
  readonly receivingAuthority: string;
  readonly window: { readonly from: string; readonly to: string };
  /** The sealed manifest to which this one adds people. */
  readonly supplementTo?: string | undefined;
  /** Nothing is listed unless every line can be. */
  readonly atomic?: 'all' | undefined;
};

/**
 * `digest` is the hex SHA-256 of what was posted; its lines are stored as slices before this, one a chunk. Of a submission in parts, `parts`
 * says where they are, and `twice` what an earlier part has as well.
 */
export type Submission = Header & {
  readonly lines: number;
  readonly chunks: number;
  readonly digest: string;
  readonly parts?: Layout | undefined;
  readonly twice?: Twice | undefined;
};

/** What a unit did, counted by whoever carried it out. `counted` are the numbers of its lines or scans, as ranges. */
export type UnitFacts = {
  readonly counted: string;
  readonly delta: Delta;
  /** For a chunk of a submission: its number and the commitment of its slice; `counted` are then its lines that were listed. */
  readonly chunk?: number;
  readonly slice?: string;
  /** A chunk that was counted before: what another run of it got further. */
  readonly again?: true;
};

/** The receiving authority as it stands: its named officers, its safety assurance. */
export type AuthorityFacts = { readonly authority?: ReceivingAuthority | undefined };

type OfManifest = { readonly manifestNo: string };
type Department = { readonly department: string };
export type HeadCount = { readonly officer: string; readonly count: number };
/** A line to which the receiving authority gave no green light. */
export type ClearanceException = { readonly personalNumber: string; readonly reason: string };

export type Submit = Command<'submit', Submission, object, AuthorityFacts & { readonly original?: string | undefined }>;
export type TallyUnit = Command<'tally', { readonly unit: string }, object, UnitFacts>;
/** Before anything of an atomic manifest is listed: how many lines of a chunk could not be. */
export type Check = Command<'check', { readonly unit: string }, object, { readonly chunk: number; readonly refused: number }>;
export type ReviewLegally = Command<'review-legally', OfManifest & { readonly reference: string }, object, Department>;
export type Approve = Command<'approve', OfManifest, object, Department & { readonly hasScreened: boolean }>;
export type Seal = Command<'seal', OfManifest, object, { readonly contentHash: string }>;
export type RequestClearance = Command<'request-clearance', OfManifest & { readonly legalBasis: string }>;
export type Clear = Command<
  'clear',
  OfManifest & { readonly reference: string; readonly receiver: string; readonly exceptions: readonly ClearanceException[] },
  object,
  AuthorityFacts
>;
export type Embark = Command<
  'embark',
  OfManifest & { readonly vehicles: readonly { readonly vehicle: string; readonly capacity: number; readonly escortCommander: string }[] }
>;
export type Depart = Command<'depart', OfManifest & { readonly headCounts: readonly HeadCount[] }>;
export type Arrive = Command<'arrive', OfManifest & { readonly place: string }>;
export type Certify = Command<
  'certify',
  OfManifest & {
    readonly certificateNo: string;
    readonly place: string;
    readonly deliverer: string;
    readonly receiver: string;
    readonly capacity: string;
  },
  object,
  AuthorityFacts & { readonly weapons: WeaponsInTrust }
>;
export type Amend = Command<
  'amend',
  OfManifest & { readonly addendumNo: string; readonly line?: number | undefined; readonly correction: string }
>;
export type Reconcile = Command<
  'reconcile',
  OfManifest & { readonly certificateScan: string },
  object,
  { readonly recount: Counts; readonly notListed: number }
>;
export type Cancel = Command<'cancel', OfManifest & { readonly reason: string }>;
export type Suspend = Command<'suspend', OfManifest & { readonly reason: string }>;
export type Resume = Command<'resume', OfManifest>;
/** A page of the receiver's view was handed out: which lines, with which fields (the data-sharing record of domain B.13). */
export type Share = Command<
  'share',
  OfManifest & { readonly lines: string; readonly withheld: number; readonly fields: readonly string[] }
>;

export type ManifestCommand =
  | Submit
  | TallyUnit
  | Check
  | ReviewLegally
  | Approve
  | Seal
  | RequestClearance
  | Clear
  | Embark
  | Depart
  | Arrive
  | Certify
  | Amend
  | Reconcile
  | Cancel
  | Suspend
  | Resume
  | Share;
