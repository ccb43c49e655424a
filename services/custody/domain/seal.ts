import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';
import { type Keeper, named, twoPersonFault } from './chain-of-custody.ts';

/**
 * A numbered seal (domain B.8): where it was put on, by which paper, and when it was broken. `on` is `site|container`. A seal of the seal
 * register has no paper: it is the container's whoever fills it then.
 */
export type Seal = { readonly on: string; readonly paper?: string | undefined; readonly broken?: true };

type Where = { readonly seal: string; readonly site: string; readonly container: string };
/** As a movement or deposit names it: all that one paper puts into one container is under one seal. */
export type NameSeal = Command<'name', Where & { readonly paper: string }>;
/** As two officers enter it in the register; `contentHash` is SHA-256 of the list of what is inside. */
export type PutOn = Command<
  'put-on',
  Where & { readonly second: Keeper; readonly colour?: string | undefined; readonly contentHash?: string | undefined },
  object,
  { readonly secondDepartment: string }
>;
export type BreakSeal = Command<
  'break',
  { readonly seal: string; readonly second: Keeper; readonly reason: string; readonly replacedBy?: string | undefined },
  object,
  { readonly secondDepartment: string }
>;

function used(state: Seal): Refusal {
  return refuse('SEAL_USED', 'A seal is put on once: this one was put on before.', {
    field: 'seal',
    more: { on: state.on, ...(state.broken && { broken: true }) },
  });
}

/** A seal is put on once and broken once. */
export const seal: Aggregate<Seal, NameSeal | PutOn | BreakSeal> = {
  kind: 'SEAL',
  decide(state, command) {
    if (command.type === 'name') {
      const { site, container, paper } = command.data;
      if (!state) return { type: 'seal-put-on', data: command.data };
      const same = !state.broken && state.on === `${site}|${container}` && (state.paper === undefined || state.paper === paper);
      return same ? 'nothing' : used(state);
    }
    const { second, ...rest } = command.data;
    const no = twoPersonFault(command.actor, { ...second, department: command.facts?.secondDepartment ?? '' }, 'second');
    if (no) return no;
    const data = { ...rest, second: named(second) };
    if (command.type === 'put-on') return state ? used(state) : { type: 'seal-put-on', data };
    if (!state) return refuse('SEAL_UNKNOWN', 'No seal of this number was put on.', { status: 404, field: 'seal' });
    return state.broken ? refuse('SEAL_WAS_BROKEN', 'This seal was broken before.', { field: 'seal' }) : { type: 'seal-broken', data };
  },
  evolve(state, { type, data }) {
    if (type === 'seal-broken' && state) return { ...state, broken: true };
    const { site, container, paper } = data as NameSeal['data'];
    return { on: `${site}|${container}`, ...(paper && { paper }) };
  },
};
