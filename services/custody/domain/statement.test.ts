import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WEAPON_KINDS, WEAPON_STATES } from '#shared/contracts/custody.ts';
import { custodyNumber } from '#shared/kernel/numbers.ts';
import { ammunitionInTrust, balances, newestOf, receiptsAccounted, statement, type WeaponFact, weaponsInTrust } from './statement.ts';

const AT = '2024-12-19T00:00:00.000Z';
const rifle = (n: number, state: WeaponFact['state'] = 'IN_TRUST', more: Partial<WeaponFact> = {}): WeaponFact => ({
  custodyNumber: custodyNumber('WA', n),
  sequence: 1,
  state,
  kind: 'ASSAULT_RIFLE',
  ...more,
});
const voided = (n: number): WeaponFact => ({ custodyNumber: custodyNumber('WA', n), sequence: 1, state: 'VOIDED' });
const lot = (n: number, quantity: number, more: object = {}) => ({
  custodyNumber: custodyNumber('AA', n),
  sequence: 1,
  state: 'IN_TRUST' as const,
  calibre: '9×19',
  unit: 'ROUND' as const,
  received: 100,
  quantity,
  destroyed: 100 - quantity,
  lost: 0,
  ...more,
});
const book = (name: string, issuedAt = '2024-12-01T00:00:00.000Z') => ({ book: name, committee: 'RC-1', issuedAt });

describe('the weapons-in-trust statement', () => {
  it('counts by kind where every weapon is', () => {
    const pistol = rifle(3, 'RECEIPTED', { kind: 'PISTOL', holds: 1 });
    const said = statement(AT, {
      weapons: [rifle(0), rifle(1, 'TEMP_REMOVED'), voided(2), pistol],
      lots: [lot(0, 60)],
      books: [book('WA000'), book('AA000')],
    });
    expect(said).toMatchObject({
      weapons: [
        { kind: 'ASSAULT_RIFLE', received: 2, inTrust: 1, temporarilyRemoved: 1 },
        { kind: 'PISTOL', received: 1, inTrust: 1, onHold: 1 },
      ],
      total: { received: 3, inTrust: 2, temporarilyRemoved: 1, released: 0 },
      ammunition: [{ calibre: '9×19', unit: 'ROUND', received: 100, inTrust: 60, destroyed: 40 }],
      receipts: [
        { book: 'WA000', used: 3, voided: 1, blank: 996, skipped: 0 },
        { book: 'AA000', used: 1, voided: 0, blank: 999, skipped: 0 },
      ],
      balanced: true,
    });
  });

  it('does not balance when a receipt was skipped, a number is in no book, or a lot does not add up', () => {
    const books = [book('WA000'), book('AA000')];
    expect(statement(AT, { weapons: [rifle(0), rifle(2)], lots: [], books }).balanced).toBe(false);
    expect(statement(AT, { weapons: [rifle(0), voided(1), rifle(2)], lots: [], books }).balanced).toBe(true);
    expect(statement(AT, { weapons: [rifle(1000)], lots: [], books }).balanced).toBe(false);
    expect(statement(AT, { weapons: [], lots: [lot(0, 60, { lost: 1 })], books }).balanced).toBe(false);
  });

  it('knows of no book that was issued later, unless it was used already', () => {
    const late = book('WA001', '2024-12-25T00:00:00.000Z');
    expect(statement(AT, { weapons: [], lots: [], books: [late] }).receipts).toEqual([]);
    expect(statement(AT, { weapons: [rifle(1000)], lots: [], books: [late] }).receipts).toHaveLength(1);
  });
});

describe('counting', () => {
  it('takes the newest of each number', () => {
    expect(newestOf([rifle(0, 'TEMP_REMOVED', { sequence: 3 }), rifle(0, 'IN_TRUST', { sequence: 2 }), rifle(1)])).toEqual([
      rifle(0, 'TEMP_REMOVED', { sequence: 3 }),
      rifle(1),
    ]);
  });

  it('never adds rounds and kilograms', () => {
    expect(
      ammunitionInTrust([lot(0, 60), lot(1, 5, { unit: 'KG' }), lot(2, 1)]).map(({ unit, lots, inTrust }) => [unit, lots, inTrust]),
    ).toEqual([
      ['KG', 1, 5],
      ['ROUND', 2, 61],
    ]);
  });

  it('tells of each lot the same as of its calibre', () => {
    const said = statement(AT, { weapons: [], lots: [lot(1, 1), lot(0, 60, { lost: 10, received: 110 })], books: [] });
    expect(said.lots).toEqual([
      {
        custodyNumber: custodyNumber('AA', 0),
        calibre: '9×19',
        unit: 'ROUND',
        received: 110,
        inTrust: 60,
        handedOver: 0,
        destroyed: 40,
        lost: 10,
      },
      {
        custodyNumber: custodyNumber('AA', 1),
        calibre: '9×19',
        unit: 'ROUND',
        received: 100,
        inTrust: 1,
        handedOver: 0,
        destroyed: 99,
        lost: 0,
      },
    ]);
  });

  it('accounts for every receipt of a book', () => {
    expect(receiptsAccounted([book('WA000')], [rifle(0), voided(5)])[0]).toMatchObject({
      receipts: 1000,
      used: 1,
      voided: 1,
      blank: 998,
      skipped: 4,
    });
  });

  it('loses no weapon in any state (I-16)', () => {
    const fact = fc.record({
      custodyNumber: fc.string(),
      sequence: fc.constant(1),
      state: fc.constantFrom(...WEAPON_STATES),
      kind: fc.constantFrom(...WEAPON_KINDS),
    });
    fc.assert(
      fc.property(fc.array(fact), (facts) => {
        const { byKind, total } = weaponsInTrust(facts);
        expect([...byKind, total].every(balances)).toBe(true);
        expect(total.received).toBe(facts.filter(({ state }) => state !== 'VOIDED').length);
      }),
    );
  });
});
