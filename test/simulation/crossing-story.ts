import type { Answer } from './ministry.ts';
import * as paper from './papers.ts';
import type { Told } from './story.ts';
import { submission } from './submission-story.ts';

type Line = { readonly line: number; readonly personalNumber: string; readonly outcome: string; readonly state?: string };
type Options = { readonly sealed?: () => void; readonly supplementTo?: string };

const MOST_ROUNDS = 14;

/** One manifest from its submission to its end: reconciled, or cancelled on the way. */
export async function crossing(
  told: Told,
  manifestNo: string,
  people: readonly number[],
  { sealed = () => {}, supplementTo }: Options,
): Promise<void> {
  const driver = driverOf(told, manifestNo);
  try {
    if (told.draw.often(0.3)) await ceremony(told, people);
    if (!(await submission(told, manifestNo, people, supplementTo))) return;
    const reached = await driver.toEmbarkation(sealed);
    if (!reached || !(await driver.board()) || !(await driver.cross())) return void (await driver.cancel());
    await driver.close();
  } finally {
    sealed();
  }
}

/** Many pledge at one table, each for themselves. */
async function ceremony({ post, draw }: Told, people: readonly number[]): Promise<void> {
  const { pledgeNo: _pledgeNo, ...text } = paper.pledge();
  const there = draw.often(0.1) ? [...people, people[0] as number] : people;
  const pledges = there.map((n) => ({ personalNumber: paper.number(n), pledgeNo: `PC-${n}` }));
  await post('handover', '/pledge-ceremonies', { by: paper.by('J-1'), ceremony: 'CE-1', ...text, pledges });
}

function driverOf({ post, get, draw, pause, now }: Told, manifestNo: string) {
  const done = ({ status }: Answer) => status < 300;
  const act = (path: string, officer: string, more: object = {}, call: object = {}) =>
    post('handover', path, paper.act(officer, manifestNo, more), call);
  const lines = async (): Promise<Line[]> => (await get('handover', `/manifests/${manifestNo}/lines`, { limit: '1000' })) as Line[];
  const open = async (...states: string[]) => (await lines()).filter(({ state = '' }) => states.includes(state));
  const device = `HH-${manifestNo.slice(-2)}`;
  const skew = draw.int(-120_000, 120_000);
  const view = () => get('handover', `/manifests/${manifestNo}/receiver-view`);
  let scans = 0;

  const scan = ({ personalNumber }: Line, type: string, more: object = {}) => ({
    by: paper.by('J-5'),
    device,
    deviceSequence: ++scans,
    type,
    manifestNo,
    personalNumber,
    capturedAt: new Date(Date.parse(now()) + skew + scans).toISOString(),
    ...(type === 'BOARDED' && { reconfirmed: !draw.often(0.05), baggage: { pieces: 1, kg: 20 } }),
    ...more,
  });

  /** Scans arrive late, twice and in any order, some of them in two batches. */
  async function scanned(all: readonly object[]): Promise<void> {
    if (all.length === 0) return;
    const send = (batch: readonly object[]) =>
      draw.often(0.5) ? post('handover', '/scans', batch) : post('handover', '/scans', {}, { body: undefined, lines: batch });
    const half = all.slice(0, draw.int(1, all.length));
    await Promise.all([send(all), ...(draw.often(0.4) ? [send(half)] : []), ...(draw.often(0.15) ? [send(all)] : [])]);
  }

  /** Legal review, approval, seal, the receiver's green light; a step that is not possible ends in a cancellation. */
  async function toEmbarkation(sealed: () => void): Promise<boolean> {
    for (let tries = 0; tries < 60; tries++) {
      const { processed } = await get('handover', `/manifests/${manifestNo}`);
      if (processed) break;
      await pause(3000, 12_000);
    }
    const steps: readonly (() => Promise<Answer>)[] = [
      () => act('/legal-reviews', 'J-3', { reference: 'LR-1' }),
      () => act('/approvals', 'J-2'),
      () => act('/seals', 'J-2'),
      () => act('/clearance-requests', 'J-2', { legalBasis: 'Agreement' }),
      async () => act('/clearances', 'J-2', { reference: 'CL-1', receiver: 'R-1', exceptions: await exceptions() }),
      () => act('/embarkations', 'J-5', { vehicles: [{ vehicle: 'BUS 1', capacity: 50, escortCommander: 'J-5' }] }),
    ];
    for (const [index, step] of steps.entries()) {
      await pause(200, 6000);
      if (draw.often(0.02)) return false;
      if (index === 0 && draw.often(0.1)) await act('/legal-reviews', draw.pick(['J-1', 'J-2']), { reference: 'LR-0' });
      if (index === 1 && draw.often(0.1)) await act('/approvals', draw.pick(['J-1', 'J-7']));
      if (index === 4 && draw.often(0.1)) await act('/clearance-requests', 'J-2', { legalBasis: 'Again' });
      if (index === 4 && draw.often(0.05)) await act('/clearances', 'J-2', { reference: 'CL-0', receiver: 'R-9' });
      if (index === 3 && draw.often(0.1)) await act('/clearances', 'J-2', { reference: 'CL-0', receiver: 'R-1' });
      if (draw.often(0.05)) await act('/suspensions', 'J-1', { reason: 'Seen before' }, { headers: { 'if-match': '"1"' } });
      if (draw.often(0.1)) await suspended();
      if (!done(await step())) return false;
      if (index === 2) sealed();
      if (index >= 3 && draw.often(0.5)) await view();
    }
    return true;
  }

  /** A human looks at both sides of a conflict. */
  async function found({ personalNumber, claimed }: { personalNumber: string; claimed: string }): Promise<void> {
    const to = draw.pick(['BOARDED', 'NO_SHOW', claimed === 'PRESENTED' ? 'PRESENTED' : 'NO_SHOW']);
    const finding = { personalNumber, to, reason: 'Both were heard', ...(to === 'BOARDED' && { reconfirmed: true }) };
    await act('/conflict-settlements', 'J-2', { lines: [finding] });
  }

  async function exceptions(): Promise<object[]> {
    const listed = await open('LISTED');
    const [one] = listed;
    return one && listed.length > 1 && draw.often(0.25) ? [{ personalNumber: one.personalNumber, reason: 'Not on their list' }] : [];
  }

  async function suspended(): Promise<void> {
    await act('/suspensions', 'J-1', { reason: 'Road closed' });
    await pause(500, 5000);
    if (draw.often(0.3)) await scanned((await open('LISTED', 'PRESENTED')).map((line) => scan(line, 'PRESENTED')));
    await act('/resumptions', 'J-1');
  }

  const held = (all: readonly Line[], to: string) =>
    act('/line-holds', 'J-5', {
      approvedBy: 'J-2',
      lines: all.map(({ personalNumber }) => ({
        personalNumber,
        to,
        ...(to === 'REMOVED_BY_APPROVAL' && draw.often(0.8) && { reason: 'No place' }),
      })),
    });

  /** Everybody who comes boards; whoever does not has a reason. */
  async function board(): Promise<boolean> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const waiting = await open('LISTED', 'PRESENTED');
      const off = waiting.filter(() => round > 3 || draw.often(0.1));
      const on = waiting.filter((line) => !off.includes(line));
      const all = on.flatMap((line) => [
        ...(line.state === 'LISTED' ? [scan(line, 'PRESENTED')] : []),
        ...(draw.often(0.9) ? [scan(line, 'BOARDED')] : []),
      ]);
      await scanned(draw.often(0.3) ? all.reverse() : all);
      if (draw.often(0.15)) await scanned((await open('BOARDED')).slice(0, 1).map((line) => scan(line, 'NO_SHOW')));
      if (off.length) {
        const to = draw.pick(['NO_SHOW', 'WITHDREW', 'MEDICAL_HOLD', 'LEGAL_HOLD', 'REMOVED_BY_APPROVAL']);
        if (to === 'NO_SHOW' && draw.often(0.5)) await scanned(off.map((line) => scan(line, 'NO_SHOW')));
        else await held(off, to);
      }
      if (draw.often(0.4)) await view();
      if (draw.often(0.04)) return false;
      await pause(500, 4000);
      const [conflict] = draw.often(0.5) ? await get('handover', `/manifests/${manifestNo}/conflicts`) : [];
      if (conflict) await found(conflict);
      const { states = {} } = await get('handover', `/manifests/${manifestNo}`);
      const count = draw.often(0.05) ? 99 : (states.BOARDED ?? 0);
      const departed = await act('/departures', 'J-5', {
        headCounts: [
          { officer: 'J-5', count },
          { officer: draw.often(0.05) ? 'J-5' : 'J-2', count },
        ],
      });
      if (done(departed)) return true;
      if (departed.body.code === 'NOBODY_BOARDED') return false;
      await pause(500, 5000);
    }
    return false;
  }

  /** Over the border: handed over one by one, and whoever was not comes back. */
  async function cross(): Promise<boolean> {
    await act('/arrivals', 'J-5', { place: 'Al-Qaim' });
    if (draw.often(0.2)) await answeredForNobody();
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const aboard = await open('BOARDED');
      await surprises(aboard);
      await scanned(
        aboard.map((line) => {
          const other = draw.pick(['DISEMBARKED_OBJECTED', 'DISEMBARKED_MEDICAL', 'ESCAPED_IN_TRANSIT', 'DECEASED_IN_TRANSIT']);
          return scan(line, round > 5 ? 'DISEMBARKED_OBJECTED' : draw.often(0.15) ? other : 'PRESENTED_TO_RECEIVER');
        }),
      );
      const presented = await open('PRESENTED_TO_RECEIVER');
      if (presented.length) await answered(presented, round > 5);
      if (draw.often(0.7)) await pause(500, 4000);
      const signed = await act('/certificates', 'J-2', { ...paper.certificate, certificateNo: `HC-${manifestNo.slice(-2)}` });
      if (done(signed)) return true;
      await pause(500, 5000);
    }
    return true;
  }

  /** On the way somebody is gone whom the other side takes all the same, or is answered for before being presented. */
  async function surprises(aboard: readonly Line[]): Promise<void> {
    const [one] = aboard;
    if (one && draw.often(0.06)) await answered([one], false);
    if (!one || !draw.often(0.08)) return;
    await post('registration', '/escapes', { by: paper.by('O-1'), personalNumber: one.personalNumber, reason: 'At the crossing' });
  }

  /** The receiver answers for somebody who never came. */
  async function answeredForNobody(): Promise<void> {
    const [gone] = await open('WITHDREW', 'MEDICAL_HOLD', 'LEGAL_HOLD');
    if (gone) await answered([gone], false);
  }

  function answered(presented: readonly Line[], late: boolean): Promise<Answer> {
    const lines = presented.map(({ personalNumber }) => {
      const response = late ? 'DEFERRED' : draw.weighed([['ACCEPTED', 6] as const, ['REFUSED', 1] as const, ['DEFERRED', 1] as const]);
      return { personalNumber, response, ...(response !== 'ACCEPTED' && { reason: 'No room' }) };
    });
    return act('/acceptances', 'J-2', { receiver: 'R-1', place: 'Al-Qaim', channel: 'SIGNED_PAPER', lines });
  }

  async function close(): Promise<void> {
    const reconcile = () => act('/reconciliations', 'J-1', { certificateScan: 'SCAN-1' });
    // Somebody is in a hurry: the rows of the last lines are still on their way.
    if (draw.often(0.3) && done(await reconcile())) return;
    const all = (await lines()).filter(({ outcome }) => outcome === 'LISTED');
    if (draw.often(0.4) && all.length) await scanned([scan(draw.pick(all), draw.pick(['NO_SHOW', 'BOARDED', 'ESCAPED_IN_TRANSIT']))]);
    const [late] = await get('handover', `/manifests/${manifestNo}/conflicts`);
    if (late) await found(late);
    if (draw.often(0.4)) await act('/certificate-addenda', 'J-2', { addendumNo: 'AD-1', correction: 'A name' });
    for (let tries = 0; tries < MOST_ROUNDS; tries++) {
      if (done(await reconcile())) return;
      await pause(2000, 20_000);
    }
  }

  /** Nobody stays on a manifest that does not go: whoever boarded gets off first. */
  async function cancel(): Promise<void> {
    for (let tries = 0; tries < MOST_ROUNDS; tries++) {
      const cancelled = await act('/cancellations', 'J-2', { reason: 'Crossing closed' });
      if (cancelled.body.code !== 'PEOPLE_ON_BOARD') return;
      await scanned((await open('BOARDED')).map((line) => scan(line, 'DISEMBARKED_OBJECTED')));
      await pause(500, 3000);
    }
  }

  return { toEmbarkation, board, cross, close, cancel };
}
