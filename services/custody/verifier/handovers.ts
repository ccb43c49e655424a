import { hash } from 'node:crypto';
import { type Act, statesAt } from './approvals.ts';

type Line = { readonly custodyNumber: string; readonly head: string; readonly quantity?: number };
type Agreed = { readonly lines: number; readonly digest: string };
type Kind = 'weapons' | 'ammunition';
type Standing = { readonly state?: string; readonly recognition?: string; readonly country?: string };
type Answered = { readonly lines: ReadonlyMap<string, Line>; accepted: number; inPart: number };

/** What a handover must have been directly before it was this. */
const BEFORE: Readonly<Record<string, string>> = {
  APPROVED: 'SCHEDULE_AGREED',
  SEALED_FOR_TRANSPORT: 'APPROVED',
  DELIVERED: 'SEALED_FOR_TRANSPORT',
};
const KINDS: Readonly<Record<string, Kind>> = { WEAPON: 'weapons', LOT: 'ammunition' };

/** Whether a handover is approved by now. The first such event was proved by its effect, whatever other event has its name. */
const isApproved = ({ state }: Act) => (state as Standing).state === 'APPROVED';

/** Whether an event belongs to what proves a handover: itself, its schedule, or who is recognised. By the letter in which such names differ from others. */
export function isPaper(stream: string): boolean {
  const letter = stream.at(-3);
  if (letter !== 'V' && letter !== 'U' && letter !== 'I') return false;
  return stream.endsWith('"HANDOVER') || stream.endsWith('"SCHEDULE') || stream.endsWith('"RECOGNITION');
}

/**
 * The handovers that a log's own papers tell of. `outOfStep`: what a step of one of them should have followed and did not. `unproved`: why something
 * leaves trust by none of them; nothing when it may. It may when, as of its moment, that handover is delivered to a government recognised then, and it
 * is a line, exactly as it is, of the schedule whose digest is in the event that two persons signed: that they did is proved of the approval itself.
 */
export function handovers(papers: readonly Act[]) {
  // Not by Map.groupBy: the verifier is run by whatever Node the receiving party has.
  const streams = new Map<string, Act[]>();
  for (const each of papers) {
    const name = `${each.kind}#${each.id}`;
    const own = streams.get(name);
    if (own) own.push(each);
    else streams.set(name, [each]);
  }
  const of = (kind: string, id: string) => (streams.get(`${kind}#${id}`) ?? []).toSorted((a, b) => a.sequence - b.sequence);
  const slices = new Map(papers.flatMap((each) => (each.kind === 'SCHEDULE' ? [[each.id, each.data as { lines?: Line[] }]] : [])));
  const schedules = new Map<string, Answered | undefined>();

  function outOfStep({ kind, id, sequence, state }: Act): string | undefined {
    if (kind !== 'HANDOVER') return undefined;
    const before = of(kind, id).find((each) => each.sequence + 1 === sequence);
    const [was, is] = [(before?.state as Standing | undefined)?.state, (state as Standing).state];
    const needed = was === is ? undefined : BEFORE[is ?? ''];
    return needed === undefined || was === needed ? undefined : `this handover was not ${needed}`;
  }

  /** The lines of the schedule whose digest was signed. */
  function signedLines(no: string, kind: Kind): Answered | undefined {
    const story = of('HANDOVER', no);
    const approved = story.find(isApproved);
    const agreed = story.find(({ sequence }) => sequence + 1 === approved?.sequence);
    const { lines: count, digest } = (agreed?.data as Partial<Record<Kind, Agreed>> | undefined)?.[kind] ?? { lines: 0, digest: '' };
    const lines: Line[] = [];
    for (let n = 1; lines.length < count; n++) {
      const slice = slices.get(`${digest}/${n}`)?.lines;
      if (!slice?.length) return undefined;
      lines.push(...slice);
    }
    const said = JSON.stringify(lines.map(({ custodyNumber, head, quantity = null }) => [custodyNumber, head, quantity]));
    if (hash('sha256', said) !== digest) return undefined;
    return { lines: new Map(lines.map((line) => [line.custodyNumber, line])), accepted: 0, inPart: 0 };
  }

  function schedule(no: string, kind: Kind): Answered | undefined {
    const name = `${kind} ${no}`;
    if (!schedules.has(name)) schedules.set(name, signedLines(no, kind));
    return schedules.get(name);
  }

  function unproved(act: Act, leaves: number): string | undefined {
    const kind = KINDS[act.kind];
    if (!kind || leaves === 0) return undefined;
    const no = (act.state as { handover?: { no?: string } }).handover?.no ?? '';
    const now = Date.parse(act.recordedAt);
    const delivered = (statesAt(of('HANDOVER', no), 'HANDOVER', no, now) as Standing[]).find(({ state }) => state === 'DELIVERED');
    if (!delivered) return `it leaves trust by a handover that is not delivered ("${no}")`;
    const recognition = delivered.recognition ?? '';
    const acts = statesAt(of('RECOGNITION', recognition), 'RECOGNITION', recognition, now) as Standing[];
    if (!acts.some(({ state, country }) => state === 'IN_FORCE' && country === delivered.country))
      return 'it leaves trust to a government that no act in force recognises';
    const answered = schedule(no, kind);
    if (!answered) return `the schedule of handover "${no}" is not the one whose digest was signed`;
    const line = answered.lines.get(act.id);
    if (line?.head !== act.prev || (line.quantity ?? 1) < leaves) return `it is not, as it is then, on the schedule of handover "${no}"`;
    answered.accepted += 1;
    if ((line.quantity ?? 1) > leaves) answered.inPart += 1;
    return undefined;
  }

  /** What each handover that two persons approved came to. */
  function sentences(): string[] {
    const firsts = [...streams.values()].flatMap(([first]) => (first?.kind === 'HANDOVER' ? [first] : []));
    const approved = firsts.filter(({ id }) => of('HANDOVER', id).some(isApproved));
    return approved.map(({ id, state }) => {
      const said = (['weapons', 'ammunition'] as const).flatMap((kind) => {
        const { lines, accepted, inPart } = schedule(id, kind) ?? { lines: new Map(), accepted: 0, inPart: 0 };
        const part = inPart ? ` (${inPart} in part)` : '';
        return lines.size
          ? [
              `${lines.size} ${lines.size === 1 ? 'line' : 'lines'} of ${kind}, ${accepted} accepted${part} and ${lines.size - accepted} kept`,
            ]
          : [];
      });
      return `Handover ${id} to ${(state as Standing).country}: ${said.join('; ')}. What was accepted left trust as it was when two persons signed the schedule.`;
    });
  }

  return { outOfStep, unproved, sentences };
}
