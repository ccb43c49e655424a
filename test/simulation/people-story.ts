import * as paper from './papers.ts';
import type { Told } from './story.ts';

const FATES = [
  ['PLAIN', 12],
  ['EFFECTS', 1.5],
  ['HOSPITAL', 1],
  ['ESCAPE', 1.4],
  ['DOUBLE', 0.7],
  ['UNDETERMINED', 1],
  ['CORRECTED', 1],
  ['DEATH', 0.5],
  ['TRANSFER', 0.5],
  ['CHILD', 0.7],
] as const;

/** Every person's way from the border to the papers of the return; each promise is kept when the person is as ready as they will be. */
export function people(told: Told, everybody: number): Promise<void>[] {
  return Array.from({ length: everybody }, (_, index) => person(told, index + 1));
}

async function person(told: Told, n: number): Promise<void> {
  const { post, draw, pause } = told;
  const fate = draw.weighed(FATES);
  const to = (path: string, more: object = {}) => post('registration', path, paper.ofPerson(n, more));
  await pause(0, 6000);
  await post('registration', '/persons', registration(n, fate, draw.often(0.5)));
  if (fate === 'UNDETERMINED') {
    if (draw.often(0.4)) await house(told, n, false);
    await to('/determinations', { category: 'INTERNED_OTHER_RANK', evidence: ['DOCUMENT'], decidedBy: ['O-1', 'O-2'] });
  }
  if (fate === 'TRANSFER') return void (await to('/transfers', { to: 'Another authority', reason: 'Asked for' }));
  await house(told, n, fate === 'CHILD');
  if (draw.often(0.5)) await to('/reception-cards', { ...paper.card, languages: draw.often(0.1) ? ['ar'] : ['ar', 'en'] });
  if (fate === 'HOSPITAL') {
    await to('/hospitalisations', { hospital: 'H-1', reason: 'Fever' });
    await pause(500, 9000);
    await to('/discharges');
  }
  if (fate === 'ESCAPE') {
    // Somebody is given another bed at the very moment, and again by the same call when they are back.
    const moving = () => post('registration', '/housings', paper.housing(n, 'A-012'), { key: `moving-${n}` });
    await Promise.all([to('/escapes', { reason: 'By night' }), draw.often(0.9) && moving()]);
    await to('/recaptures', { place: 'Rutba' });
    if (draw.often(0.9)) await moving();
    await house(told, n, false);
  }
  if (fate === 'DEATH') return void (await to('/deaths', { place: 'Rutba', cause: draw.pick(['NATURAL', 'UNKNOWN']), certifier: 'O-2' }));
  if (fate === 'CORRECTED') await to('/corrections', { reason: 'Spelling', identity: paper.identity(n, { unit: 'كتيبة ٤' }) });
  if (draw.often(0.2)) await to('/health-summaries', { health: draw.pick(['FIT', 'NEEDS_CARE', 'FIT', 'UNFIT_TRAVEL']) });
  if (fate === 'DOUBLE') await adjudicate(told, n);
  if (fate === 'EFFECTS' && draw.often(0.85)) await to('/restitutions', { registerNos: [`R-${n}`, `D-${n}`], signed: 'SIGNATURE' });
  await pause(1000, 6000);
  await declare(told, n, fate === 'CHILD');
}

function registration(n: number, fate: string, documented: boolean): object {
  const effects = [paper.cash(`R-${n}`), { registerNo: `D-${n}`, kind: 'DOCUMENT', quantity: 1, reasonWithheld: 'SECURITY' }];
  return paper.registration(n, {
    ...(documented && { health: 'FIT' }),
    ...(fate === 'EFFECTS' && { effects }),
    ...(fate === 'UNDETERMINED' && { determination: { category: 'UNDETERMINED', evidence: [], decidedBy: [] } }),
    ...(fate === 'CHILD' && paper.child(n)),
    ...(fate === 'DOUBLE' && { identity: paper.identity(n === 1 ? 2 : n - 1) }),
  });
}

/** A bed; sometimes one that somebody else wants too, and then another. */
async function house({ post, batch, draw, pause }: Told, n: number, child: boolean): Promise<void> {
  const wing = child ? 'K' : 'A';
  const own = `${wing}-0${String(child ? 1 + (n % 5) : n).padStart(2, '0')}`;
  const wanted = !child && draw.often(0.3) ? 'A-010' : own;
  const first = draw.often(0.3)
    ? await batch('registration', '/housings', [{ id: `h${n}`, ...paper.housing(n, wanted) }])
    : await post('registration', '/housings', paper.housing(n, wanted));
  const status = Array.isArray(first.body) ? first.body[0]?.status : first.status;
  if (status !== 201 && wanted !== own) await post('registration', '/housings', paper.housing(n, own));
  if (!child && draw.often(0.15)) {
    await pause(100, 3000);
    await post('registration', '/housings', paper.housing(n, `${wing}-0${String(20 - n).padStart(2, '0')}`));
  }
}

/** Two officers look at whoever is suspected to be registered twice. */
async function adjudicate({ post, get, draw }: Told, n: number): Promise<void> {
  const { suspects = [] } = await get('registration', `/persons/${paper.number(n)}`);
  const [other] = suspects as string[];
  if (!other) return;
  const decide = (secondOfficer: string) =>
    post('registration', '/adjudications', {
      by: paper.by('O-1'),
      personalNumber: paper.number(n),
      other,
      outcome: draw.pick(['MERGE', 'CONFIRMED_DIFFERENT']),
      secondOfficer,
      reason: 'Compared',
    });
  if (draw.often(0.3)) await decide(draw.pick(['O-1', 'O-3']));
  await decide('O-2');
  if (draw.often(0.3)) await decide('O-2');
}

const STOPS = ['OBJECTION', 'ASYLUM_CLAIM', 'PENAL_HOLD', 'LEGAL_HOLD', 'UNFIT_TO_TRAVEL'];

/** Declaration, pledge and screening; of some people one of them is missing, or says no. */
export async function declare({ post, batch, draw }: Told, n: number, child = false): Promise<void> {
  const declaration = paper.declaration(n, {
    decision: draw.weighed([
      ['RETURN', 12],
      ['STAY', 0.5],
      ['UNDECIDED', 0.3],
    ]),
    ...(draw.often(0.2) && { familyInvolved: true }),
    ...(draw.often(0.2) && { interpreter: 'ليلى' }),
    ...(child && { childProtectionOfficer: 'J-6' }),
  });
  const { pledge, ...unpledged } = declaration;
  const old = draw.often(0.03) && { at: '2024-12-03T08:00:00Z' };
  const withPledge = declaration.decision === 'RETURN' && draw.often(0.8);
  const said = { ...unpledged, ...(withPledge && { pledge }), ...old };
  if (draw.often(0.97)) {
    await (draw.often(0.4)
      ? batch('handover', '/declarations', [{ id: `d${n}-${draw.int(0, 999)}`, ...said }])
      : post('handover', '/declarations', said));
  }
  if (draw.often(0.3)) {
    const signatory = { name: 'فاطمة', relation: 'MOTHER' };
    const { witnesses, ...rest } = paper.pledge();
    await post('handover', '/pledges', {
      by: paper.by('J-1'),
      personalNumber: paper.number(n),
      familyPledge: { ...rest, witnesses, signatory },
      ...(draw.often(0.4) && { pledge: paper.pledge() }),
    });
  }
  if (draw.often(0.97)) {
    const risk = draw.weighed([
      ['NONE_IDENTIFIED', 15],
      ['POSSIBLE', 0.5],
    ]);
    await post(
      'handover',
      '/screenings',
      paper.screening(n, {
        risk,
        ...(draw.often(0.2) && { narrative: 'Told in private' }),
        ...(draw.often(0.03) && { at: '2024-11-10T08:00:00Z' }),
      }),
    );
  }
  if (draw.often(0.03)) await post('handover', '/stops', paper.stop(n, draw.pick(STOPS)));
  if (draw.often(0.03)) await post('handover', '/declaration-withdrawals', { by: paper.by('P-1'), personalNumber: paper.number(n) });
}
