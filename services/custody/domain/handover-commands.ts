import type { Command } from '#shared/kernel/stream.ts';
import type { Approval, Approvals } from './approval.ts';
import type { Keeper } from './chain-of-custody.ts';
import type { Recognition } from './recognition.ts';

/** Of the schedule for weapons or of that for ammunition: how many lines, and the digest over each line's number and newest hash. */
export type Schedule = { readonly lines: number; readonly digest: string };
export type Schedules = { readonly weapons: Schedule; readonly ammunition: Schedule };
/** Lines of the schedules by where they stand. */
export type LineCounts = { readonly accepted: number; readonly kept: number; readonly open: number };

type OfHandover = { readonly handoverNo: string };
type Recognised = { readonly recognition?: Recognition | undefined };

export type Propose = Command<
  'propose',
  OfHandover & {
    /** Number of the act of recognition. */
    readonly recognition: string;
    readonly country: string;
    readonly ministry: string;
    readonly agreement: string;
    /** For what turned up after that handover was closed. */
    readonly addendumTo?: string | undefined;
  },
  object,
  Recognised & { readonly original?: string | undefined }
>;
export type VerifyRecipient = Command<'verify-recipient', OfHandover & { readonly delegate: string; readonly credentials: string }>;
export type Clear = Command<
  'clear',
  OfHandover & {
    readonly embargo: { readonly reference: string; readonly result: 'CLEAR' | 'EMBARGOED' };
    /** Arms Trade Treaty, articles 6 and 7. */
    readonly risk: { readonly reference: string; readonly result: 'ACCEPTABLE' | 'OVERRIDING' };
  }
>;
export type Inventory = Command<
  'inventory',
  OfHandover & { readonly checks: readonly string[] },
  object,
  { readonly unchecked: readonly string[] }
>;
export type Inspect = Command<
  'inspect',
  OfHandover & { readonly reference: string; readonly expert: Keeper; readonly recipientExpert: string },
  object,
  { readonly expert: string }
>;
export type Agree = Command<'agree', OfHandover, object, Recognised & Schedules>;
export type Approve = Command<
  'approve',
  OfHandover & { readonly approvals: Approvals },
  object,
  Recognised & { readonly approvals: readonly Approval[] }
>;
export type SealTransport = Command<
  'seal-transport',
  OfHandover & {
    readonly weaponsConvoy?: string | undefined;
    readonly partsConvoy?: string | undefined;
    readonly ammunitionConvoy?: string | undefined;
    readonly seals: readonly string[];
  }
>;
export type Deliver = Command<'deliver', OfHandover & { readonly place: string }, object, Recognised>;
export type Conclude = Command<
  'conclude',
  OfHandover & { readonly certificateNo: string },
  object,
  { readonly weapons: LineCounts; readonly ammunition: LineCounts }
>;
export type Close = Command<'close', OfHandover & { readonly certificateScan: string }>;
export type Halt = Command<'halt', OfHandover & { readonly reason: string }>;

export type HandoverCommand =
  | Propose
  | VerifyRecipient
  | Clear
  | Inventory
  | Inspect
  | Agree
  | Approve
  | SealTransport
  | Deliver
  | Conclude
  | Close
  | Halt;
