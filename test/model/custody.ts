import { custodyNumber } from '#shared/kernel/numbers.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Command, Happened } from '#shared/kernel/stream.ts';
import { enrolment } from '#shared/lambda/enrolment.ts';
import { type EventStore, eventStore, type Guard } from '#shared/lambda/event-store.ts';
import type { UseCase } from '#shared/lambda/http.ts';
import { complete } from '#test/decider.ts';
import type { Chance } from '#test/scenario/chance.ts';
import { keyEnrolment, type Signer } from '#test/scenario/officer-keys.ts';
import { memoryTable } from '#test/simulation/memory-table.ts';
import { holds, moves, recorder, stored } from '#test/weapon-story.ts';
import { type AmmunitionLot, ammunitionLot, type LotCommand } from '../../services/custody/domain/ammunition-lot.ts';
import { keeperNamed } from '../../services/custody/domain/chain-of-custody.ts';
import { discrepancy, type OpenReport } from '../../services/custody/domain/discrepancy.ts';
import type { HandoverCommand } from '../../services/custody/domain/handover-commands.ts';
import { officerKey } from '../../services/custody/domain/officer-key.ts';
import { type RecordRecognition, recognition } from '../../services/custody/domain/recognition.ts';
import { type Weapon, weapon } from '../../services/custody/domain/weapon.ts';
import type { WeaponCommand } from '../../services/custody/domain/weapon-commands.ts';
import { type WeaponsHandover, weaponsHandover } from '../../services/custody/domain/weapons-handover.ts';
import { noteCommittee } from '../../services/custody/facts.ts';
import { type Deps, stillStores } from '../../services/custody/lookups.ts';
import { useCases } from '../../services/custody/use-cases.ts';
import type { Judged, Oracle } from './oracle.ts';
import { COMMITTEES, KEEPERS, REGISTRAR } from './persons.ts';

/** Somebody asks a system for an act on the n-th subject, with what two others signed. */
export type Asked = {
  readonly action: string;
  readonly n: number;
  readonly approvals: readonly string[];
  readonly requester: string;
  readonly system: string;
};
type Ports = {
  readonly draw: Chance;
  readonly keys: readonly Signer[];
  readonly time: { readonly now: number };
  readonly guard: Guard | undefined;
  readonly truth: Oracle;
  readonly judged: (found: Judged) => void;
};

/** A stream is left for a new one when it has so many events. */
const LONG = 16;
const USES: Readonly<Record<string, string>> = {
  'lift-hold': 'liftHold',
  'correct-identity': 'correct',
  'approve-destruction': 'approveDestruction',
  release: 'releaseToOwner',
  'confirm-loss': 'confirmLoss',
  'hand-over': 'approveHandover',
};

/** Two weapons, a handover and an ammunition lot. */
export const SUBJECTS = [1, 2, 3, 4] as const;
const HANDOVER = 3;
const LOT = 4;
/** So many rounds are destroyed at once. */
const ROUNDS = 10;
const RECOGNISED = { recognition: 'ACT-1', country: 'SYR' };

export type Custody = ReturnType<typeof custody>;

/** Custody's use cases on a table in memory, with two weapons and a lot in trust and a handover agreed, and what happens to them besides. */
export function custody({ draw, keys, time, guard, truth, judged }: Ports) {
  const table = memoryTable({
    inserted(item) {
      const found = truth.judge(item);
      if (found) judged(found);
    },
  });
  let inner = false;
  const current = new Map<number, number>();
  let used = 0;
  let ids = 0;

  /** Other people's acts come between the requests of a call: between decision and append, or between one look and another. */
  const send = async (request: {
    input: { Item?: { pk?: { S?: string } }; ExpressionAttributeValues?: Record<string, { S?: string }> };
  }) => {
    if (!inner) {
      const written = request.input.Item?.pk?.S ?? '';
      const read = request.input.ExpressionAttributeValues?.[':pk']?.S ?? '';
      inner = true;
      const n = SUBJECTS.find((each) => written === subject(each));
      if (n && draw.often(0.08)) await act(n);
      if (read.startsWith('OFFICER-KEY#') && draw.often(0.01)) await revoke(draw.pick(keys));
      inner = false;
    }
    return table.perform(request as never);
  };
  const store: EventStore = eventStore({ client: { send } as never, table: 'custody', guard });
  const deps = {
    store,
    department: enrolment(store),
    still: stillStores(store),
    serials: { enter: async () => {}, around: async () => ({ nearMatches: [] }), takeBack: async () => {} },
  } as unknown as Deps;

  const instant = () => new Date(time.now * 1000).toISOString();
  const context = (id: string, client = 'system-1') => ({ id, client, scopes: [], recordedAt: instant(), salt: '00' });
  const call = (use: string, body: object, id: string, client?: string) =>
    (useCases[use] as UseCase<Deps>)({ body, context: context(id, client), head: () => undefined, params: {}, query: {} } as never, deps);

  function number(n: number): string {
    const nth = current.get(n) ?? 0;
    return n === HANDOVER ? `WH-${nth}` : custodyNumber(n === LOT ? 'AA' : 'WA', nth);
  }
  function subject(n: number): string {
    return `${n === HANDOVER ? 'HANDOVER' : n === LOT ? 'LOT' : 'WEAPON'}#${number(n)}`;
  }
  const told = <C extends Command>(each: Parameters<typeof complete<C>>[0]) => ({
    ...complete<C>(each),
    id: `t${++ids}`,
    at: instant(),
    recordedAt: instant(),
  });

  async function begin(n: number): Promise<void> {
    current.set(n, ++used);
    if (n === HANDOVER) return agree();
    if (n === LOT) return depositLot();
    await store.execute(weapon, number(n), told<WeaponCommand>(stored as never));
  }

  /** Something else happens: a hold, a movement, another schedule, more rounds; at its end a new one takes its place. */
  async function act(n: number): Promise<void> {
    if (n === HANDOVER) return truth.stateOf(subject(n)) === 'APPROVED' || draw.often(0.1) ? begin(n) : agree();
    if (n === LOT) return addRounds();
    const newest = await store.newest('WEAPON', number(n));
    const state = newest?.state as Weapon;
    if (!newest || newest.sequence > LONG || !state.keeper) return begin(n);
    if (state.state === 'SUSPECTED_MISSING' ? draw.often(0.6) : draw.often(0.12)) return miss(n);
    if (state.state === 'SUSPECTED_MISSING') return begin(n);
    const from = keeperNamed(state.keeper);
    const to = KEEPERS[from.officer === KEEPERS[0] ? 1 : 0];
    const seal = state.place?.seal ?? '';
    const moved = moves({ releasedBy: from, receivedBy: { officer: to, committee: to }, sealBefore: seal, sealAfter: `${seal}+` });
    const other = draw.often(0.2) ? holds(`H-${draw.int(1, 2)}`) : moved;
    await store.execute(weapon, number(n), told<WeaponCommand>(other as never));
  }

  async function depositLot(): Promise<void> {
    const data = { calibreOrType: '7.62×39', unitOfCount: 'ROUND', quantity: 3 * ROUNDS, location: { site: 'RUTBA' } };
    const deposited = { ...ammunitionLot, decide: () => ({ type: 'lot-deposited', data }) };
    await store.execute(deposited, number(LOT), told<LotCommand>({ type: 'deposit', data } as never));
  }

  async function addRounds(): Promise<void> {
    const newest = await store.newest('LOT', number(LOT));
    if (!newest || newest.sequence > LONG || (newest.state as AmmunitionLot).quantity < ROUNDS) return begin(LOT);
    const data = { quantity: draw.int(1, ROUNDS), verifier: REGISTRAR, foundReport: { reference: 'F-1', place: 'Tent 4' } };
    await store.execute(ammunitionLot, number(LOT), told<LotCommand>({ type: 'receive', data, facts: RECORDS } as never));
  }

  /** The schedule is agreed, or agreed anew: nothing else happens to a handover that waits for its approval. */
  async function agree(): Promise<void> {
    const evolve = (_before: unknown, { at }: Happened) => ({ ...RECOGNISED, state: 'SCHEDULE_AGREED', last: at }) as WeaponsHandover;
    const agreed = { ...weaponsHandover, evolve, decide: () => ({ type: 'schedule-agreed', data: {} }) };
    await store.execute(agreed, number(HANDOVER), told<HandoverCommand>({ type: 'agree', data: {} } as never));
  }

  /** A check does not find it, or again does not find it. */
  async function miss(n: number): Promise<void> {
    const about = { discrepancy: reportOn(number(n)), site: 'RUTBA', check: 'SC-1', findings: [{ type: 'SHORTAGE', item: number(n) }] };
    await store.execute(discrepancy, about.discrepancy, told<OpenReport>({ type: 'open', data: about } as never));
    const missed = { ...weapon, decide: () => ({ type: 'suspected-missing', data: { discrepancy: about.discrepancy } }) };
    await store.execute(missed, number(n), told<WeaponCommand>({ type: 'suspect-missing', data: about } as never));
  }

  async function revoke({ kid }: Signer): Promise<void> {
    const command = { id: `t${++ids}`, type: 'revoke-key' as const, at: instant(), recordedAt: instant(), actor: { client: 'system-1' } };
    const done = await store.execute(officerKey, kid, { ...command, data: { reason: 'LOST' as const } });
    if (!isRefusal(done)) truth.revoked(kid);
  }

  return {
    number,
    subject,
    act: (n: number) => begun(() => act(n)),
    revoke: (key: Signer) => begun(() => revoke(key)),

    async open(): Promise<void> {
      truth.begin(time.now);
      for (const [committee, officers] of Object.entries(COMMITTEES)) await this.enrol(committee, officers);
      for (const keeper of KEEPERS) await this.enrol(keeper, { [keeper]: 'STORES' });
      await this.enrol(recorder.committee, { [recorder.officer]: 'RECEPTION' });
      for (const key of keys) if (draw.often(0.7)) await this.register(key);
      await store.execute(recognition, RECOGNISED.recognition, told<RecordRecognition>(recognised as never));
      for (const n of SUBJECTS) await begin(n);
    },

    async enrol(committee: string, officers: Readonly<Record<string, string>>): Promise<void> {
      truth.begin(time.now);
      const sequence = ++ids;
      const all = committee === REGISTRAR.committee ? { ...officers, [REGISTRAR.officer]: 'RECORDS' } : officers;
      await noteCommittee({ sequence, committee, officers: all }, context(`n${sequence}`), store);
      for (const place of truth.departments.keys()) if (place.startsWith(`${committee} `)) truth.departments.delete(place);
      for (const [officer, department] of Object.entries(officers)) truth.departments.set(`${committee} ${officer}`, department);
    },

    /** Registers a key, perhaps in the place of another. */
    register: (key: Signer, { replaces, registrar = REGISTRAR.officer }: { replaces?: string | undefined; registrar?: string } = {}) =>
      begun(async () => {
        const done = await call('enrolKey', keyEnrolment({ ...REGISTRAR, officer: registrar }, key, time.now, replaces), `k${++ids}`);
        if (isRefusal(done)) return;
        truth.keys.set(key.kid, { officer: key.officer, committee: key.committee, registrar });
        if (replaces) truth.revoked(replaces);
      }),

    /** Asks for an act, under a command id. */
    ask: ({ action, n, approvals, requester, system }: Asked, id: string): Promise<unknown | Refusal> =>
      begun(async () => {
        const custodyNumber = number(n);
        const state = (await store.newest('WEAPON', custodyNumber))?.state as Weapon | undefined;
        const by = { officer: requester, committee: 'C-1' };
        const ofLot = n === LOT && action === 'approve-destruction';
        const document = ofLot ? { ...ISSUE, custodyNumber } : documentOf(action, custodyNumber, state);
        return call(ofLot ? 'moveLot' : (USES[action] as string), { by, approvals, ...document }, id, system);
      }),
  };

  async function begun<T>(work: () => Promise<T>): Promise<T> {
    if (!inner) truth.begin(time.now);
    return work();
  }
}

/** An act of recognition, by the ministry that is competent for it. */
const recognised = {
  type: 'record',
  actor: { client: 'system-1', department: 'FOREIGN_AFFAIRS' },
  data: {
    act: RECOGNISED.recognition,
    country: RECOGNISED.country,
    government: 'invented',
    issuer: 'MFA',
    issuedOn: '2024-12-01',
    textHash: 'ab',
  },
};
const RECORDS = { verifierDepartment: 'RECORDS' };
const ISSUE = { movement: 'ISSUE', purpose: 'DESTRUCTION', quantity: ROUNDS, eodCertificate: 'EOD-1', verifier: REGISTRAR };
const reportOn = (custodyNumber: string) => `DR-${custodyNumber}`;

function documentOf(action: string, custodyNumber: string, state: Weapon | undefined): object {
  const way = { releasedBy: keeperNamed(state?.keeper ?? ''), sealBefore: state?.place?.seal ?? 'S', documentNo: 'M-1' };
  switch (action) {
    case 'lift-hold':
      return { custodyNumber, reference: Object.keys(state?.holds ?? {})[0] ?? 'H-1', reason: 'closed' };
    case 'correct-identity': {
      const { kind, assetScope, make, model, calibre, photos } = stored.data;
      const identity = { kind, assetScope, make, model, calibre, photos, serialStatus: 'OBLITERATED' };
      return { custodyNumber, identity, reason: 'read again', evidence: ['E-1'], verifier: REGISTRAR };
    }
    case 'hand-over':
      return { handoverNo: custodyNumber };
    case 'confirm-loss': {
      const board = { reference: 'B-1', date: '2024-12-20', members: ['B-1', 'B-2', 'B-3'] };
      return { discrepancy: reportOn(custodyNumber), type: 'SHORTAGE', item: custodyNumber, outcome: 'LOST', board };
    }
    case 'approve-destruction':
      return { custodyNumber, ground: 'UNSAFE', reason: 'cracked', inspection: 'TI-1' };
    default:
      return {
        custodyNumber,
        ...way,
        ruling: { court: 'Court', number: 'R-1', date: '2024-12-20' },
        owner: { name: 'invented', document: 'ID-1' },
      };
  }
}
