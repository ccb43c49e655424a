import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { arabicKey, arabicNameProblem } from '#shared/kernel/arabic-name.ts';
import { readMrz } from '#shared/kernel/mrz.ts';
import { isCustodyNumber, isPersonalNumber } from '#shared/kernel/numbers.ts';
import { rankCode } from '#shared/kernel/rank.ts';
import { isOneSlip } from '#shared/kernel/serial.ts';
import { writeDecember } from './december.ts';
import { convoys } from './manifests.ts';
import { FAMILY_NAMES, GIVEN_NAMES, WOMEN_NAMES } from './names.ts';
import { passportLines } from './passport.ts';
import { people } from './people.ts';
import { refusals } from './refusals.ts';
import { weapons } from './weapons.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function written(seed: number, persons: number): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'amana-scenario-'));
  folders.push(folder);
  writeDecember(folder, { seed, persons });
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

const everybody = people(1, 1905);
const arms = weapons(1, everybody);

describe('the scenario', () => {
  it('is the same for the same seed and another for another', () => {
    const one = written(7, 60);
    expect(written(7, 60)).toEqual(one);
    expect(written(8, 60)['persons.ndjson']).not.toBe(one['persons.ndjson']);
  });

  it('has at least twenty persons', () => {
    expect(() => written(1, 19)).toThrow(RangeError);
    expect(Object.keys(written(1, 20))).toContain('manifest-2024-12-19.csv');
  });

  it('sends 36 of 1,905 home on the first day and 1,869 on the second', () => {
    expect(convoys(everybody).map(({ day, people: on }) => [day, on.length])).toEqual([
      ['2024-12-18', 36],
      ['2024-12-19', 1869],
    ]);
  });

  it('draws names that can be stored from pools large enough, families apart in their keys', () => {
    expect(GIVEN_NAMES.length).toBeGreaterThanOrEqual(120);
    expect(new Set(FAMILY_NAMES.map((name) => arabicKey(name, { family: true }))).size).toBeGreaterThanOrEqual(300);
    const names = [...GIVEN_NAMES, ...WOMEN_NAMES].map(({ ar }) => ar);
    expect([...names, ...FAMILY_NAMES].filter((name) => arabicNameProblem(name))).toEqual([]);
  });

  it('gives numbers that check, ranks that are known, ages that fit', () => {
    expect(everybody.every(({ personalNumber }) => isPersonalNumber(personalNumber))).toBe(true);
    expect(new Set(everybody.map(({ personalNumber }) => personalNumber)).size).toBe(1905);
    expect(everybody.filter(({ rank }) => rank && !rankCode(rank))).toEqual([]);
    expect(everybody.filter(({ born }) => born < '1963' || born > '2006')).toEqual([]);
    const nationals = everybody.flatMap(({ nationalNumber }) => nationalNumber ?? []);
    expect(new Set(nationals).size).toBe(nationals.length);
  });

  it('has a few men of one name, who differ in their national numbers', () => {
    const alike = Map.groupBy(everybody, ({ name }) => `${name.given}|${name.father}|${name.family}`);
    const pairs = [...alike.values()].filter((same) => same.length > 1);
    expect(pairs.length).toBeGreaterThanOrEqual(3);
    expect(pairs.length).toBeLessThan(30);
  });

  it('has passports that a reader accepts', () => {
    const holders = everybody.filter(({ passport }) => passport);
    expect(holders.length).toBeGreaterThan(30);
    for (const { passport, latin, born, sex } of holders) {
      const read = readMrz(passportLines(passport?.number ?? '', passport?.expires ?? '', { ...latin, born, sex }).join('\n'));
      expect(read?.failedChecks).toEqual([]);
      expect(read?.documentNumber).toBe(passport?.number);
    }
  });

  it('has some 1,400 weapons, mostly of the AK pattern, some without a serial that serves, some alike', () => {
    expect(arms.length).toBeGreaterThan(1300);
    expect(arms.length).toBeLessThan(1500);
    expect(arms.every(({ custodyNumber }) => isCustodyNumber(custodyNumber))).toBe(true);
    const share = (wanted: (weapon: (typeof arms)[number]) => boolean) => arms.filter(wanted).length / arms.length;
    expect(share(({ identity }) => identity.kind === 'ASSAULT_RIFLE')).toBeGreaterThan(0.7);
    expect(share(({ identity }) => ['NONE', 'OBLITERATED', 'ILLEGIBLE'].includes(String(identity.serialStatus)))).toBeCloseTo(0.01, 1);
    expect(arms.filter(({ identity }) => identity.serialStatus === 'DUPLICATE_GENUINE').length).toBeGreaterThan(1);
    const marked = arms.filter(({ identity }) => identity.serialStatus === 'PRESENT');
    const near = marked.filter((one, index) =>
      marked
        .slice(0, index)
        .some(
          (other) =>
            one.identity.kind === other.identity.kind && isOneSlip(one.identity.serialAsMarked ?? '', other.identity.serialAsMarked ?? ''),
        ),
    );
    expect(near.length).toBeGreaterThan(2);
  });

  it('about one in seven has belongings or cash in safekeeping', () => {
    const owners = everybody.filter(({ effects }) => effects.length > 0).length / everybody.length;
    expect(owners).toBeGreaterThan(0.1);
    expect(owners).toBeLessThan(0.2);
  });

  it('has a second, small cast with a civilian and everybody the story needs', () => {
    const { registered, first } = refusals(3);
    expect(registered).toHaveLength(40);
    expect(registered.some(({ calling }) => calling === 'EMPLOYEE')).toBe(true);
    expect(first.listed).toHaveLength(29);
  });
});
