import type { Command } from '#shared/kernel/stream.ts';
import type { Approval, Approvals } from './approval.ts';
import type { Keeper, Place, Stored, Transfer, TransferDepartments } from './chain-of-custody.ts';
import type { LineCommand } from './weapon-handover.ts';
import type { Bearer, Photo, WeaponIdentity } from './weapon-identity.ts';
import type { MissingCommand } from './weapon-missing.ts';

/** Who read the mark a second time, and what he read. */
export type Verifier = Keeper & { readonly serialRead?: string | undefined };
export type NumberBook = { readonly committee: string };

export const HOLD_TYPES = ['EVIDENCE', 'TRACING', 'DISPUTE'] as const;
export type HoldType = (typeof HOLD_TYPES)[number];
export const MOVEMENT_PURPOSES = ['TO_STORE', 'BETWEEN_STORES', 'KEEPER_CHANGE', 'CONSOLIDATION'] as const;
export const REMOVAL_PURPOSES = ['INSPECTION', 'TRACING', 'EVIDENCE', 'PHOTOGRAPHY'] as const;
/** What may be destroyed (domain C.2). */
export const DESTRUCTION_GROUNDS = ['UNSAFE', 'PROHIBITED', 'ERASED_MARKS'] as const;

type Site = { readonly site: string };
/** At the deposit: a sealed container, or only the site while the recorder has it in his hands. */
export type FirstLocation = Site & Partial<Stored>;

/** What a deposit's event says. */
export type Deposited = WeaponIdentity & {
  readonly accessories?: readonly { readonly type: string; readonly qty: number }[] | undefined;
  readonly serviceability: 'SERVICEABLE' | 'REPAIRABLE' | 'UNSERVICEABLE' | 'UNSAFE';
  readonly clearedSafe: { readonly by: string; readonly at: string };
  readonly depositor?: string | undefined;
  readonly foundReport?: { readonly reference: string; readonly place: string; readonly discrepancy?: string | undefined } | undefined;
  readonly titleHolder: 'STATE_OF_ORIGIN' | 'PRIVATE' | 'THIRD_STATE' | 'UNKNOWN';
  readonly verifier: Verifier;
  readonly acknowledged: Acknowledgement;
  readonly location: FirstLocation;
};

/** How the depositor took the receipt; a refusal has a witness. A found item is acknowledged by nobody. */
export type Acknowledgement =
  | { readonly as: 'SIGNATURE' | 'THUMB' | 'MARK' | 'NOBODY' }
  | { readonly as: 'REFUSED'; readonly witness: string };

type OfWeapon = { readonly custodyNumber: string };
type Paper = { readonly documentNo: string };
/** What two persons signed, and what of it is true. */
type Approved = { readonly approvals: Approvals };
export type ApprovalFacts = { readonly approvals: readonly Approval[] };
type Seals = { readonly sealBefore?: string | undefined; readonly sealAfter?: string | undefined };

/** What is found around a serial. */
export type SerialFacts = { readonly nearMatches: readonly string[]; readonly bearer?: Bearer | undefined };

export type DepositFacts = {
  readonly book?: NumberBook | undefined;
  readonly verifierDepartment: string;
} & SerialFacts;
export type Deposit = Command<'deposit', OfWeapon & Deposited, object, DepositFacts>;
export type VoidNumber = Command<'void', OfWeapon & { readonly reason: string }, object, { readonly book?: NumberBook | undefined }>;
export type Move = Command<
  'move',
  OfWeapon &
    Paper &
    Transfer &
    Seals & {
      readonly to?: (Site & Place) | undefined;
      readonly purpose: (typeof MOVEMENT_PURPOSES)[number];
      readonly vehicle?: string | undefined;
      readonly escort?: string | undefined;
    },
  object,
  TransferDepartments
>;
export type Remove = Command<
  'remove',
  OfWeapon &
    Paper &
    Transfer &
    Seals & { readonly purpose: (typeof REMOVAL_PURPOSES)[number]; readonly approvedBy: Keeper; readonly dueBack: string },
  object,
  TransferDepartments & { readonly approvedBy: string }
>;
export type ReturnToStore = Command<
  'return-to-store',
  OfWeapon & Paper & Transfer & Seals & { readonly to: Site & Place },
  object,
  TransferDepartments
>;
export type Hold = Command<'hold', OfWeapon & { readonly reference: string; readonly holdType: HoldType; readonly authority: string }>;
export type LiftHold = Command<
  'lift-hold',
  OfWeapon & Approved & { readonly reference: string; readonly reason: string },
  object,
  ApprovalFacts
>;
export type Correct = Command<
  'correct',
  OfWeapon &
    Approved & {
      readonly identity: WeaponIdentity;
      readonly reason: string;
      readonly evidence: readonly string[];
      readonly verifier: Verifier;
    },
  object,
  ApprovalFacts & SerialFacts & { readonly verifierDepartment: string }
>;
export type ApproveDestruction = Command<
  'approve-destruction',
  OfWeapon & Approved & { readonly ground: (typeof DESTRUCTION_GROUNDS)[number]; readonly reason: string; readonly inspection: string },
  object,
  ApprovalFacts & { readonly serialStatus?: string | undefined }
>;
/** Who saw it done stays personal; the event says of which organisation. */
export type Destroy = Command<
  'destroy',
  OfWeapon &
    Seals & { readonly releasedBy: Keeper; readonly certificate: string; readonly photos: readonly Photo[]; readonly witnessOf: string },
  object,
  Pick<TransferDepartments, 'releasedBy'>
>;
/** To the private owner whom a written ruling on title names; who that is stays personal. */
export type Release = Command<
  'release',
  OfWeapon &
    Paper &
    Approved &
    Seals & { readonly releasedBy: Keeper; readonly ruling: { readonly court: string; readonly number: string; readonly date: string } },
  object,
  ApprovalFacts
>;

export type WeaponCommand =
  | Deposit
  | VoidNumber
  | Move
  | Remove
  | ReturnToStore
  | Hold
  | LiftHold
  | Correct
  | ApproveDestruction
  | Destroy
  | Release
  | MissingCommand
  | LineCommand;
