import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Draft } from '#shared/kernel/stream.ts';
import { ahead, contradicts, type LineState, mayMove, maySettle, passed } from './manifest-line.ts';
import type { ReturnCase } from './return-case.ts';
import type { List, MoveLine } from './return-case-commands.ts';
import { openLine, refusedBy, TO_BOARD, TO_HAND_OVER, TO_LIST } from './return-guards.ts';

/** What comes before a claim may come from another device, which has not been in reach. */
const TOLD_LATE_S = 60;

/** Enough of a keyed digest to tell a wrong line, short enough for every event to carry. */
export const shortDigest = (digest: string) => digest.slice(0, 16);

/** Puts a person on a line: every guard of the way home, and the identity the line states. */
export function list(state: ReturnCase, { data, facts, at }: List): Draft | Refusal | 'nothing' {
  const { manifest, line, identityDigest } = data;
  const open = openLine(state);
  if (open?.manifest === manifest && open.line === line) return 'nothing';
  if (open)
    return refuse('ON_OTHER_MANIFEST', 'This person is on another open line.', { more: { manifest: open.manifest, line: open.line } });
  if (state.facts.digest !== shortDigest(identityDigest))
    return refuse('IDENTITY_MISMATCH', 'The identity in the line is not the one that is registered.', { status: 422 });
  if (!facts) return refuse('FACTS_MISSING', 'The policy of the day is not known.', { retryAfter: 1 });
  return refusedBy(TO_LIST, state, at, facts) ?? { type: 'listed', data: { manifest, line, batch: facts.batch } };
}

/** Moves a line a step on, or keeps a claim that contradicts its end for a human. */
export function move(state: ReturnCase, { data, facts, at }: MoveLine): Draft | Refusal | 'nothing' {
  const { manifest, to } = data;
  const on = state.line;
  if (on?.manifest !== manifest)
    return refuse('NOT_ON_MANIFEST', 'This person is not on this manifest.', { status: 422, field: 'personalNumber' });
  const { state: was, line } = on;
  const { scan, ...step } = data;
  // The device's time is the event's own.
  const said = {
    ...step,
    ...(scan && { scan: { device: scan.device, deviceSequence: scan.deviceSequence } }),
    line,
    was,
    batch: facts?.batch,
  };
  if (was === to) return 'nothing';
  if (data.settles) {
    const found = { ...state, review: state.review?.filter((each) => each !== 'SCAN_CONFLICT') ?? [] };
    return mayFind(state, was, to, facts) ?? guarded(found, data, at, facts) ?? { type: eventOf(to), data: said };
  }
  // A boarding told too late for the cancellation to see it did not happen: nobody is on board of a cancelled manifest.
  if (facts?.cancelled && was === 'BOARDED' && to === 'REMOVED_BY_APPROVAL')
    return incomplete(data) ?? { type: eventOf(to), data: { ...said, settles: true } };
  if (!mayMove(was, to)) {
    if (passed(was, to)) return 'nothing';
    if (contradicts(was, to)) return { type: 'scan-conflict-raised', data: { ...said, raises: 'SCAN_CONFLICT' } };
    const early = ahead(was, to) && { retryAfter: TOLD_LATE_S };
    return refuse('LINE_NOT_READY', `A line that is ${was} does not become ${to}.`, { more: { state: was }, ...early });
  }
  return guarded(state, data, at, facts) ?? { type: eventOf(to), data: said };
}

function guarded(state: ReturnCase, data: MoveLine['data'], at: string, facts: MoveLine['facts']): Refusal | undefined {
  return incomplete(data) ?? refusedBy(guardsOf(data.to), state, at, facts);
}

/** Whether a human may find for the other side of a conflict: until departure makes what stands final. */
function mayFind({ review }: ReturnCase, was: LineState, to: LineState, facts: MoveLine['facts']): Refusal | undefined {
  if (facts?.departed !== false)
    return refuse('FINAL_SINCE_DEPARTURE', 'Departure made this final; it is corrected by an addendum.', { more: { state: was } });
  if (!maySettle(was, to)) return refuse('LINE_NOT_READY', `A line that is ${was} does not become ${to}.`, { more: { state: was } });
  return review?.includes('SCAN_CONFLICT') ? undefined : refuse('NOT_UNDER_REVIEW', 'No claims contradict each other here.');
}

/** What a step on the line has to say (I-24, I-26). */
function incomplete({ to, reconfirmed, receiver, place, reason, settles }: MoveLine['data']): Refusal | undefined {
  if (to === 'BOARDED' && reconfirmed !== true)
    return refuse('NOT_RECONFIRMED', 'The will to return is asked again at the vehicle.', { status: 422, field: 'reconfirmed' });
  if (to === 'ACCEPTED' && !receiver)
    return refuse('RECEIVER_MISSING', 'An acceptance names the receiving officer.', { status: 422, field: 'receiver' });
  if (to === 'ACCEPTED' && !place) return refuse('PLACE_MISSING', 'An acceptance names the place.', { status: 422, field: 'place' });
  const needsReason = settles || to === 'REFUSED' || to === 'DEFERRED' || to === 'REMOVED_BY_APPROVAL';
  if (needsReason && !reason)
    return refuse('REASON_MISSING', 'Who is not accepted or removed is told why.', { status: 422, field: 'reason' });
  return undefined;
}

function guardsOf(to: LineState) {
  if (to === 'BOARDED') return TO_BOARD;
  return to === 'PRESENTED_TO_RECEIVER' || to === 'ACCEPTED' ? TO_HAND_OVER : [];
}

/** An event of a line is named for the state it leads to. */
export function eventOf(to: LineState): string {
  return to.toLowerCase().replaceAll('_', '-');
}
