import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusableKey, isOneSlip } from '#shared/kernel/serial.ts';
import { backwards, endsOf, markedAs, nearMatchesAmong, sortable } from './near-match.ts';

const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'ACKM0123456789') },
  { weight: 1, arbitrary: fc.constantFrom(...'قمЖ#~𐤀') },
);
const serial = fc.array(character, { minLength: 1, maxLength: 14 }).map((characters) => characters.join(''));
/** A serial and another made of it by one edit. */
const slipped = fc
  .tuple(serial, fc.nat(), character, fc.constantFrom('wrong', 'missing', 'extra', 'swapped'))
  .map(([text, at, by, slip]): [string, string] => {
    const characters = [...text];
    const i = at % (characters.length + (slip === 'extra' ? 1 : 0));
    if (slip === 'wrong') characters.splice(i, 1, by);
    if (slip === 'missing') characters.splice(i, 1);
    if (slip === 'extra') characters.splice(i, 0, by);
    if (slip === 'swapped') characters.splice(i, 2, ...characters.slice(i, i + 2).reverse());
    return [confusableKey(text), confusableKey(characters.join(''))];
  });

/** What the two range reads by the ends of `asked` find of `other`. */
function read(asked: string, other: string): boolean {
  const { prefix, suffix } = endsOf(asked);
  return sortable(other).startsWith(sortable(prefix)) || sortable(backwards(other)).startsWith(sortable(backwards(suffix)));
}

describe('the two ends of a serial', () => {
  it('find every serial that is one slip away, from either side', () => {
    fc.assert(
      fc.property(slipped, ([one, other]) => {
        if (!isOneSlip(one, other)) return;
        expect(read(one, other)).toBe(true);
        expect(read(other, one)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  it('find every one of a small world, without exception', () => {
    const letters = ['A', '1', '2'];
    const words = [''];
    for (let from = 0; words.length < 363; from++) words.push(...letters.map((letter) => (words[from] ?? '') + letter));
    const missed = words.flatMap((one) => words.filter((other) => isOneSlip(one, other) && !read(one, other)).map((other) => [one, other]));
    expect(missed).toEqual([]);
  });

  it('cut the digits in half', () => {
    expect(endsOf('KM123456')).toEqual({ prefix: 'KM12', suffix: '456' });
    expect(endsOf('123456')).toEqual({ prefix: '12', suffix: '456' });
    expect(endsOf('ACK')).toEqual({ prefix: 'A', suffix: 'K' });
    expect(endsOf('7')).toEqual({ prefix: '', suffix: '' });
  });

  it('leave few to look at among a hundred thousand', () => {
    const keys = Array.from(
      { length: 100_000 },
      (_, i) => `${['KM', 'CA', 'TX', 'NP'][i % 4]}${String((i * 482_711) % 1_000_000).padStart(6, '0')}`,
    );
    const reads = [0, 333, 99_999].map((i) => keys.filter((other) => read(keys[i] ?? '', other)).length);
    expect(Math.max(...reads)).toBeLessThan(500);
  });
});

describe('a sort key', () => {
  it('is ASCII and keeps what begins alike together', () => {
    fc.assert(
      fc.property(serial, serial, (one, other) => {
        expect(sortable(one)).toMatch(/^[0-9A-Z~a-f]*$/);
        expect(sortable(one + other).startsWith(sortable(one))).toBe(true);
        expect(sortable(one).startsWith(sortable(other))).toBe(one.startsWith(other));
      }),
    );
  });
});

describe('near-matches', () => {
  const rifle = { kind: 'ASSAULT_RIFLE', make: 'IZHMASH', model: 'AK-74', calibre: '7.62×39', serialStatus: 'PRESENT' };
  const at = (custodyNumber: string, serialAsMarked: string, more = {}) =>
    markedAs(custodyNumber, { ...rifle, serialAsMarked, ...more }) ?? expect.fail('no key');

  it('are within kind and calibre, one slip or confusion away, each once', () => {
    const others = [
      at('W3', 'KM-1243'),
      at('W2', 'КМ 1234'),
      at('W2', 'KM1234'),
      at('W4', 'KM1234', { kind: 'LMG' }),
      at('W5', 'KM1234', { calibre: '9×18' }),
      at('W6', 'KM4321'),
      at('W1', 'KM1234'),
    ];
    expect(nearMatchesAmong(others, at('W1', 'KM1234'))).toEqual(['W2', 'W3']);
  });

  it('are the very same marks only with make, model, kind and calibre, however they are written', () => {
    const { same } = at('W1', 'KM-1234');
    expect(same).toBeDefined();
    expect(at('W2', 'km 1234', { make: 'Izhmash', model: 'AK74' }).same).toBe(same);
    expect(at('W2', 'KM-1234', { serialStatus: 'PARTS_MISMATCH' }).same).toBe(same);
    const others = [at('W2', 'КМ-1234'), ...['kind', 'make', 'model', 'calibre'].map((each) => at('W2', 'KM-1234', { [each]: 'OTHER' }))];
    for (const other of others) expect(other.same).not.toBe(same);
  });

  it.each(['DUPLICATE_GENUINE', 'ILLEGIBLE', 'UNTRANSLATED'])('claim nothing for themselves when they are %s', (serialStatus) => {
    expect(at('W1', 'KM-1234', { serialStatus }).same).toBeUndefined();
  });

  it('need a mark', () => {
    expect(markedAs('W1', rifle)).toBeUndefined();
    expect(markedAs('W1', { ...rifle, serialAsMarked: '- -' })).toBeUndefined();
  });
});
