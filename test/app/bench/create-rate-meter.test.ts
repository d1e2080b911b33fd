import { expect, test } from "vitest";
import { createRateMeter } from "../../../app/bench/create-rate-meter.ts";

type Sights = readonly (readonly [rows: number, atMs: number])[];

test.each<[string, Sights, number]>([
  ["nothing", [], 0],
  ["all at first sight, from the start", [[2_000, 500]], 4_000],
  [
    "several sights, without what came before the first",
    [
      [0, 3_000],
      [20_000, 4_000],
      [20_000, 4_500],
      [60_000, 5_000],
    ],
    40_000,
  ],
  [
    "a wait after the last, which is out of it",
    [
      [10, 1_000],
      [20, 2_000],
      [20, 9_000],
    ],
    10,
  ],
])("createRateMeter() measures %s", (_name, sights, wanted) => {
  const meter = createRateMeter(0);
  for (const [rows, atMs] of sights) meter.see(rows, atMs);
  expect(meter.perSecond()).toBe(wanted);
});
