import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';

/**
 * What a log says of itself at one size (c2sp.org/tlog-checkpoint): its origin, how many entries, the tree's root in hex. Extension lines:
 * when it was signed (ISO 8601 UTC) and, on a checkpoint with a list, the root over the sorted list of every stream's head.
 */
export type Checkpoint = {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly time: string;
  readonly list?: string;
};

/** A signature line: the key's name, the first four bytes of its id in hex, and the signature's bytes. */
export type NoteSignature = { readonly name: string; readonly keyId: string; readonly signature: Buffer };
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
const ROOT = /^[A-Za-z0-9+/]{43}=$/;
const SIZE = /^(0|[1-9]\d{0,9})$/;
const SIGNATURE = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;

/** The text that is signed; it ends with a newline. */
export function checkpointText({ origin, size, root, time, list }: Checkpoint): string {
  return `${origin}\n${size}\n${base64(root)}\ntime ${time}\n${list === undefined ? '' : `list ${base64(list)}\n`}`;
}

/** Reads a text that `checkpointText` wrote; nothing if it is none. Extension lines nobody knows are passed over. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', size = '', root = '', ...lines] = text.split('\n');
  if (!origin || !SIZE.test(size) || !ROOT.test(root) || lines.pop() !== '' || lines.includes('')) return undefined;
  const extension = (name: string) => lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
  const list = extension('list');
  if (list !== undefined && !ROOT.test(list)) return undefined;
  const hex = (value: string) => Buffer.from(value, 'base64').toString('hex');
  return {
    origin,
    size: Number(size),
    root: hex(root),
    time: extension('time') ?? '',
    ...(list !== undefined && { list: hex(list) }),
  };
}

/** First four bytes, in hex, of SHA-256 of the public key as DER SPKI: the key id of ECDSA (c2sp.org/signed-note, type 0x02). */
export function keyIdOf(spki: Uint8Array): string {
  return hash('sha256', spki).slice(0, 8);
}

/** A signed note (c2sp.org/signed-note): the text, an empty line, and a line for each signature. */
export function signedNote({ text, signatures }: Note): string {
  const lines = signatures.map(
    ({ name, keyId, signature }) => `— ${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), signature]).toString('base64')}\n`,
  );
  return `${text}\n${lines.join('')}`;
}

/** Takes a note apart; nothing if it is none. */
export function readNote(note: string): Note | undefined {
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0 || !note.endsWith('\n')) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(cut + 2, -1).split('\n')) {
    const [, name, encoded] = SIGNATURE.exec(line) ?? [];
    const bytes = Buffer.from(encoded ?? '', 'base64');
    if (name === undefined || bytes.length < 5) return undefined;
    signatures.push({ name, keyId: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) });
  }
  return { text: note.slice(0, cut + 1), signatures };
}

/** A key by which notes are checked: its name, its id, the key itself. */
export type NoteKey = { readonly name: string; readonly keyId: string; readonly key: KeyObject };

/** The key named `name`, from its DER SPKI. @throws if the bytes are no public key on P-256. */
export function noteKey(name: string, spki: Buffer): NoteKey {
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new TypeError('not a public key on P-256');
  return { name, keyId: keyIdOf(spki), key };
}

/** The note's text if one of the keys signed it (ECDSA with SHA-256, DER), and none of them wrongly. */
export function openNote(note: string, keys: readonly NoteKey[]): string | undefined {
  const read = readNote(note);
  if (!read) return undefined;
  const known = read.signatures.flatMap((each) => {
    // Four bytes of a hash: two keys may have the same.
    const found = keys.filter(({ name, keyId }) => name === each.name && keyId === each.keyId);
    return found.length > 0 ? [found.some(({ key }) => verify('sha256', Buffer.from(read.text), key, each.signature))] : [];
  });
  return known.length > 0 && known.every(Boolean) ? read.text : undefined;
}
