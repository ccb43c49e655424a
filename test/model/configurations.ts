import type { Guard } from '#shared/lambda/event-store.ts';
import { twoPersonsGuard } from '../../services/custody/append-guard.ts';
import type { Approval } from '../../services/custody/domain/approval.ts';

type Spoilt = { readonly head: string | undefined; readonly now: number; readonly requester: string | undefined };
/** How the two checks stand. `facts`: what the domain is given in the place of what is true. */
export type Configuration = {
  readonly facts?: (approvals: readonly Approval[], told: Spoilt) => readonly Approval[];
  readonly guard?: Guard;
};

/** Two approvals to which nobody can object. */
const perfect: Configuration['facts'] = (_approvals, { head, now }) =>
  ['1', '2'].map((n) => ({
    kid: n,
    iat: now,
    officer: `nobody ${n}`,
    department: `none ${n}`,
    registrar: 'nobody',
    ...(head !== undefined && { over: head }),
  }));

/** The append's guard, deaf to some of what it finds. */
const deafTo =
  (...reasons: string[]): Guard =>
  async (...asked) => {
    const refused = await twoPersonsGuard(...asked);
    return refused && reasons.includes(String(refused.more?.missing)) ? undefined : refused;
  };

/** The two that must never let a wrong act through. */
export const SOUND: Readonly<Record<string, Configuration>> = {
  'everything on': { guard: twoPersonsGuard },
  "the domain's check off": { facts: perfect, guard: twoPersonsGuard },
};

const each = (change: (approval: Approval, told: Spoilt) => Partial<Approval>): Configuration['facts'] => {
  return (approvals, told) => approvals.map((approval) => ({ ...approval, ...change(approval, told) }));
};
const second = (change: Partial<Approval>): Configuration['facts'] => {
  return ([one, other, ...more]) => (one && other ? [one, { ...other, ...change }, ...more] : []);
};
const anybody = each(({ officer }, { requester }) => (officer === requester && officer !== undefined ? { officer: `not ${officer}` } : {}));
const PEOPLE = 'requester and approvers are not three people';

/** Bugs put there on purpose, each of which the walk must find: a rule dropped in the domain and in the append, or both checks off. */
export const PLANTED: Readonly<Record<string, Configuration>> = {
  'both checks off': { facts: perfect },
  "the same person's two keys are two people": { facts: second({ officer: 'another' }), guard: deafTo(PEOPLE) },
  'the requester approves': { facts: anybody as NonNullable<Configuration['facts']>, guard: deafTo(PEOPLE) },
  'one department is enough': { facts: second({ department: 'ANOTHER' }), guard: deafTo('the approvers are of one department') },
  'approvals last for ever': {
    facts: each((_approval, { now }) => ({ iat: now })) as NonNullable<Configuration['facts']>,
    guard: deafTo('an approval is not of the last 24 hours'),
  },
  'an older state will do': {
    facts: each(({ over }, { head }) => (over && head ? { over: head } : {})) as NonNullable<Configuration['facts']>,
    guard: deafTo('a signature is not over this act at this place'),
  },
  'another act or weapon will do': {
    facts: each((_approval, { head }) => (head ? { over: head } : {})) as NonNullable<Configuration['facts']>,
    guard: deafTo('a signature is not over this act at this place'),
  },
  'revoked keys count': {
    facts: (approvals) => approvals.map(({ revoked: _revoked, ...approval }) => approval),
    guard: deafTo('a key is unknown or revoked'),
  },
  "who asks or approves may register the others' keys": {
    facts: each(() => ({ registrar: 'nobody' })) as NonNullable<Configuration['facts']>,
    guard: deafTo('one of the three registered the key of another'),
  },
  'who left may approve': {
    facts: (approvals) => approvals.map((approval, index) => ({ ...approval, department: approval.department ?? `LEFT ${index}` })),
    guard: deafTo('an approver is not enrolled'),
  },
};
