import { hash } from 'node:crypto';
import { EMPTY_ROOT, type Form } from '#shared/kernel/merkle-log.ts';

/** The tree of RFC 6962 as it grows, for many leaves: what a node is hashed of stands in one place for each level, and is written there once. */
export type GrowingTree = { readonly size: number; add(leaf: string, form?: Form): void; root(): string };

const NODE_BYTES = 65;
const LEFT = 1;
const RIGHT = 33;

export function growingTree(): GrowingTree {
  const levels: Buffer[] = [];
  // Bytes of a node's hash are carried as they are: in hex they would be taken apart again for every node.
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(leaf, given = 'hex') {
      let carried = leaf;
      let form = given;
      let level = 0;
      for (let at = size; at % 2 === 1; at = (at - 1) / 2, level++) {
        const node = levels[level] as Buffer;
        node.write(carried, RIGHT, form);
        form = 'binary';
        carried = hash('sha256', node, form);
      }
      const node = levels[level] ?? Buffer.alloc(NODE_BYTES, 1);
      levels[level] = node;
      node.write(carried, LEFT, form);
      size += 1;
    },
    root() {
      let found: string | undefined;
      for (let level = 0, at = size; at > 0; level++, at = Math.floor(at / 2)) {
        if (at % 2 === 0) continue;
        const node = levels[level] as Buffer;
        if (found === undefined) found = node.toString('hex', LEFT, RIGHT);
        else {
          // What stands to the right is overwritten by the next leaf that fills this level.
          node.write(found, RIGHT, 'hex');
          found = hash('sha256', node);
        }
      }
      return found ?? EMPTY_ROOT;
    },
  };
}
