import type { LegalCategory, PersonFacts } from '#shared/contracts/registration.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Command } from '#shared/kernel/stream.ts';
import type { Declaration, DeclarationFacts } from './declaration.ts';
import type { LineState } from './manifest-line.ts';
import type { PledgeFacts, Pledges } from './pledge.ts';
import type { ScreeningBasis, ScreeningRisk } from './screening.ts';
import type { Lifting, StopKind } from './stop.ts';

/** What the use case looks up to list or board a person: the categories each amnesty in force at the time covers, by its reference. */
export type TravelFacts = {
  readonly amnesties: Readonly<Record<string, readonly LegalCategory[]>>;
  readonly pledgeRequired: boolean;
};

/** A handheld's claim: `capturedAt` is when, by the device; device and number in its sequence name the scan. */
export type Scan = { readonly device: string; readonly deviceSequence: number; readonly capturedAt: string };

/** The department of the officer who acts, as the committee's enrolment has it. */
export type Department = { readonly department: string };

type Person = { readonly personalNumber: string };
/**
 * `batch` is the unit in which the line is tallied once: a chunk or a batch of scans. It is a fact and no content: the same scan in two
 * batches is the same command, and counts in the batch that stored it.
 */
type Batch = { readonly batch: string };

export type NoteFacts = Command<'note-facts', PersonFacts>;
export type Declare = Command<'declare', Declaration & Person, object, DeclarationFacts & PledgeFacts>;
export type Withdraw = Command<'withdraw', Person>;
export type GivePledge = Command<'pledge', Pledges & Person, object, PledgeFacts>;
export type Screen = Command<
  'screen',
  Person & { readonly risk: ScreeningRisk; readonly basis: readonly ScreeningBasis[]; readonly reviewer: string },
  object,
  Department & { readonly reviewerDepartment: string }
>;
export type Stop = Command<'stop', Person & { readonly stop: StopKind; readonly reference?: string | undefined }>;
export type Lift = Command<'lift', Person & Lifting, object, Department>;
export type Override = Command<'override-amnesty', Person & { readonly reference: string }, object, Department>;
export type Settle = Command<'settle', Person & { readonly review: string; readonly finding: string }>;
export type List = Command<
  'list',
  { readonly manifest: string; readonly line: number; readonly identityDigest: string },
  object,
  TravelFacts & Batch
>;
export type MoveLine = Command<
  'move-line',
  {
    readonly manifest: string;
    readonly to: LineState;
    readonly reason?: string | undefined;
    readonly scan?: Scan | undefined;
    readonly receiver?: string | undefined;
    readonly place?: string | undefined;
    readonly reconfirmed?: boolean | undefined;
    readonly baggage?: { readonly pieces: number; readonly kg: number } | undefined;
    /** What a human found who was shown claims that contradict each other. */
    readonly settles?: true | undefined;
  },
  object,
  /** `no`: why the manifest, as it stands, does not allow the step. */
  TravelFacts & Batch & { readonly departed?: boolean; readonly cancelled?: true; readonly no?: Refusal }
>;

export type CaseCommand = NoteFacts | Declare | Withdraw | GivePledge | Screen | Stop | Lift | Override | Settle | List | MoveLine;
