import { describe, expect, it } from 'vitest';
import { canonicalEvent, hashOf, sha256 } from '#shared/kernel/event-chain.ts';
import { leafHash, merkleRoot } from '#shared/kernel/merkle-log.ts';
import type { Aggregate, Command, StoredEvent } from '#shared/kernel/stream.ts';
import { streamOf } from '#test/decider.ts';
import { chance } from '#test/scenario/chance.ts';
import { type Export, entryOf, exportOf, listOf, newKey, signed, written } from '#test/tamper/exports.ts';
import { newEntry, readEntry, streamName, streamText } from './entry.ts';
import { growingTree } from './growing-tree.ts';
import type { Trust } from './opening.ts';
import { verifyBundle } from './verify.ts';

const key = newKey();
const stray = newKey();
const clean = exportOf(chance(5, 'clean'), key, { events: 40, checkpoints: 4 });
const entry = clean.entries[7] as Export['entries'][number];
const verdict = (changed: Partial<Export> = {}, trust: Trust = {}) => verifyBundle(written({ ...clean, ...changed }), trust);

describe('a bundle', () => {
  it('is believed, and it is said what it proves and what it does not', () => {
    const { proves, finding } = verdict();
    expect(finding).toBeUndefined();
    expect(proves[0]).toContain('40 entries');
    expect(proves.join('\n')).toMatch(/no weapon was left out[\s\S]*is the bundle's own[\s\S]*Without a checkpoint that you kept/);
  });

  it('is believed under the given key and with every checkpoint that was kept', () => {
    const since = clean.notes.map(({ note }) => note);
    const { proves, finding } = verdict({}, { keys: [key.spki], since });
    expect(finding).toBeUndefined();
    expect(proves.join('\n')).toMatch(/by the given key/);
    expect(proves.join('\n')).not.toMatch(/Without a checkpoint/);
  });

  it('says how many personal data are not opened', () => {
    const all = clean.openings.length;
    expect(verdict({ openings: clean.openings.slice(1) }).proves.join(' ')).toContain(
      `of ${all - 1} events are those that were committed to; of 1 events`,
    );
  });

  it('says whether the key that signed it was checked', () => {
    expect(verdict({}, { keys: [key.spki] }).isKeyChecked).toBe(true);
    expect(verdict().isKeyChecked).toBe(false);
  });

  it('may name keys that signed nothing, and be signed by several, which are given', () => {
    for (const other of [stray.spki, 'AAAA']) expect(verdict({ keys: [other, key.spki] }, { keys: [key.spki] }).finding).toBeUndefined();
    const turned = [...signed(clean.entries, [20, 40], stray).slice(0, 1), ...signed(clean.entries, [40], key)];
    expect(verdict({ notes: turned, keys: [stray.spki, key.spki] }, { keys: [key.spki, stray.spki] }).finding).toBeUndefined();
    expect(verdict({ notes: turned, keys: [stray.spki, key.spki] }, { keys: [key.spki] }).finding).toMatchObject({ kind: 'KEY', line: 43 });
  });

  it('with an entry that was logged late is believed', () => {
    const late = exportOf(chance(6, 'late'), key, { events: 30, checkpoints: 2, late: true });
    expect(verifyBundle(written(late)).finding).toBeUndefined();
  });

  it.each<[string, Partial<Export>, Trust, object]>([
    ['another key than the given one', {}, { keys: [newKey().spki] }, { kind: 'KEY', line: 1 }],
    [
      'the given key in it, and signed under another',
      { notes: signed(clean.entries, [40], stray), keys: [key.spki, stray.spki] },
      { keys: [key.spki] },
      { kind: 'KEY', line: 43 },
    ],
    ['a given key that is none', {}, { keys: ['AAAA'] }, { kind: 'KEY' }],
    ['a key that is none', { keys: ['AAAA'] }, {}, { kind: 'KEY', line: 1 }],
    ['another origin', { origin: 'amana/other' }, {}, { kind: 'FORMAT', line: 1 }],
    ['no checkpoint', { notes: [] }, {}, { kind: 'FORMAT' }],
    ['a signature of somebody else', { notes: signed(clean.entries, [40], newKey()) }, {}, { kind: 'SIGNATURE', line: 43 }],
    ['checkpoints in another order', { notes: clean.notes.toReversed() }, {}, { kind: 'FORMAT', line: 44 }],
    ['an event that is gone', { entries: clean.entries.with(7, { ...entry, text: '-' }) }, {}, { kind: 'MISSING', line: 9 }],
    ['fewer entries', { entries: clean.entries.slice(0, 39) }, {}, { kind: 'MISSING' }],
    ['a list of fewer', { list: clean.list.slice(1) }, {}, { kind: 'LIST' }],
    ['a kept note that nobody signed', {}, { since: ['x'] }, { kind: 'SIGNATURE' }],
    ['an opening twice', { openings: [...clean.openings.slice(0, 1), ...clean.openings] }, {}, { kind: 'FORMAT' }],
    ['openings in another order', { openings: clean.openings.toReversed() }, {}, { kind: 'FORMAT' }],
    ['an opening of no entry', { openings: [{ index: 40, text: '{}' }] }, {}, { kind: 'FORMAT' }],
  ])('with %s is not believed', (_title, changed, trust, finding) => {
    expect(verdict(changed, trust).finding).toMatchObject(finding);
  });

  it('that is a prefix of a longer log is refused by whoever kept a later checkpoint', () => {
    const entries = clean.entries.slice(0, 20);
    const old = {
      entries,
      notes: signed(clean.entries, [20], key),
      list: exportOf(chance(5, 'clean'), key, { events: 20, checkpoints: 1 }).list,
      openings: [],
    };
    expect(verdict(old).finding).toBeUndefined();
    expect(verdict(old, { since: [clean.notes.at(-1)?.note ?? ''] }).finding).toMatchObject({ kind: 'SHRANK', entries: [20, 40] });
  });

  it.each(['', 'x', '{}\n', `${'0'.repeat(64)} {}\n\n\n\n\nend\n`])('is not any text: %j', (text) => {
    expect(verifyBundle(Buffer.from(text)).finding).toMatchObject({ kind: 'FORMAT', line: 1 });
  });
});

/** The log in which something else was told of an event, the last of its stream, and everything signed over it. */
function retold(at: number, change: (event: StoredEvent) => object): Partial<Export> {
  const { event } = clean.entries[at] as Export['entries'][number];
  const { hash: _hash, ...content } = { ...event, ...change(event) };
  const entries = clean.entries.with(at, entryOf({ ...content, hash: hashOf(content) } as StoredEvent));
  return { entries, notes: signed(entries, [40], key), list: listOf(entries) };
}
const lastOf = (type: string) =>
  clean.entries.findLastIndex(({ event }) => event.type === type && clean.list.some((line) => line.endsWith(event.hash)));

describe('what the Ministry itself signed', () => {
  const state = (more: object) => (event: StoredEvent) => ({ state: { ...(event.state as object), ...more } });
  it.each([
    ['a weapon that goes to its owner by being stored', state({ state: 'RETURNED_TO_PRIVATE_OWNER' }), 'release'],
    ['a weapon that is destroyed by being stored', state({ state: 'DESTROYED' }), 'approve-destruction'],
    ['a weapon that is lost by being stored', state({ state: 'CONFIRMED_LOST' }), 'confirm-loss'],
    ['a weapon that is another after it was stored', state({ identity: 2 }), 'correct-identity'],
  ])('is no proof of %s', (_title, change, action) => {
    const at = lastOf('stored');
    const { finding } = verdict(retold(at, change));
    expect(finding).toMatchObject({ kind: 'APPROVAL', line: at + 2 });
    expect(finding?.says).toContain(action);
  });

  it('is no proof of a hold that a movement ends', () => {
    const holding = exportOf(chance(5, 'holds'), key, { events: 200, checkpoints: 1 });
    const at = holding.entries.findLastIndex(({ event }) => {
      const before = holding.entries.find(({ hash }) => hash === event.prev)?.event.state as { holds?: object } | undefined;
      return before?.holds && event.type !== 'hold-lifted' && holding.list.some((line) => line.endsWith(event.hash));
    });
    const { event } = holding.entries[at] as Export['entries'][number];
    const { holds: _holds, ...rest } = event.state as { holds?: object };
    const { hash: _hash, ...content } = { ...event, state: rest };
    const entries = holding.entries.with(at, entryOf({ ...content, hash: hashOf(content) } as StoredEvent));
    const { finding } = verifyBundle(written({ ...holding, entries, notes: signed(entries, [200], key), list: listOf(entries) }));
    expect(finding).toMatchObject({ kind: 'APPROVAL', line: at + 2 });
    expect(verifyBundle(written(holding)).finding).toBeUndefined();
  });

  it('is no proof of an act whose type does not stand where it should', () => {
    const at = lastOf('stored');
    const { event } = clean.entries[at] as Export['entries'][number];
    const released = { ...event, type: 'released-to-owner', ...state({ state: 'RETURNED_TO_PRIVATE_OWNER' })(event) };
    const text = canonicalEvent(released).replace(/,"v":1}$/, ',"u":"","v":1}');
    const found = sha256(text);
    const entries = clean.entries.with(at, { event: { ...released, hash: found }, hash: found, text });
    const { finding } = verdict({ entries, notes: signed(entries, [40], key), list: listOf(entries) });
    expect(finding).toMatchObject({ kind: 'APPROVAL', line: at + 2, says: expect.stringContaining('two approvals') });
  });

  it.each<[string, number, string | undefined]>([
    ['lot-added', 0, undefined],
    ['lot-added', 60, 'approve-destruction'],
    ['lot-relocated', 60, 'approve-destruction'],
    ['lot-destroyed', 60, 'it has not two approvals'],
  ])('is no proof of rounds that are destroyed: %s, %i', (name, gone, missing) => {
    const lot: Aggregate<object, Command<string, object>> = {
      kind: 'LOT',
      decide: (_before, { type, data }) => ({ type, data }),
      evolve: (_before, { data }) => data as object,
    };
    const told = (type: string, destroyed: number) => ({ type, data: { destroyed, lost: 0, n: 1, quantity: 90 - destroyed } });
    const events = streamOf(lot, [told('lot-deposited', 0), told(name, gone)]);
    const entries = [...clean.entries, ...events.map(entryOf)];
    const { finding } = verdict({ entries, notes: signed(entries, [entries.length], key), list: listOf(entries) });
    if (missing === undefined) expect(finding).toBeUndefined();
    else expect(finding).toMatchObject({ kind: 'APPROVAL', line: entries.length + 1, says: expect.stringContaining(missing) });
  });

  it('is no log when a stream begins as if something were before it', () => {
    const at = clean.entries.findLastIndex(({ event }) => event.sequence === 1 && clean.list.some((line) => line.endsWith(event.hash)));
    const finding = verdict(retold(at, () => ({ prev: 'ab'.repeat(32) }))).finding;
    expect(finding).toMatchObject({ kind: 'REWRITTEN', line: at + 2 });
  });
});

describe('the tree that grows', () => {
  it('has the root of the definition at every size', () => {
    const tree = growingTree();
    const leaves = Array.from({ length: 70 }, (_, n) => leafHash(Buffer.of(n)));
    expect(tree.root()).toBe(merkleRoot([]));
    for (const [at, leaf] of leaves.entries()) {
      tree.add(leaf);
      expect([tree.size, tree.root()]).toEqual([at + 1, merkleRoot(leaves.slice(0, at + 1))]);
    }
  });
});

describe('an entry', () => {
  const line = (text: string) => Buffer.from(`${'0'.repeat(64)} ${text}\n`);
  const read = (text: string) => {
    const [bytes, entry] = [line(text), newEntry()];
    return readEntry(bytes, 0, bytes.length - 1, entry) ? entry : undefined;
  };
  const event = (id: string, data: object = {}) =>
    JSON.stringify({
      actor: {},
      at: 't',
      data,
      id,
      kind: 'WEAPON',
      prev: 'a'.repeat(64),
      recent: ['0'.repeat(16), '1'.repeat(16)],
      recordedAt: 't',
      sequence: 12,
      state: { n: [1] },
      type: 'x',
      v: 1,
    });

  it('is read by the order of its fields', () => {
    expect(read(event('WA000001-2'))).toMatchObject({ sequence: 12, prev: 'a'.repeat(64) });
    expect(streamName(read(event('WA000001-2'))?.stream ?? '')).toBe('WEAPON#WA000001-2');
  });

  it.each(['RUTBA|C-1', 'a "quoted" one', 'مخزن', 'back\\slash'])('keeps the name %s', (id) => {
    const { stream = '' } = read(event(id)) ?? {};
    expect(streamName(stream)).toBe(`WEAPON#${id}`);
    expect(streamText(`WEAPON#${id}`)).toBe(stream);
  });

  it('whose content looks like its end is read as a whole', () => {
    const inner = { id: 'X', kind: 'WEAPON', prev: 'b'.repeat(64), recent: ['x'], recordedAt: 't', sequence: 1, state: {} };
    expect(read(event('WA000001-2', inner))).toMatchObject({ sequence: 12, prev: 'a'.repeat(64) });
  });

  it('tells where its state begins, or is looked through as a whole', () => {
    const stateIn = (text: string) => text.slice((read(text)?.state ?? 0) - 65);
    const usual = event('WA000001-2', { state: { state: 'DESTROYED' } });
    expect(stateIn(usual)).toBe(',"state":{"n":[1]},"type":"x","v":1}');
    const turned = usual.replace(',"state":{"n":[1]}', '').replace('{"actor"', '{"state":{"n":[1]},"actor"');
    expect(stateIn(turned)).toBe(turned);
  });

  it.each(['{}', '-', event('x').replace('"sequence":12', '"sequence":0'), event('x').replace('recent', 'recently')])(
    'is not %s',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );
});
