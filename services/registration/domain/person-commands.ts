import type { LegalCategory } from '#shared/contracts/registration.ts';
import type { Command } from '#shared/kernel/stream.ts';
import type { Effect } from './effects.ts';
import type { Site } from './site.ts';

/** A status determination: a category, why, and who decided it (domain B.2). */
export type Determination = {
  readonly category: LegalCategory;
  readonly evidence: readonly string[];
  readonly decidedBy: readonly string[];
  readonly supersedes?: string | undefined;
};

/** What the use case looked up for a determination: the department of each officer who decided. */
export type Deciders = { readonly departments: readonly string[] };

/** The part of a registration that is no personal datum. `unableToState`: art. 17(5), a medical referral is then needed. */
export type Registration = {
  readonly personalNumber: string;
  readonly admission: string;
  readonly sex: 'M' | 'F' | 'X';
  readonly nationality: string;
  readonly rankCode?: string | undefined;
  readonly assurance: 'NONE' | 'DECLARED' | 'CORROBORATED' | 'DOCUMENTED';
  readonly languages: readonly string[];
  readonly interpreterUsed: boolean;
  readonly health: 'FIT' | 'NEEDS_CARE' | 'HOSPITAL' | 'UNFIT_TRAVEL';
  readonly determination: Determination;
  readonly medicalReferral?: string | undefined;
  readonly childProtectionOfficer?: string | undefined;
  readonly effects?: readonly Effect[] | undefined;
};

export type Suspect = { readonly personalNumber: string; readonly score: number; readonly grade: 'probable' | 'possible' };

/** Looked up for a registration: age at the time, digest of the identity fields, who is suspiciously alike. */
export type RegistrationFacts = Deciders & {
  readonly age: number;
  readonly identityDigest: string;
  readonly suspects: readonly Suspect[];
  readonly childProtectionDepartment?: string | undefined;
};

type Place = { readonly site: string; readonly bed: string };
type Because = { readonly personalNumber: string; readonly reason: string };

export type Register = Command<'register', Registration, object, RegistrationFacts>;
export type VoidNumber = Command<'void', Because>;
export type House = Command<
  'house',
  Place & { readonly personalNumber: string; readonly familyConsent?: boolean | undefined },
  object,
  { readonly site: Site }
>;
export type Hospitalise = Command<'hospitalise', Because & { readonly hospital: string }>;
export type Discharge = Command<'discharge', { readonly personalNumber: string }>;
export type ReportEscape = Command<'report-escape', Because>;
export type Recapture = Command<'recapture', { readonly personalNumber: string; readonly place: string }>;
export type RecordDeath = Command<
  'record-death',
  {
    readonly personalNumber: string;
    readonly place: string;
    readonly cause: 'NATURAL' | 'GUARD' | 'OTHER_PERSON' | 'UNKNOWN';
    readonly certifier: string;
  }
>;
export type Transfer = Command<'transfer', Because & { readonly to: string }>;
export type Correct = Command<'correct', Because, object, { readonly identityDigest: string; readonly age: number }>;
export type Determine = Command<'determine', Determination & { readonly personalNumber: string }, object, Deciders>;
export type NoteHealth = Command<'note-health', { readonly personalNumber: string; readonly health: Registration['health'] }>;
export type OfferCard = Command<
  'offer-card',
  {
    readonly personalNumber: string;
    readonly reason: 'ARRIVAL' | 'SICKNESS' | 'HOSPITAL' | 'TRANSFER';
    readonly outcome: 'COMPLETED' | 'DECLINED';
    readonly languages: readonly string[];
    readonly sentToFamily: boolean;
    readonly sentToAgency: boolean;
  }
>;
export type TakeEffects = Command<'take-effects', { readonly personalNumber: string; readonly effects: readonly Effect[] }>;
export type Restitute = Command<
  'restitute',
  {
    readonly personalNumber: string;
    readonly registerNos: readonly string[];
    readonly signed: 'SIGNATURE' | 'MARK' | 'REFUSED';
    readonly differences?: string | undefined;
  }
>;
export type Suspected = Command<'suspect', { readonly personalNumber: string; readonly other: string; readonly score: number }>;
export type Resolved = Command<
  'resolve',
  { readonly personalNumber: string; readonly other: string; readonly outcome: 'CONFIRMED_DIFFERENT' | 'SURVIVOR' | 'MERGED' }
>;
export type CloseReturn = Command<
  'close-return',
  { readonly personalNumber: string; readonly manifest: string; readonly caseSequence: number }
>;

export type PersonCommand =
  | Register
  | VoidNumber
  | House
  | Hospitalise
  | Discharge
  | ReportEscape
  | Recapture
  | RecordDeath
  | Transfer
  | Correct
  | Determine
  | NoteHealth
  | OfferCard
  | TakeEffects
  | Restitute
  | Suspected
  | Resolved
  | CloseReturn;
