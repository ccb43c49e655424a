import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { checkpointText, keyIdOf, signedNote } from '#shared/kernel/checkpoint.ts';
import { canonical, canonicalEvent, seal } from '#shared/kernel/event-chain.ts';
import { append, entryHash, frontier, rootOf } from '#shared/kernel/merkle-log.ts';
import { custodyNumber } from '#shared/kernel/numbers.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Aggregate, Command, StoredEvent } from '#shared/kernel/stream.ts';
import { complete, type Told } from '#test/decider.ts';
import type { Chance } from '#test/scenario/chance.ts';
import { deposits, holds, moves, removes, returns, voids } from '#test/weapon-story.ts';
import { headList, headsOf, listRoot } from '../../services/custody/domain/head-list.ts';
import { weapon } from '../../services/custody/domain/weapon.ts';
import type { WeaponCommand } from '../../services/custody/domain/weapon-commands.ts';
import { bundleLines } from '../../services/custody/verifier/bundle-writer.ts';

/** A signing key with its public half in base64. */
export type Key = { readonly spki: string; readonly keyId: string; readonly privateKey: KeyObject };
/** An export, taken apart so that a forger can change it. The last note carries the root of the list. */
export type Export = {
  origin: string;
  keys: string[];
  entries: { hash: string; text: string; event: StoredEvent }[];
  notes: { size: number; note: string }[];
  list: string[];
  openings: { index: number; text: string }[];
};
export type Shape = { readonly events: number; readonly late?: boolean; readonly checkpoints: number };

export const ORIGIN = 'amana/custody/tried';
const START = Date.parse('2024-12-08T07:00:00Z');

export function newKey(): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return { spki: spki.toString('base64'), keyId: keyIdOf(spki), privateKey };
}

export const streamOf = ({ kind, id }: StoredEvent) => `${kind}#${id}`;
export const canonicalOf = (value: object) => canonical(value);

/** What happens to one weapon: a prefix of its way into a store, out and back, perhaps under a hold; or its number is voided. */
function story(chance: Chance): Told<WeaponCommand>[] {
  if (chance.often(0.03)) return [voids()];
  const way: Told<WeaponCommand>[] = [deposits(), moves(), removes(), returns()];
  const steps = way.slice(0, chance.int(1, way.length));
  if (chance.often(0.2)) steps.splice(chance.int(1, steps.length), 0, holds(`H-${chance.digits(3)}`));
  return steps;
}

/** Events of weapons by the domain's own rules, mixed as they would come. */
export function events(chance: Chance, count: number): StoredEvent[] {
  const made: StoredEvent[] = [];
  const open: { id: string; left: Told<WeaponCommand>[]; head?: StoredEvent }[] = [];
  for (let number = 0; made.length < count; ) {
    if (open.length < 8 && chance.often(0.5)) open.push({ id: custodyNumber('WA', number++), left: story(chance) });
    const one = open[chance.int(0, Math.max(0, open.length - 1))];
    const told = one?.left.shift();
    if (!one || !told) {
      if (one) open.splice(open.indexOf(one), 1);
      continue;
    }
    one.head = next(weapon as Aggregate<unknown, Command>, one.id, one.head, told, made.length, chance);
    made.push(one.head);
  }
  return made;
}

function next(
  rules: Aggregate<unknown, Command>,
  id: string,
  head: StoredEvent | undefined,
  told: Told<WeaponCommand>,
  n: number,
  chance: Chance,
): StoredEvent {
  const at = new Date(START + n * 1000).toISOString();
  const data = { ...told.data, custodyNumber: id };
  const personal = told.personal && { issuer: { name: `Officer ${chance.digits(4)}` }, depositor: { name: `Name ${chance.digits(6)}` } };
  const command = complete(
    { ...told, data, at, recordedAt: at, ...(personal && { personal, salt: chance.digits(32) }) } as never,
    n,
  ) as Command;
  const draft = rules.decide(head?.state, command);
  if (isRefusal(draft) || draft === 'nothing') throw new Error(`a story that the domain refuses: ${JSON.stringify(draft)}`);
  return seal(rules, id, head, command, draft);
}

export const entryOf = (event: StoredEvent) => ({ hash: event.hash, text: canonicalEvent(event), event });
const logEntry = (event: StoredEvent) => ({ stream: streamOf(event), sequence: event.sequence, hash: event.hash });

/** The list of heads of these entries. */
export const listOf = (entries: Export['entries']) => headList(headsOf(entries.map(({ event }) => logEntry(event))));

/** Notes over these entries at these sizes, each with the list's root if its size is in `listed`. */
export function signed(entries: Export['entries'], sizes: readonly number[], key: Key, origin = ORIGIN): Export['notes'] {
  const tree = frontier();
  const last = sizes.at(-1);
  return sizes.map((size) => {
    for (const { hash } of entries.slice(tree.size, size)) append(tree, entryHash(hash));
    const list = size === last ? listRoot(listOf(entries.slice(0, size))) : undefined;
    const time = new Date(START + size * 1000).toISOString();
    const text = checkpointText({ origin, size, root: rootOf(tree), time, ...(list !== undefined && { list }) });
    const signature = sign('sha256', Buffer.from(text), key.privateKey);
    return { size, note: signedNote({ text, signatures: [{ name: origin, keyId: key.keyId, signature }] }) };
  });
}

/** An export as the Ministry's own command writes it: with as many checkpoints, and perhaps an entry that was logged late. */
export function exportOf(chance: Chance, key: Key, { events: count, late = false, checkpoints }: Shape): Export {
  const made = events(chance, count);
  if (late) {
    const from = chance.int(0, Math.max(0, made.length - 4));
    made.push(...made.splice(from, 1));
  }
  const entries = made.map(entryOf);
  const sizes = new Set([count]);
  while (sizes.size < Math.min(checkpoints, count)) sizes.add(chance.int(1, count));
  const openings = entries.flatMap(({ event }, index) => (event.personal ? [{ index, text: canonicalOf(event.personal) }] : []));
  const notes = signed(
    entries,
    [...sizes].sort((a, b) => a - b),
    key,
  );
  return { origin: ORIGIN, keys: [key.spki], entries, notes, list: listOf(entries), openings };
}

/** The file. */
export function written({ notes, ...rest }: Export): Buffer {
  return Buffer.from(`${[...bundleLines({ ...rest, notes: notes.map(({ note }) => note) })].join('\n')}\n`);
}
