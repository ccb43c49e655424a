import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Checkpoint, checkpointText, keyIdOf, noteKey, openNote, readCheckpoint, readNote, signedNote } from './checkpoint.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spki = publicKey.export({ format: 'der', type: 'spki' });
const key = noteKey('amana/test', spki);
const checkpoint: Checkpoint = { origin: 'amana/test', size: 17, root: 'ab'.repeat(32), time: '2024-12-08T06:10:00.000Z' };
const signed = (text: string, name = key.name) =>
  signedNote({ text, signatures: [{ name, keyId: key.keyId, signature: sign('sha256', Buffer.from(text), privateKey) }] });

describe('a checkpoint', () => {
  it.each([checkpoint, { ...checkpoint, list: 'cd'.repeat(32) }, { ...checkpoint, size: 0 }])('is read as it was written', (each) => {
    expect(readCheckpoint(checkpointText(each))).toEqual(each);
  });

  it('has origin, size and root on its first three lines', () => {
    expect(checkpointText(checkpoint).split('\n').slice(0, 3)).toEqual([
      'amana/test',
      '17',
      'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=',
    ]);
  });

  it.each([
    ['a size with a zero before it', checkpointText(checkpoint).replace('17', '017')],
    ['a root that is too short', checkpointText(checkpoint).replace('q6ur', '')],
    ['no newline at its end', checkpointText(checkpoint).trimEnd()],
    ['an empty line', checkpointText(checkpoint).replace('time', '\ntime')],
    ['nothing', ''],
  ])('is none with %s', (_title, text) => {
    expect(readCheckpoint(text)).toBeUndefined();
  });
});

describe('a signed note', () => {
  const text = checkpointText(checkpoint);

  it('opens under the key that signed it', () => {
    expect(openNote(signed(text), [key])).toBe(text);
    expect(readNote(signed(text))).toMatchObject({ text, signatures: [{ name: 'amana/test', keyId: keyIdOf(spki) }] });
    expect(signed(text).split('\n').at(-2)).toMatch(/^— amana\/test [A-Za-z0-9+/]+=*$/);
  });

  it('of the specification is read', () => {
    const note =
      'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n';
    expect(readNote(note)).toMatchObject({ signatures: [{ name: 'quasimodo.example/salvatore', keyId: '367ba04b' }] });
    expect(readNote(note)?.text.endsWith('sera.\n')).toBe(true);
  });

  it.each([
    ['a changed text', signed(text).replace('17', '18')],
    ['another name', signed(text, 'amana/other')],
    ['no signature', `${text}\n`],
    ['a line that is no signature', `${signed(text)}x\n`],
    ['no empty line', text],
  ])('does not open with %s', (_title, note) => {
    expect(openNote(note, [key])).toBeUndefined();
  });

  it('is known by a key on P-256 only', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'der', type: 'spki' });
    expect(() => noteKey('x', other)).toThrow(TypeError);
  });
});
