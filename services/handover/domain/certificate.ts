import type { StoredEvent } from '#shared/kernel/stream.ts';
import type { Manifest } from './manifest.ts';
import type { Amend, Certify, Header, Submission, UnitFacts } from './manifest-commands.ts';
import type { LineState } from './manifest-line.ts';
import { stays } from './manifest-line.ts';
import { fromRanges, toRanges } from './number-set.ts';
import { figures } from './tally.ts';
import type { WeaponsInTrust } from './weapons-in-trust.ts';

/** The records of each chunk that were listed, and the commitment of the slice that says who they are. */
export type Members = ReadonlyMap<number, { readonly slice: string; readonly records: ReadonlySet<number> }>;

export function membersOf(events: readonly Pick<StoredEvent, 'type' | 'data'>[]): Members {
  const members = new Map<number, { slice: string; records: Set<number> }>();
  for (const { type, data } of events) {
    const { chunk, slice = '', counted } = data as UnitFacts;
    if (type !== 'lines-tallied' || chunk === undefined) continue;
    const known = members.get(chunk)?.records ?? new Set();
    members.set(chunk, { slice, records: new Set([...known, ...fromRanges(counted)]) });
  }
  return members;
}

/**
 * What the seal covers, to be hashed: the header, and of every chunk which lines were listed and the commitment to what they say. The
 * commitments are salted, so the hash gives nobody away and holds when personal data are erased (I-23).
 */
export function contentHash(events: readonly Pick<StoredEvent, 'type' | 'data'>[]): object {
  const { manifestNo, crossing, receivingAuthority, window, supplementTo } = (events[0]?.data ?? {}) as Header;
  const slices = [...membersOf(events)].sort(([a], [b]) => a - b).map(([chunk, { slice, records }]) => [chunk, slice, toRanges(records)]);
  return { manifestNo, crossing, receivingAuthority, window, ...(supplementTo && { supplementTo }), slices };
}

type Signatory = { readonly name: string; readonly rank?: string };
type Signed = {
  readonly signatories?: { readonly deliverer: Signatory; readonly receiver: Signatory; readonly witnesses: readonly Signatory[] };
  readonly remarks?: string;
};
type HandedOver = Certify['data'] & { readonly contentHash: string; readonly weapons: WeaponsInTrust; readonly outcome: string };

/** Who was not accepted, as both sides may read it: of somebody who stayed, the line alone. */
export type NotAccepted = { readonly line: number; readonly outcome: string; readonly personalNumber?: string; readonly reason?: string };

export function notAccepted({
  line,
  personalNumber,
  state,
  reason,
}: {
  line: number;
  personalNumber: string;
  state: LineState;
  reason?: string;
}): NotAccepted {
  if (stays(state) && state !== 'REFUSED' && state !== 'DEFERRED') return { line, outcome: 'NOT_PRESENTED' };
  return { line, outcome: state, personalNumber, ...(reason && { reason }) };
}

/**
 * The handover certificate (domain B.11) from the manifest's events alone: every count is of the tally as the certificate's own event
 * carries it (I-28). Annex A, who was accepted, is a list of its own.
 */
export function certificate(events: readonly StoredEvent[], annexB: readonly NotAccepted[]): object | undefined {
  const signed = events.find(({ type }) => type === 'handed-over') as StoredEvent<Manifest, HandedOver> | undefined;
  const first = events[0];
  if (!signed || !first) return undefined;
  const { crossing, receivingAuthority } = first.data as Submission;
  const { certificateNo, manifestNo, place, deliverer, receiver, capacity, contentHash: sealed, weapons, outcome } = signed.data;
  const { signatories, remarks } = (signed.personal ?? {}) as Signed;
  const addenda = events.filter(({ type }) => type === 'addendum-added').map(({ at, data }) => ({ at, ...(data as Amend['data']) }));
  const { lines: _lines, notListed: _notListed, open: _open, pending: _pending, ...counts } = figures(signed.state.tally);
  return {
    certificateNo,
    manifestNo,
    contentHash: sealed,
    crossing,
    place,
    at: signed.at,
    outcome,
    deliverer: { officer: deliverer, ...signatories?.deliverer },
    receiver: { authority: receivingAuthority, receiver, capacity, ...signatories?.receiver },
    witnesses: signatories?.witnesses ?? [],
    counts,
    annexes: {
      A: { title: 'Persons accepted', count: counts.accepted, list: `/manifests/${manifestNo}/certificate/accepted` },
      B: { title: 'Lines not accepted', count: counts.manifested - counts.accepted, lines: annexB },
      C: {
        title: 'Effects handed with the persons',
        statement: 'Nobody was listed with personal effects or cash still held: all had been given back against a receipt.',
      },
      D: { title: 'Weapons in trust', statement: 'No weapon crosses with the persons. The weapons stay in trust.', ...weapons },
      E: { title: 'Assurances', ...assurancesOf(events) },
    },
    ...(remarks && { remarks }),
    addenda,
    receipt: { sequence: signed.sequence, hash: signed.hash },
  };
}

/** By which clearance, on which legal basis and after which review the people crossed. */
function assurancesOf(events: readonly StoredEvent[]): object {
  const said = (type: string, field: string) =>
    (events.find((event) => event.type === type)?.data as Record<string, unknown> | undefined)?.[field];
  return {
    clearance: said('cleared', 'reference'),
    legalBasis: said('clearance-requested', 'legalBasis'),
    legalReview: said('legally-reviewed', 'reference'),
    voluntary:
      'Every line was listed on a free, informed and express declaration in date, and boarded on its reconfirmation at the vehicle.',
  };
}
