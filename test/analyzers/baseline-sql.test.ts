import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { fitBaseline, type Points } from "../../analyzers/baselines/fit-baseline.ts";
import { openServedStore, type ServedStore } from "../platform/open-served-store.ts";

const BASELINE_SQL = readFileSync("analyzers/baselines/baseline.sql", "utf8");
const TOLERANCE = 1e-12;

const numbers = z.array(z.number());
const rowSchema = z.object({
  points: z.number(),
  ...{ center: z.number(), slopePerDay: z.number(), level: z.number(), scale: z.number() },
  ...{ seasonOffsets: numbers, dayPartOffsets: numbers, cellOffsets: numbers },
});

let served: ServedStore;
beforeAll(async () => {
  served = await openServedStore();
}, 60_000);
afterAll(() => served.close());

/** Values of so many runs, `perDay` a day. */
function pointsOf(count: number, sizeOf: (run: number) => number, perDay = 1): Points {
  const days = Array.from({ length: count }, (_, run) => 20_000 + run / perDay);
  return {
    values: days.map((_, run) => sizeOf(run)),
    days,
    seasons: days.map((day) => Math.floor(day) % 7),
    dayParts: days.map((day) => Math.floor((day % 1) * 6 + 1e-9)),
  };
}

const wobble = (run: number) => 0.3 * Math.sin(12.9898 * run) + 0.1 * Math.cos(78.233 * run);
const weekend = (day: number) => (Math.floor(day) % 7 > 4 ? -1.7 : 0);

test.each<[string, Points]>([
  ["one run", pointsOf(1, () => 23.5)],
  ["few runs", pointsOf(5, (run) => 20 + wobble(run))],
  ["runs that never vary", pointsOf(30, () => 18.25)],
  ["growth", pointsOf(63, (run) => 22 + 0.01 * run + wobble(run) / 50)],
  ["quiet weekends", pointsOf(64, (run) => 20 + weekend(run) + wobble(run))],
  ["several runs a day", pointsOf(188, (run) => 15 + weekend(run / 6) + wobble(run), 6)],
  ["wild ones", pointsOf(100, (run) => (run % 17 === 3 ? 0 : 20 + wobble(run)))],
])("baseline.sql gives what fitBaseline() does of %s", async (_case, points) => {
  const [row] = await served.store.verdicts.query(BASELINE_SQL, { ...points }, rowSchema);
  const baseline = fitBaseline(points);
  const scalars = ["points", "center", "slopePerDay", "level", "scale"] as const;
  for (const name of scalars) expectClose(row?.[name], baseline[name]);
  for (const name of ["seasonOffsets", "dayPartOffsets", "cellOffsets"] as const) {
    expect(row?.[name].length).toBe(baseline[name].length);
    for (const [group, offset] of baseline[name].entries()) expectClose(row?.[name][group], offset);
  }
});

/** What is a difference of logs of sizes is as exact as these are: some 20. */
function expectClose(theirs: number | undefined, ours: number) {
  expect(Math.abs((theirs ?? Number.NaN) - ours)).toBeLessThanOrEqual(
    TOLERANCE * Math.max(20, Math.abs(ours)),
  );
}
