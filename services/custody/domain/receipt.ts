import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { DepositedLot } from './ammunition-lot.ts';
import type { Deposited } from './weapon-commands.ts';

/** Who deposited and who issued the receipt, legibly (GC III art. 18): personal data. */
export type ReceiptNames = {
  readonly depositor?: { readonly name: string; readonly rank?: string | undefined; readonly unit?: string | undefined } | undefined;
  readonly issuer: { readonly name: string; readonly rank: string; readonly unit: string };
};

export const HELD_IN_TRUST = {
  ar: 'محفوظ أمانة؛ غير قابل للتحويل؛ ولا يُعد سند ملكية',
  en: 'held in trust; not transferable; not a title',
};

/**
 * The depositor's receipt (domain B.6), made from the deposit's event alone, for defective items too. The original is what the deposit
 * itself answers with; every later print is a duplicate (I-19). Where the personal data were erased, the names are missing.
 */
export function receiptDocument(event: StoredEvent, copy: 'ORIGINAL' | 'DUPLICATE') {
  const { depositor: personalNumber, foundReport, acknowledged, location, verifier, titleHolder } = event.data as Deposited & DepositedLot;
  const { depositor, issuer } = (event.personal ?? {}) as Partial<ReceiptNames>;
  return {
    receiptNo: event.id,
    custodyNumber: event.id,
    copy,
    copies: ['store', 'depositor', 'file'],
    statement: HELD_IN_TRUST,
    languages: ['ar', 'en'],
    depositedAt: event.at,
    place: location.site,
    committee: event.actor.committee,
    depositor: personalNumber === undefined ? { foundReport } : { personalNumber, ...depositor },
    item: event.kind === 'LOT' ? lotOf(event.data as DepositedLot) : weaponOf(event.data as Deposited),
    titleHolder,
    issuer: { officer: event.actor.officer, department: event.actor.department, ...issuer },
    verifier: { officer: verifier.officer, committee: verifier.committee },
    acknowledged,
    chain: { sequence: event.sequence, hash: event.hash },
    qr: qrText(event),
  };
}

/** What the paper carries as a QR code: with it anybody finds the deposit in a bundle, a list or a proof, years later. */
export function qrText({ id, sequence, hash }: Pick<StoredEvent, 'id' | 'sequence' | 'hash'>): string {
  return `AMANA ${id} ${sequence} ${hash}`;
}

function weaponOf(weapon: Deposited) {
  const { kind, make, model, calibre, serialAsMarked, serialStatus, assignedSerial, serviceability, accessories = [] } = weapon;
  return { type: 'WEAPON', kind, make, model, calibre, serialAsMarked, serialStatus, assignedSerial, serviceability, accessories };
}

function lotOf(lot: DepositedLot) {
  const { calibreOrType, lotNumber, quantity, unitOfCount, packaging, condition } = lot;
  return { type: 'AMMUNITION', calibreOrType, lotNumber, quantity, unitOfCount, packaging, condition };
}
