/** Draws that depend on the seed alone. */
export type Dice = {
  /** From 0 up to and without 1. */
  readonly uniform: () => number;
  readonly chance: (probability: number) => boolean;
  /** A number from `low` to `high`. */
  readonly within: (low: number, high: number) => number;
  /** The same, spread evenly over orders of magnitude. */
  readonly withinLog: (low: number, high: number) => number;
  /** A whole number from `low` to `high`, both included. */
  readonly whole: (low: number, high: number) => number;
  readonly normal: (mean: number, sigma: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** Other dice, which depend on the name and not on what was drawn before. */
  readonly fork: (name: string) => Dice;
};

/** Mulberry32 (Tommy Ettinger, public domain), normal draws after Box and Muller. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const within = (low: number, high: number) => low + uniform() * (high - low);
  const pick = <T>(from: readonly T[]): T => {
    const chosen = from[Math.floor(uniform() * from.length)];
    if (chosen === undefined) throw new Error("Nothing to pick from");
    return chosen;
  };
  return {
    uniform,
    chance: (probability) => uniform() < probability,
    within,
    withinLog: (low, high) => Math.exp(within(Math.log(low), Math.log(high))),
    whole: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    normal: (mean, sigma) => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      return mean + sigma * radius * Math.cos(2 * Math.PI * uniform());
    },
    pick,
    fork: (name) => createDice(hash(`${seed}\n${name}`)),
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return sum;
}
