import type { Item } from '#test/simulation/memory-table.ts';

/** What somebody signed, as he knows it himself. `at`: by his word, seconds. `genuine`: with the key it names. */
export type Signed = {
  readonly officer: string;
  readonly kid: string;
  readonly action: string;
  readonly subject: string;
  readonly head: string;
  readonly at: number;
  readonly genuine: boolean;
};
/** What was put that takes two persons, and why it should not have been. */
export type Judged = { readonly action: string; readonly stream: string; readonly wrong?: string };
type Standing = { state: string; identity?: number; holds?: Record<string, string>; destroyed?: number };

/**
 * What a rightful act of two persons is, told by those who saw it done and not by what the services stored of keys and enrolments: who signed
 * what, who holds which key, who is enrolled where. Judges every event of a weapon, lot or handover as it reaches the table.
 */
export function oracle() {
  const signed = new Map<string, Signed>();
  /** Keys by their thumbprint: whose, who registered it, and before which call it was revoked. */
  const keys = new Map<string, { officer: string; committee: string; registrar: string; revoked?: number }>();
  const departments = new Map<string, string>();
  const newest = new Map<string, { hash: string; standing: Standing }>();
  let call = 0;
  let now = 0;

  function wrong(
    action: string,
    stream: string,
    prev: string,
    requester: string | undefined,
    approvals: readonly string[],
  ): string | undefined {
    const [one, other, ...more] = approvals.map((each) => signed.get(each));
    if (!one || !other || more.length) return 'not two signatures';
    if (prev !== newest.get(stream)?.hash) return 'not after the newest event';
    const held: string[] = [];
    const registrars: string[] = [];
    for (const { officer, kid, at, genuine, ...over } of [one, other]) {
      const key = keys.get(kid);
      if (!genuine || key?.officer !== officer) return 'a key that is not his';
      if (key.revoked !== undefined && key.revoked < call) return 'a revoked key';
      if (over.action !== action || over.subject !== stream || over.head !== prev) return 'signed something else';
      if (at < now - 86_400 || at > now + 300) return 'signed another day';
      registrars.push(key.registrar);
      held.push(departments.get(`${key.committee} ${officer}`) ?? 'none');
    }
    if (held.includes('none')) return 'not enrolled';
    if (new Set([requester, one.officer, other.officer]).size !== 3) return 'not three people';
    if (held[0] === held[1]) return 'one department';
    const isParty = (person: string) => [requester, one.officer, other.officer].includes(person);
    return registrars.some(isParty) ? 'a key that one of the three registered for another' : undefined;
  }

  return {
    signed,
    keys,
    departments,
    /** A call begins at this moment (seconds): a key that is revoked while it lasts may count or not. */
    begin: (at: number) => {
      call += 1;
      now = at;
    },
    revoked: (kid: string) => {
      const key = keys.get(kid);
      if (key) key.revoked ??= call;
    },
    headOf: (stream: string) => newest.get(stream)?.hash,
    stateOf: (stream: string) => newest.get(stream)?.standing.state,
    /** An item that was put into the table. */
    judge(item: Item): Judged | undefined {
      const stream = item.pk?.S ?? '';
      if (!/^(WEAPON|LOT|HANDOVER)#/.test(stream) || !item.state?.S) return undefined;
      const standing: Standing = JSON.parse(item.state.S);
      const before = newest.get(stream)?.standing;
      const action = before && needed(before, standing);
      const prev = Buffer.from(item.prev?.B ?? []).toString('hex');
      const found =
        action && wrong(action, stream, prev, JSON.parse(item.actor?.S ?? '{}').officer, JSON.parse(item.data?.S ?? '{}').approvals ?? []);
      newest.set(stream, { hash: Buffer.from(item.hash?.B ?? []).toString('hex'), standing });
      return action ? { action, stream, ...(found && { wrong: found }) } : undefined;
    },
  };
}
export type Oracle = ReturnType<typeof oracle>;

/** The act that made one of the other, if it takes two persons. */
function needed(before: Standing, after: Standing): string | undefined {
  if (before.state !== after.state && after.state === 'APPROVED') return 'hand-over';
  if (before.state !== after.state && after.state === 'RETURNED_TO_PRIVATE_OWNER') return 'release';
  if (before.state !== after.state && after.state === 'DESTRUCTION_APPROVED') return 'approve-destruction';
  if (before.destroyed !== after.destroyed) return 'approve-destruction';
  if (before.state !== after.state && after.state === 'CONFIRMED_LOST') return 'confirm-loss';
  if (before.identity !== after.identity) return 'correct-identity';
  return Object.keys(before.holds ?? {}).some((hold) => !after.holds?.[hold]) ? 'lift-hold' : undefined;
}
