import type { Ministries } from '../replay/replay.ts';
import { officer, RETURNS } from '../scenario/committees.ts';
import { approval, keyEnrolment, keyRegistrar, signer } from '../scenario/officer-keys.ts';

const SEED = 7;
const seconds = () => Math.floor(Date.now() / 1000);
/** Two who approve: a lawyer and one of the interior. */
const approvers = [signer(SEED, officer(RETURNS, 'LEGAL')), signer(SEED, officer(RETURNS, 'INTERIOR'))] as const;

/** Registers the keys of those who approve. */
export async function enrolApprovers({ administration }: Pick<Ministries, 'administration'>): Promise<void> {
  for (const each of approvers) await administration.post('/officer-keys', `key:${each.kid}`, keyEnrolment(keyRegistrar, each, seconds()));
}

/** What both sign who approve an act on what is shown at a path, as it stands. */
export async function approvalsOf(
  { defence }: Pick<Ministries, 'defence'>,
  { path, action, subject }: { path: string; action: string; subject: string },
): Promise<string[]> {
  const { head } = await defence.get<{ head: string }>(path);
  return approvers.map((each) => approval(each, { action, head, subject }, seconds()));
}
