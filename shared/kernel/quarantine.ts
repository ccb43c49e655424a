import type { Aggregate, Command } from './stream.ts';

type Quarantine = Command<
  'quarantine',
  { readonly reason: string; readonly bytes: number; readonly digest: string },
  { readonly body: string }
>;

/** A message that cannot be read is set aside once, with the reason; its body may hold anything and is kept as personal data. */
export const quarantined: Aggregate<{ reason: string }, Quarantine> = {
  kind: 'QUARANTINE',
  decide: (state, { data, personal }) => (state ? 'nothing' : { type: 'message-quarantined', data, ...(personal && { personal }) }),
  evolve: (_state, event) => ({ reason: (event.data as Quarantine['data']).reason }),
};
