import { openNote, readCheckpoint, readNote } from '#shared/kernel/checkpoint.ts';
import { canonical, canonicalEvent, sha256 } from '#shared/kernel/event-chain.ts';
import { entryHash, isIncluded } from '#shared/kernel/merkle-log.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { believed, Failed, type Finding, fail, format, GENESIS, keysIn, type Trust, type Verdict } from './opening.ts';

/** What `GET /weapons/{n}/proof` and `GET /ammunition/{n}/proof` answer: events without personal data, each with its place and its proof. */
type ProofDocument = {
  readonly format: 'amana-proof/1';
  readonly custodyNumber: string;
  readonly keys: readonly string[];
  readonly checkpoint: { readonly note: string };
  readonly events: readonly { readonly event: StoredEvent; readonly index?: number; readonly proof?: readonly string[] }[];
};

/** Whether a file is such a document: it begins with its format. */
export function isProof(bytes: Buffer): boolean {
  return bytes.toString('utf8', 0, 64).startsWith('{"format":"amana-proof/1"');
}

/**
 * Verifies the proof of one weapon or lot, offline: that its events are those that were logged, under a signed checkpoint. Every byte of the document
 * is checked: what is in it beside that is a finding, and so is an event that nothing was signed for.
 */
export function verifyProof(bytes: Buffer, trust: Trust = {}): Verdict {
  try {
    if (trust.since?.length)
      fail({ kind: 'UNSUPPORTED', says: 'The proof of one item cannot be held against a kept checkpoint (--since): a bundle can.' });
    return { proves: proved(documentIn(bytes), trust), isKeyChecked: trust.keys !== undefined };
  } catch (error) {
    if (error instanceof Failed) return { proves: [], finding: error.finding };
    return { proves: [], finding: { kind: 'FORMAT', says: 'This is no proof of an item.' } };
  }
}

/** The document, spelled as it is served and with the members it is served with. */
function documentIn(bytes: Buffer): ProofDocument {
  const text = bytes.toString();
  const document = JSON.parse(text) as ProofDocument;
  if (JSON.stringify(document) !== text.trimEnd()) format(1, 'the document is not spelled as it is served.');
  only('the document', document, ['format', 'custodyNumber', 'keys', 'checkpoint', 'events']);
  only('the checkpoint', document.checkpoint, ['size', 'time', 'root', 'list', 'note']);
  for (const each of document.events) only('an event', each, ['event', 'index', 'proof']);
  if (document.events.length === 0) format(1, 'the document has no events.');
  return document;
}

function only(what: string, value: object, names: readonly string[]): void {
  const other = Object.keys(value).find((name) => !names.includes(name));
  if (other !== undefined) format(1, `${what} has "${other}", of which nothing was signed.`);
}

function proved({ custodyNumber, keys, checkpoint: told, events }: ProofDocument, trust: Trust): string[] {
  const read = readNote(told.note);
  const checkpoint = readCheckpoint(read?.text ?? '') ?? fail({ kind: 'SIGNATURE', says: 'The checkpoint is none.' });
  const { origin, ...rest } = checkpoint;
  const { size, root, time } = rest;
  const known = believed(origin, keysIn(origin, keys), trust);
  if (openNote(told.note, known) === undefined) fail({ kind: 'SIGNATURE', says: 'The signature of the checkpoint does not hold.' });
  if (canonical({ ...rest, note: told.note }) !== canonical(told)) format(1, 'the checkpoint is not what its signed note says.');
  let prev = GENESIS;
  for (const [at, { event, index = -1, proof = [] }] of events.entries()) {
    const [stream, sequence] = [`${event.kind}#${event.id}`, at + 1];
    const wrong = (kind: Finding['kind'], how: string) => fail({ kind, stream, sequence, says: `${stream}, event ${sequence}, ${how}.` });
    const { hash, ...content } = event;
    const text = canonicalEvent(content);
    if (event.id !== custodyNumber || event.sequence !== sequence) wrong('MISSING', 'is not there');
    // What the hash does not cover must not stand beside what it does.
    if (sha256(text) !== hash || canonical(content) !== text) wrong('CONTENT', 'is not what was hashed: its content was changed');
    if (event.prev !== prev) wrong('REWRITTEN', 'does not follow from the event before it');
    if (index < 0) wrong('UNSIGNED', 'has no place in the log: nothing was signed for it yet, and it may be invented');
    if (!isIncluded(entryHash(hash), index, size, proof, root)) wrong('ROOT', `does not stand in the signed log at ${index}`);
    prev = hash;
  }
  const named = read?.signatures.map(({ keyId }) => keyId).join(', ');
  return [
    `The first ${events.length} events of ${custodyNumber} stand, unchanged and in their order, among the ${size} entries that were signed as of ${time}.`,
    'That nothing happened to it afterwards is not proved by this, nor that two persons allowed what takes two: a bundle proves that.',
    trust.keys === undefined
      ? `The key (${named}) is the document's own: name the Ministry's with --key.`
      : `The signature is by the given key (${named}).`,
  ];
}
