import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complete } from '#test/decider.ts';
import { brokenLink, canonical, canonicalEvent, commandDigest, fingerprintOf, hashOf, remembered, seal } from './event-chain.ts';
import type { Aggregate, Command, StoredEvent } from './stream.ts';

type Say = Command<'say', { text: unknown }, { secret: string }>;
const diary: Aggregate<{ said: unknown[] }, Say> = {
  kind: 'DIARY',
  decide: (_state, { data, personal }) => ({ type: 'said', data, ...(personal && { personal }) }),
  evolve: (state, event) => ({ said: [...(state?.said ?? []), (event.data as Say['data']).text].slice(-3) }),
};

function write(texts: readonly unknown[], secret?: string): StoredEvent<{ said: unknown[] }>[] {
  const events: StoredEvent<{ said: unknown[] }>[] = [];
  for (const [index, text] of texts.entries()) {
    const command = complete<Say>({ type: 'say', data: { text }, ...(secret !== undefined && { personal: { secret } }) }, index);
    events.push(seal(diary, 'd', events.at(-1), command, diary.decide(undefined, command) as never));
  }
  return events;
}

describe('the canonical form', () => {
  const values = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });

  it('is to the byte what another implementation of RFC 8785 writes', () => {
    const members = fc.dictionary(fc.string({ unit: 'binary' }), fc.option(values, { nil: undefined }));
    fc.assert(
      fc.property(fc.oneof(values, members), (value) => void expect(canonical(value)).toBe(canonicalize(value))),
      { numRuns: 2000 },
    );
    for (const value of [
      -0,
      1e21,
      1e-7,
      0.1,
      { 10: 1, 9: 2, a: [undefined] },
      '\u0000\u007f\u2028"\\/é😀',
      { '😀': 1, '\ufb33': 2, '': null },
    ])
      expect(canonical(value)).toBe(canonicalize(value));
  });

  it.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\udc00': 1 }, [{ a: new Date(0) }]])('is none of %j', (value) => {
    expect(() => canonical(value)).toThrow(TypeError);
  });
});

describe('the chain', () => {
  it('hashes exactly the RFC 8785 form of the event without its personal data', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 5 }), fc.option(fc.string(), { nil: undefined }), (texts, secret) => {
        for (const { personal: _personal, hash, ...event } of write(texts, secret)) {
          expect(canonicalEvent(event)).toBe(canonical(event));
          expect(hashOf(event)).toBe(hash);
        }
      }),
    );
  });

  it('holds as written, and with the personal data erased', () => {
    const events = write(['a', 'b', 'c'], 'يوسف');
    expect(brokenLink(events)).toBeUndefined();
    expect(brokenLink(events.map(({ personal: _personal, ...event }) => event))).toBeUndefined();
  });

  it('is recorded in its order, though a call that began earlier comes later or another clock is behind', () => {
    const at = ['2024-12-08T06:10:00.000Z', '2024-12-08T06:10:02.000Z', '2024-12-08T06:10:01.000Z', '2024-12-08T06:10:03.000Z'];
    const events: StoredEvent<{ said: unknown[] }>[] = [];
    for (const recordedAt of at) {
      const command = { ...complete<Say>({ type: 'say', data: { text: recordedAt } }), recordedAt };
      events.push(seal(diary, 'd', events.at(-1), command, diary.decide(undefined, command) as never));
    }
    expect(events.map(({ recordedAt }) => recordedAt)).toEqual([at[0], at[1], at[1], at[3]]);
    expect(brokenLink(events)).toBeUndefined();
  });

  const tampering: [what: string, tamper: (events: StoredEvent[]) => StoredEvent[], sequence: number][] = [
    ['an edited text', (events) => events.map((each) => (each.sequence === 2 ? { ...each, data: { text: 'x' } } : each)), 2],
    ['an edited state', (events) => events.map((each) => (each.sequence === 2 ? { ...each, state: { said: [] } } : each)), 2],
    ['a left-out event', (events) => events.filter(({ sequence }) => sequence !== 2), 3],
    ['swapped events', ([a, b, c]) => [a, c, b] as StoredEvent[], 3],
    [
      'a changed personal datum',
      (events) => events.map((each) => (each.sequence === 3 ? { ...each, personal: { secret: 'y', salt: '00' } } : each)),
      3,
    ],
    ['another actor', (events) => events.map((each) => (each.sequence === 1 ? { ...each, actor: { client: 'other' } } : each)), 1],
  ];
  it.each(tampering)('shows %s', (_what, tamper, sequence) => {
    expect(brokenLink(tamper(write(['a', 'b', 'c'], 's')))?.sequence).toBe(sequence);
  });
});

describe('a command', () => {
  it('is remembered for 32 events, with its number', () => {
    const events = write(Array.from({ length: 40 }, (_, n) => n));
    const newest = events.at(-1) as StoredEvent;
    expect(remembered(newest, 'c39')).toBe(40);
    expect(remembered(newest, 'c8')).toBe(9);
    expect(remembered(newest, 'c7')).toBeUndefined();
    expect(newest.recent).toHaveLength(32);
    expect(newest.recent.at(-1)).toBe(commandDigest('c39'));
  });

  it('is the same with another clock, and another with other content, actor or stated time', () => {
    const command = complete<Say>({ type: 'say', data: { text: 1 } });
    const same = fingerprintOf(command);
    expect(fingerprintOf({ ...command, recordedAt: '2030-01-01T00:00:00Z', at: '2030-01-01T00:00:00Z' })).toBe(same);
    expect(fingerprintOf({ ...command, data: { text: 2 } })).not.toBe(same);
    expect(fingerprintOf({ ...command, actor: { client: 'other' } })).not.toBe(same);
    expect(fingerprintOf({ ...command, atStated: true })).not.toBe(same);
  });
});
