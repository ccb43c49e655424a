import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Saying } from '#shared/lambda/outbox.ts';
import type { Manifest } from './domain/manifest.ts';
import type { Clear, UnitFacts } from './domain/manifest-commands.ts';
import { stepOf } from './tallying.ts';

/** How many chunks of one manifest are under way at a time: a small manifest is not kept waiting by a large one. */
const UNDER_WAY = 2;

/** What handover says to itself of manifests, so that work goes on in pieces and what a crash left undone is done. */
export function manifestSayings(event: StoredEvent): Saying[] {
  if (event.kind === 'MANIFEST') return ofManifest(event as StoredEvent<Manifest>);
  if (event.kind === 'SCANS') return event.type === 'scans-concluded' ? [] : [claimsStated(event)];
  const step = stepOf(event);
  if (!step || step.batch !== event.command.id) return [];
  return [
    { to: ['handover'], type: 'handover.line-moved.v1', subject: `${event.id}#${event.sequence}`, data: { personalNumber: event.id } },
  ];
}

function ofManifest(event: StoredEvent<Manifest>): Saying[] {
  const { chunks, phase, checked, aborted } = event.state;
  const first = () => numbers(1, Math.min(UNDER_WAY, chunks)).map((chunk) => chunkDue(event.id, chunk));
  if (event.type === 'submitted') return first();
  if (event.type === 'lines-checked') return checked ? next(event, (event.data as { chunk: number }).chunk) : first();
  if (event.type === 'cancelled') return numbers(1, chunks).map((chunk) => release(event.id, chunk));
  if (event.type === 'cleared') return (event.data as Clear['data']).exceptions.length ? [claimsStated(event)] : [];
  if (event.type !== 'lines-tallied') return [];
  const { chunk, delta } = event.data as UnitFacts;
  if (chunk === undefined) return [];
  const undone = phase === 'CANCELLED' && delta.listed ? [release(event.id, chunk)] : [];
  // What was listed before the chunk that could not be listed whole.
  const before = aborted === chunk ? [...numbers(1, event.state.done), ...event.state.ahead].filter((each) => each !== chunk) : [];
  return [...next(event, chunk), ...undone, ...before.map((each) => release(event.id, each))];
}

function next({ id, state }: StoredEvent<Manifest>, chunk: number): Saying[] {
  return chunk + UNDER_WAY <= state.chunks ? [chunkDue(id, chunk + UNDER_WAY)] : [];
}

function chunkDue(manifestNo: string, chunk: number): Saying {
  return { to: ['handover'], type: 'handover.lines-submitted.v1', subject: `${manifestNo}/${chunk}`, data: { manifestNo, chunk } };
}

function release(manifestNo: string, chunk: number): Saying {
  return { to: ['handover'], type: 'handover.lines-released.v1', subject: `${manifestNo}/${chunk}`, data: { manifestNo, chunk } };
}

/** Longer than a call may take: before that, whoever took the claims in is still at it. */
const CALL_SECONDS = 30;

/** An event states claims on lines: they are to be carried out, if whoever took them in did not. */
function claimsStated({ kind, id }: StoredEvent): Saying {
  return {
    to: ['handover'],
    type: 'handover.scans-received.v1',
    subject: `${kind}#${id}`,
    data: { kind: kind as 'SCANS' | 'MANIFEST', id },
    after: CALL_SECONDS,
  };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
