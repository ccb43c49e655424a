import { refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command } from '#shared/kernel/stream.ts';

export type Contents = 'WEAPONS' | 'AMMUNITION';
export type Container = { readonly contents: Contents };
export type DedicateContainer = Command<'dedicate', { readonly site: string; readonly container: string; readonly contents: Contents }>;

export function containerId(site: string, container: string): string {
  return `${site}|${container}`;
}

/** A container is for weapons or for ammunition from its first use on, never for both (domain B.5). */
export const container: Aggregate<Container, DedicateContainer> = {
  kind: 'CONTAINER',
  decide(state, { data }) {
    if (!state) return { type: 'container-dedicated', data };
    if (state.contents === data.contents) return 'nothing';
    return refuse('CONTAINER_MIXED', `This container is for ${state.contents}; weapons and ammunition never share one.`, {
      field: 'container',
    });
  },
  evolve: (_state, event) => ({ contents: (event.data as DedicateContainer['data']).contents }),
};
