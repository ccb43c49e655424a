import { isSignedBy, type PublicKey, readDetached, thumbprint } from '#shared/kernel/detached-jws.ts';

/** Of an event, what is looked at. */
export type Act = {
  readonly kind: string;
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  readonly prev: string;
  readonly recordedAt: string;
  readonly actor: { readonly officer?: string };
  readonly data: { readonly approvals?: readonly string[] };
  readonly state: object;
};
type Key = PublicKey & { readonly officer: string; readonly committee: string; readonly revoked?: string };
type Enrolled = { readonly officers: Readonly<Record<string, string>> };

const DAY_MS = 86_400_000;
const AHEAD_MS = 300_000;
/** Two calls at the same moment: which of the two was stored first is not told by when each of them began. */
const AT_ONCE_MS = 60_000;

/** What two persons sign, by kind of stream and type of event. */
const ACTIONS: Readonly<Record<string, string>> = {
  'WEAPON hold-lifted': 'lift-hold',
  'WEAPON identity-corrected': 'correct-identity',
  'WEAPON destruction-approved': 'approve-destruction',
  'WEAPON released-to-owner': 'release',
  'WEAPON loss-confirmed': 'confirm-loss',
  'LOT lot-destroyed': 'approve-destruction',
  'LOT loss-confirmed': 'confirm-loss',
  'HANDOVER handover-approved': 'hand-over',
};
/** What goes by a handover that two persons approved. */
export const LEFT = 'handed-over';
/** Bytes from the last letter of a type on. */
const ENDING = 9;
const TYPES = [...new Set([...Object.keys(ACTIONS).map((key) => key.split(' ')[1] as string), LEFT])].map((type) =>
  Buffer.from(`"type":"${type}","v":1}`),
);

/** Whether the event that ends here is of a type that takes two persons, by itself or by its handover. Asked of every event: from the letter on where types differ. */
export function takesTwo(bytes: Buffer, end: number): boolean {
  for (let each = 0; each < TYPES.length; each++) {
    const text = TYPES[each] as Buffer;
    let n = text.length - ENDING;
    let at = end - ENDING;
    while (n >= 0 && bytes[at] === text[n]) {
      n--;
      at--;
    }
    if (n < 0) return true;
  }
  return false;
}

/** Of a state, what only two persons may change. The holds are still a text, which is compared first. */
export type Seen = {
  readonly state?: string;
  readonly identity?: number;
  readonly holds?: string | undefined;
  readonly lost?: number;
  readonly destroyed?: number;
  readonly handedOver?: number;
};

/** What most states are: the identity is the first, no holds, nothing lost, destroyed or handed over of it, and no name that it takes two persons to reach. */
export const UNMARKED: Seen = {};

/**
 * What an unmarked state does not have. Asked of every event, so more often yes than need be: of what stands behind such a name, only the plain form of the
 * unmarked is let pass. A name can be spelled otherwise only with a backslash.
 */
const MARK =
  /"(?:holds"|(?:destroyed|handedOver|lost)"(?!:0[,}])|identity"(?!:1[,}])|state"(?!:\{|:"(?!APPROVED|CONFIRMED_LOST|DESTR|HANDED_OVER|RETURNED_TO_PR)))/;
const isMarked = (text: string) => MARK.test(text) || text.includes('\\');

/** Holds as most have them, behind plain fields of the state: such a state need not be taken apart, which costs more than all else that is asked of it. */
const HELD = /^,"state":\{((?:"\w+":(?:"[^"]*"|\d+),)*)"holds":(\{"[\w-]+":"\w+"(?:,"[\w-]+":"\w+")*\})/;

/** The state in this text, which is the end of an event from the comma before its state on, or all of it. Throws if there is none. */
export function seenIn(text: string): Seen {
  if (!isMarked(text)) return UNMARKED;
  const [held = '', before = '', holds] = HELD.exec(text) ?? [];
  if (holds !== undefined && !isMarked(before) && !isMarked(text.slice(held.length))) return { holds };
  const state = JSON.parse(`{${text.slice(1)}`).state ?? UNMARKED;
  return { ...state, holds: JSON.stringify(state.holds) };
}

const referencesIn = (holds = '{}') => Object.keys(JSON.parse(holds) ?? {});

/** What two persons must have signed where one state follows from another, or is the first of its stream, if the kind of stream knows it. */
export function needed(was: Seen | undefined, is: Seen): string[] {
  const reaches = (name: string) => is.state === name && was?.state !== name;
  const approved = reaches('APPROVED') ? ['hand-over'] : [];
  if (!was) return approved;
  const isLifted = was.holds !== is.holds && referencesIn(was.holds).some((hold) => !referencesIn(is.holds).includes(hold));
  return [
    ...approved,
    ...(isLifted ? ['lift-hold'] : []),
    ...((was.identity ?? 1) === (is.identity ?? 1) ? [] : ['correct-identity']),
    ...((was.lost ?? 0) !== (is.lost ?? 0) || reaches('CONFIRMED_LOST') ? ['confirm-loss'] : []),
    ...((was.destroyed ?? 0) !== (is.destroyed ?? 0) ||
    reaches('DESTRUCTION_APPROVED') ||
    (reaches('DESTROYED') && was.state !== 'DESTRUCTION_APPROVED')
      ? ['approve-destruction']
      : []),
    ...(reaches('RETURNED_TO_PRIVATE_OWNER') ? ['release'] : []),
  ];
}

/** How much of something leaves trust by a handover where one state follows from another, or is the first of its stream: of a weapon 1. */
export function leaving(was: Seen | undefined, is: Seen): number {
  const rounds = (is.handedOver ?? 0) - (was?.handedOver ?? 0);
  return rounds > 0 ? rounds : Number(is.state === 'HANDED_OVER' && was?.state !== 'HANDED_OVER');
}

/** What an event did without being of the type that says so, of what is `needed` for it; nothing when it is what it is called. */
export function undeclared({ kind, type }: Act, actions: readonly string[]): string | undefined {
  const isOfKind = (action: string) => (action === 'hand-over' ? kind === 'HANDOVER' : kind === 'WEAPON' || kind === 'LOT');
  const unmet = actions.find((action) => isOfKind(action) && action !== ACTIONS[`${kind} ${type}`]);
  return unmet && `what it does takes two persons (${unmet}), and it is called "${type}"`;
}

/** Whether an event belongs to a register that tells whose a key is, and in which department somebody is. */
export function isRegister(stream: string): boolean {
  const last = stream.at(-1);
  if (last !== 'Y' && last !== 'E') return false;
  return stream.endsWith('"OFFICER-KEY') || stream.endsWith('"COMMITTEE');
}

/**
 * Why an act is not proved by two persons; nothing when it is. Keys, their revocations and the departments are those that the log itself has, as of
 * the moment of the act: two signatures over this action, this stream and the hash before it, made within a day, by keys of two people of two departments,
 * neither of whom asked for it, registered by somebody who is none of the three.
 */
export function unproved(act: Act, registers: readonly Act[]): string | undefined {
  const action = ACTIONS[`${act.kind} ${act.type}`];
  if (action === undefined) return undefined;
  const { approvals = [] } = act.data;
  if (approvals.length !== 2) return 'it has not two approvals';
  const subject = `${act.kind}#${act.id}`;
  const text = `{"action":${JSON.stringify(action)},"head":"${act.prev}","subject":${JSON.stringify(subject)}}`;
  const now = Date.parse(act.recordedAt);
  const people = new Set([act.actor.officer]);
  const departments: ReadonlySet<string>[] = [];
  const registrars: (string | undefined)[] = [];
  for (const approval of approvals) {
    const jws = readDetached(approval);
    if (typeof jws === 'string') return 'an approval cannot be read';
    const keys = statesAt(registers, 'OFFICER-KEY', jws.kid, now) as Key[];
    const [key] = keys;
    if (!key || thumbprint(key) !== jws.kid) return 'the key of an approval is not registered in this log';
    if (keys.every(({ revoked }) => revoked !== undefined)) return 'the key of an approval was revoked';
    if (!isSignedBy(jws, text, key)) return 'an approval is not a signature over this act after this event';
    const age = now - jws.iat * 1000;
    if (age > DAY_MS || age < -AHEAD_MS) return 'an approval is not of the last 24 hours';
    people.add(key.officer);
    registrars.push(...registrarsOf(registers, jws.kid));
    const enrolled = statesAt(registers, 'COMMITTEE', key.committee, now) as Enrolled[];
    departments.push(
      new Set(enrolled.flatMap(({ officers }) => (Object.hasOwn(officers, key.officer) ? [officers[key.officer] as string] : []))),
    );
  }
  if (act.actor.officer === undefined || people.size !== 3) return 'who asked and who approved are not three people';
  if (registrars.some((registrar) => registrar === undefined || people.has(registrar)))
    return 'the key of an approval was registered by who asked or approved';
  const [one, other] = departments.map((each) => [...each]);
  return one?.some((department) => other?.some((each) => each !== department)) ? undefined : 'the approvers are not of two departments';
}

/** Who said whose a key is: of every event of the key but its revocation. */
function registrarsOf(registers: readonly Act[], kid: string): (string | undefined)[] {
  const said = registers.filter(({ kind, id, type }) => kind === 'OFFICER-KEY' && id === kid && type !== 'key-revoked');
  return said.map(({ actor }) => actor.officer);
}

/** The states of a register in effect around a moment: one, or two when it was changed just then. */
export function statesAt(registers: readonly Act[], kind: string, id: string, now: number): object[] {
  const own = registers.filter((each) => each.kind === kind && each.id === id).sort((a, b) => a.sequence - b.sequence);
  return own.flatMap(({ recordedAt, state }, at) => {
    const next = own[at + 1];
    const begun = Date.parse(recordedAt) <= now + AT_ONCE_MS;
    const ended = next !== undefined && Date.parse(next.recordedAt) < now - AT_ONCE_MS;
    return begun && !ended ? [state] : [];
  });
}
