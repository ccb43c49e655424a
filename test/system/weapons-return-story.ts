import { setTimeout as pause } from 'node:timers/promises';
import type { Ministry } from '../replay/ministry.ts';
import type { Ministries } from '../replay/replay.ts';
import { ARMOURY, type By, officer, RETURNS, WEAPONS_RECEPTION } from '../scenario/committees.ts';
import { approvalsOf, enrolApprovers } from './approvals.ts';
import { codeOf, until } from './story.ts';

export const HANDOVER = 'WH-2025-1';
const COUNTRY = 'SYR';
const armoury = officer(ARMOURY, 'DEFENCE');
const counters = [officer(RETURNS, 'INTERIOR'), officer(WEAPONS_RECEPTION, 'DEFENCE')] as const;
const foreign = officer(RETURNS, 'FOREIGN_AFFAIRS');
const legal = officer(RETURNS, 'LEGAL');

type Weapon = {
  readonly custodyNumber: string;
  readonly kind: string;
  readonly site: string;
  readonly container: string;
  readonly serialAsMarked?: string;
  readonly serialStatus: string;
};
type Lot = { readonly custodyNumber: string; readonly site: string; readonly quantity: number };
/** What was tried and refused on the way, and which weapon and how much of which lot the other side did not take. */
export type Returned = {
  readonly refused: Record<string, string>;
  readonly kept: string;
  readonly short: string;
  readonly weapons: number;
};

/** Months later there is a recognised government, and it takes over what it can: the operation's very end, told over HTTP. */
export async function returnWeapons({ defence, administration }: Pick<Ministries, 'defence' | 'administration'>): Promise<Returned> {
  const refused: Record<string, string> = {};
  const post = (path: string, document: object, id = `${path}:${JSON.stringify(document).length}`) =>
    defence.post<Record<string, unknown>>(path, `${HANDOVER}${id}`, { handoverNo: HANDOVER, ...document });
  await enrolApprovers({ administration });
  const weapons = await defence.list<Weapon>('/weapons?state=IN_TRUST');
  const lots = (await defence.list<Lot>('/ammunition')).filter(({ quantity }) => quantity > 0);

  const proposal = { by: armoury, recognition: 'MFA-2025-14', country: COUNTRY, ministry: 'Ministry of Defence', agreement: 'AG-2025-3' };
  refused.notRecognised = await codeOf(post('/weapons-handovers', proposal, 'too-early'));
  await defence.post('/recognition-acts', 'recognition', {
    by: foreign,
    act: 'MFA-2025-14',
    country: COUNTRY,
    government: 'Government of the neighbouring state',
    issuer: 'Council of Ministers',
    issuedOn: '2025-03-30',
    textHash: 'd'.repeat(64),
  });
  await post('/weapons-handovers', proposal);
  await post('/recipient-verifications', { by: foreign, delegate: 'DEL-1', name: 'سليم قاسم', rank: 'عميد', credentials: 'CR-77' });
  await post('/transfer-clearances', {
    by: legal,
    embargo: { reference: 'UNSC-1', result: 'CLEAR' },
    risk: { reference: 'ATT-1', result: 'ACCEPTABLE' },
  });
  refused.notCounted = await codeOf(post('/handover-inventories', { by: armoury, checks: ['PH-0'] }, 'uncounted'));
  const checks = await countEverything(defence, weapons, lots);
  await post('/handover-inventories', { by: armoury, checks });
  await post('/joint-inspections', { by: armoury, reference: 'JI-1', expert: counters[0], recipientExpert: 'EXPERT-3' });
  await pause(1100);
  await list(defence, weapons, lots);
  await agree(defence, weapons.length, lots.length);
  refused.unapproved = await codeOf(post('/transport-sealings', { by: armoury, weaponsConvoy: 'W-1', seals: ['T-1'] }, 'unapproved'));
  refused.ownApproval = await codeOf(post('/handover-approvals', { by: legal, approvals: await signatures(defence) }, 'own'));
  await post('/handover-approvals', { by: armoury, approvals: await signatures(defence) });
  await post('/transport-sealings', {
    by: armoury,
    weaponsConvoy: 'W-1',
    partsConvoy: 'W-2',
    ammunitionConvoy: 'A-1',
    seals: ['T-1', 'T-2'],
  });
  await post('/weapons-deliveries', { by: armoury, place: 'Al-Qaim' });
  await pause(1100);
  const [kept, short] = [weapons[0]?.custodyNumber ?? '', lots[0]?.custodyNumber ?? ''];
  await answer(defence, weapons, lots, { kept, short });
  await until('every line has its answer', async () => {
    const code = await codeOf(post('/handover-conclusions', { by: armoury, certificateNo: 'WC-2025-1' }, 'conclude'));
    return code === 'accepted';
  });
  await post('/handover-closures', { by: armoury, certificateScan: 'SCAN-WC-2025-1' });
  return { refused, kept, short, weapons: weapons.length };
}

/** Two counters count every store, each on his own and blind. */
async function countEverything(defence: Ministry, weapons: readonly Weapon[], lots: readonly Lot[]): Promise<string[]> {
  const checks: string[] = [];
  for (const site of [...new Set([...weapons, ...lots].map((each) => each.site))].sort()) {
    const check = `PH-${site}`;
    await defence.post('/stock-checks', `open:${check}`, { by: armoury, check, site, type: 'PRE_HANDOVER', counters });
    const here = weapons.filter((each) => each.site === site);
    const kinds = [...new Set(here.map(({ kind }) => kind))].map((kind) => ({
      kind,
      count: here.filter((each) => each.kind === kind).length,
    }));
    const serials = here.map(({ custodyNumber: tag, serialAsMarked: serial, container }) => ({
      tag,
      ...(serial && { serial }),
      container,
    }));
    const counted = lots.filter((each) => each.site === site).map(({ custodyNumber, quantity }) => ({ custodyNumber, quantity }));
    for (const by of counters)
      await defence.post('/stock-counts', `count:${check}:${by.officer}`, { by, check, kinds, lots: counted, serials });
    await defence.post('/stock-check-closings', `close:${check}`, { by: armoury, check });
    checks.push(check);
  }
  return checks;
}

async function list(defence: Ministry, weapons: readonly Weapon[], lots: readonly Lot[]): Promise<void> {
  const line = (custodyNumber: string, more: object = {}) => ({
    id: `${HANDOVER}/list/${custodyNumber}`,
    by: armoury,
    handoverNo: HANDOVER,
    custodyNumber,
    condition: 'SERVICEABLE',
    ...more,
  });
  const marked = ({ serialStatus }: Weapon) => (serialStatus === 'OBLITERATED' ? { markedAnew: 'MR-1' } : {});
  await defence.batch('/handover-listings', [
    ...weapons.map((each) => line(each.custodyNumber, marked(each))),
    ...lots.map(({ custodyNumber }) => line(custodyNumber)),
  ]);
}

async function agree(defence: Ministry, weapons: number, ammunition: number): Promise<void> {
  const document = { by: armoury, handoverNo: HANDOVER, weapons, ammunition };
  await until(
    'all is on the schedules',
    async () => (await codeOf(defence.post('/handover-schedules', `${HANDOVER}/agree`, document))) === 'accepted',
  );
}

function signatures(defence: Ministry): Promise<string[]> {
  return approvalsOf({ defence }, { path: `/weapons-handovers/${HANDOVER}`, action: 'hand-over', subject: `HANDOVER#${HANDOVER}` });
}

/** The delegate takes everything but one weapon, and of one lot all but a round. */
async function answer(
  defence: Ministry,
  weapons: readonly Weapon[],
  lots: readonly Lot[],
  { kept, short }: { kept: string; short: string },
): Promise<void> {
  const keeperOf = async (custodyNumber: string, of: string) => (await defence.get<{ keeper: By }>(`/${of}/${custodyNumber}`)).keeper;
  const line = async (custodyNumber: string, of: string, more: object) => ({
    id: `${HANDOVER}/accept/${custodyNumber}`,
    by: counters[0],
    handoverNo: HANDOVER,
    custodyNumber,
    ...(custodyNumber === kept
      ? { response: 'REFUSED', reason: 'Not on their roll' }
      : {
          response: 'ACCEPTED',
          releasedBy: await keeperOf(custodyNumber, of),
          documentNo: 'SD-1',
          condition: 'SERVICEABLE',
          ...more,
        }),
  });
  const lines = [];
  for (const { custodyNumber } of weapons) lines.push(await line(custodyNumber, 'weapons', {}));
  for (const { custodyNumber, quantity } of lots)
    lines.push(await line(custodyNumber, 'ammunition', { quantity: quantity - (custodyNumber === short ? 1 : 0) }));
  await defence.batch('/weapon-acceptances', lines);
}
