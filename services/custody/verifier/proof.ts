import { openNote, readCheckpoint, readNote } from '#shared/kernel/checkpoint.ts';
import { hashOf } from '#shared/kernel/event-chain.ts';
import { entryHash, isIncluded } from '#shared/kernel/merkle-log.ts';
import type { StoredEvent } from '#shared/kernel/stream.ts';
import { Failed, type Finding, fail, keyOf, type Trust, type Verdict } from './opening.ts';

/** What `GET /weapons/{n}/proof` and `GET /ammunition/{n}/proof` answer: events without personal data, each with its place and its proof. */
type ProofDocument = {
  readonly format: 'amana-proof/1';
  readonly custodyNumber: string;
  readonly keys: readonly string[];
  readonly checkpoint: { readonly note: string };
  readonly events: readonly { readonly event: StoredEvent; readonly index?: number; readonly proof?: readonly string[] }[];
};

const GENESIS = '0'.repeat(64);

/** Whether a file is such a document: it begins with its format. */
export function isProof(bytes: Buffer): boolean {
  return bytes.toString('utf8', 0, 64).startsWith('{"format":"amana-proof/1"');
}

/** Verifies the proof of one weapon or lot, offline: that its events are those that were logged, under a signed checkpoint. */
export function verifyProof(bytes: Buffer, trust: Trust = {}): Verdict {
  try {
    return { proves: proved(JSON.parse(bytes.toString()) as ProofDocument, trust) };
  } catch (error) {
    if (error instanceof Failed) return { proves: [], finding: error.finding };
    return { proves: [], finding: { kind: 'FORMAT', says: 'This is no proof of an item.' } };
  }
}

function proved({ custodyNumber, keys, checkpoint: { note }, events }: ProofDocument, { key }: Trust): string[] {
  const text = readNote(note)?.text ?? '';
  const checkpoint = readCheckpoint(text) ?? fail({ kind: 'SIGNATURE', says: 'The checkpoint is none.' });
  const { origin, size, root, time } = checkpoint;
  const known = (key === undefined ? keys : [key]).map((each) => keyOf(origin, each));
  if (openNote(note, known) === undefined) fail({ kind: 'SIGNATURE', says: 'The signature of the checkpoint does not hold.' });
  let prev = GENESIS;
  let covered = 0;
  for (const [at, { event, index, proof = [] }] of events.entries()) {
    const [stream, sequence] = [`${event.kind}#${event.id}`, at + 1];
    const wrong = (kind: Finding['kind'], how: string) => fail({ kind, stream, sequence, says: `${stream}, event ${sequence}, ${how}.` });
    const { hash, ...content } = event;
    if (event.id !== custodyNumber || event.sequence !== sequence) wrong('MISSING', 'is not there');
    if (hashOf(content) !== hash) wrong('CONTENT', 'is not what was hashed: its content was changed');
    if (event.prev !== prev) wrong('REWRITTEN', 'does not follow from the event before it');
    prev = hash;
    if (index === undefined) continue;
    if (!isIncluded(entryHash(hash), index, size, proof, root)) wrong('ROOT', `does not stand in the signed log at ${index}`);
    covered += 1;
  }
  const [named] = known.map(({ keyId }) => keyId);
  return [
    `${covered} of ${events.length} events of ${custodyNumber} stand, unchanged and in their order, among the ${size} entries that were signed as of ${time}.`,
    ...(covered < events.length ? [`${events.length - covered} are newer than that checkpoint and not signed for yet.`] : []),
    'That nothing happened to it afterwards is not proved by this: the list of all heads, or a bundle, proves that.',
    key === undefined
      ? `The key (${named}) is the document's own: name the Ministry's with --key.`
      : `The signature is by the given key (${named}).`,
  ];
}
