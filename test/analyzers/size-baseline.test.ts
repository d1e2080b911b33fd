import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { logSize, sizeBaseline } from "../../analyzers/undersized/size-baseline.ts";
import { openServedStore, type ServedStore } from "../platform/open-served-store.ts";

const BASELINE_SQL = readFileSync("analyzers/undersized/baseline.sql", "utf8");
const TOLERANCE = 1e-12;

const rowSchema = z.object({ runs: z.number(), center: z.number(), scale: z.number() });

let served: ServedStore;
beforeAll(async () => {
  served = await openServedStore();
}, 60_000);
afterAll(() => served.close());

test.each([
  ["one size", [81_234_567_890]],
  ["an even number of sizes", [5_000, 7_000, 9_000, 40_000]],
  ["sizes that never vary", Array(9).fill(1_000_000)],
  ["empty ones among them", [0, 1, 100_000, 110_000, 90_000, 0, 105_000]],
  ["more than nine weeks", Array.from({ length: 100 }, (_, night) => 1_000_003 * (night + 3))],
  ["the largest of sizes", [2 ** 53 - 1, 2 ** 52, 2 ** 53 - 111]],
])("baseline.sql gives what sizeBaseline() does of %s", async (_case, sizes) => {
  const [row] = await served.store.verdicts.query(BASELINE_SQL, { sizes }, rowSchema);
  const baseline = sizeBaseline(sizes.map(logSize));
  expect(row?.runs).toBe(baseline.runs);
  for (const number of ["center", "scale"] as const) {
    const [ours, theirs] = [baseline[number], row?.[number] ?? Number.NaN];
    expect(Math.abs(theirs - ours)).toBeLessThanOrEqual(TOLERANCE * Math.abs(ours));
  }
});
