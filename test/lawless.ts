import { notedFacts } from '#shared/kernel/noted-facts.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, StoredEvent } from '#shared/kernel/stream.ts';
import { fromItem } from '#shared/lambda/event-item.ts';
import { type EventStore, eventStore, type Guard } from '#shared/lambda/event-store.ts';
import type { Signer } from '#test/scenario/officer-keys.ts';
import { memoryTable } from '#test/simulation/memory-table.ts';
import { twoPersonsGuard } from '../services/custody/append-guard.ts';
import { officerKey } from '../services/custody/domain/officer-key.ts';

type Any = { readonly type: string; readonly data: object; readonly state: object };

/** Rules that allow everything: an event as it is told, with the state it is told to leave. */
const lawless = (kind: string): Aggregate<object, Command<string, Any>> => ({
  kind,
  decide: (_state, { data }) => ({ type: data.type, data: { ...data.data, left: data.state } }),
  evolve: (_state, { data }) => (data as { left: object }).left,
});

/** The second of everything that is told. */
export const NOW = Date.parse('2024-12-08T06:10:00Z') / 1000;
export const actor = { client: 'a', officer: 'O-1', committee: 'RC-1', department: 'INTERIOR' };
const told = { id: 'x', at: '2024-12-08T00:00:00Z', recordedAt: '2024-12-08T00:00:00Z', actor };

/**
 * A table of custody behind its guard and no other law: what is put there, the guard alone allowed; or nobody. Officers of C-1 have registered keys.
 * `inserted`: what reaches the table.
 */
export async function lawlessCustody(
  keys: readonly (Signer & { readonly registrar?: string })[],
  { guard = twoPersonsGuard, inserted }: { guard?: Guard; inserted?: (event: StoredEvent) => void } = {},
) {
  const table = memoryTable({ inserted: (item) => item.hash && inserted?.(fromItem(item as never)) });
  const client = { send: async (command: never) => table.perform(command) } as never;
  const store: EventStore = eventStore({ client, table: 't', guard });
  const officers = { 'D-1': 'DEFENCE', 'I-1': 'INTERIOR', 'I-2': 'INTERIOR' };
  await store.execute(notedFacts<{ officers: object }>('COMMITTEE'), 'C-1', { ...told, type: 'note', data: { sequence: 1, officers } });
  for (const { kid, officer, committee, jwk, registrar = 'R-1' } of keys) {
    const enrolled: Aggregate<object, Command> = {
      ...officerKey,
      decide: () => ({ type: 'key-enrolled', data: { officer, committee, ...jwk } }),
    };
    await store.execute(enrolled, kid, { ...told, actor: { ...actor, officer: registrar }, type: 'any', data: {} });
  }
  let number = 0;

  /** Puts an event as the rules of another would have allowed it: `put`, or what the guard misses. */
  async function put(kind: string, id: string, type: string, state: object, data: object = {}, more: Partial<Command> = {}) {
    const at = new Date(NOW * 1000).toISOString();
    const command = { id: `c${++number}`, type: 'tell', at, recordedAt: at, actor, data: { type, data, state }, ...more };
    const done = await store.execute(lawless(kind), id, command as Command<string, Any>);
    return isRefusal(done) ? `${done.code}: ${done.more?.missing}` : 'put';
  }

  const head = async (kind: string, id: string) => (await store.newest(kind, id))?.hash ?? '';
  return { store, put, head };
}
