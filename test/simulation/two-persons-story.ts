import { type Signer, signer } from '#test/scenario/officer-keys.ts';
import * as paper from './papers.ts';
import type { Told } from './story.ts';

const BY = paper.by('D-1');
const DAY_MS = 86_400_000;
const NO_HEAD = '0'.repeat(64);

type Document = { readonly custodyNumber: string; readonly [field: string]: unknown };
/** What is asked for of a weapon or lot: where, by which action, and the document without its approvals. */
type Act = { readonly path: string; readonly action: string; readonly document: Document };
/** How somebody gets the approvals wrong. */
type Signing = { readonly action?: string; readonly head?: string; readonly atMs?: number; readonly officers?: readonly Signer[] };
/** What somebody else does at the same moment. */
type Beside = () => Promise<unknown>;

const { 'D-1': defence, 'D-2': second, 'I-1': interior, 'I-2': colleague } = paper.signers as Record<string, Signer>;
const stranger = signer(2, paper.by('I-1'));
/** A key that whoever asks for the act made and registered for somebody else. */
const made = signer(2, paper.by('I-2'));

/** An act that two persons sign; they sign again when something was recorded meanwhile. */
export async function byTwo(
  { post, get, now }: Told,
  { path, action, document }: Act,
  { wrong = {}, beside }: { wrong?: Signing; beside?: Beside | undefined } = {},
): Promise<void> {
  const { custodyNumber } = document;
  const [shelf, kind] = custodyNumber.startsWith('A') ? ['ammunition', 'LOT'] : ['weapons', 'WEAPON'];
  for (let tries = 0; tries < 3; tries++) {
    const { head = NO_HEAD } = await get('custody', `/${shelf}/${custodyNumber}`);
    const said = { action: wrong.action ?? action, head: wrong.head ?? head, subject: `${kind}#${custodyNumber}` };
    const at = Date.parse(now()) + (wrong.atMs ?? 0);
    const approvals = (wrong.officers ?? [second, interior]).map((each) => paper.approvedBy(each as Signer, said, at));
    const [{ body }] = await Promise.all([post('custody', path, { ...document, approvals }), tries === 0 && beside?.()]);
    if (wrong.head || !['APPROVAL_HEAD_MOVED', 'NOT_PROVEN'].includes(body.code)) return;
  }
}

/** What two persons sign who agree to an act on a weapon or lot as it is now. */
export async function approvalsOf({ get, now }: Told, path: string, subject: string, action: string): Promise<string[]> {
  const { head = NO_HEAD } = await get('custody', path);
  return [second, interior].map((each) => paper.approvedBy(each as Signer, { action, head, subject }, Date.parse(now())));
}

/** Lifts a hold as it should be, sometimes after somebody got the approvals wrong. */
export async function liftHold(told: Told, n: number, deposited: string | undefined, beside?: Beside): Promise<void> {
  const lifting = {
    path: '/hold-liftings',
    action: 'lift-hold',
    document: { by: BY, custodyNumber: paper.weaponNo(n), reference: 'H-1', reason: 'Done' },
  };
  const wrong: readonly Signing[] = [
    { atMs: DAY_MS },
    { atMs: -2 * DAY_MS },
    { action: 'release' },
    { officers: [second, stranger] as Signer[] },
    { officers: [interior, defence] as Signer[] },
    { officers: [second, made] as Signer[] },
    { officers: [second, second] as Signer[] },
    { officers: [interior, colleague] as Signer[] },
    ...(deposited ? [{ head: deposited }] : []),
  ];
  if (told.draw.often(0.4)) await byTwo(told, lifting, { wrong: told.draw.pick(wrong) });
  await byTwo(told, lifting, { beside });
}

/** The last of a weapon: destroyed before a witness, or given to its private owner; sometimes not as it should be. */
export async function disposed(told: Told, n: number): Promise<void> {
  const { post, get, draw } = told;
  const custodyNumber = paper.weaponNo(n);
  const { keeper } = await get('custody', `/weapons/${custodyNumber}`);
  const releasedBy = draw.often(0.9) ? paper.by(keeper?.officer ?? 'D-1') : paper.by('I-2');
  const leaving = { by: BY, custodyNumber, releasedBy, sealBefore: 'S-2' };
  if (draw.often(0.5)) {
    const ruling = { court: 'Court 3', number: 'R-1', date: '2024-12-16' };
    const owner = { name: 'سالم يوسف', document: 'ID-1' };
    return byTwo(told, { path: '/releases-to-owner', action: 'release', document: { ...leaving, documentNo: 'M-5', ruling, owner } });
  }
  const ground = draw.pick(['UNSAFE', 'PROHIBITED', 'ERASED_MARKS']);
  const document = { by: BY, custodyNumber, ground, reason: 'Rust', inspection: 'T-1' };
  await byTwo(told, { path: '/destruction-approvals', action: 'approve-destruction', document });
  const photos = [{ ref: 'P-9', sha256: 'a'.repeat(64), view: 'LEFT' }];
  const witness = { name: 'مندوب', organisation: draw.often(0.9) ? 'UN' : 'DEFENCE' };
  await post('custody', '/destructions', { ...leaving, certificate: 'DC-1', photos, witness });
}

/** The officers' keys; now and then one is registered wrongly, or revoked. */
export async function keys({ post, draw, now }: Told): Promise<void> {
  const by = paper.by('O-1');
  const known = [second, interior, defence, colleague] as Signer[];
  await Promise.all(
    known.filter((_, index) => index < 2 || draw.often(0.3)).map((each) => post('custody', '/officer-keys', paper.key(each))),
  );
  await post('custody', '/officer-keys', paper.key(made, undefined, BY));
  if (!draw.often(0.4)) return;
  const [of] = known as [Signer];
  const enrol = (more: object) => post('custody', '/officer-keys', { ...paper.key(of), ...more });
  const revoke = (more: object) => post('custody', '/officer-key-revocations', { by, kid: stranger.kid, reason: 'LOST', ...more });
  const steps: readonly (() => Promise<unknown>)[] = [
    () => enrol({}),
    () => enrol({ officer: 'I-2' }),
    () => enrol({ jwk: { ...of.jwk, d: of.jwk.x } }),
    () => enrol({ jwk: { ...of.jwk, crv: 'P-384' } }),
    () => enrol({ jwk: { ...of.jwk, x: of.jwk.y } }),
    () => enrol({ jwk: stranger.jwk }),
    () => revoke({}),
    () => revoke({ kid: of.kid, from: new Date(Date.parse(now()) + DAY_MS).toISOString() }),
    async () => {
      await post('custody', '/officer-keys', paper.key(stranger));
      for (const _ of ['once', 'twice']) await revoke({});
    },
    () => post('custody', '/officer-keys', paper.key(stranger, (interior as Signer).kid)),
  ];
  await draw.pick(steps)();
}
