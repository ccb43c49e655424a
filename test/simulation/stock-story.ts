import type { Answer } from './ministry.ts';
import * as paper from './papers.ts';
import type { Told } from './story.ts';
import { approvalsOf } from './two-persons-story.ts';

// biome-ignore lint/suspicious/noExplicitAny: documents of several routes
type Document = any;
type Finding = { readonly type: string; readonly item: string; readonly book?: number; readonly physical?: number };

const C = 'custody';
const BY = paper.by('D-1');
const COUNTERS = [paper.by('O-1'), paper.by('I-2')] as const;
const TYPES = ['SPOT', 'WEEKLY', 'HALF_YEARLY', 'KEY_CHANGE', 'PRE_HANDOVER'];
const ROUNDS = 3;

/** The store is counted blind by two, its keys change hands, and what differs is settled item by item. */
export async function stockTaken(told: Told, weapons: number): Promise<void> {
  const { post, draw } = told;
  const check = `SC-${draw.int(1, 2)}`;
  if (draw.often(0.4)) await keysChanged(told);
  if (draw.often(0.4)) await resealed(told);
  const open = (more: object = {}) =>
    post(C, '/stock-checks', { by: BY, check, site: paper.SITE, type: draw.pick(TYPES), counters: COUNTERS, ...more });
  const wrong = [
    { counters: [paper.by('O-1'), paper.by('O-1')] },
    { counters: [paper.by('O-1'), paper.by('O-3')] },
    { counters: [paper.by('O-1'), paper.by('I-1')] },
    { site: 'NOWHERE' },
  ];
  if (draw.often(0.5)) await open(draw.pick(wrong));
  if (draw.often(0.4)) await sealed(told);
  const opened = await open();
  if (opened.status >= 300) return;
  if (draw.often(0.3)) await open(draw.often(0.5) ? {} : { check: 'SC-9' });
  if (draw.often(0.3)) await post(C, '/movements', paper.movement(1, 'D-1', 'I-1', { purpose: 'KEEPER_CHANGE' }));
  if (draw.often(0.1)) return abandoned(told, check);
  await counted(told, check, weapons);
  const closed = await close(told, check);
  if (closed.status >= 300) return;
  if (draw.often(0.2)) await close(told, check);
  if (draw.often(0.3)) await post(C, '/movements', paper.movement(1, 'D-1', 'I-1', { purpose: 'KEEPER_CHANGE' }));
  for (const finding of closed.body.findings as Finding[]) await settled(told, `DR-${check}`, finding);
}

/** Given up by a counter, which is refused, then by somebody else. */
async function abandoned({ post }: Told, check: string): Promise<void> {
  const abandon = (by: object) => post(C, '/stock-check-abandonments', { by, check, reason: 'Nobody is left', verifier: paper.by('I-1') });
  await abandon(COUNTERS[0]);
  await abandon(BY);
}

const close = ({ post }: Told, check: string) => post(C, '/stock-check-closings', { by: BY, check });

async function keysChanged({ post, draw }: Told): Promise<void> {
  const change = (from: string, to: string) =>
    post(C, '/key-changes', {
      by: BY,
      site: paper.SITE,
      keySet: 'K-1',
      from: paper.by(from),
      to: paper.by(to),
      documentNo: 'K-9',
    });
  await change('D-1', 'I-1');
  if (draw.often(0.5)) await (draw.often(0.5) ? change('D-1', 'D-2') : change('I-1', 'I-1'));
}

/** A container's seal is put on and broken by two, each once. */
async function resealed({ post, draw }: Told): Promise<void> {
  const ofSeal = { by: BY, seal: 'CS-1', second: paper.by('I-1') };
  const on = () => post(C, '/container-seals', { ...ofSeal, site: paper.SITE, container: 'C-1' });
  const broken = (more: object = {}) => post(C, '/broken-container-seals', { ...ofSeal, reason: 'Count', ...more });
  await on();
  if (draw.often(0.5)) await broken({ seal: 'CS-9' });
  await broken();
  if (draw.often(0.5)) await (draw.often(0.5) ? on() : broken());
}

/** Both counters send what they see; when they differ both count again. */
async function counted(told: Told, check: string, weapons: number): Promise<void> {
  const { post, draw } = told;
  const count = (by: object, sheet: object) => post(C, '/stock-counts', { by, check, ...sheet });
  const sheet = await seen(told, weapons);
  if (draw.often(0.15)) await close(told, check);
  if (draw.often(0.15)) await count(BY, sheet);
  const tag = paper.weaponNo(1);
  if (draw.often(0.15)) await count(COUNTERS[0], { ...sheet, serials: [{ tag }, { tag }] });
  for (let round = 0; round < ROUNDS; round++) {
    const [, other] = await Promise.all([
      count(COUNTERS[0], sheet),
      count(COUNTERS[1], draw.often(0.15) ? { ...sheet, lots: [{ custodyNumber: paper.lotNo(1), quantity: 7 }] } : sheet),
    ]);
    if (draw.often(0.1)) await count(COUNTERS[1], sheet);
    if (other.body.status !== 'RECOUNT' && !draw.often(0.05)) return;
  }
}

/** What lies in the store, as people see it: something is missing, too much, broken, or counted wrongly. */
async function seen({ get, draw }: Told, weapons: number): Promise<object> {
  const there: Document[] = [];
  for (let n = 1; n <= weapons; n++) {
    const weapon = await get(C, `/weapons/${paper.weaponNo(n)}`);
    if (weapon.state === 'IN_TRUST' && draw.often(0.7)) there.push(weapon);
  }
  const { quantity = 0 } = await get(C, `/ammunition/${paper.lotNo(1)}`);
  const serials = there.map(({ custodyNumber: tag, serialAsMarked, place }) => ({
    tag,
    serial: draw.often(0.9) ? serialAsMarked : 'ZZ-1',
    container: draw.often(0.9) ? place?.container : 'C-7',
    ...(draw.often(0.1) && { damaged: true }),
  }));
  const untagged = ['P-77', 'P-78'].slice(0, draw.pick([0, 0, 0, 1, 2])).map((serial) => ({ kind: 'PISTOL', serial }));
  const rifles = there.length + (draw.often(0.3) ? 1 : 0);
  return {
    kinds: [
      { kind: 'ASSAULT_RIFLE', count: rifles },
      { kind: 'PISTOL', count: untagged.length },
    ],
    lots: [{ custodyNumber: paper.lotNo(1), quantity: Math.max(0, quantity + draw.pick([0, 0, 5, -5])) }],
    serials: [...serials, ...untagged],
    ...(draw.often(0.15) && { sealsBroken: [{ container: 'C-1', seal: 'S-0' }] }),
  };
}

/** The outcome of an item, sometimes after somebody tried a wrong one. */
async function settled(told: Told, discrepancy: string, finding: Finding): Promise<void> {
  const { post, draw } = told;
  const { type, item, book = 0, physical = 0 } = finding;
  const papers = { by: BY, verifier: paper.by('I-1'), documents: ['P-1', 'P-2'], discrepancy, type, item };
  const settle = (more: object): Promise<Answer> => post(C, '/discrepancy-outcomes', { ...papers, ...more });
  const losable = type === 'AMMO_QTY' || (/^W/.test(item) && ['SHORTAGE', 'SERIAL_MISMATCH'].includes(type));
  const lose = async (more: object = {}) => {
    const [path, kind] = type === 'AMMO_QTY' ? [`/ammunition/${item}`, 'LOT'] : [`/weapons/${item}`, 'WEAPON'];
    const { verifier: _verifier, documents: _documents, ...about } = papers;
    const board = { reference: 'B-1', date: '2024-12-17', members: ['O-1', 'O-2', 'O-3'] };
    const approvals = await approvalsOf(told, path as string, `${kind}#${item}`, 'confirm-loss');
    return post(C, '/confirmed-losses', { ...about, outcome: 'LOST', board, approvals, ...more });
  };
  const wrong: readonly (() => Promise<Answer>)[] = [
    () => settle({ outcome: 'FOUND', discrepancy: 'DR-NONE' }),
    () => settle({ outcome: 'CLERICAL', item: 'NONE' }),
    () => settle({ outcome: type === 'SEAL_BROKEN' ? 'FOUND' : 'RECORDED' }),
    () => settle({ outcome: 'CLERICAL', documents: ['P-1'], counted: physical }),
    () => settle({ outcome: 'CLERICAL', verifier: BY, counted: physical }),
    () => settle({ outcome: 'TRACED', tracedBy: 'SC-1' }),
    () => settle({ outcome: 'REGISTERED', custodyNumber: paper.weaponNo(1) }),
    () => settle({ outcome: 'FOUND', counted: book }),
    () => settle({ outcome: 'FOUND', counted: 999_999 }),
    () => settle({ outcome: 'FOUND', counted: Math.min(book, physical) }),
    ...(losable ? [() => lose({ board: { reference: 'B-1', date: '2024-12-17', members: ['O-1'] } }), () => lose()] : []),
  ];
  if (type === 'SURPLUS' && draw.often(0.7)) await registeredAsFound(told, discrepancy, settle);
  for (const attempt of [0.9, 0.6]) if (draw.often(attempt)) await draw.pick(wrong)();
  if (draw.often(0.05)) return;
  if (losable && physical < book && draw.often(0.6)) await lose();
  else if (/^W/.test(item) && losable && draw.often(0.4)) await lose();
  else if (type === 'SEAL_BROKEN' || type === 'DAMAGE') await settle({ outcome: 'RECORDED' });
  else if (type === 'AMMO_QTY') await settle({ outcome: physical > book && draw.often(0.5) ? 'FOUND' : 'CLERICAL', counted: physical });
  else await settle({ outcome: 'CLERICAL' });
  if (draw.often(0.2)) await settle({ outcome: 'CLERICAL' });
}

/** Two enter a seal in the register and break it; sometimes one that was put on before, or is not known. */
async function sealed({ post, draw }: Told): Promise<void> {
  const by = { by: BY, second: paper.by('I-1') };
  await post(C, '/container-seals', { ...by, seal: draw.pick(['S-1', 'R-1']), site: paper.SITE, container: 'C-9' });
  for (let times = 0; times < 2; times++)
    await post(C, '/broken-container-seals', { ...by, seal: draw.pick(['R-1', 'R-2']), reason: 'Inspection' });
}

const KINDS = ['RIFLE', 'PISTOL', 'ASSAULT_RIFLE'];

/** What was too much gets a number of its own; one weapon is no second item, and none of another kind. */
async function registeredAsFound({ post, draw }: Told, discrepancy: string, settle: (more: object) => Promise<Answer>): Promise<void> {
  const found = { foundReport: { reference: 'F-3', place: 'Shelf', discrepancy }, depositor: undefined, acknowledged: { as: 'NOBODY' } };
  // Perhaps one that an earlier item of this report has come to.
  if (draw.often(0.5)) await settle({ outcome: 'REGISTERED', custodyNumber: paper.weaponNo(62) });
  for (const [index, kind] of KINDS.entries()) {
    if (draw.often(0.2)) continue;
    await post(C, '/weapons', paper.weapon(61 + index, { ...found, kind }));
    await settle({ outcome: 'REGISTERED', custodyNumber: paper.weaponNo(61 + index) });
  }
}
