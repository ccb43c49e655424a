import { createECDH, createHash } from 'node:crypto';
import { ARMOURY, officer, PROTECTION, RETURNS } from './committees.ts';

type Keeper = { readonly officer: string; readonly committee: string };
type Jwk = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
/** An invented officer with a P-256 key of his own, who signs the same text at the same second always in the same way. */
export type Signer = Keeper & { readonly jwk: Jwk; readonly kid: string; sign(text: string, iat: number, header?: object): string };

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const digest = (...parts: (string | Buffer)[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const toNumber = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
const toBytes = (number: bigint) => Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
/** Base64url of a text's UTF-8. */
const encoded = (text: string) => Buffer.from(text).toString('base64url');

/** The officer's key: of the seed, his number, and which of his keys it is. */
export function signer(seed: number, keeper: Keeper, nth = 1): Signer {
  const secret = (toNumber(digest(`amana ${seed} ${keeper.officer} ${nth}`)) % (ORDER - 1n)) + 1n;
  const point = pointOf(secret);
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((each) => each.toString('base64url')) as [string, string];
  const kid = digest(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).toString('base64url');
  return {
    ...keeper,
    jwk: { kty: 'EC', crv: 'P-256', x, y },
    kid,
    sign(text, iat, header = { alg: 'ES256', kid, iat }) {
      const head = encoded(JSON.stringify(header));
      return `${head}..${es256(secret, Buffer.from(`${head}.${encoded(text)}`)).toString('base64url')}`;
    },
  };
}

/** What an officer signs who approves an act: `head` is the hash of the newest event of the stream `subject`. */
export function approval(by: Signer, { action, head, subject }: { action: string; head: string; subject: string }, iat: number): string {
  return by.sign(JSON.stringify({ action, head, subject }), iat);
}

/** The document that registers an officer's key. `by` is another officer. */
export function keyEnrolment(by: Keeper, of: Signer, iat: number, replaces?: string) {
  const { officer: number, committee, jwk } = of;
  const enrolled = { action: 'enrol-key', committee, officer: number, ...(replaces && { replaces }) };
  return { by, officer: number, committee, jwk, proof: of.sign(JSON.stringify(enrolled), iat), ...(replaces && { replaces }) };
}

/** The officers of the scenario who approve, each with a key of his own: of the armoury, and of the return committee. */
export function approvers(seed: number) {
  const of = (committee: typeof ARMOURY, department: string) => signer(seed, officer(committee, department));
  return {
    defence: of(ARMOURY, 'DEFENCE'),
    interior: of(ARMOURY, 'INTERIOR'),
    logistics: of(ARMOURY, 'LOGISTICS'),
    legal: of(RETURNS, 'LEGAL'),
    foreignAffairs: of(RETURNS, 'FOREIGN_AFFAIRS'),
  };
}

/** Who registers keys: a lawyer who has nothing to do with weapons. */
export const keyRegistrar = officer(PROTECTION, 'LEGAL');

/** The documents that register their keys. `iat`: now, in seconds. */
export function keyPapers(seed: number, iat: number) {
  return Object.values(approvers(seed)).map((each) => ({ id: `key:${each.kid}`, ...keyEnrolment(keyRegistrar, each, iat) }));
}

function pointOf(secret: bigint): Buffer {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(toBytes(secret));
  return curve.getPublicKey();
}

/** ECDSA with a nonce made of the key and the text, so that a scenario repeats to the byte. For invented people only. */
function es256(secret: bigint, text: Buffer): Buffer {
  const nonce = (toNumber(digest(toBytes(secret), digest(text))) % (ORDER - 1n)) + 1n;
  const r = toNumber(pointOf(nonce).subarray(1, 33)) % ORDER;
  const s = (inverse(nonce) * (toNumber(digest(text)) + r * secret)) % ORDER;
  return Buffer.concat([toBytes(r), toBytes(s)]);
}

function inverse(number: bigint): bigint {
  let [a, b, x, y] = [number, ORDER, 1n, 0n];
  while (b) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % ORDER) + ORDER) % ORDER;
}
