import { chance } from '#test/scenario/chance.ts';
import type { Finding } from '../../services/custody/verifier/opening.ts';
import { verifyBundle } from '../../services/custody/verifier/verify.ts';
import { exportOf, type Key, newKey, written } from './exports.ts';
import { forgers, type Touched } from './forgeries.ts';

/** What came of it. `strays`: forgeries that were missed or named wrongly, and clean exports that were not believed. */
export type Tried = {
  readonly classes: number;
  readonly perClass: number;
  readonly detected: number;
  readonly namedRightly: number;
  readonly falseAlarms: number;
  readonly cleanExports: number;
};
export type Stray = { readonly what: string; readonly seed: number; readonly finding?: Finding | undefined };

/** Whether everything that the verifier names was touched: the entries, the stream, the line, whichever it gives. */
export function isNamedRightly({ entries, stream, line }: Finding, touched: Touched): boolean {
  if (!entries && stream === undefined && line === undefined) return false;
  if (stream !== undefined && !touched.streams.has(stream)) return false;
  if (entries) return [...touched.entries].some((index) => index >= entries[0] && index < entries[1]);
  return line === undefined || touched.lines.has(line);
}

function cleanExport(seed: number, key: Key) {
  const luck = chance(seed, 'export');
  const shape = { events: luck.int(12, luck.often(0.1) ? 400 : 90), checkpoints: luck.int(1, 6), late: luck.often(0.1) };
  const made = exportOf(luck, key, shape);
  return luck.often(0.2) ? { ...made, openings: [] } : made;
}

/** Tries so many forgeries of each class, and so many clean exports. */
export function tryAll(perClass: number, clean: number, told: (stray: Stray) => void = () => undefined, seed = 1): Tried {
  const key = newKey();
  let [detected, namedRightly, falseAlarms] = [0, 0, 0];
  for (const [at, [name, forge]] of Object.entries(forgers).entries()) {
    for (let n = 0; n < perClass; n++) {
      const own = seed * 1_000_003 + at * 10_007 + n;
      const made = cleanExport(own, key);
      const whole =
        name === 'personal datum' && made.openings.length === 0
          ? exportOf(chance(own, 'again'), key, { events: 30, checkpoints: 3 })
          : made;
      const { bytes, trust, touched } = forge(whole, chance(own, name), key);
      const { finding } = verifyBundle(bytes, trust);
      const isRight = finding !== undefined && isNamedRightly(finding, touched);
      if (finding) detected += 1;
      if (isRight) namedRightly += 1;
      else told({ what: name, seed: own, finding });
    }
  }
  for (let n = 0; n < clean; n++) {
    const own = seed * 7919 + n;
    const made = cleanExport(own, key);
    const luck = chance(own, 'trust');
    const since = luck.often(0.5) ? [luck.pick(made.notes).note] : [];
    const { finding } = verifyBundle(written(made), { since, ...(luck.often(0.5) && { keys: [key.spki] }) });
    if (finding) {
      falseAlarms += 1;
      told({ what: 'clean', seed: own, finding });
    }
  }
  return { classes: Object.keys(forgers).length, perClass, detected, namedRightly, falseAlarms, cleanExports: clean };
}
