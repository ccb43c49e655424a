import type { Answer } from './ministry.ts';
import * as paper from './papers.ts';
import type { Told } from './story.ts';
import { approvalsOf, byTwo } from './two-persons-story.ts';

const C = 'custody';
const HO = 'HO-1';
const BY = paper.by('D-1');
const FOREIGN = paper.by('F-2');
const LEGAL = paper.by('L-2');
const COUNTERS = [paper.by('O-1'), paper.by('I-2')] as const;
const PATIENCE = 8;

// biome-ignore lint/suspicious/noExplicitAny: documents of several routes
type Item = any;
type Step = (path: string, more?: object) => Promise<Answer>;

const act = (more: object = {}) => ({
  by: FOREIGN,
  act: 'MFA-1',
  country: 'SYR',
  government: 'Government',
  issuer: 'Council',
  issuedOn: '2024-12-01',
  textHash: 'e'.repeat(64),
  ...more,
});
const proposal = { recognition: 'MFA-1', country: 'SYR', ministry: 'Defence', agreement: 'AG-1' };

/** A government is recognised and takes over what there is, unless something stands in the way; now and then somebody does a step wrongly. */
export async function armsReturned(told: Told, weapons: number): Promise<void> {
  const { post, draw } = told;
  const erased = draw.often(0.3) && (await erasedOne(told, weapons + 1));
  const step: Step = (path, more = {}) => post(C, path, { by: BY, handoverNo: HO, ...more });
  const all = weapons + (erased ? 1 : 0);
  if (!(await begun(told, step, all))) return;
  await told.pause(1100, 3000);
  const items = await listed(told, step, all);
  if (draw.often(0.12)) return halted(told, step, items);
  if (!(await agreed(told, step))) return;
  if (draw.often(0.1)) await post(C, '/recognition-withdrawals', { by: FOREIGN, act: 'MFA-1', reason: 'Another act' });
  await sent(told, step);
  await told.pause(1100, 3000);
  await answered(told, step, items);
  await concluded(told, step);
}

/** A weapon whose marks were filed off, brought into the store. */
async function erasedOne({ post }: Told, n: number): Promise<boolean> {
  const marks = { serialStatus: 'OBLITERATED', serialAsMarked: undefined, serialLocation: undefined, verifier: paper.by('O-2') };
  const deposited = await post(C, '/weapons', paper.weapon(n, marks));
  if (deposited.status >= 300) return false;
  await post(C, '/movements', paper.movement(n, 'O-1', 'D-1', { to: paper.place(n), sealAfter: 'S-1' }));
  return true;
}

/** Recognition, proposal, credentials, clearance, inventory, inspection. */
async function begun(told: Told, step: Step, weapons: number): Promise<boolean> {
  const { post, draw } = told;
  const wrongly = async (odds: number, ...tries: (() => Promise<unknown>)[]) => draw.often(odds) && (await draw.pick(tries)());
  const recognise = (more: object = {}) => post(C, '/recognition-acts', act(more));
  await wrongly(
    0.3,
    () => step('/weapons-handovers', proposal),
    () => recognise({ by: BY }),
    () => recognise({ issuedOn: '2030-01-01' }),
  );
  await recognise();
  await wrongly(0.3, recognise, () => post(C, '/recognition-withdrawals', { by: FOREIGN, act: 'NONE', reason: 'x' }));
  await step('/weapons-handovers', proposal);
  await wrongly(
    0.5,
    () => step('/weapons-handovers', proposal),
    () => step('/weapons-handovers', { ...proposal, handoverNo: 'HO-2', addendumTo: HO }),
    () => step('/weapons-deliveries', { handoverNo: 'HO-9', place: 'x' }),
    () => step('/handover-listings', { custodyNumber: paper.weaponNo(1), condition: 'SERVICEABLE' }),
    () => step('/handover-listings', { custodyNumber: paper.weaponNo(1), condition: 'SERVICEABLE', handoverNo: 'HO-9' }),
  );
  await step('/recipient-verifications', { by: FOREIGN, delegate: 'DEL-1', name: 'نزار', credentials: 'CR-1' });
  const clear = (embargo: string, risk: string) =>
    step('/transfer-clearances', { by: LEGAL, embargo: { reference: 'E', result: embargo }, risk: { reference: 'R', result: risk } });
  await wrongly(
    0.3,
    () => clear('EMBARGOED', 'ACCEPTABLE'),
    () => clear('CLEAR', 'OVERRIDING'),
  );
  await clear('CLEAR', 'ACCEPTABLE');
  await wrongly(0.3, () => step('/handover-inventories', { checks: ['NONE'] }));
  await counted(told, weapons);
  const taken = await step('/handover-inventories', { checks: ['PH-1'] });
  if (taken.status >= 300) return false;
  await step('/joint-inspections', { reference: 'JI-1', expert: COUNTERS[1], recipientExpert: 'EX-1' });
  return true;
}

/** All that two people see in the store, and both see the same. */
async function counted({ post, get }: Told, weapons: number): Promise<void> {
  await post(C, '/stock-checks', { by: BY, check: 'PH-1', site: paper.SITE, type: 'PRE_HANDOVER', counters: COUNTERS });
  const there: Item[] = [];
  for (let n = 1; n <= weapons; n++) there.push(await get(C, `/weapons/${paper.weaponNo(n)}`));
  const here = there.filter(({ state, place }) => place && ['IN_TRUST', 'SUSPECTED_MISSING', 'DESTRUCTION_APPROVED'].includes(state));
  const { quantity } = await get(C, `/ammunition/${paper.lotNo(1)}`);
  const sheet = {
    check: 'PH-1',
    kinds: [{ kind: 'ASSAULT_RIFLE', count: here.length }],
    lots: quantity === undefined ? [] : [{ custodyNumber: paper.lotNo(1), quantity }],
    serials: here.map(({ custodyNumber: tag, serialAsMarked, place }) => ({
      tag,
      ...(serialAsMarked && { serial: serialAsMarked }),
      container: place.container,
    })),
  };
  for (const by of COUNTERS) await post(C, '/stock-counts', { by, ...sheet });
  await post(C, '/stock-check-closings', { by: BY, check: 'PH-1' });
}

/** Weapons and the lot are listed, sometimes twice or with erased marks. */
async function listed({ draw, get }: Told, step: Step, weapons: number): Promise<string[]> {
  const items = [...Array.from({ length: weapons }, (_, index) => paper.weaponNo(index + 1)), paper.lotNo(1)];
  const list = (custodyNumber: string) => step('/handover-listings', { custodyNumber, condition: 'SERVICEABLE' });
  if (draw.often(0.2)) await step('/handover-schedules', { weapons: 0, ammunition: 0 });
  if (draw.often(0.2)) await get(C, `/weapons-handovers/${HO}/schedule`);
  if (draw.often(0.2)) await step('/handover-delistings', { custodyNumber: paper.lotNo(1), reason: 'x' });
  const taken = await Promise.all(items.map(list));
  if (draw.often(0.2)) await list(paper.lotNo(1));
  for (const [index, custodyNumber] of items.entries())
    if (taken[index]?.body.code === 'MARKS_ERASED')
      taken[index] = await step('/handover-listings', { custodyNumber, condition: 'SERVICEABLE', markedAnew: 'MR-1' });
  if (draw.often(0.2)) await step('/handover-delistings', { custodyNumber: draw.pick(items), reason: 'Claimed' });
  return items.filter((_, index) => (taken[index]?.status ?? 500) < 300);
}

async function halted(told: Told, step: Step, items: readonly string[]): Promise<void> {
  await step('/handover-halts', { reason: 'An incident' });
  await told.pause(1100, 2000);
  for (const custodyNumber of items) await step('/handover-delistings', { custodyNumber, reason: 'Halted' });
}

/** Both sides count what is on the list until the register has it all. */
async function agreed({ get, draw, pause }: Told, step: Step): Promise<boolean> {
  if (draw.often(0.2)) await step('/handover-schedules', { weapons: 7, ammunition: 0 });
  for (let tries = 0; tries < PATIENCE; tries++) {
    const lines: Item[] = await get(C, `/weapons-handovers/${HO}/lines`);
    const on = Array.isArray(lines) ? lines.filter(({ state }) => state === 'LISTED') : [];
    const ammunition = on.filter(({ custodyNumber }) => custodyNumber.startsWith('AA')).length;
    const done = await step('/handover-schedules', { weapons: on.length - ammunition, ammunition });
    if (done.status < 300) return true;
    await pause(500, 2000);
  }
  return false;
}

async function sent(told: Told, step: Step): Promise<void> {
  const { draw } = told;
  for (let tries = 0; tries < 3; tries++) {
    const approvals = await approvalsOf(told, `/weapons-handovers/${HO}`, `HANDOVER#${HO}`, 'hand-over');
    if ((await step('/handover-approvals', { approvals })).status < 300) break;
  }
  const convoys = { weaponsConvoy: 'W-1', partsConvoy: 'W-2', ammunitionConvoy: 'A-1', seals: ['T-1'] };
  if (draw.often(0.2)) await step('/transport-sealings', { ...convoys, weaponsConvoy: undefined, ammunitionConvoy: undefined });
  if (draw.often(0.2)) await step('/transport-sealings', { ...convoys, partsConvoy: 'W-1', ammunitionConvoy: 'W-1' });
  await step('/transport-sealings', convoys);
  await step('/weapons-deliveries', { place: 'Al-Qaim' });
}

/** Each line is accepted or refused; something that happened on the way keeps a weapon. */
async function answered(told: Told, step: Step, items: readonly string[]): Promise<void> {
  const { get, post, draw } = told;
  for (const custodyNumber of items) {
    const { keeper, quantity } = await get(C, `/${custodyNumber.startsWith('AA') ? 'ammunition' : 'weapons'}/${custodyNumber}`);
    const hold = { by: BY, custodyNumber, reference: 'H-7', holdType: 'DISPUTE', authority: 'Court' };
    const courts = custodyNumber.startsWith('WA') && draw.often(0.3);
    if (courts) await post(C, '/holds', hold);
    if (courts && draw.often(0.5)) {
      const document = { by: BY, custodyNumber, reference: 'H-7', reason: 'Done' };
      await byTwo(told, { path: '/hold-liftings', action: 'lift-hold', document });
    }
    const accept = (more: object = {}) =>
      step('/weapon-acceptances', {
        by: COUNTERS[1],
        custodyNumber,
        response: 'ACCEPTED',
        releasedBy: paper.by(keeper?.officer ?? 'D-1'),
        documentNo: 'SD-1',
        condition: 'SERVICEABLE',
        ...(quantity !== undefined && { quantity: Math.max(1, quantity - draw.int(0, 1)) }),
        ...more,
      });
    if (draw.often(0.15)) await accept({ releasedBy: paper.by('O-2') });
    if (draw.often(0.15) && quantity !== undefined) await accept({ quantity: 100_000 });
    if (draw.often(0.2)) await step('/handover-conclusions', { certificateNo: 'WC-1' });
    const done = draw.often(0.15) ? undefined : await accept();
    if (!done || done.status >= 300)
      await step('/weapon-acceptances', { by: COUNTERS[1], custodyNumber, response: 'REFUSED', reason: 'Not wanted' });
  }
}

async function concluded({ pause, get }: Told, step: Step): Promise<void> {
  for (let tries = 0; tries < PATIENCE; tries++) {
    const done = await step('/handover-conclusions', { certificateNo: 'WC-1' });
    if (done.status < 300 || done.body.code !== 'LINES_OPEN') break;
    await pause(500, 2000);
  }
  await step('/handover-closures', { certificateScan: 'SC-1' });
  await get(C, `/weapons-handovers/${HO}`);
}
