import { canonical, commandDigest } from '#shared/kernel/event-chain.ts';
import { confusableKey, isOneSlip, normalizeSerial } from '#shared/kernel/serial.ts';

/**
 * How near-matches are found with two rows a serial and two range reads, whatever the size of the stores.
 *
 * Two serials are one slip apart when one edit (a wrong, missing or added character, or two neighbours swapped) makes one key of the other.
 * Cut a key of n characters after the first f. An edit that begins at or after the cut leaves the first f characters alone; any other ends
 * at the character after the cut at the latest and leaves the last n - f - 1 alone. So every near-match begins with the same f
 * characters or ends with the same n - f - 1, and is found by a prefix in the keys or in the keys written backwards.
 */
export type Ends = { readonly prefix: string; readonly suffix: string };

/** The two ends to read by. The cut leaves about half of the digits, which tell serials apart best, on either side. */
export function endsOf(key: string): Ends {
  const characters = [...key];
  const digits = characters.flatMap((character, place) => (/\d/.test(character) ? [place] : []));
  const middle = (characters.length - 1) >> 1;
  const cut = digits.length < 3 ? middle : (digits[(digits.length - 1) >> 1] ?? middle);
  return { prefix: characters.slice(0, cut).join(''), suffix: characters.slice(cut + 1).join('') };
}

/** A key as sort keys have it: ASCII, a character at a time, so that the text order keeps prefixes together in any script. */
export function sortable(key: string): string {
  return [...key]
    .map((character) => (/[0-9A-Z]/.test(character) ? character : `~${(character.codePointAt(0) ?? 0).toString(16).padStart(6, '0')}`))
    .join('');
}

export function backwards(key: string): string {
  return [...key].reverse().join('');
}

export type Marked = {
  readonly custodyNumber: string;
  readonly key: string;
  readonly kind: string;
  readonly calibre: string;
  /** Digest of serial, make, model, kind and calibre, of a weapon that claims them for itself: no other in trust has the same (domain F 4). */
  readonly same?: string;
};
type Recorded = {
  readonly serialAsMarked?: string | undefined;
  readonly serialStatus: string;
  readonly make: string;
  readonly model: string;
  readonly kind: string;
  readonly calibre: string;
};
/** What is read in part may be another's in full, and a genuine duplicate says that another has it too. */
const CLAIMING = ['PRESENT', 'PARTS_MISMATCH'];

/** The custody numbers of those within kind and calibre whose serial is the same or one slip away (domain B.12), each once, in order. */
export function nearMatchesAmong(candidates: readonly Marked[], { custodyNumber, key, kind, calibre }: Marked): string[] {
  const near = candidates.filter(
    (each) => each.custodyNumber !== custodyNumber && each.kind === kind && each.calibre === calibre && isOneSlip(each.key, key),
  );
  return [...new Set(near.map((each) => each.custodyNumber))].sort();
}

export function markedAs(custodyNumber: string, identity: Recorded): Marked | undefined {
  const { serialAsMarked = '', serialStatus, make, model, kind, calibre } = identity;
  const key = confusableKey(serialAsMarked);
  if (key === '') return undefined;
  const same = commandDigest(canonical([...[serialAsMarked, make, model].map(normalizeSerial), kind, calibre]));
  return { custodyNumber, key, kind, calibre, ...(CLAIMING.includes(serialStatus) && { same }) };
}
