import type { ServiceName } from '#shared/contracts/envelope.ts';
import { custodyProbes } from './custody-probes.ts';
import { manifestProbes } from './manifest-probes.ts';
import type { Call } from './ministry.ts';
import * as paper from './papers.ts';
import { registrationProbes } from './registration-probes.ts';
import { returnProbes } from './return-probes.ts';
import type { Told } from './story.ts';

/** A call that somebody makes wrongly, perhaps about the n-th person. */
export type Probe = readonly [service: ServiceName, path: string, body: (n: number, told: Told) => object, more?: Partial<Call>];

const PROBES: readonly Probe[] = [...registrationProbes, ...returnProbes, ...manifestProbes];
const ARMED: readonly Probe[] = [...PROBES, ...custodyProbes, ...custodyProbes];

/** A handful of the wrong calls, and the people some of them are about. */
export async function probes(told: Told, everybody: number, armed: boolean): Promise<void> {
  const { post, draw, pause } = told;
  const residents = async () => {
    const all = [
      paper.registration(paper.MAN),
      paper.registration(paper.WOMAN, { sex: 'F' }),
      paper.registration(paper.CHILD, paper.child(paper.CHILD)),
      paper.registration(paper.CIVILIAN, { determination: paper.determined('CIVILIAN_EMPLOYEE') }),
    ];
    const wanted = all.filter(() => draw.often(0.2));
    await Promise.all(wanted.map((registration) => post('registration', '/persons', registration)));
    if (draw.often(0.3)) await post('registration', '/housings', paper.housing(paper.MAN, 'A-019'));
  };
  /** An emergency that never got its approval, and a receiving authority that never gave its assurance. */
  const overdue = async () => {
    await pause(0, 60_000);
    if (draw.often(0.1)) {
      await post('registration', '/admissions', paper.admission({ admission: 'JOC-OLD', at: '2024-12-16T00:00:00Z' }));
      await post('registration', '/persons', paper.registration(60, { admission: 'JOC-OLD' }));
    }
    if (!draw.often(0.1)) return;
    const unsure = { receivingAuthority: 'UNSURE' };
    await post('handover', '/receiving-authorities', paper.authority({ authority: 'UNSURE', assurance: undefined }));
    await post('handover', '/manifests', paper.submission('RM-20241218-QM-06', told.now(), [paper.line(paper.MAN)], unsure));
    const lines = [{ personalNumber: paper.number(paper.MAN), response: 'ACCEPTED' }];
    await post('handover', '/acceptances', paper.act('J-2', 'RM-20241218-QM-06', { receiver: 'R-1', place: 'P', channel: 'RADIO', lines }));
  };
  const later = async () => {
    await pause(4000, 150_000);
    await probe(told, everybody, armed);
  };
  await Promise.all([residents(), overdue(), ...Array.from({ length: draw.int(5, 8) }, later)]);
}

/** One wrong call, whichever comes to hand. */
export async function probe(told: Told, everybody: number, armed: boolean): Promise<void> {
  const { post, draw } = told;
  const [service, path, body, more] = draw.pick(armed ? ARMED : PROBES);
  await post(service, path, body(draw.int(1, everybody), told), { patience: 2, ...more });
}
