import { type Refusal, refuse } from '#shared/kernel/refusal.ts';
import type { Aggregate, Draft, Happened } from '#shared/kernel/stream.ts';
import { AFTER_SEAL, FROM, INTO, type ManifestState, type Phase, WHILE_SUSPENDED } from './ceremony.ts';
import type { Check, Depart, ManifestCommand, Submission, Submit, TallyUnit, UnitFacts } from './manifest-commands.ts';
import { mayReceive } from './receiving-authority.ts';
import { screensClaims } from './screening.ts';
import { add, emptyTally, figures, isBehind, sameCounts, type Tally, unbalanced } from './tally.ts';

/** All chunks up to `done` are through, and `ahead` beyond it. */
export type Progress = { readonly done: number; readonly ahead: readonly number[] };

/** Compact state; `n` counts the events, `certified` is the number of the one with the certificate. */
export type Manifest = Progress & {
  readonly n: number;
  readonly phase: Phase;
  readonly suspended?: true;
  readonly tally: Tally;
  readonly chunks: number;
  readonly digest: string;
  /** Submitted in parts: where they are, the first event says. */
  readonly parts?: true;
  /** Nothing is listed unless every line can be: `checked` while that is being found out, `aborted` by the chunk that could not, 0 before any was listed. */
  readonly atomic?: true;
  readonly checked?: Progress & { readonly refused: number };
  readonly aborted?: number;
  readonly preparedBy: string;
  readonly authority: string;
  readonly contentHash?: string;
  readonly clearanceRequested?: true;
  readonly certified?: number;
};

export function stateOf({ phase, suspended }: Manifest): ManifestState {
  return suspended ? 'SUSPENDED' : phase;
}

function decide(state: Manifest | undefined, command: ManifestCommand): Draft | Refusal | 'nothing' {
  if (command.type === 'submit') return submit(state, command);
  if (!state) return refuse('MANIFEST_UNKNOWN', 'There is no manifest with this number.', { status: 404, field: 'manifestNo' });
  if (command.type === 'tally') return tallyUnit(state, command);
  if (command.type === 'check') return check(state, command);
  const no = mayComeNow(state, command) ?? unseen(state, command);
  if (no) return no;
  const { data } = command;
  switch (command.type) {
    case 'review-legally':
      if (command.facts?.department !== 'LEGAL')
        return refuse('REVIEWER_NOT_LEGAL', 'An officer of the legal department reviews a manifest.', { status: 403, field: 'by.officer' });
      if (state.tally.listed === 0) return refuse('NOBODY_LISTED', 'No line of this manifest was listed.');
      return other(state, command.actor.officer, 'REVIEWER_IS_PREPARER') ?? { type: 'legally-reviewed', data };
    case 'approve':
      if (!command.facts || command.facts.hasScreened || screensClaims(command.facts.department))
        return refuse('SCREENER_CANNOT_APPROVE', 'Whoever screens protection claims does not approve a manifest.', {
          status: 403,
          field: 'by.officer',
        });
      return other(state, command.actor.officer, 'APPROVER_IS_PREPARER') ?? { type: 'approved', data };
    case 'seal':
      return { type: 'sealed', data: { ...data, contentHash: command.facts?.contentHash ?? '', lines: state.tally.listed } };
    case 'request-clearance':
      if (state.clearanceRequested) return refuse('CLEARANCE_REQUESTED', 'The receiving authority has been asked before.');
      return { type: 'clearance-requested', data: { ...data, recipient: state.authority, contentHash: state.contentHash } };
    case 'clear':
      if (!state.clearanceRequested) return refuse('CLEARANCE_NOT_REQUESTED', 'The receiving authority has not been asked yet.');
      return mayReceive(command.facts?.authority, command.data.receiver) ?? { type: 'cleared', data };
    case 'embark':
      return { type: 'embarkation-opened', data };
    case 'depart':
      return departing(state, command.data) ?? { type: 'departed', data };
    case 'arrive':
      return { type: 'arrived-at-crossing', data };
    case 'certify': {
      if (!command.facts)
        return refuse('WEAPONS_STATEMENT_MISSING', 'A certificate has the weapons-in-trust statement.', { retryAfter: 1 });
      const behind = isBehind(state.tally);
      if (behind || figures(state.tally).open > 0)
        return refuse('LINES_OPEN', 'Some lines have not come to their end.', {
          more: { open: openStates(state) },
          ...(behind && { retryAfter: 1 }),
        });
      const { weapons } = command.facts;
      const full = figures(state.tally).accepted === state.tally.listed;
      const facts = {
        contentHash: state.contentHash,
        counts: state.tally.states,
        weapons,
        outcome: full ? 'HANDED_OVER_FULL' : 'HANDED_OVER_PARTIAL',
      };
      return (
        mayReceive(command.facts?.authority, command.data.receiver) ?? {
          type: 'handed-over',
          data: { ...data, ...facts },
          ...(command.personal && { personal: command.personal }),
        }
      );
    }
    case 'amend':
      return { type: 'addendum-added', data };
    case 'reconcile': {
      const failed = unbalanced(figures(state.tally));
      if (failed.length) return refuse('NOT_BALANCED', 'The equations of the reconciliation do not hold.', { more: { failed } });
      const { recount, notListed } = command.facts ?? { recount: {}, notListed: 0 };
      if (!sameCounts(recount, state.tally.states) || notListed !== state.tally.notListed) {
        return refuse('COUNTS_DISAGREE', 'The recount of the lines and the tally do not agree (yet).', { retryAfter: 1 });
      }
      return { type: 'reconciled', data: { ...data, counts: state.tally.states } };
    }
    case 'cancel':
      if (state.tally.states.BOARDED)
        return refuse('PEOPLE_ON_BOARD', 'Somebody is on board; nobody is on board of a cancelled manifest.', {
          more: { boarded: state.tally.states.BOARDED },
        });
      return { type: 'cancelled', data };
    case 'suspend':
      return state.suspended ? 'nothing' : { type: 'suspended', data };
    case 'resume':
      return state.suspended ? { type: 'resumed', data } : 'nothing';
    case 'share':
      if (!state.clearanceRequested)
        return refuse('CLEARANCE_NOT_REQUESTED', 'Nothing is shown to the receiving authority before its clearance is asked for.');
      return { type: 'data-shared', data: { ...data, recipient: state.authority } };
  }
}

function submit(state: Manifest | undefined, { data, facts }: Submit): Draft | Refusal | 'nothing' {
  if (state)
    return state.digest === data.digest
      ? 'nothing'
      : refuse('MANIFEST_DIFFERS', 'Another content was submitted under this manifest number.', {
          field: 'manifestNo',
          more: { submitted: { lines: state.tally.lines, digest: state.digest }, posted: { lines: data.lines, digest: data.digest } },
        });
  if (!facts?.authority)
    return refuse('AUTHORITY_UNKNOWN', 'There is no such receiving authority.', { status: 422, field: 'receivingAuthority' });
  if (Date.parse(data.window.from) > Date.parse(data.window.to))
    return refuse('WINDOW_REVERSED', 'The planned window ends before it begins.', { status: 422, field: 'window' });
  if (data.supplementTo && !(AFTER_SEAL as readonly (string | undefined)[]).includes(facts.original)) {
    return refuse('ORIGINAL_NOT_SEALED', 'A supplement adds to a sealed manifest; before its seal a manifest is submitted anew.', {
      status: 422,
      field: 'supplementTo',
    });
  }
  return { type: 'submitted', data };
}

/** Counts are taken at any time: what was carried out is counted, whatever became of the manifest meanwhile. */
function tallyUnit(state: Manifest, { data, facts }: TallyUnit): Draft | Refusal | 'nothing' {
  if (!facts) return refuse('UNIT_NOT_TALLIED', 'This unit has not been counted.', { status: 404 });
  if (facts.chunk === undefined && facts.counted === '') return 'nothing';
  if (facts.chunk !== undefined && !facts.again && hasChunk(state, facts.chunk)) return 'nothing';
  return { type: 'lines-tallied', data: { ...data, ...facts } };
}

function check(state: Manifest, { data, facts }: Check): Draft | 'nothing' {
  return !facts || !state.checked || hasChunk(state.checked, facts.chunk)
    ? 'nothing'
    : { type: 'lines-checked', data: { ...data, ...facts } };
}

export function hasChunk({ done, ahead }: Progress, chunk: number): boolean {
  return chunk <= done || ahead.includes(chunk);
}

function advanced({ done, ahead }: Progress, chunk: number): Progress {
  const known = new Set([...ahead, chunk]);
  let through = done;
  while (known.delete(through + 1)) through += 1;
  return { done: through, ahead: [...known].filter((each) => each > through).sort((a, b) => a - b) };
}

function mayComeNow(state: Manifest, { type }: ManifestCommand): Refusal | undefined {
  const possibleFrom = FROM[type as keyof typeof FROM];
  if (state.phase === 'CANCELLED') return refuse('MANIFEST_CANCELLED', 'This manifest was cancelled.');
  if (state.suspended && !WHILE_SUSPENDED.includes(type))
    return refuse('MANIFEST_SUSPENDED', 'This manifest is suspended.', { more: { state: 'SUSPENDED', resumesAt: state.phase } });
  if (possibleFrom.includes(state.phase)) return undefined;
  return refuse('STATE_NOT_READY', `This is not possible for a manifest that is ${state.phase}.`, {
    more: { state: state.phase, possibleFrom },
  });
}

/** Whoever says which event they saw last acts on that manifest and no later one. */
function unseen({ n }: Manifest, { facts }: ManifestCommand): Refusal | undefined {
  const { seen } = (facts ?? {}) as { seen?: number };
  return seen === undefined || seen === n
    ? undefined
    : refuse('MANIFEST_CHANGED', 'This manifest has changed since it was read.', { status: 412, field: 'If-Match', more: { newest: n } });
}

/** The second pair of eyes: whoever prepared a manifest does not pass it on. */
function other(state: Manifest, officer: string | undefined, code: string): Refusal | undefined {
  return officer === state.preparedBy
    ? refuse(code, 'This officer prepared the manifest.', { status: 403, field: 'by.officer' })
    : undefined;
}

function openStates({ tally }: Manifest) {
  const { LISTED, PRESENTED, BOARDED, PRESENTED_TO_RECEIVER } = tally.states;
  return { LISTED, PRESENTED, BOARDED, PRESENTED_TO_RECEIVER };
}

/** Every line boarded or with a reason, and the heads on board counted by two people (domain C.4). */
function departing(state: Manifest, { headCounts }: Depart['data']): Refusal | undefined {
  const { LISTED = 0, PRESENTED = 0, BOARDED = 0 } = state.tally.states;
  if (LISTED + PRESENTED > 0)
    return refuse('LINES_OPEN', 'Every line is boarded or has a reason before departure.', { more: { open: openStates(state) } });
  if (BOARDED === 0) return refuse('NOBODY_BOARDED', 'Nobody is on board.');
  if (new Set(headCounts.map(({ officer }) => officer)).size < 2)
    return refuse('ONE_COUNTER', 'Two people count the heads on board.', { status: 422, field: 'headCounts' });
  if (headCounts.some(({ count }) => count !== BOARDED)) {
    return refuse('HEAD_COUNT_DIFFERS', 'The heads counted on board are not the lines boarded.', {
      field: 'headCounts',
      more: { boarded: BOARDED },
    });
  }
  return undefined;
}

function evolve(before: Manifest | undefined, event: Happened): Manifest {
  const n = (before?.n ?? 0) + 1;
  return { ...changed(before, event, n), n };
}

function changed(before: Manifest | undefined, event: Happened, n: number): Manifest {
  if (event.type === 'submitted') {
    const { lines, chunks, digest, receivingAuthority, parts, atomic } = event.data as Submission;
    return {
      n,
      phase: 'DRAFT',
      tally: emptyTally(lines),
      chunks,
      done: 0,
      ahead: [],
      digest,
      ...(parts && { parts: true as const }),
      ...(atomic && { atomic: true as const, checked: { done: 0, ahead: [], refused: 0 } }),
      preparedBy: event.actor.officer ?? '',
      authority: receivingAuthority,
    };
  }
  const state = before as Manifest;
  const into = INTO[event.type];
  if (event.type === 'lines-tallied') return tallied(state, event.data as UnitFacts);
  if (event.type === 'lines-checked') return checked(state, event.data as NonNullable<Check['facts']>);
  if (event.type === 'sealed') return { ...state, phase: 'SEALED', contentHash: (event.data as { contentHash: string }).contentHash };
  if (event.type === 'clearance-requested') return { ...state, clearanceRequested: true };
  if (event.type === 'handed-over') {
    return { ...state, phase: (event.data as { outcome: Phase }).outcome, certified: n };
  }
  if (event.type === 'suspended') return { ...state, suspended: true };
  const { suspended, ...rest } = state;
  if (event.type === 'resumed') return rest;
  if (into) return { ...rest, phase: into };
  return state;
}

function tallied(state: Manifest, { chunk, delta }: UnitFacts): Manifest {
  const tally = add(state.tally, delta);
  if (chunk === undefined) return { ...state, tally };
  const counted = { ...state, tally, ...advanced(state, chunk) };
  if (state.phase !== 'DRAFT') return counted;
  if (state.atomic && (delta.notListed ?? 0) > 0) return { ...counted, phase: 'CANCELLED', aborted: chunk };
  return counted.done === state.chunks ? { ...counted, phase: 'VALIDATED' } : counted;
}

/** When all chunks are checked, the lines are listed, or with one refused the manifest as a whole. */
function checked({ checked: before, ...state }: Manifest, { chunk, refused }: NonNullable<Check['facts']>): Manifest {
  const so = { ...advanced(before as Progress, chunk), refused: (before?.refused ?? 0) + refused };
  if (so.done < state.chunks) return { ...state, checked: so };
  return so.refused > 0 && state.phase === 'DRAFT' ? { ...state, phase: 'CANCELLED', aborted: 0 } : state;
}

/** A return manifest: what was submitted, how its lines were counted, and the ceremony by which people cross (domain B.11, C.4). */
export const manifest: Aggregate<Manifest, ManifestCommand> = { kind: 'MANIFEST', decide, evolve };
