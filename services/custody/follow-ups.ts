import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Command, StoredEvent } from '#shared/kernel/stream.ts';
import { clock } from '#shared/lambda/clock.ts';
import { stepId } from '#shared/lambda/command-context.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import { type Discrepancy, discrepancy, type Settlement, suspects } from './domain/discrepancy.ts';
import { type OpenStore, siteStore } from './domain/site-store.ts';
import type { Closed, Opened, StockCheck } from './domain/stock-check.ts';
import { weapon } from './domain/weapon.ts';
import { retireReplaced } from './officer-keys.ts';

/**
 * What events bring about in other streams of custody. A use case does it at once; the outbox does it again, in case a crash came between.
 * Every step has a deterministic command id, so the second time finds the first.
 */
export async function followUp(store: EventStore, events: readonly StoredEvent[]): Promise<void> {
  await retireReplaced(store, events);
  for (const event of events) {
    switch (event.type) {
      case 'container-dedicated':
        await openStore(store, event);
        break;
      case 'check-opened':
        await beginCheck(store, event);
        break;
      case 'check-closed':
        await concludeCheck(store, event as StoredEvent<StockCheck, Closed>);
        break;
      case 'check-abandoned':
        await dropCheck(store, event as StoredEvent<StockCheck>);
        break;
      case 'item-settled':
        await thaw(store, event as StoredEvent<Discrepancy>);
        break;
      case 'found':
      case 'loss-confirmed':
      case 'lot-recounted':
        await noteOutcome(store, event as StoredEvent<unknown, Settlement>);
    }
  }
}

export const reportNo = (check: string) => `DR-${check}`;

/**
 * A step in another stream, recorded when it is carried out, however late. What is refused there is settled otherwise: a human or a later step
 * was first.
 */
function following<T extends string, D>({ at, actor }: StoredEvent, type: T, id: string, data: D): Command<T, D> {
  return { id, type, at, recordedAt: clock.now(), actor, data };
}

/** A site has a store from its first container on. */
async function openStore(store: EventStore, event: StoredEvent): Promise<void> {
  const { site } = event.data as OpenStore['data'];
  await store.execute(siteStore, site, following(event, 'open-store', stepId('open', site), { site }));
}

async function beginCheck(store: EventStore, event: StoredEvent): Promise<void> {
  await store.execute(
    siteStore,
    (event.data as Opened).site,
    following(event, 'begin-check', stepId('begin', event.id), { check: event.id }),
  );
}

/** An abandoned check holds its store no longer. The beginning is repeated first, so that it never comes afterwards. */
async function dropCheck(store: EventStore, event: StoredEvent<StockCheck>): Promise<void> {
  const opened = await store.event('STOCK-CHECK', event.id, 1);
  if (opened) await beginCheck(store, opened);
  await store.execute(siteStore, event.state.site, following(event, 'drop-check', stepId('drop', event.id), { check: event.id }));
}

/**
 * A closed check with differences: its store goes on standing still, now for the report; the report opens; what was not found is suspected
 * missing. In this order, so that no report can be closed before it holds the store. The beginning is repeated first, for the same reason.
 */
async function concludeCheck(store: EventStore, event: StoredEvent<StockCheck, Closed>): Promise<void> {
  const { site, type: checkType, openedAt } = event.state;
  const { findings } = event.data;
  const check = event.id;
  const report = reportNo(check);
  const opened = await store.event('STOCK-CHECK', check, 1);
  if (opened) await beginCheck(store, opened);
  const ended = { check, checkType, openedAt, ...(findings.length && { discrepancy: report }) };
  await store.execute(siteStore, site, following(event, 'end-check', stepId('end', check), ended));
  if (findings.length === 0) return;
  const about = { discrepancy: report, site, check, findings };
  await store.execute(discrepancy, report, following(event, 'open', stepId('report', check), about));
  for (const custodyNumber of suspects(findings))
    await store.execute(
      weapon,
      custodyNumber,
      following(event, 'suspect-missing', stepId('suspect', report), { custodyNumber, discrepancy: report }),
    );
}

/** A weapon's or lot's own event is the outcome of its item; answers with the report's event that notes it, the same every time. */
export async function noteOutcome(
  store: EventStore,
  event: StoredEvent<unknown, Settlement>,
): Promise<StoredEvent<Discrepancy> | undefined> {
  const { discrepancy: report, type, outcome } = event.data;
  const by = `${event.kind}#${event.id}#${event.sequence}`;
  const noted = following(event, 'note-outcome', stepId('outcome', by), { type, item: event.id, outcome, event: by });
  const settled = await store.execute(discrepancy, report, noted);
  if (isRefusal(settled)) return undefined;
  const answer = settled.event as StoredEvent<Discrepancy>;
  await thaw(store, answer);
  return answer;
}

/** The report whose every item has an outcome holds its store no longer. */
async function thaw(store: EventStore, event: StoredEvent<Discrepancy>): Promise<void> {
  const { id, type, state } = event;
  if (type !== 'item-settled' || state.open > 0) return;
  await store.execute(siteStore, state.site, following(event, 'close-report', stepId('close', id), { discrepancy: id }));
}
