import { expect, test } from "vitest";
import { writeSum } from "../../../app/explain/write-sum.ts";

test.each([
  [
    "a size out of its baseline",
    {
      rule: "baseline",
      bytes: 50_000_000,
      minBytes: null,
      expectedBytes: "100500000",
      scale: 0.02,
      z: -34.907_05,
      logDrop: -0.698_141,
      zMax: -4.5,
      logDropMax: -0.1,
    },
    [
      "logDrop = ln(bytes / expectedBytes) = ln(50000000 / 100500000) = -0.698141",
      "z = logDrop / scale = -0.698141 / 0.02 = -34.907",
      "z -34.907 < -4.5 zMax",
      "logDrop -0.698141 < -0.1 logDropMax",
    ],
  ],
  [
    "a duration out of its baseline",
    { seconds: 600, usualSeconds: 60, deviation: Math.log(10), scale: 0.5, z: Math.log(10) / 0.5 },
    [
      "deviation = ln(seconds / usualSeconds) = ln(600 / 60) = 2.30259",
      "z = deviation / scale = 2.30259 / 0.5 = 4.60517",
    ],
  ],
  ["a size under its floor", { bytes: 10, minBytes: 1_000, runs: 0 }, ["bytes 10 < 1000 minBytes"]],
  [
    "a slot",
    {
      due: "2026-11-20T01:00:00Z",
      lateAt: "2026-11-20T02:00:00Z",
      missingAt: "2026-11-20T07:00:00Z",
      watermark: "2026-11-20T02:10:00Z",
    },
    [
      "lateAt = due + 3600 s = 2026-11-20T02:00:00Z, passed by the watermark 2026-11-20T02:10:00Z",
      "missingAt = due + 21600 s = 2026-11-20T07:00:00Z, not reached by the watermark 2026-11-20T02:10:00Z",
    ],
  ],
  [
    "a copy that came late",
    {
      deadline: "2026-11-20T07:30:00Z",
      observedAt: "2026-11-20T09:00:00Z",
      lateByMs: 5_400_000,
    },
    ["observedAt = deadline + 5400 s = 2026-11-20T09:00:00Z"],
  ],
  [
    "a restorable point that is too old",
    {
      watermark: "2026-11-21T04:00:00Z",
      rpoMs: 93_600_000,
      oldestAllowed: "2026-11-20T02:00:00Z",
    },
    ["oldestAllowed = watermark - 93600 s = 2026-11-20T02:00:00Z"],
  ],
  [
    "fewer restore points than promised",
    { promised: 14, present: 12 },
    ["present 12 < 14 promised: 2 lacking"],
  ],
  [
    "a gap between logs",
    { cause: "gap", firstLsn: "3000", before: { lastLsn: "2000" } },
    ["firstLsn 3000 > 2000 lastLsn of the log before it"],
  ],
  ["what is no sum", { algorithm: "sha256", claimed: "aa", observed: "bb" }, []],
  ["a series that never varies", { deviation: 0, scale: 0 }, []],
])("writeSum() of %s", (_case, evidence, lines) => {
  expect(writeSum({ evidence })).toEqual(lines);
});
