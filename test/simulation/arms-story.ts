import { armsReturned } from './arms-return-story.ts';
import * as paper from './papers.ts';
import { stockTaken } from './stock-story.ts';
import type { Told } from './story.ts';
import { byTwo, disposed, liftHold } from './two-persons-story.ts';

/** Weapons and ammunition in trust: deposited, stored, taken out and brought back, held, corrected, counted. */
export async function arms(told: Told, everybody: number): Promise<void> {
  const { draw } = told;
  const weapons = draw.int(1, 2);
  const taken = Promise.all([
    ...Array.from({ length: weapons }, (_, index) => weapon(told, index + 1)),
    ammunition(told, 1),
    voided(told, everybody),
  ]);
  if (draw.often(0.9)) await taken;
  if (draw.often(0.6)) await stockTaken(told, weapons);
  await taken;
  if (draw.often(0.4)) await armsReturned(told, weapons);
}

async function weapon(told: Told, n: number): Promise<void> {
  const { post, draw, pause } = told;
  const custodyNumber = paper.weaponNo(n);
  const serial = draw.often(0.3) ? 'KM-401111' : `KM-${400_000 + n * 1111}`;
  const found = draw.often(0.2) && {
    depositor: undefined,
    foundReport: { reference: 'F-1', place: 'Tent' },
    acknowledged: { as: 'NOBODY' },
  };
  await pause(0, 8000);
  const deposited = await post(
    'custody',
    '/weapons',
    paper.weapon(n, { serialAsMarked: serial, verifier: { ...paper.by('O-2'), serialRead: serial }, ...found }),
  );
  if (draw.often(0.2)) await post('custody', '/movements', paper.movement(n, 'O-1', 'I-1', { purpose: 'KEEPER_CHANGE' }));
  else await post('custody', '/movements', paper.movement(n, 'O-1', 'D-1', { to: paper.place(n), sealAfter: 'S-1' }));
  const held = draw.often(0.4);
  const hold = { by: paper.by('D-1'), custodyNumber, reference: 'H-1', holdType: 'TRACING', authority: 'Court' };
  if (held) await post('custody', '/holds', hold);
  if (held && draw.often(0.15)) await post('custody', '/holds', hold);
  await pause(0, 20_000);
  if (draw.often(0.6)) await lent(told, n);
  const another = draw.often(0.4) ? () => post('custody', '/holds', { ...hold, reference: 'H-2' }) : undefined;
  if (draw.often(held ? 0.85 : 0.05)) await liftHold(told, n, deposited.body.receipt?.hash, another);
  if (draw.often(0.25)) await corrected(told, n);
  if (draw.often(0.35)) await disposed(told, n);
}

/** Taken out for an inspection and brought back. */
async function lent({ post }: Told, n: number): Promise<void> {
  const removed = await post('custody', '/temporary-removals', {
    ...paper.movement(n, 'D-1', 'D-2', { purpose: 'INSPECTION' }),
    by: paper.by('D-2'),
    approvedBy: paper.by('I-1'),
    dueBack: '2030-01-01T00:00:00Z',
    sealBefore: 'S-1',
  });
  if (removed.status !== 201) return;
  const { purpose: _purpose, ...back } = paper.movement(n, 'D-2', 'I-1', { to: paper.place(n), sealAfter: 'S-2' });
  await post('custody', '/returns-to-store', back);
}

async function corrected(told: Told, n: number): Promise<void> {
  const { kind, assetScope, make, model, calibre, serialStatus, serialLocation, photos } = paper.weapon(n) as Record<string, unknown>;
  const identity = { kind, assetScope, make, model, calibre, serialStatus, serialLocation, photos, serialAsMarked: 'KM-777' };
  const verifier = { ...paper.by('I-1'), serialRead: 'KM-777' };
  const document = { by: paper.by('D-1'), custodyNumber: paper.weaponNo(n), identity, reason: 'Read again', evidence: ['E-1'], verifier };
  await byTwo(told, { path: '/weapon-corrections', action: 'correct-identity', document });
}

async function ammunition(told: Told, n: number): Promise<void> {
  const { post, draw } = told;
  const custodyNumber = paper.lotNo(n);
  await post('custody', '/ammunition', paper.lot(n));
  const path = '/ammunition-movements';
  const of = { by: paper.by('D-1'), custodyNumber, verifier: paper.by('I-1') };
  const destroy = (quantity: number, eodCertificate: string) => {
    const document = { ...of, movement: 'ISSUE', purpose: 'DESTRUCTION', quantity, eodCertificate };
    return byTwo(told, { path, action: 'approve-destruction', document });
  };
  const found = { quantity: draw.int(1, 40), foundReport: { reference: 'F-2', place: 'Ditch' } };
  const steps: readonly (() => Promise<unknown>)[] = [
    () => destroy(draw.int(1, 60), 'EOD-1'),
    () => post('custody', path, { ...of, movement: 'RECEIVE', ...found }),
    () => destroy(draw.int(50, 200), 'EOD-2'),
    () =>
      post('custody', path, {
        by: of.by,
        custodyNumber,
        movement: 'RELOCATE',
        releasedBy: paper.by('O-1'),
        receivedBy: paper.by('D-1'),
        documentNo: 'M-9',
        to: paper.place(1, 'CA-2'),
        sealBefore: 'S-9',
        sealAfter: 'S-10',
      }),
  ];
  await Promise.all(steps.filter(() => draw.often(0.5)).map((step) => step()));
}

/** Spoilt numbers of every book. */
async function voided({ post, draw }: Told, everybody: number): Promise<void> {
  if (draw.often(0.6)) await post('registration', '/voided-numbers', paper.ofPerson(everybody + 5, { reason: 'Rain' }));
  for (const custodyNumber of [paper.weaponNo(20), paper.lotNo(20)])
    if (draw.often(0.6)) await post('custody', '/voided-receipts', { by: paper.by('O-1'), custodyNumber, reason: 'Rain' });
}
