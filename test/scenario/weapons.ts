import { createHash } from 'node:crypto';
import { custodyNumber } from '#shared/kernel/numbers.ts';
import { type Chance, chance } from './chance.ts';
import type { Invented } from './people.ts';

/** A weapon as it was found on or with its depositor. */
export type InventedWeapon = {
  readonly custodyNumber: string;
  readonly depositor: Invented;
  readonly identity: Readonly<Record<string, unknown>> & { readonly kind: string; readonly serialAsMarked?: string };
  readonly serviceability: string;
  readonly magazines: number;
};

type Model = { kind: string; make: string; model: string; calibre: string; country: string; location: string; serial(by: Chance): string };

const LETTERS = 'ABCEHKMOPTX';
const cyrillic = 'АБВГДЕКМНСТ';
const letters = (by: Chance, from: string, count: number) => Array.from({ length: count }, () => by.pick([...from])).join('');

const AK: readonly (readonly [Model, number])[] = [
  [model('ASSAULT_RIFLE', 'Izhmash', 'AKM', '7.62×39', 'RUS', (by) => `${letters(by, cyrillic, 2)}${by.digits(4)}`), 30],
  [model('ASSAULT_RIFLE', 'Norinco', 'Type 56', '7.62×39', 'CHN', (by) => `${by.int(10, 39)}${by.digits(6)}`), 20],
  [model('ASSAULT_RIFLE', 'Cugir', 'PM md. 63', '7.62×39', 'ROU', (by) => `${letters(by, LETTERS, 2)} ${by.digits(4)}`), 12],
  [model('ASSAULT_RIFLE', 'Kalashnikov', 'AK-74M', '5.45×39', 'RUS', (by) => by.digits(7)), 10],
];
const CREWED: readonly (readonly [Model, number])[] = [
  [model('LMG', 'Degtyarev plant', 'PKM', '7.62×54R', 'RUS', (by) => `${letters(by, LETTERS, 1)}${by.digits(5)}`), 6],
  [model('LMG', 'Molot', 'RPK', '7.62×39', 'RUS', (by) => `${letters(by, LETTERS, 2)}${by.digits(4)}`), 3],
  [model('RPG', 'Bazalt', 'RPG-7V', 'OTHER', 'RUS', (by) => `${letters(by, LETTERS, 2)}-${by.digits(4)}`), 4],
  [model('SNIPER', 'Izhmash', 'SVD', '7.62×54R', 'RUS', (by) => `${letters(by, LETTERS, 1)}-${by.digits(4)}`), 2],
  [model('HMG', 'Degtyarev plant', 'DShKM', '12.7×108', 'RUS', (by) => `${letters(by, LETTERS, 1)}${by.digits(4)}`), 1],
];
const SIDE: readonly (readonly [Model, number])[] = [
  [model('PISTOL', 'Izhevsk', 'PM', '9×18', 'RUS', (by) => `${letters(by, cyrillic, 2)} ${by.digits(4)}`, 'FRAME'), 7],
  [model('PISTOL', 'Browning', 'High Power', '9×19', 'BEL', (by) => `${by.int(60, 90)}C${by.digits(5)}`, 'FRAME'), 3],
];
const VEHICLES: readonly (readonly [Model, number])[] = [
  [model('VEHICLE', 'Toyota', 'Land Cruiser 79', 'OTHER', 'JPN', (by) => `JTELB71J${by.digits(9)}`, 'OTHER'), 5],
  [model('VEHICLE', 'UAZ', '469', 'OTHER', 'RUS', (by) => `3151${by.digits(8)}`, 'OTHER'), 3],
  [model('VEHICLE', 'BMP', 'BMP-1', 'OTHER', 'RUS', (by) => `${letters(by, LETTERS, 2)}${by.digits(5)}`, 'OTHER'), 1],
];

function model(
  kind: string,
  make: string,
  name: string,
  calibre: string,
  country: string,
  serial: (by: Chance) => string,
  location = 'RECEIVER',
): Model {
  return { kind, make, model: name, calibre, country, location, serial };
}

/** About 1,400 weapons of 1,905 people: a rifle or a pistol each for most soldiers and guards, crew-served ones, vehicles under an officer's name. */
export function weapons(seed: number, everybody: readonly Invented[]): InventedWeapon[] {
  const found: InventedWeapon[] = [];
  const officers = everybody.filter(({ calling }) => calling === 'OFFICER');
  for (const [index, depositor] of everybody.entries()) {
    if (depositor.calling === 'EMPLOYEE' || depositor.calling === 'MEDIC') continue;
    const by = chance(seed, `weapon ${index}`);
    if (!by.often(depositor.calling === 'OFFICER' ? 0.8 : 0.73)) continue;
    const crewed = depositor.calling === 'OTHER_RANK' && by.often(0.06);
    add(by, depositor, by.weighed(depositor.calling === 'OFFICER' ? SIDE : crewed ? CREWED : AK), crewed ? 'CREW_SERVED' : 'INDIVIDUAL');
  }
  for (let vehicle = 0; vehicle < Math.floor(everybody.length / 90); vehicle++) {
    const by = chance(seed, `vehicle ${vehicle}`);
    add(by, by.pick(officers.length ? officers : everybody), by.weighed(VEHICLES), 'UNIT_ASSET');
  }
  return found;

  function add(by: Chance, depositor: Invented, what: Model, assetScope: string) {
    const index = found.length;
    found.push({
      custodyNumber: custodyNumber('WA', index),
      depositor,
      identity: identified(by, what, assetScope, index, found),
      serviceability: by.weighed([
        ['SERVICEABLE', 80],
        ['REPAIRABLE', 13],
        ['UNSERVICEABLE', 6],
        ['UNSAFE', 1],
      ]),
      magazines: what.kind === 'ASSAULT_RIFLE' ? by.int(1, 4) : 0,
    });
  }
}

/** Of a hundred weapons one bears no serial that serves; a few bear that of another, or one a slip away from it. */
function identified(
  by: Chance,
  what: Model,
  assetScope: string,
  index: number,
  before: readonly InventedWeapon[],
): InventedWeapon['identity'] {
  const { kind, make, model: name, calibre, country, location } = what;
  const base = { kind, assetScope, make, model: name, calibre, countryOfManufacture: country };
  const photo = (view: string) => ({ ref: `photo-${index + 1}-${view.toLowerCase()}`, sha256: digest(`${index} ${view}`), view });
  const alike = before.filter(
    ({ identity }) => identity.kind === kind && identity.calibre === calibre && identity.model === name && identity.serialAsMarked,
  );
  const marked = (serialAsMarked: string, serialStatus = 'PRESENT') => ({
    ...base,
    serialStatus,
    serialAsMarked,
    serialLocation: location,
    photos: [photo('LEFT'), photo('SERIAL')],
  });
  if (alike.length > 0 && index % 350 === 90) return marked(by.pick(alike).identity.serialAsMarked as string, 'DUPLICATE_GENUINE');
  /** Drawn again while it is another's: no two bear the same but genuine duplicates. */
  const own = (draw: () => string): string => {
    const serial = draw();
    return alike.some(({ identity }) => identity.serialAsMarked === serial) ? own(draw) : serial;
  };
  if (alike.length > 0 && index % 280 === 41) return marked(own(() => oneSlip(by, by.pick(alike).identity.serialAsMarked as string)));
  if (!by.often(0.01)) return marked(own(() => what.serial(by)));
  const serialStatus = by.pick(['NONE', 'OBLITERATED', 'ILLEGIBLE']);
  const read = serialStatus === 'ILLEGIBLE' ? { serialAsMarked: what.serial(by).slice(0, -2), serialLocation: location } : {};
  return { ...base, serialStatus, ...read, photos: [photo('LEFT'), photo('MARKS')] };
}

/** A serial with its last two unlike neighbours swapped, or its last digit changed. */
function oneSlip(by: Chance, serial: string): string {
  const last = serial.slice(-1);
  const before = serial.slice(-2, -1);
  if (last !== before && by.often(0.7)) return serial.slice(0, -2) + last + before;
  return serial.slice(0, -1) + String((Number(last) + 1) % 10 || 1);
}

const digest = (text: string) => createHash('sha256').update(`photo ${text}`).digest('hex');
