import { expect } from "vitest";
import { createDice } from "../../bench/detection/create-dice.ts";
import { inspectBytes } from "./inspect-bytes.ts";

const EXTREMES = [0x00, 0x01, 0x7f, 0x80, 0xff];
const LENGTHS = [1, 2, 4, 8];
const MEMORY_BYTES_MAX = 256 * 2 ** 20;

/** Bytes changed by chance, again and again: each has a verdict, in bounded memory. */
export async function fuzzReader(bytes: Uint8Array, { seed = 1, runs = 300, name = "copy" } = {}) {
  const { whole, chance, pick } = createDice(seed);
  const before = process.memoryUsage().arrayBuffers;
  for (let run = 0; run < runs; run += 1) {
    let changed = Buffer.from(bytes);
    for (let left = whole(1, 3); left > 0; left -= 1) {
      // Where structures are: most of them lie in front.
      const end = chance(0.5) ? Math.min(4_096, changed.length) : changed.length;
      const at = whole(0, end - 1);
      changed.fill(pick(EXTREMES), at, Math.min(changed.length, at + pick(LENGTHS)));
    }
    if (chance(0.1)) changed = changed.subarray(0, whole(0, changed.length));
    const { verdict } = await inspectBytes(changed, name);
    expect(["sound", "damaged", "unknown"], `run ${run}`).toContain(verdict);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MEMORY_BYTES_MAX);
}
