import { describe, expect, it } from 'vitest';
import { hashOf } from '#shared/kernel/event-chain.ts';
import { entryHash, inclusionPath, merkleRoot } from '#shared/kernel/merkle-log.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { readable } from '#shared/lambda/events-export.ts';
import { chance } from '#test/scenario/chance.ts';
import { exportOf, newKey } from '#test/tamper/exports.ts';
import { noted } from '../log-reads.ts';
import { isProof, verifyProof } from './proof.ts';

const key = newKey();
const keys = [key.spki];
const { entries, notes } = exportOf(chance(5, 'proof'), key, { events: 40, checkpoints: 1 });
const custodyNumber = entries.find(({ event }) => event.sequence === 2)?.event.id ?? '';
const leaves = entries.map(({ hash }) => entryHash(hash));
const events = entries.flatMap(({ event }, index) =>
  event.id === custodyNumber
    ? [
        {
          event: readable(event) as StoredEvent,
          index,
          proof: inclusionPath(index, 40).map(({ from, to }) => merkleRoot(leaves.slice(from, to))),
        },
      ]
    : [],
);
const [first, second] = events as [(typeof events)[number], (typeof events)[number]];
const served = { format: 'amana-proof/1', custodyNumber, keys, checkpoint: noted(notes[0]?.note ?? ''), events };
const text = (more: object = {}) => JSON.stringify({ ...served, ...more });
const verdict = (more: object = {}, trust: object = { keys }) => verifyProof(Buffer.from(text(more)), trust);
const kind = (more: object, trust?: object) => verdict(more, trust).finding?.kind;

/** A story that hangs together by itself. */
function invented(from: StoredEvent, more: object): StoredEvent {
  const { hash: _hash, ...content } = { ...from, ...more };
  return { ...content, hash: hashOf(content) } as StoredEvent;
}

describe('the proof of a weapon', () => {
  it('is believed when each of its events stands in the signed log', () => {
    expect(isProof(Buffer.from(text()))).toBe(true);
    const { proves, isKeyChecked, finding } = verdict();
    expect([finding, isKeyChecked]).toEqual([undefined, true]);
    expect(proves[0]).toContain(`first ${events.length} events of ${custodyNumber}`);
    expect(verdict({}, {}).isKeyChecked).toBe(false);
    expect(kind({ keys: ['AAAA', newKey().spki, key.spki] })).toBeUndefined();
  });

  const one = invented(first.event, { data: { told: 'otherwise' } });
  const two = invented(second.event, { prev: one.hash });
  it.each<[string, object, string]>([
    ['an invented story that nothing was signed for', { events: [{ event: one }, { event: two }] }, 'UNSIGNED'],
    ['a last event that nothing was signed for', { events: [first, { event: second.event }] }, 'UNSIGNED'],
    ['an invented story under true proofs', { events: [{ ...first, event: one }] }, 'ROOT'],
    ['no events', { events: [] }, 'FORMAT'],
    ['a member of an event that its hash does not cover', { events: [{ ...first, event: { ...first.event, personal: {} } }] }, 'CONTENT'],
    ['a member beside an event', { events: [{ ...first, released: true }] }, 'FORMAT'],
    ['a member of the document that nobody knows', { released: true }, 'FORMAT'],
    ['another size than was signed', { checkpoint: { ...served.checkpoint, size: 41 } }, 'FORMAT'],
    ['a member of the checkpoint that nobody knows', { checkpoint: { ...served.checkpoint, whole: true } }, 'FORMAT'],
    ['a gap', { events: [second] }, 'MISSING'],
    ['no key', { keys: [] }, 'KEY'],
  ])('is not believed with %s', (_title, more, expected) => {
    expect(kind(more)).toBe(expected);
  });

  it('is not believed when it says something twice', () => {
    const twice = text().replace('"custodyNumber":', '"custodyNumber":"WA999999-9","custodyNumber":');
    expect(verifyProof(Buffer.from(twice), { keys }).finding?.kind).toBe('FORMAT');
  });

  it('is not held against a kept checkpoint in silence', () => {
    expect(kind({}, { keys, since: [notes[0]?.note] })).toBe('UNSUPPORTED');
  });
});
