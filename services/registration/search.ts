import { arabicKey } from '#shared/kernel/arabic-name.ts';
import { canonical, commandDigest } from '#shared/kernel/event-chain.ts';
import { latinKey } from '#shared/kernel/latin-name.ts';
import { blockingKeys, likeness, type MatchKeys, score } from '#shared/kernel/match-score.ts';
import { normalizeSerial } from '#shared/kernel/serial.ts';
import type { EventStore } from '#shared/lambda/event-store.ts';
import type { Row } from '#shared/lambda/row-store.ts';
import type { Identity } from './documents.ts';
import type { Suspect } from './domain/person-commands.ts';

/** A search row: who is found under a key, with all that a comparison needs. Personal data, erased with the person. */
export type Found = Row & { readonly personalNumber: string; readonly keys: MatchKeys };

function known(name: string | { unknown: string }): string | undefined {
  return typeof name === 'string' ? name : undefined;
}

/** What two registrations are compared by (domain B.12). */
export function matchKeys({ name, dateOfBirth, nationalNumber, identityDocuments = [] }: Identity): MatchKeys {
  const family = known(name.family);
  const mother =
    'given' in name.mother
      ? [arabicKey(name.mother.given), arabicKey(name.mother.family ?? '', { family: true })].join(' ').trim()
      : undefined;
  return {
    given: arabicKey(name.given),
    father: known(name.father) && arabicKey(known(name.father) ?? ''),
    family: family && arabicKey(family, { family: true }),
    mother,
    dateOfBirth,
    nationalNumber,
    documentNumbers: identityDocuments.flatMap(({ issuer, number }) =>
      normalizeSerial(number) ? [`${issuer}:${normalizeSerial(number)}`] : [],
    ),
  };
}

export function latinPartition(surname: string): string {
  return `SEARCH#latin#${latinKey(surname)}`;
}

/** The partitions under which a person is found: three pairs of names, national number, document numbers, Latin surname. */
export function searchPartitions(keys: MatchKeys, latinSurname?: string): string[] {
  return [
    ...blockingKeys(keys).map((key) => `SEARCH#${key}`),
    ...(keys.nationalNumber ? [`SEARCH#national#${keys.nationalNumber}`] : []),
    ...(keys.documentNumbers ?? []).map((number) => `SEARCH#document#${number.slice(number.indexOf(':') + 1)}`),
    ...(latinSurname ? [latinPartition(latinSurname)] : []),
  ];
}

/** A row under each key. The sort key names command and content, so that a refused registration's rows never cover those of the number's owner. */
export function searchRows(personalNumber: string, commandId: string, keys: MatchKeys, latinSurname?: string): Found[] {
  const sk = `${personalNumber}#${commandDigest(canonical([commandId, keys]))}`;
  return searchPartitions(keys, latinSurname).map((pk) => ({ pk, sk, personalNumber, keys }));
}

/**
 * Who else is suspiciously like this person. Called after the person's own rows are written, and reads consistently: of two
 * registrations at the same moment at least one sees the other.
 */
export async function suspectsOf(store: EventStore, personalNumber: string, keys: MatchKeys): Promise<Suspect[]> {
  const found = await Promise.all(searchPartitions(keys).map((pk) => store.rows.all<Found>({ pk, consistent: true })));
  const best = new Map<string, Suspect>();
  for (const row of found.flat()) {
    if (row.personalNumber === personalNumber) continue;
    const points = score(keys, row.keys);
    const grade = likeness(points);
    if (grade && points > (best.get(row.personalNumber)?.score ?? 0))
      best.set(row.personalNumber, { personalNumber: row.personalNumber, score: points, grade });
  }
  return [...best.values()].sort((a, b) => b.score - a.score || (a.personalNumber < b.personalNumber ? -1 : 1));
}
