import { custodyNumber, personalNumber } from '#shared/kernel/numbers.ts';
import { approval, keyEnrolment, type Signer, signer } from '#test/scenario/officer-keys.ts';
import { announces } from '../services/custody/announcements.ts';
import { twoPersonsGuard } from '../services/custody/append-guard.ts';
import { noteCommittee } from '../services/custody/facts.ts';
import { followUp } from '../services/custody/follow-ups.ts';
import { type Deps, lookups } from '../services/custody/lookups.ts';
import { reads } from '../services/custody/reads.ts';
import { routes } from '../services/custody/routes.ts';
import { projects } from '../services/custody/store.ts';
import { useCases } from '../services/custody/use-cases.ts';
import { serviceOnTable } from './service-on-table.ts';

export const SITE = 'RUTBA';
export const intake = { officer: 'O-1', committee: 'RC-1' };
export const second = { officer: 'O-2', committee: 'RC-1' };
export const storeKeeper = { officer: 'D-1', committee: 'ARM-1' };
/** Who registers keys, and has no part in what is approved by them. */
export const registrar = { officer: 'R-1', committee: 'RC-1' };
export const otherKeeper = { officer: 'D-2', committee: 'ARM-2' };
const committees = {
  'RC-1': { 'O-1': 'INTERIOR', 'O-2': 'DEFENCE', 'O-3': 'INTERIOR', 'R-1': 'RECORDS' },
  'ARM-1': { 'D-1': 'DEFENCE', 'I-1': 'INTERIOR' },
  'ARM-2': { 'D-2': 'DEFENCE', 'I-2': 'INTERIOR' },
  'MFA-1': { 'FA-1': 'FOREIGN_AFFAIRS', 'L-1': 'LEGAL' },
};
export const weaponNumber = (n: number) => custodyNumber('WA', n);
export const lotNumber = (n: number) => custodyNumber('AA', n);
export const depositor = personalNumber('SY', 123);

export const rifle = (n: number, more: object = {}) => ({
  by: intake,
  custodyNumber: weaponNumber(n),
  kind: 'ASSAULT_RIFLE',
  assetScope: 'INDIVIDUAL',
  make: 'IZHMASH',
  model: 'AKM',
  calibre: '7.62×39',
  serialStatus: 'PRESENT',
  serialAsMarked: `КМ-${400_000 + n * 1111}`,
  serialLocation: 'RECEIVER',
  photos: [{ ref: `P-${n}`, sha256: 'a'.repeat(64), view: 'SERIAL' }],
  accessories: [{ type: 'MAGAZINE', qty: 2 }],
  serviceability: 'SERVICEABLE',
  clearedSafe: { by: 'O-3', at: '2024-12-08T05:00:00Z' },
  depositor: { personalNumber: depositor, name: 'سالم يوسف الحمد', rank: 'رقيب', unit: 'كتيبة ٤' },
  issuer: { name: 'كريم عباس', rank: 'نقيب', unit: 'لجنة ١' },
  acknowledged: { as: 'SIGNATURE' },
  verifier: { ...second, serialRead: `KM ${400_000 + n * 1111}` },
  location: { site: SITE },
  ...more,
});
export const toStore = (n: number, more: object = {}) => ({
  by: storeKeeper,
  custodyNumber: weaponNumber(n),
  releasedBy: intake,
  receivedBy: storeKeeper,
  documentNo: 'M-1',
  purpose: 'TO_STORE',
  to: { site: SITE, building: 'B1', container: 'C-1', rack: 'R1', slot: String(n) },
  sealAfter: 'S-1',
  ...more,
});

export const near = (n: number, serial: string, more: object = {}) =>
  rifle(n, { serialAsMarked: serial, verifier: { ...second, serialRead: serial }, ...more });

export const seconds = () => Math.floor(Date.now() / 1000);
/** Officers with registered keys. */
export const signers = {
  'D-1': signer(1, storeKeeper),
  'I-1': signer(1, { officer: 'I-1', committee: 'ARM-1' }),
  'D-2': signer(1, otherKeeper),
  'I-2': signer(1, { officer: 'I-2', committee: 'ARM-2' }),
};
type Custody = Awaited<ReturnType<typeof custodyAtWork>>;

/** Two approvals of an action on a weapon as it stands. */
export async function approvals(
  { call }: Pick<Custody, 'call'>,
  action: string,
  n: number,
  by: readonly Signer[] = [signers['D-1'], signers['I-1']],
) {
  const { head = '0'.repeat(64) } = (await call('GET', `/weapons/${weaponNumber(n)}`)).body;
  return by.map((each) => approval(each, { action, head, subject: `WEAPON#${weaponNumber(n)}` }, seconds()));
}

/** The same of a lot. */
export async function lotApprovals({ call }: Pick<Custody, 'call'>, action: string, n: number) {
  const { head } = (await call('GET', `/ammunition/${lotNumber(n)}`)).body;
  return [signers['D-1'], signers['I-1']].map((each) => approval(each, { action, head, subject: `LOT#${lotNumber(n)}` }, seconds()));
}

/** What an inbox knows of a message that registration or handover sent. */
export const heard = (id: string) => ({ id, client: 'amana/registration', scopes: [], recordedAt: new Date().toISOString(), salt: '00' });

/** Custody on a table of its own, with three committees enrolled and a book of receipts for weapons and one for ammunition. */
export async function custodyAtWork() {
  const service = await serviceOnTable<Deps>({
    routes,
    useCases: { ...useCases, ...reads },
    publisher: { service: 'custody', heads: ['WEAPON', 'LOT'], announces, projects },
    follows: (store) => (events) => followUp(store, events),
    guard: twoPersonsGuard,
    deps: lookups,
  });
  for (const [committee, officers] of Object.entries(committees))
    await noteCommittee({ sequence: 1, committee, officers }, heard(committee), service.store);
  for (const book of ['WA000', 'AA000']) await service.call('POST', '/receipt-books', { body: { by: intake, book, committee: 'RC-1' } });
  for (const each of Object.values(signers))
    await service.call('POST', '/officer-keys', { body: keyEnrolment(registrar, each, seconds()) });
  return service;
}
