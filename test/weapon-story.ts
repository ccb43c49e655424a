import { custodyNumber, personalNumber } from '#shared/kernel/numbers.ts';
import type { Told } from '#test/decider.ts';
import type { Approval } from '../services/custody/domain/approval.ts';
import type {
  ApproveDestruction,
  Correct,
  Deposit,
  Deposited,
  Destroy,
  LiftHold,
  Move,
  Release,
  Remove,
  ReturnToStore,
  WeaponCommand,
} from '../services/custody/domain/weapon-commands.ts';

/** Plain data for the tests of a weapon: one rifle in trust, told command by command. */
export const N = custodyNumber('WA', 17);
export const P = personalNumber('SY', 123);
const SIGNED = Date.parse('2024-12-08T06:00:00Z') / 1000;
export const recorder = { officer: 'O-1', committee: 'RC-1' };
export const verifier = { officer: 'O-2', committee: 'RC-1', serialRead: 'KM1234' };
export const keeper = { officer: 'D-1', committee: 'ARM-1' };
export const holder = { officer: 'F-1', committee: 'LAB-1' };
export const approver = { officer: 'J-1', committee: 'LEGAL' };
const departments = { releasedBy: 'INTERIOR', receivedBy: 'DEFENCE' };
const book = { committee: 'RC-1' };
export const container = { container: 'C-1', seal: 'S-1' };

export const deposits = (data: Partial<Deposited> = {}, facts: Partial<Deposit['facts']> = {}): Told<Deposit> => ({
  type: 'deposit',
  personal: { issuer: 'invented' },
  data: {
    custodyNumber: N,
    kind: 'ASSAULT_RIFLE',
    assetScope: 'INDIVIDUAL',
    make: 'IZHMASH',
    model: 'AKM',
    calibre: '7.62×39',
    serialStatus: 'PRESENT',
    serialAsMarked: 'KM-1234',
    serialLocation: 'RECEIVER',
    photos: [{ ref: 'P-1', sha256: 'ab', view: 'SERIAL' }],
    serviceability: 'UNSERVICEABLE',
    clearedSafe: { by: 'O-3', at: '2024-12-08T06:10:00Z' },
    depositor: P,
    titleHolder: 'STATE_OF_ORIGIN',
    acknowledged: { as: 'SIGNATURE' },
    verifier,
    location: { site: 'RUTBA' },
    ...data,
  },
  facts: { book, verifierDepartment: 'DEFENCE', nearMatches: [], ...facts },
});
export const stored = deposits({ location: { site: 'RUTBA', ...container } });
export const found = { depositor: undefined, foundReport: { reference: 'F-1', place: 'Tent 4' }, acknowledged: { as: 'NOBODY' } } as const;
export const moves = (data: Partial<Move['data']> = {}, facts: Move['facts'] = departments): Told<Move> => ({
  type: 'move',
  data: {
    custodyNumber: N,
    releasedBy: recorder,
    receivedBy: keeper,
    documentNo: 'M-1',
    purpose: 'TO_STORE',
    to: { site: 'RUTBA', container: 'C-1' },
    sealAfter: 'S-1',
    ...data,
  },
  facts,
});
export const onwards = { releasedBy: keeper, receivedBy: holder, sealBefore: 'S-1', sealAfter: 'S-2' };
export const removes = (data: Partial<Remove['data']> = {}, facts: Partial<Remove['facts']> = {}): Told<Remove> => ({
  type: 'remove',
  data: {
    custodyNumber: N,
    releasedBy: keeper,
    receivedBy: holder,
    documentNo: 'M-2',
    purpose: 'INSPECTION',
    approvedBy: approver,
    dueBack: '2024-12-20T00:00:00.000Z',
    sealBefore: 'S-1',
    ...data,
  },
  facts: { releasedBy: 'DEFENCE', receivedBy: 'FORENSICS', approvedBy: 'JUSTICE', ...facts },
});
export const returns = (data: Partial<ReturnToStore['data']> = {}): Told<ReturnToStore> => ({
  type: 'return-to-store',
  data: {
    custodyNumber: N,
    releasedBy: holder,
    receivedBy: keeper,
    documentNo: 'M-3',
    to: { site: 'RUTBA', container: 'C-1' },
    sealAfter: 'S-3',
    ...data,
  },
  facts: { releasedBy: 'FORENSICS', receivedBy: 'DEFENCE' },
});
export const holds = (reference = 'H-1'): Told<WeaponCommand> => ({
  type: 'hold',
  data: { custodyNumber: N, reference, holdType: 'EVIDENCE', authority: 'Court 3' },
});
/** Two approvals over the newest event, by officers of two departments. */
export const approves =
  (one: Partial<Approval> = {}, other: Partial<Approval> = {}) =>
  (over: string | undefined): readonly Approval[] => [
    { kid: 'k1', iat: SIGNED, officer: 'J-1', department: 'JUSTICE', registrar: 'R-1', ...(over && { over }), ...one },
    { kid: 'k2', iat: SIGNED, officer: 'D-1', department: 'DEFENCE', registrar: 'R-1', ...(over && { over }), ...other },
  ];
const approvals = ['a', 'b'] as const;
export const lifts = (approved = approves(), reference = 'H-1'): Told<LiftHold> => ({
  type: 'lift-hold',
  data: { custodyNumber: N, reference, reason: 'case closed', approvals },
  facts: (head) => ({ approvals: approved(head) }),
});
export const condemns = (
  data: Partial<ApproveDestruction['data']> = {},
  serialStatus = 'PRESENT',
  approved = approves(),
): Told<ApproveDestruction> => ({
  type: 'approve-destruction',
  data: { custodyNumber: N, ground: 'UNSAFE', reason: 'cracked receiver', inspection: 'TI-1', approvals, ...data },
  facts: (head) => ({ approvals: approved(head), serialStatus }),
});
export const destroys = (data: Partial<Destroy['data']> = {}): Told<Destroy> => ({
  type: 'destroy',
  personal: { witness: { name: 'invented' } },
  data: {
    custodyNumber: N,
    releasedBy: keeper,
    certificate: 'EOD-1',
    photos: [{ ref: 'P-9', sha256: 'ab', view: 'LEFT' }],
    witnessOf: 'UNMAS',
    sealBefore: 'S-1',
    ...data,
  },
  facts: { releasedBy: 'DEFENCE' },
});
export const releases = (data: Partial<Release['data']> = {}, approved = approves()): Told<Release> => ({
  type: 'release',
  personal: { owner: { name: 'invented' } },
  data: {
    custodyNumber: N,
    releasedBy: keeper,
    documentNo: 'M-9',
    sealBefore: 'S-1',
    ruling: { court: 'Court of Anbar', number: 'R-1', date: '2024-12-20' },
    approvals,
    ...data,
  },
  facts: (head) => ({ approvals: approved(head) }),
});
export const corrects = (serialAsMarked = 'KM-1243', serialRead = serialAsMarked, approved = approves()): Told<Correct> => {
  const { kind, assetScope, make, model, calibre, serialStatus, serialLocation, photos } = deposits().data;
  const identity = { kind, assetScope, make, model, calibre, serialStatus, serialLocation, photos, serialAsMarked };
  return {
    type: 'correct',
    data: { custodyNumber: N, identity, reason: 'misread at intake', evidence: ['P-2'], verifier: { ...verifier, serialRead }, approvals },
    facts: (head) => ({ verifierDepartment: 'DEFENCE', nearMatches: [], approvals: approved(head) }),
  };
};
export const voids = (issued = true): Told<WeaponCommand> => ({
  type: 'void',
  data: { custodyNumber: N, reason: 'torn' },
  facts: { book: issued ? book : undefined },
});

export const at = (told: Told<WeaponCommand>, hour: number, atStated = true): Told<WeaponCommand> =>
  ({ ...told, at: `2024-12-09T${String(hour).padStart(2, '0')}:00:00.000Z`, atStated }) as Told<WeaponCommand>;
