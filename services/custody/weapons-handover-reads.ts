import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { readable } from '#shared/lambda/events-export.ts';
import type { Answer, Request, UseCase } from '#shared/lambda/http.ts';
import type { LineCounts } from './domain/handover-commands.ts';
import type { WeaponsHandover } from './domain/weapons-handover.ts';
import { countLines } from './handover-lines.ts';
import type { Deps } from './lookups.ts';
import { HANDOVERS, type HandoverRow, type ListedRow, listedFor, RECOGNITIONS } from './store.ts';

type Paged = { limit: number; cursor?: string | undefined };
const unknown = () => refuse('HANDOVER_UNKNOWN', 'No handover of weapons was proposed under this number.', { status: 404 });

/** A page of a register, its rows without their keys. */
function register(pk: (request: Request<unknown, Paged>) => string): UseCase<Deps> {
  return async (request: Request<unknown, Paged>, { store }) => {
    const { limit, cursor } = request.query;
    const { rows, next } = await store.rows.page<HandoverRow | ListedRow>({ pk: pk(request), after: cursor, limit });
    return { list: { items: rows.map(({ pk: _pk, sk: _sk, ...row }) => row), next } };
  };
}

async function newest({ store }: Deps, handoverNo = ''): Promise<StoredEvent<WeaponsHandover> | undefined> {
  return (await store.newest('HANDOVER', handoverNo)) as StoredEvent<WeaponsHandover> | undefined;
}

/** State and schedules, and the balance as of now, once concluded as of then: scheduled = accepted + kept in trust + open. */
async function showHandover({ params }: Request, deps: Deps): Promise<Answer | Refusal> {
  const head = await newest(deps, params.handoverNo);
  if (!head) return unknown();
  const { last: _last, schedules, balance: concluded, ...state } = head.state;
  const balance = schedules && {
    weapons: await balanceOf(head.id, 'WEAPON', schedules.weapons, concluded?.weapons, deps),
    ammunition: await balanceOf(head.id, 'LOT', schedules.ammunition, concluded?.ammunition, deps),
  };
  return {
    body: { handoverNo: head.id, ...state, ...(schedules && { schedules, balance }), sequence: head.sequence, head: head.hash },
    headers: { etag: `"${head.sequence}"` },
  };
}

type Schedule = NonNullable<WeaponsHandover['schedules']>['weapons'];

async function balanceOf(
  handoverNo: string,
  kind: 'WEAPON' | 'LOT',
  schedule: Schedule,
  concluded: LineCounts | undefined,
  { store, handovers }: Deps,
) {
  const counts: LineCounts = concluded ?? (await countLines(store, handoverNo, kind, await handovers.linesOf(schedule)));
  return { scheduled: schedule.lines, ...counts };
}

type ScheduleQuery = Paged & { of: 'weapons' | 'ammunition' };

async function handoverSchedule({ params, query }: Request<unknown, ScheduleQuery>, deps: Deps): Promise<Answer | Refusal> {
  const head = await newest(deps, params.handoverNo);
  if (!head) return unknown();
  const schedule = head.state.schedules?.[query.of];
  if (!schedule) return refuse('SCHEDULE_NOT_AGREED', 'No schedule was agreed for this handover yet.', { status: 404 });
  const lines = [...(await deps.handovers.linesOf(schedule)).values()].filter(({ custodyNumber }) => custodyNumber > (query.cursor ?? ''));
  const items = lines.slice(0, query.limit);
  return { list: { items, next: lines.length > items.length ? items.at(-1)?.custodyNumber : undefined } };
}

async function handoverHistory({ params, query }: Request<unknown, Paged>, { store }: Deps): Promise<Answer | Refusal> {
  const after = Number(query.cursor ?? 0) || 0;
  const { events, next } = await store.history('HANDOVER', params.handoverNo ?? '', { after, limit: query.limit });
  if (events.length === 0 && !query.cursor) return unknown();
  return { list: { items: events.map(readable), next: next === undefined ? undefined : String(next) } };
}

export const handoverReads: Readonly<Record<string, UseCase<Deps>>> = {
  listRecognitions: register(() => RECOGNITIONS),
  listHandovers: register(() => HANDOVERS),
  handoverLines: register(({ params }) => listedFor(params.handoverNo ?? '')),
  showHandover,
  handoverSchedule,
  handoverHistory,
};
