import { expect, test } from "vitest";
import { createCpuMeter } from "../../../app/bench/create-cpu-meter.ts";

const spent = (us: number) => ({ allThreadsUs: us, mainThreadUs: us / 2 });

test.each([
  [
    "nothing before the first rows",
    [
      [0, 0],
      [0, 900],
      [10, 1_000],
      [30, 1_600],
      [30, 5_000],
    ],
    30,
  ],
  [
    "rows that came all at once, from the first sight",
    [
      [0, 100],
      [20, 500],
      [20, 900],
    ],
    20,
  ],
  [
    "a table that has rows already",
    [
      [100, 0],
      [110, 50],
      [120, 90],
    ],
    4,
  ],
  [
    "no rows",
    [
      [0, 0],
      [0, 500],
    ],
    0,
  ],
])("createCpuMeter() counts %s", (_name, sights, wanted) => {
  const meter = createCpuMeter();
  for (const [rows = 0, us = 0] of sights) meter.see(rows, spent(us));
  expect(meter.perEvent()).toEqual(spent(wanted));
});
