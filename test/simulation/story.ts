import type { ServiceName } from '#shared/contracts/envelope.ts';
import type { Chance } from '#test/scenario/chance.ts';
import { arms } from './arms-story.ts';
import type { Answer, Call, Ministry } from './ministry.ts';
import * as paper from './papers.ts';
import { people } from './people-story.ts';
import { probe, probes } from './probes.ts';
import { returns } from './return-story.ts';
import { keys } from './two-persons-story.ts';
import type { World } from './world.ts';

/** What the ministries of a small world have at hand: calls to the services, time, and chance. */
export type Told = {
  readonly draw: Chance;
  readonly pause: (from: number, to: number) => Promise<void>;
  readonly post: (service: ServiceName, path: string, body: object, more?: Partial<Call>) => Promise<Answer>;
  readonly batch: (service: ServiceName, path: string, lines: readonly object[], more?: Partial<Call>) => Promise<Answer>;
  // biome-ignore lint/suspicious/noExplicitAny: documents of many routes
  readonly get: (service: ServiceName, path: string, query?: Record<string, string>) => Promise<any>;
  readonly now: () => string;
};

const REGISTRATION = 'registration';
/** Commands of a seed in which little happens: it goes on with wrong ones. */
const FEWEST = 60;

/** Everything the ministries do in one seed: each tells its part at its own pace, all of them at the same time. */
export async function story({ world, ministry, draw }: { world: World; ministry: Ministry; draw: Chance }): Promise<void> {
  const told: Told = {
    draw,
    pause: (from, to) => world.pause(draw.int(from, to)),
    post: (service, path, body, more) => ministry.call(service, { path, body, ...more }),
    batch: (service, path, lines, more) => ministry.call(service, { path, lines, ...more }),
    get: async (service, path, query = {}) => {
      const { body } = await ministry.call(service, { method: 'GET', path, query });
      return body.items ?? body;
    },
    now: () => new Date(world.now()).toISOString(),
  };
  // Not everywhere arms are taken in; where they are, few people come, and not always go back.
  const armed = draw.often(0.45);
  await open(told, armed);
  const everybody = armed ? draw.int(2, 3) : draw.often(0.3) ? 5 : 4;
  const registered = people(told, everybody);
  const back = !armed || draw.often(0.6);
  await Promise.all([
    ...registered,
    armed && arms(told, everybody),
    back && returns(told, registered, armed),
    probes(told, everybody, armed),
  ]);
  while (ministry.commands() < FEWEST) await probe(told, everybody, armed);
}

/** Committees, numbers, sites, and what a return needs of instruments. */
async function open(told: Told, armed: boolean): Promise<void> {
  const { post, pause, draw, now, get } = told;
  const emergency = draw.often(0.3);
  const committees = (Object.keys(paper.OFFICERS) as (keyof typeof paper.OFFICERS)[]).filter((name) => armed || !name.startsWith('ARM'));
  await Promise.all(committees.map((name) => post(REGISTRATION, '/committees', paper.committee(name))));
  await pause(500, 4000);
  await Promise.all([
    post(REGISTRATION, '/number-blocks', paper.block),
    post(REGISTRATION, '/sites', paper.site()),
    post(REGISTRATION, '/sites', paper.civilianSite),
    post(REGISTRATION, '/admissions', paper.admission(emergency ? {} : { approval: paper.approval })),
    armed && post('custody', '/receipt-books', { by: paper.by('O-1'), book: 'WA000', committee: 'RC-1' }),
    armed && post('custody', '/receipt-books', { by: paper.by('O-1'), book: 'AA000', committee: 'RC-1' }),
    armed && keys(told),
    post('handover', '/amnesties', paper.amnesty()),
    post('handover', '/receiving-authorities', paper.authority()),
    ...(draw.often(0.4) ? [post('handover', '/pledge-policies', paper.policy(now()))] : []),
  ]);
  await post('handover', '/amnesty-status-changes', paper.amnestyStatus('IN_FORCE'));
  // The list of amnesties is a projection: people come when it has this one.
  for (let tries = 0; tries < 20 && (await get('handover', '/amnesties')).length === 0; tries++);
  if (emergency)
    await post(REGISTRATION, '/admission-approvals', { by: paper.by('O-2'), admission: paper.ADMISSION, approval: paper.approval });
}
