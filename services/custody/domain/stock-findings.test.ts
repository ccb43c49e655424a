import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WeaponKind } from '#shared/contracts/custody.ts';
import { custodyNumber } from '#shared/kernel/numbers.ts';
import { listed, unlisted } from './number-list.ts';
import { drawn } from './sample.ts';
import { counted, type KnownTag, type Reading } from './stock-count.ts';
import { type BookedWeapon, type Compared, findingsOf } from './stock-findings.ts';

const N = (n: number) => custodyNumber('WA', n);
const L = (n: number) => custodyNumber('AA', n);
type Thing = { tag?: string; serial: string; kind: WeaponKind; container: string };
const thing = (n: number, more: Partial<Thing> = {}): Thing => ({
  tag: N(n),
  serial: `KM-${7000 + n * 13}`,
  kind: n % 3 ? 'RIFLE' : 'PISTOL',
  container: `C-${n % 4}`,
  ...more,
});

/** The book of these weapons, and what a counter writes down of those that lie there. */
function compared(
  booked: readonly number[],
  there: readonly Thing[],
  {
    wanted = booked.map(N),
    ...more
  }: { wanted?: string[]; lots?: Record<string, number>; found?: Record<string, number>; sheet?: object } & Partial<Compared> = {},
): Compared {
  const { lots = {}, found = lots, sheet, ...rest } = more;
  const now = new Map(booked.map((n): [string, BookedWeapon] => [N(n), { state: 'IN_TRUST', site: 'RUTBA', ...thing(n) }]));
  const known = new Map(
    [...booked, 91].map((n): [string, KnownTag] => [
      N(n),
      { serialStatus: 'PRESENT', serialAsMarked: thing(n).serial, container: thing(n).container },
    ]),
  );
  const kinds = Map.groupBy(there, ({ kind }) => kind);
  const read = there.filter(({ tag }) => tag === undefined || wanted.includes(tag) || !now.has(tag));
  const count = counted(
    {
      kinds: [...kinds].map(([kind, all]) => ({ kind, count: all.length })),
      lots: Object.entries(found).map(([number, quantity]) => ({ custodyNumber: number, quantity })),
      serials: read as Reading[],
      ...sheet,
    },
    wanted,
    known,
  );
  return { site: 'RUTBA', before: booked.map(N), now, others: new Map(), lots, touched: new Set(), count, ...rest };
}
const everything = (booked: readonly number[]) => booked.map((n) => thing(n));
const BOOK = Array.from({ length: 40 }, (_, n) => n);
const but = (...gone: number[]) => everything(BOOK).filter(({ tag }) => !gone.map(N).includes(tag ?? ''));

const cases: [rule: string, Compared, found: object[]][] = [
  ['a count like the book finds nothing', compared(BOOK, everything(BOOK), { lots: { [L(0)]: 5 } }), []],
  ['a weapon that is not there', compared(BOOK, but(4)), [{ type: 'SHORTAGE', item: N(4) }]],
  [
    'one that is not in the sample, by its kind',
    compared(BOOK, but(4), { wanted: [N(1)] }),
    [{ type: 'SHORTAGE', item: 'RIFLE', book: 26, physical: 25 }],
  ],
  ['one of the sample, and by the kind nothing more', compared(BOOK, but(4), { wanted: [N(4)] }), [{ type: 'SHORTAGE', item: N(4) }]],
  [
    'a stranger without a tag in its place',
    compared(BOOK, [...but(4), thing(4, { tag: undefined, serial: 'X-1' })] as Thing[]),
    [
      { type: 'SHORTAGE', item: N(4) },
      { type: 'SURPLUS', item: 'UNTAGGED-1', kind: 'RIFLE', read: 'X-1' },
    ],
  ],
  [
    'a tag that nobody knows',
    compared(BOOK, [...everything(BOOK), thing(90)]),
    [{ type: 'SURPLUS', item: 'UNTAGGED-1', kind: 'PISTOL', read: `${N(90)} KM-8170` }],
  ],
  [
    'a weapon that is elsewhere by the book',
    compared(BOOK, [...everything(BOOK), thing(91)], {
      others: new Map([[N(91), { state: 'IN_TRUST', site: 'QAIM', container: 'C-9', kind: 'RIFLE' }]]),
    }),
    [{ type: 'LOCATION', item: N(91), book: 'QAIM|C-9', physical: 'RUTBA' }],
  ],
  [
    'a weapon that was suspected missing',
    compared(BOOK, [...everything(BOOK), thing(91)], {
      others: new Map([[N(91), { state: 'SUSPECTED_MISSING', site: 'RUTBA', container: 'C-9', kind: 'RIFLE' }]]),
    }),
    [{ type: 'LOCATION', item: N(91), book: 'SUSPECTED_MISSING', physical: 'RUTBA' }],
  ],
  [
    'another serial under the tag',
    compared(BOOK, [...but(4), thing(4, { serial: 'KM-9999' })]),
    [{ type: 'SERIAL_MISMATCH', item: N(4), read: 'KM-9999' }],
  ],
  [
    'another container',
    compared(BOOK, [...but(4), thing(4, { container: 'C-3' })]),
    [{ type: 'LOCATION', item: N(4), book: 'RUTBA|C-0', physical: 'RUTBA|C-3' }],
  ],
  [
    'ammunition, more or less',
    compared(BOOK, everything(BOOK), { lots: { [L(0)]: 5, [L(1)]: 7, [L(2)]: 1 }, found: { [L(0)]: 4, [L(1)]: 7, [L(3)]: 9 } }),
    [
      { type: 'AMMO_QTY', item: L(0), book: 5, physical: 4 },
      { type: 'AMMO_QTY', item: L(2), book: 1, physical: 0 },
      { type: 'AMMO_QTY', item: L(3), book: 0, physical: 9 },
    ],
  ],
  [
    'a broken seal and a damage',
    compared(BOOK, [...but(4), { ...thing(4), damaged: true } as Thing], { sheet: { sealsBroken: [{ container: 'C-1', seal: 'S-7' }] } }),
    [
      { type: 'SEAL_BROKEN', item: 'C-1', read: 'S-7' },
      { type: 'DAMAGE', item: N(4) },
    ],
  ],
  [
    'what left while people began to count, counted or not',
    compared(BOOK.slice(1), but(0), { before: BOOK.map(N), others: new Map([[N(0), { state: 'TEMP_REMOVED', kind: 'PISTOL' }]]) }),
    [],
  ],
  ['what came then', compared(BOOK, but(0), { before: BOOK.slice(1).map(N), wanted: BOOK.slice(1).map(N) }), []],
  ['what was recorded otherwise since', compared(BOOK, but(0), { touched: new Set([N(0)]), wanted: [N(0)] }), []],
];

describe('findings', () => {
  it.each(cases)('%s', (_rule, when, then) => expect(findingsOf(when)).toEqual(then));
});

const subset = fc.uniqueArray(fc.integer({ min: 0, max: 39 }), { maxLength: 8 });

describe('whatever is planted', () => {
  it('is found by a check of all, and nothing else is, as an independent fold says', () => {
    fc.assert(
      fc.property(
        subset,
        subset,
        fc.nat(3),
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 5, maxLength: 5 }),
        (gone, swapped, strangers, shifts) => {
          const renamed = swapped.filter((n) => !gone.includes(n));
          const there: Thing[] = [
            ...but(...gone, ...renamed),
            ...renamed.map((n) => thing(n, { serial: `ZZ-${n}` })),
            ...Array.from({ length: strangers }, (_, n): Thing => ({ serial: `NEW-${n}`, kind: 'SMG', container: 'C-1' })),
          ];
          const lots = Object.fromEntries(shifts.map((_shift, n) => [L(n), 10]));
          const found = Object.fromEntries(shifts.map((shift, n) => [L(n), 10 + shift]));
          const all = findingsOf(compared(BOOK, there, { lots, found }));
          const of = (type: string) => all.filter((finding) => finding.type === type).map(({ item }) => item);
          const sorted = (numbers: readonly number[]) => numbers.map(N).sort();
          expect(of('SHORTAGE').sort()).toEqual(sorted(gone));
          expect(of('SERIAL_MISMATCH').sort()).toEqual(sorted(renamed));
          expect(of('SURPLUS')).toHaveLength(strangers);
          expect(of('AMMO_QTY')).toEqual(shifts.flatMap((shift, n) => (shift ? [L(n)] : [])));
          expect(all).toHaveLength(gone.length + renamed.length + strangers + of('AMMO_QTY').length);
        },
      ),
    );
  });

  it('and by a check of a tenth every weapon that is short, by number or by kind', () => {
    fc.assert(
      fc.property(subset, fc.string({ minLength: 1 }), (gone, seed) => {
        const wanted = drawn(BOOK.map(N), seed, 'WEEKLY');
        const all = findingsOf(compared(BOOK, but(...gone), { wanted }));
        const named = all.filter(({ item }) => item.startsWith('WA')).map(({ item }) => item);
        expect(named.sort()).toEqual(
          gone
            .map(N)
            .filter((number) => wanted.includes(number))
            .sort(),
        );
        const byKind = all.filter(({ item }) => !item.startsWith('WA'));
        const unnamed = byKind.map(
          ({ book, physical, item }) =>
            Number(book) - Number(physical) - gone.filter((n) => named.includes(N(n)) && thing(n).kind === item).length,
        );
        expect(named.length + unnamed.reduce((sum, each) => sum + each, 0)).toBe(gone.length);
      }),
    );
  });
});

describe('a list of numbers', () => {
  it('keeps them all, in order, whatever they are', () => {
    const number = fc.tuple(fc.constantFrom('WA', 'WB', 'AA'), fc.nat(999_999)).map(([letters, n]) => custodyNumber(letters, n));
    fc.assert(
      fc.property(fc.array(number), (numbers) => {
        expect(unlisted(listed(numbers)).sort()).toEqual([...new Set(numbers)].sort());
      }),
    );
    expect(listed([...BOOK.map(N), N(50)])).toEqual({ WA: '0-39,50' });
  });
});
