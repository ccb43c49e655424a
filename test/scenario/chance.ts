/** Chance that repeats: the same seed and topic give the same draws, whatever other topics draw. */
export type Chance = {
  /** 0 <= n < 1. */
  draw(): number;
  /** An integer from `from` to `to`, both included. */
  int(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** Earlier entries come up more often, as common names do. */
  pickCommon<T>(from: readonly T[]): T;
  /** True with this probability. */
  often(probability: number): boolean;
  /** An entry by its weight. */
  weighed<T>(from: readonly (readonly [T, number])[]): T;
  digits(count: number): string;
};

export function chance(seed: number, topic: string): Chance {
  const draw = mulberry32([...topic].reduce((sum, character) => Math.imul(sum, 31) + (character.codePointAt(0) ?? 0), seed | 0));
  const int = (from: number, to: number) => from + Math.floor(draw() * (to - from + 1));
  const at = <T>(from: readonly T[], index: number) => from[Math.min(index, from.length - 1)] as T;
  return {
    draw,
    int,
    pick: (from) => at(from, Math.floor(draw() * from.length)),
    pickCommon: (from) => at(from, Math.floor(from.length * draw() ** 1.7)),
    often: (probability) => draw() < probability,
    weighed: (from) => {
      let left = draw() * from.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of from) {
        left -= weight;
        if (left < 0) return value;
      }
      return at(from, from.length - 1)[0];
    },
    digits: (count) => Array.from({ length: count }, () => int(0, 9)).join(''),
  };
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
