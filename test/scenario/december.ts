import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ammunition, deposits, movements, voidedReceipts } from './custody-papers.ts';
import { establishment } from './establishment.ts';
import { writeLines } from './files.ts';
import {
  acceptances,
  boardingScans,
  ceremony,
  conclusion,
  convoys,
  crossingScans,
  journey,
  manifestHeader,
  manifestTable,
} from './manifests.ts';
import { people } from './people.ts';
import { housings, receptionCards, registration, restitutions, voidedNumbers } from './registration-papers.ts';
import { declarations, instruments, screenings } from './return-papers.ts';
import { weapons } from './weapons.ts';

export type Size = { readonly seed: number; readonly persons: number };

/** Fewer than this cannot have the crossing's staff, officers, cousins and both manifests. */
export const FEWEST = 20;

/** Writes the December 2024 operation of invented people into a folder, the same for the same seed and size. */
export function writeDecember(folder: string, { seed, persons }: Size): void {
  if (!Number.isInteger(persons) || persons < FEWEST) throw new RangeError(`The scenario has at least ${FEWEST} persons.`);
  const everybody = people(seed, persons);
  const arms = weapons(seed, everybody);
  const lots = ammunition(seed, everybody);
  const write = (name: string, lines: readonly object[]) => writeLines(folder, `${name}.ndjson`, lines);
  write('establishment', [...establishment(persons, arms.length, lots.length), ...instruments()]);
  write('persons', everybody.map(registration));
  write('voided-numbers', voidedNumbers(everybody));
  write('housings', housings(everybody));
  write('reception-cards', receptionCards(everybody));
  write('restitutions', restitutions(everybody));
  write('weapons', deposits(arms));
  write('voided-receipts', voidedReceipts(arms));
  write('movements', movements(arms));
  write('ammunition', lots);
  write('screenings', screenings(everybody));
  write('declarations', declarations(everybody));
  for (const convoy of convoys(everybody)) {
    const { day } = convoy;
    writeFileSync(join(folder, `manifest-${day}.csv`), manifestTable(convoy));
    write(`manifest-${day}-header`, [manifestHeader(convoy)]);
    write(`ceremony-${day}`, ceremony(convoy));
    write(`boarding-${day}`, boardingScans(convoy));
    write(`journey-${day}`, journey(convoy));
    write(`crossing-${day}`, crossingScans(convoy));
    write(`acceptances-${day}`, acceptances(convoy));
    write(`conclusion-${day}`, conclusion(convoy));
  }
}
