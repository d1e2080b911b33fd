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
    "a run that is stuck past its longest duration",
    { startedAt: "2026-11-20T01:00:00Z", stuckAt: "2026-11-20T04:00:00Z", maxDurationMs: 1.08e7 },
    ["stuckAt = startedAt + 10800 s = 2026-11-20T04:00:00Z"],
  ],
  [
    "a run that is stuck as its slot should have been filled",
    { startedAt: "2026-11-20T06:00:00Z", stuckAt: "2026-11-20T07:00:00Z", maxDurationMs: 1.08e7 },
    ["stuckAt = missingAt, before startedAt + 10800 s = 2026-11-20T07:00:00Z"],
  ],
  [
    "a duration beyond its limit on either side",
    { deviation: -2, scale: 0.5, limit: 1.5 },
    ["z = deviation / scale = -2 / 0.5 = -4", "|deviation| 2 > 1.5 limit"],
  ],
  [
    "a ratio that fell below its limit",
    { deviation: -0.5, scale: 0.05, limit: -0.2 },
    ["z = deviation / scale = -0.5 / 0.05 = -10", "deviation -0.5 < -0.2 limit"],
  ],
  [
    "a run that goes on",
    { runningSeconds: 900, slowAfterSeconds: 800 },
    ["runningSeconds 900 > 800 slowAfterSeconds"],
  ],
  ["many rejects", { withinAnHour: 40, limit: 20 }, ["withinAnHour 40 > 20 limit"]],
  ["a clock", { aheadMs: 900_000, toleranceMs: 300_000 }, ["aheadMs 900000 > 300000 toleranceMs"]],
  ["a slow restore", { restoreMs: 9_000, rtoMs: 6_000 }, ["restoreMs 9000 > 6000 rtoMs"]],
  [
    "a copy that was removed early",
    { removedAt: "2026-11-20T01:00:00Z", keepUntil: "2026-11-20T02:00:00Z" },
    ["removedAt 2026-11-20T01:00:00Z is 3600 s before keepUntil 2026-11-20T02:00:00Z"],
  ],
  [
    "a silent collector",
    { lastMovedAt: "2026-11-20T01:00:00Z", limitMs: 900_000, silentAt: "2026-11-20T01:15:00Z" },
    ["silentAt = lastMovedAt + 900 s = 2026-11-20T01:15:00Z"],
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
