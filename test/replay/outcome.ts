import { setTimeout as pause } from 'node:timers/promises';
import { type Verdict, verdicts } from '../reconciliation/equations.ts';
import { type Evidence, gather } from '../reconciliation/evidence.ts';
import type { Ministry } from './ministry.ts';

/** What `--json` prints: every figure read back from the services' own statements. */
export type Figures = {
  readonly persons: { readonly registered: number; readonly returned: number; readonly remaining: number };
  readonly manifests: readonly { readonly crossedOn: string; readonly lines: number; readonly accepted: number }[];
  readonly weapons: { readonly received: number; readonly inTrust: number; readonly released: number };
  readonly balanced: boolean;
};
export type Outcome = { readonly figures: Figures; readonly verdicts: readonly Verdict[] };

type Statement = { readonly registered: number; readonly byState: Readonly<Record<string, number>>; readonly blocks: readonly string[] };
type ManifestRow = { readonly state: string; readonly accepted: number };

const PATIENCE_MS = 120_000;

/**
 * Waits until registration has heard of everybody who returned and its roll has each used number once, so that the statements are of one
 * moment.
 */
export async function settled(reader: Ministry): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(300)) {
    const { registered, byState, blocks } = await reader.get<Statement>('/registration/statement');
    const books = await Promise.all(blocks.map((block) => reader.get<{ used: number }>(`/number-blocks/${block}`)));
    const used = books.reduce((sum, each) => sum + each.used, 0);
    const manifests = await reader.list<ManifestRow>('/manifests');
    const accepted = manifests.reduce((sum, each) => sum + each.accepted, 0);
    if (registered === used && (byState.RETURNED ?? 0) === accepted) return;
  }
}

/** Whether so many manifests are closed and so many people have returned: then there is nothing to replay. */
export async function isConcluded(reader: Ministry, persons: number, manifests: number): Promise<boolean> {
  const { registered, byState } = await reader.get<Statement>('/registration/statement');
  if (registered !== persons || byState.RETURNED !== persons) return false;
  const closed = (await reader.list<ManifestRow>('/manifests')).filter(({ state }) => state === 'RECONCILED');
  return closed.length === manifests;
}

/** Reads the books of all three services and tries every equation. */
export async function reconcile(reader: Ministry): Promise<Outcome> {
  const evidence = await gather(reader);
  const tried = verdicts(evidence);
  return { figures: { ...figuresOf(evidence), balanced: tried.every(({ faults }) => faults.length === 0) }, verdicts: tried };
}

function figuresOf({ registration, custody, handover }: Evidence): Omit<Figures, 'balanced'> {
  const { registered, inCustody, byState } = registration.statement;
  const { received, inTrust, released } = custody.statement.total;
  const manifests = handover.reconciliation.manifests.map(({ manifestNo, counts }) => ({
    crossedOn: handover.certificates.find((each) => each.manifestNo === manifestNo)?.at.slice(0, 10) ?? '',
    lines: counts.lines,
    accepted: counts.accepted,
  }));
  return {
    persons: { registered, returned: byState.RETURNED ?? 0, remaining: inCustody },
    manifests,
    weapons: { received, inTrust, released },
  };
}
