import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Chance } from '#test/scenario/chance.ts';
import type { Signer } from '#test/scenario/officer-keys.ts';
import { type Asked, type Custody, SUBJECTS } from './custody.ts';
import type { Oracle, Signed } from './oracle.ts';
import { CHANGES, COMMITTEES, PERSONS, REGISTRAR, SYSTEMS } from './persons.ts';

type Signature = Signed & { readonly jws: string };
type Walker = {
  readonly draw: Chance;
  readonly keys: readonly Signer[];
  readonly time: { now: number };
  readonly truth: Oracle;
  readonly custody: Custody;
  readonly stepped: () => void;
  readonly refused: (code: string) => void;
};

const HOUR = 3600;
const ACTIONS = ['lift-hold', 'correct-identity', 'approve-destruction', 'release', 'confirm-loss', 'hand-over'] as const;
const MOST_KEPT = 24;

/**
 * What the persons of the model do, drawn each time: two sign and somebody asks, perhaps after something else has happened; signatures that lie
 * about are used again, elsewhere and by others; somebody signs another day, over an older state, in another's name; keys are registered, also by who
 * asks or approves, keys and enrolments come and go; time passes.
 */
export function walker({ draw, keys, time, truth, custody, stepped, refused }: Walker): () => Promise<void> {
  const made: Signature[] = [];
  const asks: { asked: Asked; id: string }[] = [];
  let ids = 0;

  const pass = (seconds: number) => {
    stepped();
    time.now += seconds;
  };
  const act = (n: number) => {
    stepped();
    return custody.act(n);
  };
  const revoke = () => {
    stepped();
    return custody.revoke(draw.pick(keys));
  };
  const register = () => {
    stepped();
    const replaces = draw.often(0.3) ? draw.pick(keys).kid : undefined;
    return custody.register(draw.pick(keys), { replaces, registrar: draw.often(0.3) ? draw.pick(PERSONS) : REGISTRAR.officer });
  };
  const enrol = () => {
    stepped();
    const [committee, officers] = draw.often(0.7) ? draw.pick(Object.entries(COMMITTEES)) : draw.pick(CHANGES);
    return custody.enrol(committee, officers);
  };

  function sign(by: Signer, action: string, n: number, more: { head?: string; at?: number; as?: Signer } = {}): Signature {
    stepped();
    const subject = custody.subject(n);
    const { head = truth.headOf(subject) ?? '00', at = time.now, as = by } = more;
    const jws = by.sign(JSON.stringify({ action, head, subject }), at, { alg: 'ES256', kid: as.kid, iat: at });
    const signature = { jws, officer: by.officer, kid: as.kid, action, subject, head, at, genuine: as === by };
    truth.signed.set(jws, signature);
    made.push(signature);
    if (made.length > MOST_KEPT) made.shift();
    return signature;
  }

  async function ask(asked: Asked, id = `ask-${++ids}`): Promise<void> {
    stepped();
    const done = await custody.ask(asked, id);
    asks.push({ asked, id });
    if (asks.length > MOST_KEPT / 2) asks.shift();
    if (isRefusal(done)) refused(done.code);
  }

  /** Mostly a key that counts. */
  function anyKey(): Signer {
    const good = keys.filter(({ kid }) => truth.keys.has(kid) && truth.keys.get(kid)?.revoked === undefined);
    return draw.pick(good.length && draw.often(0.9) ? good : keys);
  }

  /** Often somebody who has not signed. */
  function asking(action: string, n: number, [one, other]: readonly [Signature, Signature]): Asked {
    const others = PERSONS.filter((person) => person !== one.officer && person !== other.officer);
    const requester = draw.pick(others.length && draw.often(0.6) ? others : PERSONS);
    return { action, n, approvals: [one.jws, other.jws], requester, system: draw.pick(SYSTEMS) };
  }

  /** Mostly an act that the state allows. */
  function anyAction(n: number): string {
    if (draw.often(0.2)) return draw.pick(ACTIONS);
    const state = truth.stateOf(custody.subject(n));
    if (state === 'SCHEDULE_AGREED') return 'hand-over';
    if (custody.subject(n).startsWith('LOT#')) return 'approve-destruction';
    return state === 'SUSPECTED_MISSING' ? 'confirm-loss' : draw.pick(ACTIONS.slice(0, 4));
  }

  async function together(): Promise<void> {
    const n = draw.pick(SUBJECTS);
    const action = anyAction(n);
    const signed = [sign(anyKey(), action, n), sign(anyKey(), action, n)] as const;
    if (draw.often(0.45))
      await draw.pick([() => act(draw.pick(SUBJECTS)), () => pass(draw.pick([60, HOUR, 23 * HOUR, 25 * HOUR])), revoke, enrol])();
    await ask(asking(draw.often(0.92) ? action : draw.pick(ACTIONS), draw.often(0.95) ? n : draw.pick(SUBJECTS), signed));
  }

  async function foundOnes(): Promise<void> {
    if (made.length === 0) return;
    const one = draw.pick(made);
    const alike = made.filter(({ action, subject }) => action === one.action && subject === one.subject);
    const n = SUBJECTS.find((each) => one.subject === custody.subject(each)) ?? draw.pick(SUBJECTS);
    await ask(asking(one.action, n, [one, draw.pick(draw.often(0.7) ? alike : made)]));
  }

  async function again(): Promise<void> {
    if (asks.length === 0) return;
    const { asked, id } = draw.pick(asks);
    const other = { ...asked, requester: draw.pick(PERSONS), system: draw.pick(SYSTEMS) };
    await ask(draw.often(0.5) ? asked : other, draw.often(0.3) ? id : undefined);
  }

  function alone(): void {
    const lies: Parameters<typeof sign>[3][] = [
      { at: time.now - draw.pick([86_300, 86_500, 200_000]) },
      { at: time.now + draw.pick([200, 400, 90_000]) },
      { head: made.length ? draw.pick(made).head : '00' },
      { as: draw.pick(keys) },
    ];
    sign(anyKey(), draw.pick(ACTIONS), draw.pick(SUBJECTS), draw.often(0.5) ? {} : draw.pick(lies));
  }

  return async () => {
    const next = draw.weighed<() => unknown>([
      [together, 40],
      [foundOnes, 12],
      [again, 8],
      [alone, 14],
      [() => act(draw.pick(SUBJECTS)), 10],
      [() => pass(draw.pick([1, 30, 600, HOUR, 12 * HOUR, 25 * HOUR])), 6],
      [register, 8],
      [revoke, 1],
      [enrol, 3],
    ]);
    await next();
  };
}
